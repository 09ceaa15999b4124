use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::FieldName;
use crate::view::said::Said;

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ActivityQuery {
    pub search: String,
    /// Only what concerns this number.
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
    /// How it ended, as it is kept.
    #[serde(skip)]
    pub said: Said,
    /// How it ended, in a whole sentence for the user.
    pub message: String,
    pub request_id: Option<String>,
    pub changes: Vec<RecordedChange>,
    /// A draft can be made that takes the change back.
    pub can_undo: bool,
    /// A draft can be made of the whole configuration that was there before.
    pub can_restore: bool,
}

/// What a draft is made of again.
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

/// A draft was made of what was there before.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RestoredView {
    /// The number whose panel shows it.
    pub number: String,
    /// The draft that stood there and was thrown away, to be named when it is wanted back.
    pub replaced: Option<i64>,
    /// What could not be brought back.
    pub note: Option<String>,
    /// Nothing had to be drafted: Plivo holds it already.
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
    /// What another version recorded and this one does not know.
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
    /// What another version recorded and this one does not know.
    Unknown,
}

/// One field of an attempted write.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RecordedChange {
    pub field: FieldName,
    pub before: String,
    /// What was asked for.
    pub after: String,
    /// What Plivo was then read to hold, where that is not what was asked for.
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
