//! The probe against real TLS servers on loopback, with certificates of an authority that the tests make.

// What the lint configuration allows in test functions, for the functions that they share.
#![allow(clippy::unwrap_used, clippy::panic)]

mod addresses;
mod answers;
mod authority;
mod bench;
mod certificates;
mod hostile;
mod request;
mod server;
mod signatures;
