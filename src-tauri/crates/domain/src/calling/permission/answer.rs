//! An answer, and when it changes.

use crate::calling::rules::RuleId;

/// Whether something may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    Yes,
    No,
    /// Neither the facts nor what Meta publishes decides it.
    NotKnown,
}

/// An answer with its reason. The sentences hold no dates. The moments are separate fields, so the window can show them
/// in the reader's own time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub verdict: May,
    /// Whole sentences: why, and what to do if something can be done.
    pub reason: String,
    /// The rule that decides. It gives the source and the date.
    pub rule: RuleId,
    /// The rule that explains how to follow the advice in the reason, if there is one.
    pub how: Option<RuleId>,
    /// The next moment, inclusive, from which the verdict is different, if nothing else happens.
    pub changes_at: Option<i64>,
    /// The first moment at which the verdict becomes yes, if nothing else happens. `None` if it is yes now.
    pub becomes_yes_at: Option<i64>,
    /// Whole sentences that add to the reason.
    pub notes: Vec<String>,
}

/// The decision for one moment.
pub(super) struct Decision {
    pub verdict: May,
    pub reason: String,
    pub rule: RuleId,
}

impl Decision {
    pub fn new(verdict: May, rule: RuleId, reason: impl Into<String>) -> Self {
        Self { verdict, reason: reason.into(), rule }
    }
}

/// Returns the answer at `now`. `ends` are all the moments at which a time window closes. Between two neighbouring
/// moments of `ends`, `decide` must return the same result.
pub(super) fn answer(
    now: i64,
    ends: impl IntoIterator<Item = i64>,
    notes: Vec<String>,
    decide: impl Fn(i64) -> Decision,
) -> Answer {
    let Decision { verdict, reason, rule } = decide(now);
    let mut ends: Vec<i64> = ends.into_iter().filter(|end| *end > now).collect();
    ends.sort_unstable();
    let first = |wanted: &dyn Fn(May) -> bool| ends.iter().copied().find(|end| wanted(decide(*end).verdict));
    let changes_at = first(&|later| later != verdict);
    let becomes_yes_at = if verdict == May::Yes { None } else { first(&|later| later == May::Yes) };
    Answer { verdict, reason, rule, how: None, changes_at, becomes_yes_at, notes }
}
