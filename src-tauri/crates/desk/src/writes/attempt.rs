//! An attempt: one write to Plivo, with everything that a later read needs to find out whether it was carried out.

use domain::confirm::RemapPreview;
use domain::field::Field;
use domain::id::WabaId;
use domain::observed::{Held, Mapping, Observed};
use domain::phone::PhoneNumber;
use domain::plan::Changes;
use plivo::{Client, WriteError};
use serde::{Deserialize, Serialize};
use store::ActivityRow;

use crate::view::said::Subject;
use crate::view::{ActivityAction, Code, DeskError, DraftKey, DraftKind, SaveStage, StepKind};

/// What is sent, and for which number or WABA.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Attempt {
    pub number: PhoneNumber,
    pub waba: Option<WabaId>,
    pub waba_name: String,
    pub what: What,
}

/// The earlier state and the requested change. Stored as JSON in the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum What {
    Configure { before: Held, changes: Changes },
    Remap { from: Mapping, to: Mapping },
    Disconnect { before: Held },
}

/// What Plivo was read to hold after a write. Stored as JSON in the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum ReadBack {
    Mapping { mapping: Mapping },
    Held(Held),
}

impl ReadBack {
    pub(crate) fn held(&self) -> Option<&Held> {
        if let Self::Held(held) = self { Some(held) } else { None }
    }

    pub(crate) fn mapping(&self) -> Option<&Mapping> {
        if let Self::Mapping { mapping } = self { Some(mapping) } else { None }
    }
}

impl Attempt {
    pub(crate) fn configure(seen: &Observed, changes: &Changes) -> Self {
        let what = What::Configure { before: seen.held.clone(), changes: changes.clone() };
        Self { number: seen.number, waba: seen.waba_id.clone(), waba_name: String::new(), what }
    }

    pub(crate) fn remap(number: &PhoneNumber, preview: &RemapPreview) -> Self {
        Self {
            number: *number,
            waba: Some(preview.waba_id.clone()),
            waba_name: preview.waba_name.clone(),
            what: What::Remap { from: preview.from.clone(), to: preview.to.clone() },
        }
    }

    pub(crate) fn disconnect(seen: &Observed) -> Self {
        let what = What::Disconnect { before: seen.held.clone() };
        Self { number: seen.number, waba: seen.waba_id.clone(), waba_name: String::new(), what }
    }

    /// Returns the key of the draft that the attempt carries out.
    pub(crate) fn draft_key(&self) -> DraftKey {
        match (&self.what, &self.waba) {
            (What::Remap { .. }, Some(waba)) => DraftKey { kind: DraftKind::Mapping, id: waba.to_string() },
            _ => DraftKey { kind: DraftKind::Number, id: self.number.to_string() },
        }
    }

    /// Returns what a sentence calls the attempt.
    pub(crate) fn subject(&self) -> Subject {
        match &self.what {
            What::Configure { changes, .. } => Subject::Fields(changes.fields()),
            What::Remap { .. } => Subject::Mapping,
            What::Disconnect { .. } => Subject::Disconnect,
        }
    }

    /// Returns the kind of the attempt's step in a save, and the step's fields.
    pub(super) fn step(&self) -> (StepKind, Vec<Field>) {
        match &self.what {
            What::Configure { changes, .. } => (StepKind::Number, changes.fields()),
            What::Remap { .. } => (StepKind::Mapping, vec![Field::AccountMapping]),
            What::Disconnect { .. } => (StepKind::Disconnect, Vec::new()),
        }
    }

    pub(super) fn stage(&self) -> SaveStage {
        match self.what {
            What::Configure { .. } | What::Disconnect { .. } => SaveStage::Writing,
            What::Remap { .. } => SaveStage::Remapping,
        }
    }

    /// Sends the request once. Returns Plivo's `api_id`.
    pub(super) async fn write(&self, client: &Client) -> Result<Option<String>, WriteError> {
        let written = match &self.what {
            What::Configure { changes, .. } => client.configure(&self.number, changes).await?,
            What::Remap { to, .. } => {
                let waba = self.waba.as_ref().map(WabaId::as_str).unwrap_or_default();
                client.map(waba, to.wire()).await?
            }
            What::Disconnect { .. } => client.disconnect(&self.number).await?,
        };
        Ok(written.request_id)
    }

    pub(crate) fn action(&self) -> ActivityAction {
        match self.what {
            What::Configure { .. } => ActivityAction::Configure,
            What::Remap { .. } => ActivityAction::Remap,
            What::Disconnect { .. } => ActivityAction::Disconnect,
        }
    }

    /// Reads the attempt from its record.
    pub(crate) fn from_row(row: &ActivityRow) -> Result<Self, DeskError> {
        let unreadable =
            |what: &str| DeskError::new(Code::Internal, format!("The record {} cannot be read: {what}", row.id));
        let what = serde_json::from_str(&row.detail).map_err(|error| unreadable(&error.to_string()))?;
        let number = row.number.ok_or_else(|| unreadable("it names no number"))?;
        let waba = row.waba_id.clone().map(WabaId::new);
        Ok(Self { number, waba, waba_name: row.waba_name.clone(), what })
    }
}
