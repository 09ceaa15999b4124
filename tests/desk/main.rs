//! The whole app but its window, over real parts: the sandbox over HTTP, SQLite on disk, a Secret Service on a private
//! bus. What was done is proven by what the sandbox received.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod conflicts;
mod disconnecting;
mod drafts;
mod faults;
mod keychain;
mod lists;
mod lost_answers;
mod office;
mod plivo;
mod remapping;
mod saving;
mod scale;
mod secrets;
mod story;
mod syncing;
