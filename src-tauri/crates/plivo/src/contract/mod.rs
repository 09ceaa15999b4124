//! The contract with Plivo: every path and every wire type, and nothing of them anywhere else.
//!
//! The account, subaccounts, agents and call records are Plivo's published API. Everything below `WhatsApp/` is assumed, in Plivo's
//! style, for what only its web console does today; `openapi/plivo.yaml` marks those rows.
//!
//! Deliberately absent: a subaccount's tokens, which Plivo sends in clear, and the `sub_account` of a number, which
//! only repeats its WABA's mapping. No type here has a field for either.

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
