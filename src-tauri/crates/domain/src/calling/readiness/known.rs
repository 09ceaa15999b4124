//! What is known of a number, as far as its readiness for calls goes.

use crate::calling::country::Outbound;

/// What is known of a number. Moments are milliseconds since 1970, UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The WABA's name or id. None where the number's WABA is not known.
    pub waba: Option<String>,
    /// `connected`, `pending`, `disconnected`, or what Plivo says instead.
    pub status: String,
    /// None where Plivo does not say.
    pub messaging_limit: Option<u32>,
    pub messages: Messages,
    /// None where Plivo does not say.
    pub calling: Option<bool>,
    pub answer_url: Endpoint,
    /// The owner account's name. None where the WABA's mapping is not known.
    pub mapping: Option<String>,
    /// When somebody said that they had looked at the calling hours in Meta's manager.
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
    /// Nothing is set, or a type that this version does not know.
    Unset,
    Webhook(Endpoint),
    /// Whether an agent is chosen.
    Agent {
        chosen: bool,
    },
}

/// A URL of the customer's, and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    Missing,
    /// Holds why, as a whole sentence.
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
    /// It answered, at an address that only this computer or its network reaches.
    OutOfReach {
        at: i64,
    },
    /// It was tested, and the URL has changed since.
    Outdated,
}

/// Whether call records show a call from a user to the number. A call of a SIP endpoint is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InboundCall {
    Answered {
        at: i64,
    },
    /// The newest of those that nobody answered, with the hang-up cause in Plivo's words.
    NotAnswered {
        at: Option<i64>,
        cause: String,
    },
    /// No record of those days shows one, as of when they were read.
    NotSeen {
        read: i64,
    },
    /// None of the newest shows one, and older ones were not read.
    NotAmongNewest {
        read: i64,
    },
    /// The records could not be read.
    NotKnown,
}
