//! Faults on demand: what can go wrong, on which calls, and how often.

use crate::pattern::Pattern;
use serde::{Deserialize, Serialize};

/// One way for a call to go wrong. *Write* means the effect of the call on the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// The connection is reset at once; nothing is written.
    Refuse,
    /// No answer ever comes, with or without the write having landed.
    Hang {
        #[serde(default)]
        after_write: bool,
    },
    /// The write lands; the true answer is held back until [`Control::release`](crate::Control::release).
    Hold,
    /// The connection is closed without an answer; nothing is written.
    CutBeforeWrite,
    /// The write lands, then the connection is closed without an answer.
    CutAfterWrite,
    /// The connection is closed without an answer; the write lands only this many milliseconds later.
    Late { after_ms: u64 },
    /// A given answer instead of the true one.
    Answer(Answer),
    /// The write lands; the answer's JSON stops half way.
    TruncatedJson,
    /// The write lands; every value in the answer has another type than promised.
    WrongTypes,
    /// The write lands; the answer comes a few bytes at a time with this pause between them.
    SlowDrip { pause_ms: u64 },
    /// The write lands and is answered truly. The next `reads` GETs still show the state before it, as a replica does
    /// that lags behind.
    ///
    /// - A GET counts if it names what was written (the number, or for a mapping the WABA), or lists it.
    /// - What follows from the state is as old as it is: the owner that numbers show, the count that a WABA shows. A GET
    ///   that shows only these does not count.
    /// - The replica receives the writes of one number or WABA in their order. A later write is not shown before the
    ///   earlier ones, whether or not it was struck too. What is written and refused is always judged by the newest state.
    /// - A refused write, and a read that is struck, change nothing.
    /// - [`Control::clear_faults`](crate::Control::clear_faults) and [`Control::reset`](crate::Control::reset) end the lag.
    Stale { reads: u32 },
}

/// An answer in the place of the true one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub status: u16,
    #[serde(default)]
    pub shape: Shape,
    /// Seconds for a `Retry-After` header.
    #[serde(default)]
    pub retry_after: Option<u64>,
    /// Whether the write lands all the same, as behind a gateway that gives up too early.
    #[serde(default)]
    pub after_write: bool,
}

/// The bodies in which Plivo has been seen to send an error.
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

    /// 429, with `Retry-After` in seconds where one is given.
    #[must_use]
    pub fn too_many(retry_after: Option<u64>) -> Self {
        Self::Answer(Answer { status: 429, shape: Shape::Error, retry_after, after_write: false })
    }

    #[must_use]
    pub fn server_error() -> Self {
        Self::answer(500, Shape::Error)
    }

    /// A gateway's 502 with an HTML page; nothing is written.
    #[must_use]
    pub fn bad_gateway() -> Self {
        Self::answer(502, Shape::Html)
    }

    /// A gateway's 502 with an HTML page, although the write landed.
    #[must_use]
    pub fn bad_gateway_after_write() -> Self {
        Self::Answer(Answer { status: 502, shape: Shape::Html, retry_after: None, after_write: true })
    }

    /// The word by which the journal and the control endpoint know this fault.
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

/// A fault, the calls it is for, and how often it strikes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    #[serde(default)]
    pub on: Pattern,
    /// How many matching requests pass unharmed first.
    #[serde(default)]
    pub skip: u32,
    /// How many are struck after that; `None` is all of them.
    #[serde(default)]
    pub times: Option<u32>,
    pub fault: Fault,
}

impl Rule {
    /// Strikes the next matching request and no other.
    #[must_use]
    pub fn once(on: Pattern, fault: Fault) -> Self {
        Self { on, skip: 0, times: Some(1), fault }
    }

    /// Strikes every matching request.
    #[must_use]
    pub fn always(on: Pattern, fault: Fault) -> Self {
        Self { on, skip: 0, times: None, fault }
    }

    /// The same rule, letting `skip` matching requests pass first.
    #[must_use]
    pub fn after(self, skip: u32) -> Self {
        Self { skip, ..self }
    }

    /// The same rule, striking `times` requests.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }
}

/// The rules in force. Every matching rule counts a request; the first one due strikes it.
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

    /// Takes the rules away that hold answers back, and with them the reason to wait.
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
