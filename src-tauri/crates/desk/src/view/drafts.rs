use serde::{Deserialize, Serialize};
use specta::Type;

use super::{ChangeView, ConfirmBy, FieldName, MemberView, Problem};
use crate::said::Said;

/// What a draft is of: a number, or a WABA's mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DraftKind {
    Number,
    Mapping,
}

/// Names a draft of the account: `id` is the number's digits, or the WABA's ID.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DraftKey {
    pub kind: DraftKind,
    pub id: String,
}

/// Which drafts of the tray are asked for.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DraftsQuery {
    pub search: String,
    /// Any of these; empty means all.
    pub states: Vec<DraftState>,
}

/// A window of the tray, with what is counted over all of it.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DraftCount {
    pub state: DraftState,
    pub drafts: u32,
}

/// Why a draft cannot be sent from the tray; the first that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DraftState {
    Disconnected,
    Invalid,
    Conflict,
    NeedsConfirmation,
    Editing,
    Ready,
}

/// Drafts that are carried out one after the other, and how far that is.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BatchView {
    pub running: bool,
    /// Stop was pressed; the draft that is being written is still brought to its end.
    pub stopping: bool,
    pub started_at: i64,
    /// How many drafts are in it.
    pub total: u32,
    /// How many of them are still to be carried out, or are being carried out.
    pub open: u32,
    /// How many of them are in each state that occurs.
    pub states: Vec<BatchCount>,
    /// Why it stopped before its end, if it did so by itself.
    pub because: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BatchCount {
    pub state: BatchState,
    pub drafts: u32,
}

/// Which drafts a batch is begun with.
#[derive(Clone, Debug, PartialEq, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum ApplyWhat {
    /// Every one that somebody said to be ready.
    Ready,
    /// These, which are ready by being named.
    Drafts { drafts: Vec<DraftKey> },
    /// Those that a bulk edit made and that can be sent.
    Made { made: u32 },
}

/// One draft of a batch, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BatchItem {
    pub key: DraftKey,
    pub number: Option<String>,
    /// The number in international format, or the WABA's name.
    pub title: String,
    pub alias: String,
    pub state: BatchState,
    /// What became of it, as it is kept; none while there is nothing to tell.
    #[serde(skip)]
    pub said: Option<Said>,
    /// What became of it, in words; empty while there is nothing to tell.
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
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

/// How far a batch is, for the status.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BatchProgress {
    pub running: bool,
    pub done: u32,
    pub total: u32,
}

/// A file that was written for the user.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SavedFile {
    pub path: String,
    /// How many drafts or records are in it.
    pub count: u32,
    /// What could not be put into it.
    pub note: Option<String>,
}

/// What a hand-over file would bring. Nothing is kept yet.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportPreview {
    pub exported_at: i64,
    /// Who exported it, by the user name of the operating system.
    pub by: String,
    pub items: Vec<ImportItem>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Type)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ImportChoice {
    /// Unless somebody says otherwise.
    Proposed,
    /// Only if somebody says so: a draft would be thrown away by it.
    Possible,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MadeDrafts {
    pub id: u32,
    pub drafts: u32,
    /// How many drafts stood there before, and were set aside.
    pub aside: u32,
}

/// What undoing many drafts did.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
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

/// Fields to set on many numbers. An absent one is left alone. URLs may contain `{number}`, `{alias}` and `{waba}`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BulkEdit {
    pub alias: Option<String>,
    pub configuration_type: Option<super::ConfigurationType>,
    pub webhook_url: Option<String>,
    pub ai_agent: Option<String>,
    pub calling: Option<bool>,
    pub answer_url: Option<String>,
}

/// What a bulk edit would make of the selected numbers. Nothing is kept yet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BulkPreview {
    /// How many numbers are selected; none where a field itself is wrong.
    pub numbers: u32,
    /// How many of them would change.
    pub changing: u32,
    /// How many of those that would change have a draft already.
    pub drafted: u32,
    /// For how many others the edit would be kept as a draft of which nothing is sent, such as a Webhook URL on a number
    /// that has an AI agent.
    pub parked: u32,
    /// How many of those that would change would have errors.
    pub invalid: u32,
    /// The first of these, in international format.
    pub invalid_numbers: Vec<String>,
    /// What is wrong with the fields themselves, whatever the number.
    pub problems: Vec<Problem>,
}

/// The drafts that a bulk edit made.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BulkDone {
    pub made: MadeDrafts,
    /// How many of them can be sent.
    pub ready: u32,
    /// How many of them have errors.
    pub invalid: u32,
    /// How many drafts went because nothing differs from Plivo any more.
    pub discarded: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BulkItem {
    pub number: String,
    pub international: String,
    pub alias: String,
    pub changes: Vec<ChangeView>,
    pub problems: Vec<Problem>,
    /// The number has a draft; the bulk edit goes on top of it.
    pub has_draft: bool,
    /// Nothing of the draft would be sent: it counts for nothing by now, and is kept.
    pub parked: bool,
}

/// A number as a person types it, where Plivo has no list to read it from.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Type)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CsvPreview {
    pub rows: Vec<CsvRow>,
    /// Columns that were not understood, and so are left out.
    pub ignored: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Type)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
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

#[derive(Clone, Debug, PartialEq, Serialize, Type)]
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

#[derive(Clone, Debug, PartialEq, Serialize, Type)]
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
