//! The client against real servers: a whole account in a box, and bytes that no well-behaved server sends.

// What the lint configuration allows in test functions, for the functions that they share.
#![allow(clippy::unwrap_used, clippy::panic)]

mod account;
mod calls;
mod common;
mod lines;
mod wire;
mod writes;
