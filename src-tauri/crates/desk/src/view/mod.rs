//! The values that cross to the window. No type here contains a token, except the credentials that the window sends in.
//!
//! Times are milliseconds since 1970 (UTC). Phone numbers are E.164 digits without the plus.

mod about;
mod account;
mod activity;
mod batch;
mod bulk;
mod calling;
mod cause;
mod checks;
mod code;
mod drafts;
pub mod error;
mod first;
mod from;
mod numbers;
mod panel;
mod rows;
pub mod said;
mod save;
mod status;
mod typed;
pub(crate) mod words;

pub use about::*;
pub use account::*;
pub use activity::*;
pub use batch::*;
pub use bulk::*;
pub use calling::*;
pub use cause::Cause;
pub use checks::*;
pub use code::Code;
pub use drafts::*;
pub use error::DeskError;
pub use first::*;
pub use numbers::*;
pub use panel::*;
pub use rows::*;
pub use save::*;
pub use status::*;
pub(crate) use typed::{phone, phone_at};
