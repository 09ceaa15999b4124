//! The rules that do not depend on the network: numbers, drafts, merge, plans, validation.
//!
//! Pure: no clock, no disk, no network. Time is passed in as an argument.
//!
//! Three types represent a configuration. [`observed::Held`] is what Plivo returned, which may be incomplete or
//! invalid. [`draft::Edits`] is what a person is typing. [`config::Configuration`] is what may be sent, and an invalid
//! one cannot be built. Only [`validate::validate`] turns the first two into the third.

pub mod alias;
pub mod calling;
pub mod collation;
pub mod config;
pub mod confirm;
pub mod draft;
pub mod endpoint_url;
pub mod field;
pub mod id;
pub mod listed;
pub mod mask;
pub mod merge;
pub mod observed;
pub mod phone;
pub mod plan;
pub mod plivo_xml;
pub mod problem;
pub mod search;
pub mod secret;
pub mod shown;
pub mod template;
mod typeable;
pub mod validate;
