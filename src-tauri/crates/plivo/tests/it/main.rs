//! The client against real servers: a complete simulated account, and servers that send malformed bytes.

// The lint configuration allows these in test functions. This line allows them in the shared helper functions too.
#![allow(clippy::unwrap_used, clippy::panic)]

mod account;
mod calls;
mod common;
mod lines;
mod wire;
mod writes;
