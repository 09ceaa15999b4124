//! The Plivo client: the contract in one module, errors by meaning, paging, and the rate limit.
//!
//! Reads are retried where that may help. Writes are never retried: a write is sent once, on its own connection, and
//! [`WriteError`] says whether it can have reached Plivo. Redirects are not followed, and no address from an answer is
//! ever used: every URL is built in [`contract`] from the API's own address.

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
pub use retry::{Decision, Effort, decide};
pub use settings::{Rate, RequestPolicy, Settings};
pub use sweep::{Progress, Summary};
pub use writes::Written;
