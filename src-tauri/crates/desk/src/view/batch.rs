//! Batches as the window shows them.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{DraftCount, DraftKey, DraftsPick, FieldName};
use crate::view::said::Said;

/// Drafts that are saved one after the other, and the progress.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct BatchView {
    /// Its record among the activity. None for a batch of one number, or of an earlier version.
    pub record: Option<i64>,
    pub running: bool,
    /// Stop was pressed. The draft that is being written is still finished.
    pub stopping: bool,
    pub started_at: i64,
    /// How many drafts are in it.
    pub total: u32,
    /// How many of them are waiting or running.
    pub open: u32,
    /// The counts by state, without states that do not occur.
    pub states: Vec<BatchCount>,
    /// It has changed numbers, and its record can undo that.
    pub undoable: bool,
    /// Why it stopped early, if it stopped by itself.
    pub because: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct BatchCount {
    pub state: BatchState,
    pub drafts: u32,
}

/// The drafts that a batch starts with.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum ApplyWhat {
    /// All drafts that are marked as ready.
    Ready,
    /// These drafts. They are marked as ready by this.
    Drafts { drafts: Vec<DraftKey> },
    /// The drafts that were picked in the tray. They are marked as ready by this.
    Picked { pick: DraftsPick },
    /// The drafts that a bulk edit made and that can be sent.
    Made { made: u32 },
    /// The drafts that wait in the batch that was interrupted. The batch goes on with them.
    Waiting,
}

/// What a batch would send, before it starts. The confirmation is bound to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct BatchPreview {
    pub preview_id: String,
    /// How many numbers have a draft in it.
    pub numbers: u32,
    /// How many WABAs these numbers belong to.
    pub wabas: u32,
    /// The fields that are sent, and for how many numbers.
    pub fields: Vec<FieldCount>,
    /// The first of the numbers.
    pub first: Vec<NamedNumber>,
    /// Drafts of numbers that cannot be sent as they are now, by state. They stay drafts.
    pub stay: Vec<DraftCount>,
    /// Drafts of numbers of which nothing is sent.
    pub parked: u32,
    /// Drafts of mappings. Each needs a confirmation of its own.
    pub mappings: u32,
    /// The count that has to be typed. None if a button is enough.
    pub count_to_type: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FieldCount {
    pub field: FieldName,
    pub numbers: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct NamedNumber {
    pub international: String,
    pub alias: String,
}

/// One draft of a batch, and its result.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct BatchItem {
    pub key: DraftKey,
    pub number: Option<String>,
    /// The number in international format, or the WABA's name.
    pub title: String,
    pub alias: String,
    pub state: BatchState,
    /// Its result as a stored code. None while there is no result.
    #[serde(skip)]
    pub said: Option<Said>,
    /// Its result as a sentence. Empty while there is no result.
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "camelCase")]
pub enum BatchState {
    Waiting,
    Running,
    Applied,
    /// Plivo held it already.
    NothingToDo,
    /// A person has to look first: a conflict, an error, a confirmation. The draft is kept.
    NeedsYou,
    /// Plivo refused, or it could not be done. The draft is kept.
    Failed,
    NotYetKnown,
}
