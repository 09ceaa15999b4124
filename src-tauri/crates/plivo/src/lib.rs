//! The Plivo client: the contract in one module, errors by meaning, paging, rate limit.
//!
//! Reads are repeated where that can help, writes never: a write is sent once, on a connection of its own, and
//! [`WriteError`] says whether it can have reached Plivo. No redirect is followed, and no address in an answer is ever
//! asked: every URL is built in [`contract`] from the API's own address.

mod address;
mod calls;
mod client;
pub mod contract;
mod credentials;
mod encryption;
mod error;
mod meaning;
mod pace;
mod pages;
mod reads;
mod retry;
mod settings;
mod sweep;
mod transport;
mod writes;

pub use address::{AddressError, ApiAddress};
pub use calls::Calls;
pub use client::Client;
pub use contract::{AccountInfo, Agent, CallQuery, CallRecord, Subaccount};
pub use error::{ApiError, BuildError, WriteError};
pub use pages::{Page, Pages};
pub use reads::Answer;
pub use retry::{Decision, Effort, Method, decide};
pub use settings::{Patience, Rate, Settings};
pub use sweep::{Progress, Summary};
pub use writes::Written;
