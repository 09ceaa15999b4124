//! What a client has to be told, and how patient it is.

use std::time::Duration;

use domain::id::AuthId;
use domain::secret::Secret;

use crate::address::ApiAddress;
use crate::retry::Effort;

/// One account at one API.
#[derive(Clone, Debug)]
pub struct Settings {
    pub api: ApiAddress,
    pub auth_id: AuthId,
    /// The Auth Token, or a scoped token (`stk_...`), which is sent as Bearer.
    pub token: Secret,
    pub patience: Patience,
}

/// How long to wait for Plivo, and how often to ask again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Until a connection stands, name resolution and TLS included. Never longer than `request`.
    pub connect: Duration,
    /// Until one request is answered in full.
    pub request: Duration,
    /// How often a read of a whole list is repeated after the first failure.
    pub retries: u32,
    /// The same for a read that a person is waiting for.
    pub retries_interactive: u32,
    /// The first pause before a repetition; it doubles with each one.
    pub first_pause: Duration,
    /// The longest pause, also where Plivo asks for more: then the failure is returned instead.
    pub longest_pause: Duration,
    /// The longest pause while a person is waiting.
    pub longest_pause_interactive: Duration,
    pub rate: Rate,
}

/// How many requests may be sent in any window, whoever sends them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub requests: u32,
    pub window: Duration,
    /// The part of `requests` that reads of whole lists leave to what a person is waiting for.
    pub reserved: u32,
}

impl Default for Rate {
    /// A little under Plivo's published 300 requests in 5 seconds, since they are counted where they arrive.
    fn default() -> Self {
        Self { requests: 280, window: Duration::from_secs(5), reserved: 40 }
    }
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(8),
            request: Duration::from_secs(20),
            retries: 4,
            retries_interactive: 1,
            first_pause: Duration::from_millis(400),
            longest_pause: Duration::from_secs(60),
            longest_pause_interactive: Duration::from_secs(6),
            rate: Rate::default(),
        }
    }
}

impl Patience {
    pub(crate) fn effort(&self, urgency: Urgency) -> Effort {
        let (retries, longest_pause) = match urgency {
            Urgency::Background => (self.retries, self.longest_pause),
            Urgency::Person => (self.retries_interactive, self.longest_pause_interactive),
        };
        Effort { retries, first_pause: self.first_pause, longest_pause, after_timeout: urgency == Urgency::Background }
    }
}

/// Who waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Urgency {
    /// A person, or a write that a person asked for.
    Person,
    /// A read of a whole list.
    Background,
}
