use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::DraftKey;
use crate::view::said::Said;

/// Drafts that are carried out one after the other, and how far that is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct BatchCount {
    pub state: BatchState,
    pub drafts: u32,
}

/// Which drafts a batch is begun with.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
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
    /// What became of it, as it is kept; none while there is nothing to tell.
    #[serde(skip)]
    pub said: Option<Said>,
    /// What became of it, in words; empty while there is nothing to tell.
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

/// How far a batch is, for the status.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct BatchProgress {
    pub running: bool,
    pub done: u32,
    pub total: u32,
}
