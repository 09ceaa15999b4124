//! The whole app but its window, over real parts: the sandbox over HTTP, SQLite on disk. What was done is proven by
//! what the sandbox received.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod conflicts;
mod disconnecting;
mod lost_answers;
mod office;
mod remapping;
mod saving;
