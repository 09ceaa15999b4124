//! The record: what was attempted, written before the write and completed after it.
//!
//! No record on disk, no write to Plivo: [`Desk::begin`] comes first, and its failure ends the save.

use domain::confirm::RemapPreview;
use domain::field::Field;
use domain::id::WabaId;
use domain::observed::{Held, Mapping, Observed};
use domain::phone::PhoneNumber;
use domain::plan::Changes;
use serde::{Deserialize, Serialize};
use store::{ActivityRow, Completion, NewActivity, NewRestorePoint};

use crate::account::Account;
use crate::error::{Code, DeskError};
use crate::said::{Said, Subject};
use crate::view::{ActivityAction, ActivityOutcome, DraftKey, DraftKind, Notice, StepKind, StepOutcome, StepView};
use crate::{Desk, words};

/// One write, with everything that is needed to find out later whether it was carried out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Attempt {
    pub number: PhoneNumber,
    pub waba: Option<WabaId>,
    pub waba_name: String,
    pub what: What,
}

/// The state before, and what was asked for. Kept as JSON in the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum What {
    Configure { before: Held, changes: Changes },
    Remap { from: Mapping, to: Mapping },
    Disconnect { before: Held },
}

/// How an attempt ended.
pub(crate) struct Finished<'a> {
    pub outcome: ActivityOutcome,
    pub said: &'a Said,
    pub request_id: Option<&'a str>,
    /// What Plivo was then read to hold, where it was read.
    pub after: Option<ReadBack>,
}

/// What Plivo was read to hold after a write. Kept as JSON in the record.
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

/// Why an attempt is still open.
pub(crate) struct StillOpen<'a> {
    pub said: &'a Said,
    pub request_id: Option<&'a str>,
    pub known_by: i64,
    pub accepted: bool,
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

    /// The draft that it carries out.
    pub(crate) fn draft_key(&self) -> DraftKey {
        match (&self.what, &self.waba) {
            (What::Remap { .. }, Some(waba)) => DraftKey { kind: DraftKind::Mapping, id: waba.to_string() },
            _ => DraftKey { kind: DraftKind::Number, id: self.number.to_string() },
        }
    }

    /// As a sentence names it.
    pub(crate) fn subject(&self) -> Subject {
        match &self.what {
            What::Configure { changes, .. } => Subject::Fields(changes.fields()),
            What::Remap { .. } => Subject::Mapping,
            What::Disconnect { .. } => Subject::Disconnect,
        }
    }

    /// The step of a save that carried it out, with its record.
    pub(crate) fn step(&self, record: i64, outcome: StepOutcome, said: Said, request_id: Option<String>) -> StepView {
        let (step, fields) = match &self.what {
            What::Configure { changes, .. } => (StepKind::Number, changes.fields()),
            What::Remap { .. } => (StepKind::Mapping, vec![Field::AccountMapping]),
            What::Disconnect { .. } => (StepKind::Disconnect, Vec::new()),
        };
        StepView { request_id, activity: Some(record), ..StepView::new(step, outcome, said, &fields) }
    }

    pub(crate) fn action(&self) -> ActivityAction {
        match self.what {
            What::Configure { .. } => ActivityAction::Configure,
            What::Remap { .. } => ActivityAction::Remap,
            What::Disconnect { .. } => ActivityAction::Disconnect,
        }
    }

    pub(crate) fn from_row(row: &ActivityRow) -> Result<Self, DeskError> {
        let unreadable =
            |what: &str| DeskError::new(Code::Internal, format!("The record {} cannot be read: {what}", row.id));
        let what = serde_json::from_str(&row.detail).map_err(|error| unreadable(&error.to_string()))?;
        let number = row.number.ok_or_else(|| unreadable("it names no number"))?;
        let waba = row.waba_id.clone().map(WabaId::new);
        Ok(Self { number, waba, waba_name: row.waba_name.clone(), what })
    }
}

impl Desk {
    /// Puts the attempt and the restore point on disk. From then on the attempt is *not yet known*, so that even a
    /// crash during the write is settled by reading.
    pub(crate) fn begin(&self, account: &Account, attempt: &Attempt) -> Result<i64, DeskError> {
        let deadline = self.now() + self.inner.patience.known_after_record_ms();
        let entry = NewActivity {
            deadline: Some(deadline),
            ..self.entry(account, attempt, ActivityOutcome::NotYetKnown, &Said::Sent)?
        };
        let restore = match &attempt.what {
            What::Configure { before, .. } | What::Disconnect { before } => {
                Some(self.restore_point(account, attempt, before)?)
            }
            What::Remap { .. } => None,
        };
        let id = self.store().record_attempt(restore.as_ref(), &entry).map_err(|error| {
            let message = format!("The record could not be written, so nothing was sent to Plivo: {error}");
            DeskError::new(Code::Disk, message)
        })?;
        self.records_changed(account);
        Ok(id)
    }

    /// A change of the record is on disk.
    pub(crate) fn records_changed(&self, account: &Account) {
        self.tell(Notice::RecordsChanged { account: account.id.clone() });
    }

