//! The parts of a line of the checklist.

use crate::calling::rules::RuleId;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReadinessId {
    Waba,
    Number,
    MessagingLimit,
    Messages,
    Calling,
    AnswerUrl,
    Mapping,
    CallingHours,
    InboundCall,
    Permission,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Done,
    /// Something is missing, and calls do not work without it or nobody has confirmed that they work.
    ToDo,
    /// It is there, but it looks wrong.
    Attention,
    NotKnown,
    /// It may be left as it is.
    Optional,
}

/// One line of the checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadinessItem {
    pub id: ReadinessId,
    pub title: &'static str,
    pub state: State,
    /// What was observed, in whole sentences.
    pub detail: String,
    /// When it was observed, where the moment matters.
    pub at: Option<i64>,
    /// What to do, and where to find it in Plivo's console or Meta's manager.
    pub next: Option<String>,
    /// The rule behind it, which gives the source and the date.
    pub rule: Option<RuleId>,
}

pub(super) fn item(id: ReadinessId, title: &'static str, state: State, detail: impl Into<String>) -> ReadinessItem {
    ReadinessItem { id, title, state, detail: detail.into(), at: None, next: None, rule: None }
}

impl ReadinessItem {
    pub(super) fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }

    pub(super) fn at(mut self, at: i64) -> Self {
        self.at = Some(at);
        self
    }

    pub(super) fn rule(mut self, rule: RuleId) -> Self {
        self.rule = Some(rule);
        self
    }
}
