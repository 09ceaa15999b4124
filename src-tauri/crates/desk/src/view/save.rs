use domain::confirm::Changed;
use domain::field::Field;
use serde::{Deserialize, Serialize};

use super::{FieldName, MemberView, Problem};
use crate::view::said::Said;
use crate::view::words;

/// What became of a save. Whatever is not here (offline, refused credentials ...) is an error, and nothing was written.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SaveOutcome {
    /// Plivo already holds what the draft asks for; nothing was written and the draft is gone. `kept`: not all of it,
    /// since the draft also has what counts for nothing by now, such as an Answer URL while calling is off.
    NothingToDo { kept: bool },
    /// Nothing was written.
    Invalid { problems: Vec<Problem> },
    /// Changed at Plivo and in the draft, to different values. Nothing was written.
    Conflict { conflicts: Vec<ConflictView> },
    /// No connection to Plivo, so nothing was written: the draft is kept and counts as ready from now on.
    MarkedReady { because: String },
    /// The plan has a remap. Nothing was written; `because` says what changed since the last preview, if one was shown.
    NeedsConfirmation {
        preview: RemapPreviewView,
        because: Option<String>,
        /// What changed, as it is kept.
        #[serde(skip)]
        changed: Option<Changed>,
    },
    /// Something was sent: each step's own outcome, in order.
    Done { steps: Vec<StepView> },
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ConflictView {
    pub field: FieldName,
    pub plivo_now: String,
    /// The same as it is kept, by which it is decided: two agents or subaccounts may bear one name. Of a mapping it is
    /// the subaccount's Auth ID, or nothing for the main account.
    pub plivo_value: String,
    pub yours: String,
    pub when_started: String,
    pub decided: Option<Side>,
}

/// Whose value is to stand where both sides changed a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Side {
    Plivo,
    Yours,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct StepView {
    pub step: StepKind,
    pub outcome: StepOutcome,
    /// What became of it, as it is kept.
    #[serde(skip)]
    pub said: Said,
    /// What became of it, in a whole sentence for the user.
    pub message: String,
    pub fields: Vec<FieldName>,
    /// The message names them all.
    pub names_fields: bool,
    pub request_id: Option<String>,
    /// Its record, from which it can be undone.
    pub activity: Option<i64>,
}

impl StepView {
    /// A step without a record.
    pub(crate) fn new(step: StepKind, outcome: StepOutcome, said: Said, fields: &[Field]) -> Self {
        Self {
            step,
            outcome,
            message: words::of(&said),
            fields: fields.iter().copied().map(FieldName::from).collect(),
            names_fields: said.names(fields),
            said,
            request_id: None,
            activity: None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum StepKind {
    Number,
    Mapping,
    Disconnect,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum StepOutcome {
    /// Plivo now returns what was asked.
    Confirmed,
    /// Plivo took the write, and returns something else: somebody or something changed it.
    Different,
    /// Plivo said no.
    Refused,
    /// Nothing reached Plivo.
    NotSent,
    /// The answer was lost or Plivo failed, and Plivo cannot be seen to hold the new value yet.
    NotYetKnown { known_by: i64 },
    /// It is proven that the write was not carried out.
    NotApplied,
    /// An earlier step failed, or the confirmation no longer holds.
    NotAttempted,
}

/// What a remap would do, from a fresh read; the confirmation is bound to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RemapPreviewView {
    pub preview_id: String,
    pub account: String,
    /// The number in whose name it is confirmed.
    pub number: String,
    pub waba_id: String,
    pub waba: String,
    pub from: String,
    pub to: String,
    pub numbers: Vec<MemberView>,
    pub read_at: i64,
    pub confirm_by: ConfirmBy,
    /// The number's own changes that are written first.
    pub number_changes: Vec<FieldName>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "by", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ConfirmBy {
    /// Type the WABA's name, exactly (spaces around it do not matter).
    Name { text: String },
    /// The name is empty or not the only one: type the WABA's ID.
    Id { text: String, why: String },
    /// The number is the WABA's only one: the button is enough.
    Button,
}

/// What a disconnect would do, from a fresh read; the confirmation is bound to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DisconnectPreviewView {
    pub preview_id: String,
    pub account: String,
    pub number: String,
    pub international: String,
    pub alias: String,
    pub waba: String,
    pub read_at: i64,
    pub has_draft: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum DisconnectOutcome {
    /// What was shown is no longer so; nothing was written. Shown again from a fresh read.
    NeedsConfirmation {
        preview: DisconnectPreviewView,
        because: String,
    },
    Done {
        step: StepView,
    },
}
