use serde::{Deserialize, Serialize};
use specta::Type;

use super::FieldName;

#[derive(Clone, Debug, Default, PartialEq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityQuery {
    pub search: String,
    /// Only what concerns this number.
    pub number: Option<String>,
    pub offset: u32,
    pub limit: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityPage {
    pub total: u32,
    pub entries: Vec<ActivityEntry>,
}

/// One attempted write.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityEntry {
    pub id: i64,
    pub at: i64,
    /// Who on this computer: the user name of the operating system.
    pub who: String,
    pub action: ActivityAction,
    pub number: Option<String>,
    pub international: Option<String>,
    pub waba: Option<String>,
    pub outcome: ActivityOutcome,
    pub message: String,
    pub request_id: Option<String>,
    pub changes: Vec<ChangeView>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ActivityAction {
    Configure,
    Remap,
    Disconnect,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ActivityOutcome {
    Confirmed,
    Different,
    Refused,
    Failed,
    NotYetKnown,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChangeView {
    pub field: FieldName,
    pub before: String,
    pub after: String,
}

/// A draft in the tray.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DraftEntry {
    /// The number whose panel shows the draft; for a mapping, any number of its WABA.
    pub number: Option<String>,
    pub international: Option<String>,
    pub waba_id: String,
    pub waba: String,
    pub alias: String,
    pub state: DraftState,
    pub changes: Vec<ChangeView>,
    pub started_at: i64,
    pub saved_at: i64,
}

/// The first that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DraftState {
    Invalid,
    Disconnected,
    NeedsConfirmation,
    Editing,
}
