use domain::field::Field;
use domain::observed::RoutingType;
use serde::{Deserialize, Serialize};

use super::{CallingVerdictView, CheckView, ConflictView, Endpoint};

/// The Configure Number panel, whole: what Plivo was last seen to hold, and the draft over it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PanelView {
    pub summary: SummaryView,
    pub alias: TextField,
    pub configuration_type: TypeField,
    pub webhook_url: TextField,
    pub ai_agent: TextField,
    pub calling: SwitchField,
    pub answer_url: TextField,
    pub account_mapping: MappingField,
    /// Errors and warnings over the draft, in the order of the fields.
    pub problems: Vec<Problem>,
    /// Fields that changed both at Plivo and in the draft, as of the last read, with what was decided.
    pub conflicts: Vec<ConflictView>,
    /// How many fields differ from what Plivo holds.
    pub changes: u32,
    pub draft: Option<DraftView>,
    /// A write whose outcome is not known: Save is blocked for this number until then.
    pub unsettled: Option<UnsettledView>,
    /// The number is disconnected: there is nothing at Plivo that the draft could change.
    pub gone: bool,
    /// The number was disconnected and is back: what it had can be brought back.
    pub restore: Option<RestoreOffer>,
    /// When Plivo was last read for this number.
    pub read_at: i64,
    /// Known from a person or a file, not from Plivo.
    pub by_hand: bool,
    /// The endpoints that are in force, given the type and the switch: those that the panel shows and tests.
    pub endpoints: Vec<Endpoint>,
    /// The last test of the URL that stands in the field, if there was one.
    pub webhook_check: Option<CheckView>,
    pub answer_check: Option<CheckView>,
    /// URLs in force that never passed a test: Save says so, and saves.
    pub untested: Vec<FieldName>,
    pub calling_verdict: CallingVerdictView,
}

