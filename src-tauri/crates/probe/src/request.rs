//! What to test.

use domain::endpoint_url::EndpointUrl;
use serde::{Deserialize, Serialize};

use crate::signer::Signer;

/// Which of a number's two endpoints is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Receives inbound messages.
    Webhook,
    /// Receives inbound calls, and answers with Plivo XML.
    Answer,
}

#[derive(Clone, Debug)]
pub struct Request {
    pub kind: Kind,
    pub url: EndpointUrl,
    pub signer: Signer,
}
