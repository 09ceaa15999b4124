//! A configuration that may be sent. One that Plivo would refuse cannot be built.

use crate::alias::Alias;
use crate::endpoint_url::EndpointUrl;
use crate::id::AgentId;

/// What handles a number's messages: the variant owns its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Routing {
    Webhook(EndpointUrl),
    Agent(AgentId),
}

/// Calling, on with its Answer URL or off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Calling {
    Off,
    On { answer_url: EndpointUrl },
}

/// The groups that a draft touches, each whole and valid. A group that nobody touched is absent and stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Configuration {
    pub alias: Option<Option<Alias>>,
    pub routing: Option<Routing>,
    pub calling: Option<Calling>,
}
