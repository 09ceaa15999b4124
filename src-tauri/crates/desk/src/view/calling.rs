use serde::{Deserialize, Serialize};

use crate::view::DeskError;

/// What holds for calls of a number because of its country, beside the switch and on the calling page.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CallingVerdictView {
    pub outbound: YesNo,
    pub outbound_text: String,
    pub inbound_text: String,
    /// Where two sources differ, or a calling code is shared by several countries.
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

/// A rule with where it is written and when it was read there.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RuleView {
    pub id: String,
    pub text: String,
    pub source: String,
    pub date: String,
    /// Where Meta's own pages say otherwise.
    pub note: Option<String>,
}

/// The calling page of a number, but for its calls.
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
    /// When somebody said that the calling hours were looked at.
    pub hours_checked_at: Option<i64>,
    /// Every rule that this page decides by.
    pub rules: Vec<RuleView>,
    /// What call records do and do not tell.
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
    /// When what was seen was so, if it has an age.
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
    /// None where they were never read.
    pub read_at: Option<i64>,
    /// How many days back they are read.
    pub days: u32,
    /// Why they could not be read just now.
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
    /// Digits, where it is a phone number; else what Plivo says.
    pub customer: String,
    pub international: String,
    pub duration_seconds: Option<u32>,
    pub outcome: CallOutcome,
    /// The hang-up cause in Plivo's words, and who hung up.
    pub cause: String,
    /// What the cause means, where nobody answered and Plivo says.
    pub meaning: Option<String>,
    /// What the records tell of whether it was a WhatsApp call.
    pub whatsapp: String,
    /// Whether it may have been one.
    pub maybe_whatsapp: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum CallOutcome {
    Answered,
    Missed,
    /// It never reached the customer's phone, so it counts as neither.
    NotPlaced,
    /// The record does not tell.
    NotKnown,
}

/// What somebody knows of one customer and entered. Times are milliseconds since 1970 (UTC).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PermissionFacts {
    /// When the customer approved calls.
    pub granted: Vec<i64>,
    pub requests: Vec<PermissionRequest>,
    /// Calls that no record shows.
    pub calls: Vec<EnteredCall>,
    /// When somebody said that these and those of the records are all the calls there were.
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
    /// What was entered wrong; the answers then leave those facts out.
    pub problems: Vec<FactProblem>,
    /// Which of the entered calls the records hold as well, by their places. Each then counts once.
    pub in_records: Vec<u32>,
    /// Calls with this customer out of the records, newest first.
    pub calls: Vec<CallView>,
    /// None where they were never read.
    pub calls_read_at: Option<i64>,
    /// When what is known of the calls is too old to answer by, unless it is read anew. None where it is already.
    pub calls_old_at: Option<i64>,
    /// Why they could not be read just now.
    pub calls_error: Option<DeskError>,
    pub may_call: PermissionAnswer,
    pub may_ask: PermissionAnswer,
}

/// What is wrong with a fact, by its place in the list that it was entered in.
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
    /// How to do what the reason advises.
    pub how: Option<RuleView>,
    /// The next moment at which the answer changes by itself.
    pub changes_at: Option<i64>,
    /// The next moment at which it becomes yes.
    pub becomes_yes_at: Option<i64>,
    pub notes: Vec<String>,
}

/// The Dial XML of a call out.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DialView {
    pub xml: String,
    pub warnings: Vec<String>,
}
