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
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
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

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
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
