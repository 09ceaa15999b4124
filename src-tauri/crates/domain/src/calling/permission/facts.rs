//! The known facts about a business number and one user.

/// All known facts about one business number and one user. Moments are milliseconds since 1970, UTC, in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// When the user approved a request, or gave permission in the business profile.
    pub approvals: Vec<i64>,
    pub requests: Vec<Request>,
    /// Calls between the two, in either direction.
    pub calls: Vec<CallFact>,
    /// The time spans for which [`Facts::calls`] holds every call. Outside of them, calls may be missing.
    pub known: Vec<CoveredSpan>,
    pub callback: Callback,
}

/// A time span for which every call is known, because call records were read for it or a person said so. It includes
/// both end moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoveredSpan {
    pub from: i64,
    pub until: i64,
}

/// For how long after the calls were last known we assume that no further call took place, in milliseconds. This figure
/// is ours, not a rule of Meta's. It is long enough to read an answer and to place the call.
pub const CURRENT: i64 = 15 * 60_000;

/// The events up to a moment, and from when on every call is known.
#[derive(Clone, Debug)]
pub(super) struct Past {
    pub facts: Facts,
    /// From this moment on every call is known. This includes the future, because an answer's changes are calculated as
    /// if nothing else happens.
    pub known_from: i64,
    pub lack: Lack,
}

/// Why calls before [`Past::known_from`] are not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lack {
    NeverRead,
    TooOld,
    TooShort,
}

/// A request for permission that was sent to the user. An approval is an entry of [`Facts::approvals`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    pub sent: i64,
    /// When the user rejected it, if they did.
    pub rejected: Option<i64>,
}

/// A call, with the moment at which it was placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallFact {
    pub at: i64,
    pub outcome: Outcome,
    pub direction: Direction,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Answered,
    /// The phone rang, and nobody answered.
    Missed,
    /// The call may have been answered or missed, or it may count as neither.
    NotKnown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The business called the user.
    Outbound,
    /// The user called the business.
    Inbound,
}

/// Whether a user who calls gives permission to call back. This is a setting of the number in Meta Business Manager,
/// and Plivo does not show it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Callback {
    Enabled,
    Disabled,
    #[default]
    NotKnown,
}

/// A fact that cannot be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactError {
    pub field: FactField,
    /// A whole sentence: what is wrong, and what to do about it.
    pub message: String,
}

/// Identifies a fact by its index in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactField {
    Approval(usize),
    RequestSent(usize),
    RequestRejected(usize),
    Call(usize),
}

impl Facts {
    /// Returns the facts that cannot be right: facts later than `now`, and a rejection before its request. The answers
    /// ignore later facts, so a typing mistake does not turn a no into a yes.
    pub fn check(&self, now: i64) -> Vec<FactError> {
        let mut errors = Vec::new();
        let mut past = |field, at: i64, what: &str| {
            if at > now {
                errors.push(FactError { field, message: format!("{what} lies in the future. Correct its time.") });
            }
        };
        for (place, at) in self.approvals.iter().enumerate() {
            past(FactField::Approval(place), *at, "The approval");
        }
        for (place, request) in self.requests.iter().enumerate() {
            past(FactField::RequestSent(place), request.sent, "The request");
            if let Some(at) = request.rejected {
                past(FactField::RequestRejected(place), at, "The rejection");
            }
        }
        for (place, call) in self.calls.iter().enumerate() {
            past(FactField::Call(place), call.at, "The call");
        }
        errors.extend(self.requests.iter().enumerate().filter_map(|(place, request)| {
            let early = request.rejected.is_some_and(|at| at < request.sent);
            let message = "The rejection is earlier than its request. Correct one of the two times.".to_owned();
            early.then_some(FactError { field: FactField::RequestRejected(place), message })
        }));
        errors
    }

    /// Returns what had happened by `now`, with the calls in order of time.
    pub(super) fn until(&self, now: i64) -> Past {
        let mut known_from = now;
        let mut known = self.known.clone();
        known.sort_unstable_by_key(|known| std::cmp::Reverse(known.until));
        let current = known.first().is_some_and(|newest| newest.until.saturating_add(CURRENT) >= now);
        let lack = match known.first() {
            None => Lack::NeverRead,
            Some(_) if current => Lack::TooShort,
            Some(_) => Lack::TooOld,
        };
        for (place, CoveredSpan { from, until }) in known.into_iter().enumerate() {
            if current && (place == 0 || until >= known_from) {
                known_from = known_from.min(from);
            }
        }
        Past { facts: self.happened_by(now), known_from, lack }
    }

    fn happened_by(&self, now: i64) -> Self {
        let mut facts = self.clone();
        facts.approvals.retain(|at| *at <= now);
        facts.requests.retain(|request| request.sent <= now);
        for request in &mut facts.requests {
            request.rejected = request.rejected.filter(|at| (request.sent..=now).contains(at));
        }
        facts.calls.retain(|call| call.at <= now);
        facts.calls.sort_by_key(|call| call.at);
        facts
    }

    pub(super) fn outbound(&self) -> impl DoubleEndedIterator<Item = &CallFact> {
        self.calls.iter().filter(|call| call.direction == Direction::Outbound)
    }

    pub(super) fn last_inbound(&self) -> Option<i64> {
        let inbound = self.calls.iter().filter(|call| call.direction == Direction::Inbound);
        inbound.map(|call| call.at).max()
    }

    pub(super) fn last_approval(&self) -> Option<i64> {
        self.approvals.iter().copied().max()
    }
}

impl Past {
    /// Whether a call may have been placed since `start`, inclusive, that is missing from the facts.
    pub fn lacks_since(&self, start: i64) -> bool {
        start < self.known_from
    }
}

impl Lack {
    /// Returns whole sentences: what is missing, and what to do about it.
    pub fn words(self) -> &'static str {
        match self {
            Self::NeverRead => {
                "The call records with this user were never read here. Read calls, or enter the calls and say that \
                 these are all."
            }
            Self::TooOld => {
                "The known calls are out of date, so newer calls may be missing. Refresh the call records, or enter \
                 the calls and say again that these are all."
            }
            Self::TooShort => {
                "What was read of the call records does not reach back far enough. Look for older calls under Voice > \
                 Logs in Plivo's console, enter them, and say that these are all the calls."
            }
        }
    }
}
