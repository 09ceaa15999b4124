//! The settings of a client.

use std::time::Duration;

use domain::id::AuthId;
use domain::secret::Secret;

use crate::address::ApiAddress;
use crate::retry::Effort;

/// The settings for one account at one API.
#[derive(Clone, Debug)]
pub struct Settings {
    pub api: ApiAddress,
    pub auth_id: AuthId,
    /// The Auth Token, or a scoped token (`stk_...`), which is sent as a Bearer token.
    pub token: Secret,
    pub policy: RequestPolicy,
}

/// Timeouts, retries and the rate limit of a client's requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestPolicy {
    /// The time allowed for a connection, including name resolution and TLS. It is never longer than `request`.
    pub connect: Duration,
    /// The time allowed for the complete answer to one request.
    pub request: Duration,
    /// How often a read of a whole list is retried.
    pub retries: u32,
    /// How often a read is retried while a person is waiting for it.
    pub retries_interactive: u32,
    /// The first pause before a retry. It doubles with each retry.
    pub first_pause: Duration,
    /// The longest pause. If Plivo requests a longer one, the failure is returned instead.
    pub longest_pause: Duration,
    /// The longest pause while a person is waiting.
    pub longest_pause_interactive: Duration,
    pub rate: Rate,
}

/// How many requests may be sent in any time window, from all senders together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub requests: u32,
    pub window: Duration,
    /// The part of `requests` that reads of whole lists may not use. It is reserved for requests that a person is
    /// waiting for: one to open a number, and three to save it (read, write, read back), with two to spare. It also
    /// gives them the next turn when the window is full.
    pub reserved: u32,
}

impl Default for Rate {
    /// Slightly below Plivo's published limit of 300 requests in 5 seconds. Plivo counts requests when they arrive, and
    /// some are on their way for longer than others: up to 200 ms of difference, the rest of the window, cause no 429.
    fn default() -> Self {
        Self { requests: 299, window: Duration::from_millis(5_200), reserved: 6 }
    }
}

impl Default for RequestPolicy {
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

impl RequestPolicy {
    pub(crate) fn effort(&self, urgency: Urgency) -> Effort {
        let (retries, longest_pause) = match urgency {
            Urgency::Background => (self.retries, self.longest_pause),
            Urgency::Person => (self.retries_interactive, self.longest_pause_interactive),
        };
        Effort { retries, first_pause: self.first_pause, longest_pause, after_timeout: urgency == Urgency::Background }
    }
}

/// Who is waiting for the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Urgency {
    /// A person. Writes belong here too, because a person started them.
    Person,
    /// A read of a whole list.
    Background,
}
