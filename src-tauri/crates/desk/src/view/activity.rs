//! The activity record as the window shows it.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{FieldCount, FieldName, MadeDrafts};
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
    /// Only the writes of the batch with this record, by number. Without it and without a number, the writes of a batch
    /// are not listed by themselves: their batch is listed if it or one of them matches.
    pub batch: Option<i64>,
    /// Every record by itself, also the writes of batches.
    pub flat: bool,
    /// Nothing before this moment.
    pub since: Option<i64>,
    pub offset: u32,
    pub limit: u32,
}

/// One attempted write, or a batch of them.
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
    /// The record of the batch that the write is a part of.
    pub part_of: Option<i64>,
    /// Present for the record of a batch.
    pub batch: Option<BatchRecord>,
    /// A draft can be made that undoes the change.
    pub can_undo: bool,
    /// A draft can be made that restores the whole earlier configuration.
    pub can_restore: bool,
}

/// What a batch was about, and how it ended.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct BatchRecord {
    /// How many numbers had a draft in it, when it was confirmed.
    pub numbers: u32,
    pub wabas: u32,
    /// The fields that were to be sent, and for how many numbers.
    pub fields: Vec<FieldCount>,
    /// How many numbers ended in which outcome, without outcomes that do not occur.
    pub outcomes: Vec<OutcomeCount>,
    /// The numbers to which nothing was sent.
    pub not_sent: u32,
    pub running: bool,
    /// It was made to undo an earlier batch.
    pub undoes: bool,
    /// A later batch was made to undo it.
    pub undone: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct OutcomeCount {
    pub outcome: ActivityOutcome,
    pub numbers: u32,
}

/// The drafts that undo a batch. Nothing is sent yet: they are confirmed and applied as a batch of their own.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct BatchUndo {
    pub made: MadeDrafts,
    /// Numbers for which Plivo holds the earlier values already.
    pub unchanged: u32,
    /// Numbers that have a draft already. It stays, and they are left out.
    pub drafted: u32,
    /// Numbers that are no longer among the account's numbers.
    pub gone: u32,
    /// Numbers for which it is not yet known whether the batch changed them. They are left out.
    pub unknown: u32,
    /// Mappings in the batch. Those that were confirmed are not undone with it: each has a record of its own.
    pub mappings: u32,
    /// Fields that were empty before, and for how many numbers. Plivo accepts no empty value for them.
    pub stay: Vec<FieldCount>,
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
    /// Many drafts, applied one after the other.
    Batch,
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
    /// Of a batch: each of its writes has an outcome of its own.
    Each,
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
