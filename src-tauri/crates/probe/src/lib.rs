//! Endpoint tests: sends to one endpoint what Plivo would send, and says step by step what came of it.
//!
//! Everything that answers may be hostile: the name server, the certificate, the server. So there is one time budget
//! for the whole, a longest head and a longest body; no redirect is followed, no cookie kept, no proxy asked and nothing
//! unpacked; the addresses that were judged are the very ones that are connected to; and no text from outside is handed
//! on before [`report`]'s rules for showing it have gone over it.

mod address;
mod certificate;
mod connect;
mod deadline;
mod exchange;
mod judge;
mod message;
mod patience;
mod report;
mod request;
mod resolve;
mod run;
mod settings;
mod shown;
pub mod signature;
mod signer;
mod target;
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
