//! Drafts as the window shows them: the tray, hand-over files, numbers added by hand, and work by hand.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{ChangeView, ConfirmBy, FieldName, MemberView, Problem};

/// What a draft belongs to: a number, or a WABA's mapping.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "camelCase")]
pub enum DraftKind {
    Number,
    Mapping,
}

/// Identifies a draft of the account. `id` is the number's digits, or the WABA's ID.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DraftKey {
    pub kind: DraftKind,
    pub id: String,
}

/// The requested drafts of the tray.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DraftsQuery {
    pub search: String,
    /// Any of these; empty means all.
    pub states: Vec<DraftState>,
}

/// Drafts that a person has picked in the tray.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum DraftsPick {
    These {
        drafts: Vec<DraftKey>,
    },
    /// All that match the query, without some of them.
    Matching {
        query: DraftsQuery,
        except: Vec<DraftKey>,
        /// How many matched when the person picked them. If it is another count by now, nothing is done.
        matching: u32,
    },
}

/// The result of marking picked drafts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DraftsMarked {
    pub marked: u32,
    /// Drafts that keep their mark: they cannot be marked as ready, or they wait in the running batch.
    pub left: u32,
}

/// The result of discarding picked drafts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DraftsDiscarded {
    /// Its id restores them together.
    pub made: MadeDrafts,
    /// Drafts that wait in the running batch. They stay.
    pub left: u32,
}

/// A window of the tray, with counts over the whole tray.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DraftsWindow {
    /// How many drafts match the query.
    pub total: u32,
    pub rows: Vec<DraftEntry>,
    /// How many drafts there are, independent of the query.
    pub drafts: u32,
    /// How many of them are marked as ready.
    pub ready: u32,
    /// The counts by state, without states that do not occur.
    pub states: Vec<DraftCount>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DraftCount {
    pub state: DraftState,
    pub drafts: u32,
}

/// Why a draft cannot be sent from the tray: the first reason that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum DraftObstacle {
    /// It waits in the running batch. Until it is saved, it can be neither marked nor discarded.
    InBatch,
    /// A batch of other drafts is running.
    BatchRunning,
    Invalid,
    Conflict,
    Disconnected,
}

/// A draft in the tray.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DraftEntry {
    pub key: DraftKey,
    /// The number whose panel shows the draft; for a mapping, any number of its WABA.
    pub number: Option<String>,
    pub international: Option<String>,
    pub waba_id: String,
    pub waba: String,
    pub alias: String,
    pub state: DraftState,
    /// It is marked as ready. A mapping that is ready still needs its confirmation.
    pub ready: bool,
    /// It can be marked as ready.
    pub can_be_ready: bool,
    pub obstacle: Option<DraftObstacle>,
    /// The reason for the state, where that takes words.
    pub note: Option<String>,
    /// Nothing of it would be sent as the number is configured now.
    pub parked: bool,
    pub changes: Vec<ChangeView>,
    pub started_at: i64,
    pub saved_at: i64,
}

/// The first state that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum DraftState {
    Disconnected,
    Invalid,
    Conflict,
    NeedsConfirmation,
    Editing,
    Ready,
}

/// A file that was written for the user.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SavedFile {
    pub path: String,
    /// How many drafts or records are in it.
    pub count: u32,
    /// What could not be put into it.
    pub note: Option<String>,
}

/// What an import of a hand-over file would do. Nothing is stored yet.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ImportPreview {
    pub exported_at: i64,
    /// Who exported it, by the user name of the operating system.
    pub by: String,
    pub items: Vec<ImportItem>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ImportItem {
    pub key: DraftKey,
    pub title: String,
    pub alias: String,
    pub changes: Vec<ChangeView>,
    pub state: ImportState,
    /// Why it cannot be imported, or what to know before the import.
    pub note: Option<String>,
    pub problems: Vec<Problem>,
    pub choice: ImportChoice,
}

/// Whether a draft of a hand-over file is imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum ImportChoice {
    /// Selected by default.
    Proposed,
    /// Not selected by default: it would replace an existing draft.
    Possible,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum ImportState {
    New,
    /// A draft exists here already. It would be replaced, which can be undone.
    Replaces,
    /// Plivo changed meanwhile: it is imported with a conflict to decide.
    Conflict,
    /// It is imported with errors to correct.
    Invalid,
    /// It cannot be imported: the number or WABA is not in this account, or it could not be saved from here. The note
    /// says which.
    Unknown,
    /// The same draft exists here, or Plivo holds it already.
    Nothing,
}

/// The drafts of one bulk edit or one import. The id is used to undo them together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct MadeDrafts {
    pub id: u32,
    pub drafts: u32,
    /// How many earlier drafts were set aside.
    pub aside: u32,
}

/// The result of undoing a bulk edit or an import.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DraftsTakenBack {
    /// How many of the drafts were removed.
    pub taken: u32,
    /// How many stay, because they were changed since.
    pub changed: u32,
    /// How many were saved or discarded since.
    pub gone: u32,
    /// How many earlier drafts were restored.
    pub back: u32,
    /// Those of the drafts named in the request that the bulk edit or import had made.
    pub open: Vec<DraftKey>,
}

/// A number that a person types, where Plivo offers no list.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct HandNumber {
    pub number: String,
    pub waba_id: String,
    pub waba_name: String,
    pub alias: String,
    pub configuration_type: Option<super::ConfigurationType>,
    pub webhook_url: String,
    pub ai_agent: String,
    /// None if it was not given.
    pub calling: Option<bool>,
    pub answer_url: String,
    /// Auth ID of the subaccount that owns the WABA, or `main`. If it is empty, the known owner stays. It is required
    /// for a WABA that is not known yet.
    pub owner: String,
}

/// What an import of a CSV file would do. Nothing is stored yet.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CsvPreview {
    pub rows: Vec<CsvRow>,
    /// Unknown columns, which are left out.
    pub ignored: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CsvRow {
    /// Counted from 1, with the heading as line 1.
    pub line: u32,
    /// The number as it is shown.
    pub title: String,
    pub waba: String,
    /// Why the row cannot be imported. None if it can.
    pub error: Option<String>,
    /// The number is known already: the import would replace its values.
    pub known: bool,
}

/// A draft that a person carries out in Plivo's own console.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ByHandView {
    pub number: String,
    pub international: String,
    pub console_url: String,
    /// The way to the number in the console.
    pub path: Vec<String>,
    pub steps: Vec<HandStep>,
    /// Present if the draft moves the WABA: the move is confirmed before its step is carried out.
    pub remap: Option<HandRemap>,
    /// Problems that prevent the draft from being carried out.
    pub problems: Vec<Problem>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct HandStep {
    pub field: FieldName,
    /// What to do, in the console's own terms.
    pub instruction: String,
    /// The value to copy. Empty if there is nothing to type.
    pub value: String,
    pub was: String,
    pub done: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct HandRemap {
    pub preview_id: String,
    pub waba: String,
    pub from: String,
    pub to: String,
    /// As known on this computer: Plivo's list cannot be read.
    pub numbers: Vec<MemberView>,
    pub confirm_by: ConfirmBy,
    pub confirmed: bool,
}
