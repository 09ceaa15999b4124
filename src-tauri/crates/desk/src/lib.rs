//! The use cases that the window calls. Every failure is a [`DeskError`](view::DeskError).
//!
//! [`Desk`] is the public facade; its calls are in `window`. The rooms below it, highest first, are `batch`, `history`,
//! `writes`, `calling`, `checks`, `drafts`, `link`, `list`, `account` and `view`. A room imports only rooms below it.
//! It publishes events for the rooms above it.

mod account;
mod batch;
mod calling;
mod checks;
mod drafts;
mod history;
mod link;
mod list;
pub mod view;
mod window;
mod writes;

pub use account::sandbox_door;
pub use account::{Clock, Samples, Timings};
pub use checks::Consent;
pub use plivo::Rate;
pub use probe::{Resolver, Settings as Probing, Trust};
pub use store::LogFile;
pub use view::Cause;
pub use view::{error, said};
pub use window::{Defects, Desk, Setup, ThirdParty, Tidied, for_the_log};
pub use writes::CONSOLE;
