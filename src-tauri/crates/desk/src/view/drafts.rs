use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{ChangeView, ConfirmBy, FieldName, MemberView, Problem};

/// What a draft is of: a number, or a WABA's mapping.
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

/// Names a draft of the account: `id` is the number's digits, or the WABA's ID.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DraftKey {
    pub kind: DraftKind,
    pub id: String,
}

/// Which drafts of the tray are asked for.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DraftsQuery {
    pub search: String,
    /// Any of these; empty means all.
    pub states: Vec<DraftState>,
}

/// A window of the tray, with what is counted over all of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DraftsWindow {
    /// How many drafts fit the query.
    pub total: u32,
    pub rows: Vec<DraftEntry>,
    /// How many drafts there are, whatever is asked for.
    pub drafts: u32,
    /// How many of them somebody said to be ready.
    pub ready: u32,
    /// How many of them are in each state that occurs.
    pub states: Vec<DraftCount>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DraftCount {
    pub state: DraftState,
    pub drafts: u32,
}

/// Why a draft cannot be sent from the tray; the first that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum DraftObstacle {
    /// It waits in the batch that is running. Until it is carried out, it can be neither marked nor discarded.
    InBatch,
    /// Other drafts are being carried out.
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
    /// Somebody said so. A mapping that is ready still needs its confirmation.
    pub ready: bool,
    /// Somebody may say so.
    pub can_be_ready: bool,
    pub obstacle: Option<DraftObstacle>,
    /// Why the state is what it is, where that takes words.
    pub note: Option<String>,
    pub changes: Vec<ChangeView>,
    pub started_at: i64,
    pub saved_at: i64,
}

/// The first that holds.
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

/// What a hand-over file would bring. Nothing is kept yet.
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
    /// Why it cannot be taken, or what to know before it is.
    pub note: Option<String>,
    pub problems: Vec<Problem>,
    pub choice: ImportChoice,
}

/// Whether a draft of a hand-over file comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum ImportChoice {
    /// Unless somebody says otherwise.
    Proposed,
    /// Only if somebody says so: a draft would be thrown away by it.
    Possible,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum ImportState {
    New,
    /// A draft stands here already; it would be thrown away, which can be undone.
    Replaces,
    /// Plivo changed meanwhile: it comes in with a conflict to decide.
    Conflict,
    /// It comes in with errors to mend.
    Invalid,
    /// It cannot come in: the number or WABA is not in this account, or nobody could carry it out from here. The note
    /// says which.
    Unknown,
    /// The same draft stands here, or Plivo holds it already.
    Nothing,
}

/// Drafts that were made at once, by a bulk edit or an import: kept here under an id, by which they are undone at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct MadeDrafts {
    pub id: u32,
    pub drafts: u32,
    /// How many drafts stood there before, and were set aside.
    pub aside: u32,
}

/// What undoing many drafts did.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DraftsTakenBack {
    /// Of the drafts that were made, those that went.
    pub taken: u32,
    /// Those that stay, since they are another draft by now.
    pub changed: u32,
    /// Those that were saved or discarded since.
    pub gone: u32,
    /// Drafts that stand again where they stood before.
    pub back: u32,
    /// Of the drafts that the question named, those that had been made then.
    pub open: Vec<DraftKey>,
}

/// A number as a person types it, where Plivo has no list to read it from.
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
    /// None where nobody said.
    pub calling: Option<bool>,
    pub answer_url: String,
    /// Auth ID of the subaccount that owns the WABA, or `main`. Empty where nobody said: what is known of the WABA stays,
    /// and one that is not known yet is refused.
    pub owner: String,
}

/// What a CSV file would bring. Nothing is kept yet.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CsvPreview {
    pub rows: Vec<CsvRow>,
    /// Columns that were not understood, and so are left out.
    pub ignored: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CsvRow {
    /// Counted from 1, with the heading as line 1.
    pub line: u32,
    /// What was read, as it is shown.
    pub title: String,
    pub waba: String,
    /// Why the row cannot come in; none when it can.
    pub error: Option<String>,
    /// The number is here already: what is known of it would be replaced.
    pub known: bool,
}

/// A draft to be carried out by a person in Plivo's own console.
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
    /// The draft moves the WABA: confirm it before its step is carried out.
    pub remap: Option<HandRemap>,
    /// What keeps the draft from being carried out.
    pub problems: Vec<Problem>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct HandStep {
    pub field: FieldName,
    /// What to do, as the console calls it.
    pub instruction: String,
    /// The value to be copied; empty where there is nothing to type.
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
