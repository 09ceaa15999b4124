//! The known facts about a number that decide its readiness for calls.

use crate::calling::country::Outbound;

/// The known facts about a number. Moments are milliseconds since 1970, UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadinessFacts {
    /// The WABA's name or ID. `None` if the number's WABA is not known.
    pub waba: Option<String>,
    /// `connected`, `pending`, `disconnected`, or another word from Plivo.
    pub status: String,
    /// `None` if Plivo does not say.
    pub messaging_limit: Option<u32>,
    pub messages: Messages,
    /// `None` if Plivo does not say.
    pub calling: Option<bool>,
    pub answer_url: Endpoint,
    /// The name of the owner account. `None` if the WABA's mapping is not known.
    pub mapping: Option<String>,
    /// When a person marked the calling hours in Meta's manager as checked.
    pub hours_checked: Option<i64>,
    pub inbound_call: InboundCall,
    /// How many days back call records are read.
    pub record_days: u32,
    /// Whether the number's country lets it call users.
    pub outbound: Outbound,
}

/// What handles inbound messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Messages {
    /// Nothing is set, or the type is one that this version does not know.
    Unset,
    Webhook(Endpoint),
    /// Whether an agent is chosen.
    Agent {
        chosen: bool,
    },
}

/// A URL of the customer's, with its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    Missing,
    /// Holds the reason, as a whole sentence.
    Invalid(String),
    Set(Test),
}

/// The last test of an endpoint from this computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    NeverTested,
    Passed {
        at: i64,
    },
    Failed {
        at: i64,
    },
    /// It answered, but at an address that only this computer or its network can reach.
    OutOfReach {
        at: i64,
    },
    /// It was tested, but the URL has changed since.
    Outdated,
}

/// Whether call records show a call from a user to the number. A call from a SIP endpoint does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InboundCall {
    Answered {
        at: i64,
    },
    /// The newest unanswered call, with the hang-up cause in Plivo's words.
    NotAnswered {
        at: Option<i64>,
        cause: String,
    },
    /// No record of those days shows such a call, as of the moment of the read.
    NotSeen {
        read: i64,
    },
    /// None of the newest records shows such a call. Older ones were not read.
    NotAmongNewest {
        read: i64,
    },
    /// The records could not be read.
    NotKnown,
}
