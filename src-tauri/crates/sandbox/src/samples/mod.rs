//! Sample endpoints: HTTPS servers on loopback to which a customer's URLs may point, good ones and bad ones.
//!
//! Their names end in `acme.example`, so no name server knows them: whoever wants to reach one sends its name to the
//! address that [`Samples::lent`] gives, on any port, and trusts [`Samples::roots`] for it. The authority behind their
//! certificates is made anew at each start and its key never leaves the process. One listener serves them all: the
//! certificate follows the server name of the handshake, and the answer the `Host` of the request.
//!
//! A request with a `MessageUUID` is taken for an inbound message and one with a `CallUUID` for an inbound call.

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

/// Where the sample endpoints are, and how to trust them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Samples {
    /// Every name with the address that serves it.
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
