//! What a line of the checklist is made of.

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
    /// Something is missing, and calls do not work without it or nobody has seen it work.
    ToDo,
    /// It is there and looks wrong.
    Attention,
    NotKnown,
    /// May be left as it is.
    Optional,
}

/// One line of the checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadinessItem {
    pub id: ReadinessId,
    pub title: &'static str,
    pub state: State,
    /// What was seen, in whole sentences.
    pub detail: String,
    /// When it was seen, where it is the moment that counts.
    pub at: Option<i64>,
    /// What to do, with the path there.
    pub next: Option<String>,
    /// The rule behind it, for its source and date.
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
