//! Faults on demand: what goes wrong, for which calls, and how often.

use crate::pattern::Pattern;
use serde::{Deserialize, Serialize};

/// A way in which a call goes wrong. *Write* means the effect of the call on the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// The connection is reset at once. Nothing is written.
    Refuse,
    /// No answer is ever sent. `after_write` says whether the write lands.
    Hang {
        #[serde(default)]
        after_write: bool,
    },
    /// The write lands. The real answer is held back until [`Control::release`](crate::Control::release).
    Hold,
    /// The connection is closed without an answer. Nothing is written.
    CutBeforeWrite,
    /// The write lands. Then the connection is closed without an answer.
    CutAfterWrite,
    /// The connection is closed without an answer. The write lands this many milliseconds later.
    Late { after_ms: u64 },
    /// A given answer is sent instead of the real one.
    Answer(Answer),
    /// The write lands. The answer's JSON is cut in the middle.
    TruncatedJson,
    /// The write lands. Every value in the answer has the wrong type.
    WrongTypes,
    /// The write lands. The answer is sent a few bytes at a time, with this pause between them.
    SlowDrip { pause_ms: u64 },
    /// The write lands and the real answer is sent. The next `reads` GETs still show the state before the write, like a
    /// replica that lags behind.
    ///
    /// - A GET counts if it names the written object (the number, or for a mapping the WABA), or lists it.
    /// - Derived values are as old as the state: the owner shown with numbers, and the count shown with a WABA. A GET
    ///   that shows only derived values does not count.
    /// - The replica receives the writes of one number or WABA in order. A later write is not shown before the earlier
    ///   ones, whether or not it has a fault itself. Writes and refusals always use the newest state.
    /// - A refused write, and a read with this fault, change nothing.
    /// - [`Control::clear_faults`](crate::Control::clear_faults) and [`Control::reset`](crate::Control::reset) end the
    ///   lag.
    Stale { reads: u32 },
}

/// An answer that is sent instead of the real one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub status: u16,
    #[serde(default)]
    pub shape: Shape,
    /// Seconds for a `Retry-After` header.
    #[serde(default)]
    pub retry_after: Option<u64>,
    /// Whether the write still lands, as behind a gateway that gives up too early.
    #[serde(default)]
    pub after_write: bool,
}

/// The forms of error bodies that Plivo has sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// `{"api_id", "error": "text"}`
    #[default]
    Error,
    /// `{"error": {"message": "text"}}`
    ErrorObject,
    /// `{"message": "text"}`
    Message,
    /// `{"data": {"error": "text"}}`
    DataError,
    Plain,
    Html,
    Empty,
}

impl Fault {
    fn answer(status: u16, shape: Shape) -> Self {
        Self::Answer(Answer { status, shape, retry_after: None, after_write: false })
    }

    #[must_use]
    pub fn unauthorized() -> Self {
        Self::answer(401, Shape::Plain)
    }

    #[must_use]
    pub fn forbidden() -> Self {
        Self::answer(403, Shape::Error)
    }

    #[must_use]
    pub fn not_found() -> Self {
        Self::answer(404, Shape::Error)
    }

    /// Returns a 429, with `Retry-After` in seconds if it is given.
    #[must_use]
    pub fn too_many(retry_after: Option<u64>) -> Self {
        Self::Answer(Answer { status: 429, shape: Shape::Error, retry_after, after_write: false })
    }

    #[must_use]
    pub fn server_error() -> Self {
        Self::answer(500, Shape::Error)
    }

    /// Returns a gateway's 502 with an HTML page. Nothing is written.
    #[must_use]
    pub fn bad_gateway() -> Self {
        Self::answer(502, Shape::Html)
    }

    /// Returns a gateway's 502 with an HTML page, although the write landed.
    #[must_use]
    pub fn bad_gateway_after_write() -> Self {
        Self::Answer(Answer { status: 502, shape: Shape::Html, retry_after: None, after_write: true })
    }

    /// Returns the word for this fault in the journal and at the control endpoint.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Refuse => "refuse",
            Self::Hang { .. } => "hang",
            Self::Hold => "hold",
            Self::CutBeforeWrite => "cut_before_write",
            Self::CutAfterWrite => "cut_after_write",
            Self::Late { .. } => "late",
            Self::Answer(_) => "answer",
            Self::TruncatedJson => "truncated_json",
            Self::WrongTypes => "wrong_types",
            Self::SlowDrip { .. } => "slow_drip",
            Self::Stale { .. } => "stale",
        }
    }
}

/// A fault, the calls that it concerns, and how often it happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    #[serde(default)]
    pub on: Pattern,
    /// How many matching requests pass normally first.
    #[serde(default)]
    pub skip: u32,
    /// How many requests have the fault after that. `None` means all.
    #[serde(default)]
    pub times: Option<u32>,
    pub fault: Fault,
}

impl Rule {
    /// Makes a rule for the next matching request only.
    #[must_use]
    pub fn once(on: Pattern, fault: Fault) -> Self {
        Self { on, skip: 0, times: Some(1), fault }
    }

    /// Makes a rule for every matching request.
    #[must_use]
    pub fn always(on: Pattern, fault: Fault) -> Self {
        Self { on, skip: 0, times: None, fault }
    }

    /// Returns the same rule, with `skip` matching requests that pass first.
    #[must_use]
    pub fn after(self, skip: u32) -> Self {
        Self { skip, ..self }
    }

    /// Returns the same rule, for `times` requests.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }
}

/// The active rules. Every matching rule counts a request. The first rule that is due determines the fault.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    rules: Vec<(Rule, u32)>,
}

impl Faults {
    pub(crate) fn add(&mut self, rule: Rule) {
        self.rules.push((rule, 0));
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    /// Removes the rules that hold answers back, so that nothing is held back any more.
    pub(crate) fn release(&mut self) {
        self.rules.retain(|(rule, _)| rule.fault != Fault::Hold);
    }

    pub(crate) fn hold(&self) -> bool {
        self.rules.iter().any(|(rule, _)| rule.fault == Fault::Hold)
    }

    pub(crate) fn list(&self) -> Vec<Rule> {
        self.rules.iter().map(|(rule, _)| rule.clone()).collect()
    }

    pub(crate) fn strike(&mut self, method: &str, path: &str) -> Option<Fault> {
        let mut struck = None;
        for (rule, seen) in &mut self.rules {
            if !rule.on.matches(method, path) {
                continue;
            }
            let due = *seen >= rule.skip && rule.times.is_none_or(|times| *seen - rule.skip < times);
            *seen = seen.saturating_add(1);
            if due && struck.is_none() {
                struck = Some(rule.fault.clone());
            }
        }
        struck
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_strike_by_count() {
        let check = |rule: Rule, expected: &str| {
            let mut faults = Faults::default();
            faults.add(rule);
            let mut strike = |_| if faults.strike("GET", "/v1/Account/MA/").is_some() { 'x' } else { '.' };
            assert_eq!((0..6).map(&mut strike).collect::<String>(), expected);
        };
        check(Rule::once(Pattern::any(), Fault::Refuse), "x.....");
        check(Rule::once(Pattern::any(), Fault::Refuse).after(2), "..x...");
        check(Rule::once(Pattern::any(), Fault::Refuse).after(1).times(3), ".xxx..");
        check(Rule::always(Pattern::any(), Fault::Refuse), "xxxxxx");
        check(Rule::always(Pattern::any(), Fault::Refuse).after(4), "....xx");
        check(Rule::always(Pattern::new("POST", "/**"), Fault::Refuse), "......");
    }
}
