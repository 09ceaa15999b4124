//! The probe against real TLS servers on loopback, with certificates from an authority that the tests create.

// The lint configuration allows these in test functions. This line allows them in the shared helper functions too.
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