/// The configuration that a number had before it was disconnected.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RestoreOffer {
    /// The record of the disconnect.
    pub activity: i64,
    pub at: i64,
    /// Where the WABA belonged then, if it belongs elsewhere now. It is never moved by itself.
    pub mapping: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SummaryView {
    pub number: String,
    pub international: String,
    pub country_iso: String,
    pub country: String,
    /// Plivo's country differs from the numbering plan's.
    pub country_note: Option<String>,
    pub waba_id: String,
    pub waba: String,
    pub waba_numbers: u32,
    pub verified_name: String,
    pub name_status: Option<String>,
    pub status: String,
    pub quality: String,
    pub messaging_limit: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TextField {
    pub value: String,
    /// The value at Plivo when the draft was started; empty where there is none.
    pub was: String,
    pub changed: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TypeField {
    /// None where Plivo holds neither: the user has to choose.
    pub value: Option<ConfigurationType>,
    pub was: Option<ConfigurationType>,
    /// What Plivo holds instead of a type that this version knows.
    pub held_text: Option<String>,
    pub changed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum ConfigurationType {
    Webhook,
    AiAgent,
}

impl ConfigurationType {
    pub const ALL: [Self; 2] = [Self::Webhook, Self::AiAgent];

    /// What it is called where it is chosen.
    pub fn label(self) -> &'static str {
        RoutingType::from(self).label()
    }
}

impl From<ConfigurationType> for RoutingType {
    fn from(chosen: ConfigurationType) -> Self {
        match chosen {
            ConfigurationType::Webhook => Self::Webhook,
            ConfigurationType::AiAgent => Self::AiAgent,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SwitchField {
    pub value: bool,
    pub was: bool,
    pub changed: bool,
}

/// The WABA's mapping. It is shown in the panel of each of the WABA's numbers; its draft is one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct MappingField {
    /// Auth ID of a subaccount; none is the Main Account, or an owner that is not known.
    pub value: Option<String>,
    pub was: Option<String>,
    /// `not known` for an owner that was not read.
    pub value_label: String,
    pub was_label: String,
    pub changed: bool,
    /// Whether it is known who owns the WABA.
    pub known: bool,
    /// Why it cannot be changed here, if so.
    pub read_only: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum FieldName {
    Alias,
    ConfigurationType,
    WebhookUrl,
    AiAgent,
    Calling,
    AnswerUrl,
    AccountMapping,
    /// The phone number itself.
    Number,
    /// Fields of dialogs and of the welcome page.
    ConfirmName,
    LastDigits,
    AccountName,
    AuthId,
    AuthToken,
    ApiAddress,
    /// Fields of a number that is added by hand.
    WabaId,
    WabaName,
    /// Fields of the calling page.
    Customer,
    Recipient,
}

impl FieldName {
    pub const ALL: [Self; 18] = [
        Self::Alias,
        Self::ConfigurationType,
        Self::WebhookUrl,
        Self::AiAgent,
        Self::Calling,
        Self::AnswerUrl,
        Self::AccountMapping,
        Self::Number,
        Self::ConfirmName,
        Self::LastDigits,
        Self::AccountName,
        Self::AuthId,
        Self::AuthToken,
        Self::ApiAddress,
        Self::WabaId,
        Self::WabaName,
        Self::Customer,
        Self::Recipient,
    ];

    /// The field's label in the window, which also is its accessible name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Alias => Field::Alias.label(),
            Self::ConfigurationType => Field::ConfigurationType.label(),
            Self::WebhookUrl => Field::WebhookUrl.label(),
            Self::AiAgent => Field::AiAgent.label(),
            Self::Calling => Field::Calling.label(),
            Self::AnswerUrl => Field::AnswerUrl.label(),
            Self::AccountMapping => Field::AccountMapping.label(),
            Self::Number => "Number",
            Self::ConfirmName => "Name to confirm",
            Self::LastDigits => "Last four digits",
            Self::AccountName => "Name",
            Self::AuthId => "Auth ID",
            Self::AuthToken => "Auth Token",
            Self::ApiAddress => "API address",
            Self::WabaId => "WABA ID",
            Self::WabaName => "WABA name",
            Self::Customer => "Customer number",
            Self::Recipient => "Recipient",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    pub field: FieldName,
    pub severity: Severity,
    /// Names the cause and the next step.
    pub message: String,
    /// A value that would mend it, with the words of its button.
    pub fix: Option<Fix>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Stops Save.
    Error,
    Warning,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    pub label: String,
    pub value: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DraftView {
    pub started_at: i64,
    /// The last commit to disk.
    pub saved_at: i64,
    /// Somebody said that it may be applied.
    pub ready: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct UnsettledView {
    /// What was being written, in a whole sentence: it names the fields, or the mapping, or the disconnect.
    pub message: String,
    /// From then on an old value at Plivo proves that the write was not carried out.
    pub known_by: i64,
}

/// One edit of one field. Texts are kept as typed; validation trims.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "field", content = "value", rename_all = "camelCase")]
pub enum Edit {
    Alias(String),
    ConfigurationType(ConfigurationType),
    WebhookUrl(String),
    AiAgent(String),
    Calling(bool),
    AnswerUrl(String),
    /// None is the Main Account.
    AccountMapping(Option<String>),
}

/// What can be picked in the panel, as last seen.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Choices {
    pub agents: Vec<AgentChoice>,
    pub subaccounts: Vec<SubaccountChoice>,
    /// Why the agents or subaccounts may be incomplete.
    pub note: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct AgentChoice {
    pub id: String,
    pub name: String,
    pub description: String,
    pub state: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SubaccountChoice {
    pub id: String,
    pub name: String,
    pub enabled: bool,
}

/// A number as the lists of a WABA show it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct MemberView {
    pub number: String,
    pub international: String,
    pub alias: String,
    pub status: String,
}

/// A draft that was thrown away, to be named when it is wanted back.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DiscardedDraft {
    pub id: i64,
}
