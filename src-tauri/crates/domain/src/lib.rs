//! What is true whatever the network does: numbers, drafts, merge, plans, rules.
//!
//! Pure: no clock, no disk, no network. Time comes in as an argument.
//!
//! Three types stand for a configuration. [`observed::Held`] is what Plivo was read to hold, which may be incomplete
//! or invalid. [`draft::Edits`] is what a person is typing. [`config::Configuration`] is what may be sent, and cannot
//! be built wrong. The only way from one to the other is [`validate::validate`].

pub mod alias;
pub mod calling;
pub mod config;
pub mod confirm;
pub mod draft;
pub mod endpoint_url;
pub mod field;
pub mod id;
pub mod mask;
pub mod merge;
pub mod observed;
pub mod phone;
pub mod plan;
pub mod plivo_xml;
pub mod problem;
pub mod secret;
pub mod shown;
pub mod template;
mod typeable;
pub mod validate;
