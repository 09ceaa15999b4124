//! A configuration that may be sent. A configuration that Plivo would refuse cannot be built.

use crate::alias::Alias;
use crate::endpoint_url::EndpointUrl;
use crate::id::AgentId;

/// What handles a number's messages. Each variant owns its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Routing {
    Webhook(EndpointUrl),
    Agent(AgentId),
}

/// Calling: off, or on with its Answer URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Calling {
    Off,
    On { answer_url: EndpointUrl },
}

/// The groups of fields that a draft changes, each complete and valid. `None` means that nobody edited the group, so it
/// stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Configuration {
    pub alias: Option<Option<Alias>>,
    pub routing: Option<Routing>,
    pub calling: Option<Calling>,
}
