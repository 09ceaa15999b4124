//! The activity record as the window shows it.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::FieldName;
use crate::view::said::Said;

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ActivityQuery {
    pub search: String,
    /// Only records of this number.
    pub number: Option<String>,
    /// Any of these; empty means all.
    pub outcomes: Vec<ActivityOutcome>,
    /// Any of these; empty means all.
    pub actions: Vec<ActivityAction>,
    /// Nothing before this moment.
    pub since: Option<i64>,
    pub offset: u32,
    pub limit: u32,
}

/// One attempted write.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
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
    /// How it ended, as a stored code.
    #[serde(skip)]
    pub said: Said,
    /// How it ended, in a whole sentence for the user.
    pub message: String,
    pub request_id: Option<String>,
    pub changes: Vec<RecordedChange>,
    /// A draft can be made that undoes the change.
    pub can_undo: bool,
    /// A draft can be made that restores the whole earlier configuration.
    pub can_restore: bool,
}

/// Which earlier values a draft restores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum RestoreWhat {
    /// The values that this one write changed.
    Change,
    /// The whole configuration that was there before the write.
    Configuration,
    /// The WABA's mapping that was there before the write.
    Mapping,
}

/// The result of a restore.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RestoredView {
    /// The number whose panel shows the draft.
    pub number: String,
    /// The id of the draft that this one replaced, to restore it.
    pub replaced: Option<i64>,
    /// What could not be restored.
    pub note: Option<String>,
    /// No draft was needed: Plivo holds these values already.
    pub nothing: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum ExportFormat {
    Json,
    Csv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "camelCase")]
pub enum ActivityAction {
    Configure,
    Remap,
    Disconnect,
    /// A value that another version recorded and this version does not know.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "camelCase")]
pub enum ActivityOutcome {
    Confirmed,
    Different,
    Refused,
    Failed,
    NotYetKnown,
    /// A person carried it out in Plivo's console and said so.
    ByHand,
    /// A value that another version recorded and this version does not know.
    Unknown,
}

/// One field of an attempted write.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RecordedChange {
    pub field: FieldName,
    pub before: String,
    /// The requested value.
    pub after: String,
    /// The value that Plivo was then read to hold, if it is not the requested one.
    pub read_back: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ChangeView {
    pub field: FieldName,
    pub before: String,
    pub after: String,
}
