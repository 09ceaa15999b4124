//! An answer, and when it changes.

use crate::calling::rules::RuleId;

/// Whether something may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    Yes,
    No,
    /// The facts, or what Meta publishes, do not decide it.
    NotKnown,
}

/// An answer with its reason. The sentences hold no dates: the moments stand beside them, for the window to show in
/// the reader's own time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub verdict: May,
    /// Whole sentences: why, and what to do where there is something.
    pub reason: String,
    /// The rule that decides, for its source and date.
    pub rule: RuleId,
    /// The rule that tells how to do what the reason advises, if there is one.
    pub how: Option<RuleId>,
    /// The next moment at which the verdict is another one, if nothing else happens. From this moment on, inclusive.
    pub changes_at: Option<i64>,
    /// The first moment at which the verdict is yes, if it is not now and nothing else happens.
    pub becomes_yes_at: Option<i64>,
    /// Whole sentences that matter beside the reason.
    pub notes: Vec<String>,
}

/// An answer at one moment.
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

/// The answer at `now`. `decide` must answer alike between two neighbouring moments of `ends`, which are all the
/// moments at which a window closes.
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
