//! WhatsApp calls: who may be called when, and what a number still lacks for it.
//!
//! Every limit is data, with its source and date, in [`rules`]; the one figure beside them is ours, and says how long calls
//! that were read count as current ([`permission::CURRENT`]). Moments are milliseconds since 1970, UTC, and come in as
//! arguments. Windows are half-open: what happened 24 h ago to the millisecond no longer counts, and a permission has
//! ended at exactly 7 days.
//!
//! What cannot be known stays [`permission::May::NotKnown`] and is never rounded to a yes or a no.

pub mod country;
pub mod dial;
pub mod permission;
pub mod readiness;
pub mod record;
pub mod rules;
mod words;

pub use rules::{Provenance, RuleId, Rules};
