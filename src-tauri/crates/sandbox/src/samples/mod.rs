//! Sample endpoints: HTTPS servers on loopback for customers' URLs, good ones and faulty ones.
//!
//! Their names end in `acme.example`, so no name server knows them. A client sends requests for these names, on any
//! port, to the address in [`Samples::lent`], and trusts [`Samples::roots`] for them. The certificate authority is
//! created at each start, and its key never leaves the process. One listener serves all names: the server name of the
//! handshake selects the certificate, and the `Host` of the request selects the answer.
//!
//! A request with a `MessageUUID` counts as an inbound message, and one with a `CallUUID` as an inbound call.

mod act;
mod authority;
mod connection;
mod names;
mod received;
mod server;
mod signature;
mod strict;
mod texts;

pub use names::catalogue;
pub use received::EndpointRequest;
pub(crate) use received::Received;
pub(crate) use server::Serving;

use std::io;
use std::net::SocketAddr;

/// The addresses of the sample endpoints, and the roots to trust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Samples {
    /// Every name, with the address that serves it.
    pub lent: Vec<(String, SocketAddr)>,
    /// The authority's certificate, in DER.
    pub roots: Vec<Vec<u8>>,
}

/// Why the sample endpoints did not start.
#[derive(Debug, thiserror::Error)]
pub enum SamplesError {
    #[error("cannot make a certificate for a sample endpoint: {0}")]
    Certificate(#[from] rcgen::Error),
    #[error("cannot set up TLS for the sample endpoints: {0}")]
    Tls(#[from] rustls::Error),
    #[error("cannot listen for the sample endpoints: {0}")]
    Listen(#[from] io::Error),
}