    fn entry(
        &self,
        account: &Account,
        attempt: &Attempt,
        outcome: ActivityOutcome,
        said: &Said,
    ) -> Result<NewActivity, DeskError> {
        Ok(NewActivity {
            account: account.id.clone(),
            at: self.now(),
            who: words::who(),
            action: action_text(attempt.action()).to_owned(),
            number: Some(attempt.number),
            waba_id: attempt.waba.as_ref().map(ToString::to_string),
            waba_name: self.name_at_the_time(account, attempt)?,
            labels: self.labels_of(account, &attempt.what),
            detail: serde_json::to_string(&attempt.what).map_err(|error| words::broken(&error))?,
            outcome: outcome_text(outcome).to_owned(),
            said: said.to_kept(),
            message: words::of(said),
            deadline: None,
        })
    }

    fn name_at_the_time(&self, account: &Account, attempt: &Attempt) -> Result<String, DeskError> {
        match &attempt.waba {
            Some(id) if attempt.waba_name.is_empty() => {
                Ok(self.waba_named(account, id)?.map(|waba| waba.name).unwrap_or_default())
            }
            _ => Ok(attempt.waba_name.clone()),
        }
    }

    /// With where the WABA belongs, which is offered apart when the configuration is brought back.
    fn restore_point(&self, account: &Account, attempt: &Attempt, held: &Held) -> Result<NewRestorePoint, DeskError> {
        let waba = match &attempt.waba {
            Some(id) => self.waba_named(account, id)?,
            None => None,
        };
        let mapping = waba.map(|waba| serde_json::to_string(&waba.mapping)).transpose();
        Ok(NewRestorePoint {
            account: account.id.clone(),
            number: attempt.number,
            at: self.now(),
            reason: action_text(attempt.action()).to_owned(),
            held: serde_json::to_string(held).map_err(|error| words::broken(&error))?,
            mapping: mapping.map_err(|error| words::broken(&error))?,
        })
    }

    /// What a person carried out elsewhere: recorded whole at once. It is a part of what is done together, so nobody is
    /// told yet.
    pub(crate) fn record_as_done(
        &self,
        account: &Account,
        attempt: &Attempt,
        before: Option<&Held>,
        after: Option<&Held>,
    ) -> Result<(), DeskError> {
        let entry = self.entry(account, attempt, ActivityOutcome::ByHand, &Said::ByHand)?;
        let restore = before.map(|before| self.restore_point(account, attempt, before)).transpose()?;
        let after = after.map(serde_json::to_string).transpose().map_err(|error| words::broken(&error))?;
        self.store().record_done(restore.as_ref(), &entry, after.as_deref(), self.now())?;
        Ok(())
    }

    pub(crate) fn finish(&self, account: &Account, id: i64, finished: Finished<'_>) -> Result<(), DeskError> {
        let after = finished.after.map(|read| serde_json::to_string(&read)).transpose();
        let after = after.map_err(|error| words::broken(&error))?;
        let (said, message) = (finished.said.to_kept(), words::of(finished.said));
        let done = Completion {
            outcome: outcome_text(finished.outcome),
            said: said.as_deref(),
            message: &message,
            request_id: finished.request_id,
            after: after.as_deref(),
            accepted: false,
            completed_at: Some(self.now()),
            deadline: None,
        };
        self.store().complete(&account.id, id, &done)?;
        self.records_changed(account);
        Ok(())
    }

    /// The attempt stays *not yet known*; after `known_by` a read settles it. `accepted`: Plivo's answer said yes.
    pub(crate) fn still_open(&self, account: &Account, id: i64, open: StillOpen<'_>) -> Result<(), DeskError> {
        let (said, message) = (open.said.to_kept(), words::of(open.said));
        let done = Completion {
            outcome: outcome_text(ActivityOutcome::NotYetKnown),
            said: said.as_deref(),
            message: &message,
            request_id: open.request_id,
            after: None,
            accepted: open.accepted,
            completed_at: None,
            deadline: Some(open.known_by),
        };
        self.store().complete(&account.id, id, &done)?;
        self.records_changed(account);
        Ok(())
    }
}

pub(crate) fn action_text(action: ActivityAction) -> &'static str {
    match action {
        ActivityAction::Configure => "configure",
        ActivityAction::Remap => "remap",
        ActivityAction::Disconnect => "disconnect",
    }
}

pub(crate) fn action_of(text: &str) -> ActivityAction {
    match text {
        "remap" => ActivityAction::Remap,
        "disconnect" => ActivityAction::Disconnect,
        _ => ActivityAction::Configure,
    }
}

const OUTCOMES: [(ActivityOutcome, &str); 6] = [
    (ActivityOutcome::Confirmed, "confirmed"),
    (ActivityOutcome::Different, "different"),
    (ActivityOutcome::Refused, "refused"),
    (ActivityOutcome::Failed, "failed"),
    (ActivityOutcome::NotYetKnown, "not_yet_known"),
    (ActivityOutcome::ByHand, "by_hand"),
];

pub(crate) fn outcome_text(outcome: ActivityOutcome) -> &'static str {
    OUTCOMES.iter().find(|(known, _)| *known == outcome).map_or("not_yet_known", |(_, text)| text)
}

/// A text from a later version is not known, which is what it then says.
pub(crate) fn outcome_of(text: &str) -> ActivityOutcome {
    OUTCOMES.iter().find(|(_, known)| *known == text).map_or(ActivityOutcome::NotYetKnown, |(outcome, _)| *outcome)
}
