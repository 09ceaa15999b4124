//! The calling page as the window shows it.

use serde::{Deserialize, Serialize};

use crate::view::DeskError;

/// The rules for calls of a number that follow from its country. Shown beside the switch and on the calling page.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CallingVerdictView {
    pub outbound: YesNo,
    pub outbound_text: String,
    pub inbound_text: String,
    /// Present if two sources differ, or if several countries share a calling code.
    pub country_note: Option<String>,
    /// Limits that apply to every number.
    pub limits: Vec<RuleView>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum YesNo {
    Yes,
    No,
    #[default]
    NotKnown,
}

/// A rule, with its source and the date when the source was read.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RuleView {
    pub id: String,
    pub text: String,
    pub source: String,
    pub date: String,
    /// Where Meta's own pages contradict each other.
    pub note: Option<String>,
}

/// The calling page of a number, without its calls.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CallingView {
    pub number: String,
    pub international: String,
    pub alias: String,
    pub country: String,
    pub verdict: CallingVerdictView,
    /// In the order of the guide.
    pub readiness: Vec<ReadinessView>,
    /// When somebody confirmed that the calling hours were checked.
    pub hours_checked_at: Option<i64>,
    /// Every rule that this page uses.
    pub rules: Vec<RuleView>,
    /// What call records show, and what they do not.
    pub records: Vec<RuleView>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ReadinessView {
    pub id: String,
    pub title: String,
    pub state: ReadinessState,
    /// What was seen.
    pub detail: String,
    /// What to do next, with the path in Plivo's console or Meta's manager.
    pub next: Option<String>,
    /// The time of the observation, if it has one.
    pub at: Option<i64>,
    pub rule: Option<RuleView>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum ReadinessState {
    Done,
    ToDo,
    Attention,
    NotKnown,
    Optional,
}

/// The number's newest call records, as last read.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CallsView {
    /// Newest first.
    pub calls: Vec<CallView>,
    /// None if they were never read.
    pub read_at: Option<i64>,
    /// How many days back they are read.
    pub days: u32,
    /// Why the last read failed.
    pub error: Option<DeskError>,
    /// Older records exist that were not read.
    pub more: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CallView {
    pub id: String,
    pub at: Option<i64>,
    pub inbound: bool,
    /// Digits if it is a phone number, otherwise Plivo's text.
    pub customer: String,
    pub international: String,
    pub duration_seconds: Option<u32>,
    pub outcome: CallOutcome,
    /// The hang-up cause in Plivo's words, and who hung up.
    pub cause: String,
    /// What the cause means, if nobody answered and Plivo documents it.
    pub meaning: Option<String>,
    /// What the record shows about whether it was a WhatsApp call.
    pub whatsapp: String,
    /// It may have been a WhatsApp call.
    pub maybe_whatsapp: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum CallOutcome {
    Answered,
    Missed,
    /// It never reached the customer's phone, so it counts neither as answered nor as missed.
    NotPlaced,
    /// The record does not show it.
    NotKnown,
}

/// What somebody entered about one customer. Times are milliseconds since 1970 (UTC).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PermissionFacts {
    /// When the customer approved calls.
    pub granted: Vec<i64>,
    pub requests: Vec<PermissionRequest>,
    /// Calls that no record shows.
    pub calls: Vec<EnteredCall>,
    /// When somebody confirmed that these calls and the recorded ones are all calls that there were.
    pub all_calls_at: Option<i64>,
    /// Whether a customer's call gives permission to call back: a setting in Meta Business Manager.
    pub callback: YesNo,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PermissionRequest {
    pub sent: i64,
    pub rejected: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct EnteredCall {
    pub at: i64,
    pub answered: bool,
}

/// *Can I call this customer?* and *May I ask again?*
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PermissionView {
    pub customer: String,
    pub international: String,
    pub facts: PermissionFacts,
    /// Invalid entries. The answers ignore them.
    pub problems: Vec<FactProblem>,
    /// The positions of entered calls that the records contain too. Each counts once.
    pub in_records: Vec<u32>,
    /// The recorded calls with this customer, newest first.
    pub calls: Vec<CallView>,
    /// None if they were never read.
    pub calls_read_at: Option<i64>,
    /// When the known calls become too old for an answer, unless they are read again. None if they are too old already.
    pub calls_old_at: Option<i64>,
    /// Why the last read failed.
    pub calls_error: Option<DeskError>,
    pub may_call: PermissionAnswer,
    pub may_ask: PermissionAnswer,
}

/// What is wrong with a fact. `place` is its position in the list in which it was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FactProblem {
    pub kind: FactKind,
    pub place: u32,
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum FactKind {
    Granted,
    RequestSent,
    RequestRejected,
    Call,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PermissionAnswer {
    pub answer: YesNo,
    pub reason: String,
    pub rule: Option<RuleView>,
    /// How to follow the reason's advice.
    pub how: Option<RuleView>,
    /// The next moment at which the answer changes by itself.
    pub changes_at: Option<i64>,
    /// The next moment at which it becomes yes.
    pub becomes_yes_at: Option<i64>,
    pub notes: Vec<String>,
}

/// The Dial XML of an outbound call.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DialView {
    pub xml: String,
    pub warnings: Vec<String>,
}
