//! Saves, remaps and disconnects as the window shows them.

use domain::confirm::{Changed, Required};
use domain::field::Field;
use serde::{Deserialize, Serialize};

use super::{FieldName, MemberView, Problem};
use crate::view::said::Said;
use crate::view::words;

/// The outcome of a save. All other failures (offline, refused credentials ...) are errors, and nothing was written.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SaveOutcome {
    /// Plivo already holds the draft's values. Nothing was written, and the draft is removed. `kept`: a part of the
    /// draft stays, because it does not apply now, such as an Answer URL while calling is off.
    NothingToDo { kept: bool },
    /// Nothing was written.
    Invalid { problems: Vec<Problem> },
    /// Changed at Plivo and in the draft, to different values. Nothing was written.
    Conflict { conflicts: Vec<ConflictView> },
    /// Plivo could not be reached. Nothing was written, and the draft is marked as ready.
    MarkedReady { because: String },
    /// The plan has a remap. Nothing was written. `because` says what changed since the last preview, if one was shown.
    NeedsConfirmation {
        preview: RemapPreviewView,
        because: Option<String>,
        /// What changed, as a stored code.
        #[serde(skip)]
        changed: Option<Changed>,
    },
    /// Something was sent: the outcome of each step, in order.
    Done { steps: Vec<StepView> },
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ConflictView {
    pub field: FieldName,
    pub plivo_now: String,
    /// The same as Plivo's raw value, which a decision names: two agents or subaccounts may have the same name. For a
    /// mapping it is the subaccount's Auth ID, or empty for the main account.
    pub plivo_value: String,
    pub yours: String,
    pub when_started: String,
    pub decided: Option<Side>,
}

/// Whose value wins if both sides changed a field.
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
    /// Its outcome as a stored code.
    #[serde(skip)]
    pub said: Said,
    /// Its outcome as a whole sentence for the user.
    pub message: String,
    pub fields: Vec<FieldName>,
    /// The message names all of them.
    pub names_fields: bool,
    pub request_id: Option<String>,
    /// The id of its record, to undo it.
    pub activity: Option<i64>,
}

impl StepView {
    /// Returns a step without a record.
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
    /// Plivo now returns the requested values.
    Confirmed,
    /// Plivo accepted the write, but returns other values: somebody or something changed them.
    Different,
    /// Plivo refused the write.
    Refused,
    /// Nothing reached Plivo.
    NotSent,
    /// The answer was lost or Plivo failed, and no read has shown the new value yet.
    NotYetKnown { known_by: i64 },
    /// It is proven that the write was not carried out.
    NotApplied,
    /// Nothing was sent: an earlier step failed, or the confirmation is no longer valid.
    NotAttempted,
}

/// What a remap would do, from a fresh read; the confirmation is bound to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RemapPreviewView {
    pub preview_id: String,
    pub account: String,
    /// The number whose panel confirms it.
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
    /// Type the WABA's exact name. Spaces around it do not matter.
    Name { text: String },
    /// Type the WABA's ID, because the name is empty or not unique.
    Id { text: String, why: String },
    /// A button is enough: the WABA has only this number.
    Button,
}

impl From<&Required> for ConfirmBy {
    fn from(required: &Required) -> Self {
        match required {
            Required::Name(text) | Required::LastDigits(text) => Self::Name { text: text.clone() },
            Required::Id { id, why } => Self::Id { text: id.clone(), why: (*why).to_owned() },
            Required::Nothing => Self::Button,
        }
    }
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
    /// The number has changed since the dialog was shown. Nothing was written. The preview is from a fresh read.
    NeedsConfirmation {
        preview: DisconnectPreviewView,
        because: String,
    },
    Done {
        step: StepView,
    },
}
