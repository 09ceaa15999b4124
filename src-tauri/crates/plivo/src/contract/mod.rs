//! The contract with Plivo: every path and every wire type. No other module knows any of them.
//!
//! The account, subaccounts, agents and call records are Plivo's published API. Everything below `WhatsApp/` is
//! assumed, in Plivo's style, because today only Plivo's web console offers it. `openapi/plivo.yaml` marks those parts.
//!
//! Two things are deliberately absent: a subaccount's tokens, which Plivo sends in plain text, and the `sub_account` of
//! a number, which only repeats its WABA's mapping. No type here has a field for either.

mod account;
mod call;
mod moment;
mod number;
mod object;
mod page;
mod path;
mod refusal;
mod waba;
mod write;

pub use account::{AccountInfo, Agent, Subaccount};
pub use call::{CallQuery, CallRecord};
pub(crate) use object::{FromWire, request_id, whole};
pub(crate) use page::{Meta, WirePage};
pub(crate) use path::{PAGE_LIMIT, Resource, page_url};
pub(crate) use refusal::Refusal;
pub(crate) use write::{configure, map};
