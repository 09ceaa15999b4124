//! The Configure Number panel as the window shows it.

use domain::field::Field;
use domain::observed::RoutingType;
use serde::{Deserialize, Serialize};

use super::{CallingVerdictView, CheckView, ConflictView, Endpoint};

/// The whole panel: what Plivo was last seen to hold, and the draft over it.
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
    /// Errors and warnings of the draft, in the order of the fields.
    pub problems: Vec<Problem>,
    /// Fields that changed both at Plivo and in the draft, as of the last read, with the decisions.
    pub conflicts: Vec<ConflictView>,
    /// How many fields differ from what Plivo holds.
    pub changes: u32,
    pub draft: Option<DraftView>,
    /// A write whose outcome is unknown: Save is blocked for this number until it is settled.
    pub unsettled: Option<UnsettledView>,
    /// The number is disconnected: the draft cannot be saved.
    pub gone: bool,
    /// The number was disconnected and is back: its configuration can be restored.
    pub restore: Option<RestoreOffer>,
    /// When Plivo was last read for this number.
    pub read_at: i64,
    /// The number comes from a person or a file, not from Plivo.
    pub by_hand: bool,
    /// The endpoints that are active, given the configuration type and the calling switch. The panel shows and tests
    /// them.
    pub endpoints: Vec<Endpoint>,
    /// The last test of the URL in the field, if there was one.
    pub webhook_check: Option<CheckView>,
    pub answer_check: Option<CheckView>,
    /// Active URLs that never passed a test: Save mentions them, but is not blocked.
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
    /// The WABA's owner at that time, if it has another owner now. It is never moved without the user.
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
    /// None if Plivo holds no known type: the user has to choose.
    pub value: Option<ConfigurationType>,
    pub was: Option<ConfigurationType>,
    /// The text that Plivo holds instead of a type that this version knows.
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

    /// Returns the label of the choice.
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

/// The WABA's mapping. Each panel of the WABA's numbers shows it, with one shared draft.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct MappingField {
    /// Auth ID of a subaccount. None is the Main Account, or an unknown owner.
    pub value: Option<String>,
    pub was: Option<String>,
    /// `not known` for an owner that was not read.
    pub value_label: String,
    pub was_label: String,
    pub changed: bool,
    /// The owner of the WABA is known.
    pub known: bool,
    /// Why it cannot be changed here. None if it can.
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
    ConfirmCount,
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
    pub const ALL: [Self; 19] = [
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
        Self::ConfirmCount,
        Self::AccountName,
        Self::AuthId,
        Self::AuthToken,
        Self::ApiAddress,
        Self::WabaId,
        Self::WabaName,
        Self::Customer,
        Self::Recipient,
    ];

    /// Returns the field's label in the window, which is also its accessible name.
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
            Self::ConfirmCount => "How many numbers",
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
    /// A value that would correct it, with the label of its button.
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
    /// It is marked as ready.
    pub ready: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct UnsettledView {
    /// What was being written, as a whole sentence: it names the fields, the mapping or the disconnect.
    pub message: String,
    /// From this time on, an old value at Plivo proves that the write was not carried out.
    pub known_by: i64,
}

/// One edit of one field. Texts are stored as typed. Validation trims them.
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

/// The agents and subaccounts that the panel offers, as last read.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Choices {
    pub agents: Vec<AgentChoice>,
    pub subaccounts: Vec<SubaccountChoice>,
    /// Why the agents or subaccounts may be incomplete or old.
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

/// A number in the list of a WABA's numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct MemberView {
    pub number: String,
    pub international: String,
    pub alias: String,
    pub status: String,
}

/// A discarded draft. The id restores it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DiscardedDraft {
    pub id: i64,
}
