//! Bulk edits as the window shows them.

use serde::{Deserialize, Serialize};

use super::{ChangeView, ConfigurationType, MadeDrafts, Problem};

/// Fields to set on many numbers. An absent one is left alone. URLs may contain `{number}`, `{alias}` and `{waba}`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct BulkEdit {
    pub alias: Option<String>,
    pub configuration_type: Option<ConfigurationType>,
    pub webhook_url: Option<String>,
    pub ai_agent: Option<String>,
    pub calling: Option<bool>,
    pub answer_url: Option<String>,
}

/// What a bulk edit would make of the selected numbers. Nothing is kept yet.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct BulkPreview {
    /// How many numbers are selected; none where a field itself is wrong.
    pub numbers: u32,
    /// How many of them would change.
    pub changing: u32,
    /// How many of those that would change have a draft already.
    pub drafted: u32,
    /// For how many other numbers the edit would be kept as a draft of which nothing is sent, such as a Webhook URL on
    /// a number with an AI agent.
    pub parked: u32,
    /// How many of those that would change would have errors.
    pub invalid: u32,
    /// The first of these, in international format.
    pub invalid_numbers: Vec<String>,
    /// Problems of the fields themselves, which are the same for every number.
    pub problems: Vec<Problem>,
}

/// The drafts that a bulk edit made.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct BulkDone {
    pub made: MadeDrafts,
    /// How many of them can be sent.
    pub ready: u32,
    /// How many of them have errors.
    pub invalid: u32,
    /// How many drafts were removed because nothing differs from Plivo any more.
    pub discarded: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct BulkItem {
    pub number: String,
    pub international: String,
    pub alias: String,
    pub changes: Vec<ChangeView>,
    pub problems: Vec<Problem>,
    /// The number has a draft. The bulk edit is added to it.
    pub has_draft: bool,
    /// Nothing of the draft would be sent, because its fields do not apply now. The draft is kept.
    pub parked: bool,
}
