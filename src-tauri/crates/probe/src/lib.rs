//! Endpoint tests: sends to an endpoint what Plivo would send, and reports the result step by step.
//!
//! The name server, the certificate and the server may all be hostile. Therefore one time budget covers the whole test,
//! and the length of headers and body is limited. No redirect is followed, no cookie is kept, no proxy is used, and
//! nothing is decompressed. The test connects only to the addresses that were checked. No text from outside is returned
//! before the rules of [`report`] have sanitised it.

mod address;
mod certificate;
mod connect;
mod deadline;
mod evaluate;
mod exchange;
mod message;
mod report;
mod request;
mod resolve;
mod run;
mod settings;
mod shown;
pub mod signature;
mod signer;
mod target;
mod timeouts;
mod tls;
mod trail;
mod trust;

pub use certificate::Certificate;
pub use exchange::LONGEST_BODY;
pub use report::{Answer, Outcome, Report, Step, StepReport};
pub use request::{Kind, Request};
pub use resolve::Resolver;
pub use run::run;
pub use settings::Settings;
pub use shown::shown;
pub use signer::{Signer, Signing};
pub use trust::Trust;
