//! WhatsApp calls: who may be called when, and what a number still lacks.
//!
//! Every limit is data in [`rules`], with its source and date. Only one figure is our own: [`permission::CURRENT`], the
//! time for which call records count as current. Moments are milliseconds since 1970, UTC, and are passed in as
//! arguments. Time windows are half-open: an event exactly 24 h ago no longer counts, and a permission ends at exactly
//! 7 days.
//!
//! What is not known stays [`permission::May::NotKnown`]. It is never rounded to yes or no.

pub mod country;
pub mod dial;
pub mod permission;
pub mod readiness;
pub mod record;
pub mod rules;
mod words;

pub use rules::{Provenance, RuleId, Rules};
