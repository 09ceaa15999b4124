//! The record of an attempt: it is written before the write, and completed after it.
//!
//! Without a record on disk, nothing is written to Plivo: [`Seat::begin`] comes first, and its failure ends the save.

use domain::observed::Held;
use store::{Completion, NewActivity, NewRestorePoint};

use super::attempt::{Attempt, ReadBack, What};
use crate::account::Seat;
use crate::view::said::Said;
use crate::view::{ActivityOutcome, Code, DeskError, Notice, words};

/// How an attempt ended.
pub(crate) struct Finished<'a> {
    pub outcome: ActivityOutcome,
    pub said: &'a Said,
    pub request_id: Option<&'a str>,
    /// What Plivo was then read to hold, if it was read.
    pub after: Option<ReadBack>,
}

/// Why an attempt is still open.
pub(crate) struct StillOpen<'a> {
    pub said: &'a Said,
    pub request_id: Option<&'a str>,
    pub known_by: i64,
    pub accepted: bool,
}

impl Seat {
    /// Stores the attempt and the restore point. From then on the attempt is *not yet known*, so even a crash during
    /// the write is settled by reading. `batch` is the record of the batch that it is a part of.
    pub(crate) fn begin(&self, attempt: &Attempt, batch: Option<i64>) -> Result<i64, DeskError> {
        let deadline = self.now().saturating_add(self.core.timings.known_after_record_ms());
        let entry = self.entry(attempt, ActivityOutcome::NotYetKnown, &Said::Sent)?;
        let entry = NewActivity { deadline: Some(deadline), batch, ..entry };
        let restore = match &attempt.what {
            What::Configure { before, .. } | What::Disconnect { before } => Some(self.restore_point(attempt, before)?),
            What::Remap { .. } => None,
        };
        let id = self.store().record_attempt(restore.as_ref(), &entry).map_err(|error| {
            let message = format!("The record could not be written, so nothing was sent to Plivo: {error}");
            DeskError::new(Code::Disk, message)
        })?;
        self.records_changed();
        Ok(id)
    }

    /// Tells the window that a change of the record is on disk.
    pub(crate) fn records_changed(&self) {
        self.tell(Notice::RecordsChanged { account: self.account.id.clone() });
    }

    fn entry(&self, attempt: &Attempt, outcome: ActivityOutcome, said: &Said) -> Result<NewActivity, DeskError> {
        Ok(NewActivity {
            account: self.account.id.clone(),
            at: self.now(),
            who: words::who(),
            action: text(attempt.action()),
            number: Some(attempt.number),
            waba_id: attempt.waba.as_ref().map(ToString::to_string),
            waba_name: self.name_at_the_time(attempt)?,
            labels: self.labels_of(&attempt.what),
            detail: serde_json::to_string(&attempt.what).map_err(|error| words::broken(&error))?,
            outcome: text(outcome),
            said: said.to_kept(),
            message: words::of(said),
            deadline: None,
            batch: None,
            undoes: None,
        })
    }

    fn name_at_the_time(&self, attempt: &Attempt) -> Result<String, DeskError> {
        match &attempt.waba {
            Some(id) if attempt.waba_name.is_empty() => {
                Ok(self.waba_named(id)?.map(|waba| waba.name).unwrap_or_default())
            }
            _ => Ok(attempt.waba_name.clone()),
        }
    }

    /// Returns a restore point. It includes the WABA's mapping, which is offered separately when the configuration is
    /// restored.
    fn restore_point(&self, attempt: &Attempt, held: &Held) -> Result<NewRestorePoint, DeskError> {
        let waba = match &attempt.waba {
            Some(id) => self.waba_named(id)?,
            None => None,
        };
        let mapping = waba.map(|waba| serde_json::to_string(&waba.mapping)).transpose();
        Ok(NewRestorePoint {
            account: self.account.id.clone(),
            number: attempt.number,
            at: self.now(),
            reason: text(attempt.action()),
            held: serde_json::to_string(held).map_err(|error| words::broken(&error))?,
            mapping: mapping.map_err(|error| words::broken(&error))?,
        })
    }

    /// Records what a person carried out elsewhere, as one complete record. It runs inside a transaction, so the caller
    /// sends the notice after it.
    pub(crate) fn record_as_done(
        &self,
        attempt: &Attempt,
        before: Option<&Held>,
        after: Option<&Held>,
    ) -> Result<(), DeskError> {
        let entry = self.entry(attempt, ActivityOutcome::ByHand, &Said::ByHand)?;
        let restore = before.map(|before| self.restore_point(attempt, before)).transpose()?;
        let after = after.map(serde_json::to_string).transpose().map_err(|error| words::broken(&error))?;
        self.store().record_done(restore.as_ref(), &entry, after.as_deref(), self.now())?;
        Ok(())
    }

    pub(crate) fn finish(&self, id: i64, finished: Finished<'_>) -> Result<(), DeskError> {
        let after = finished.after.map(|read| serde_json::to_string(&read)).transpose();
        let after = after.map_err(|error| words::broken(&error))?;
        let (said, message) = (finished.said.to_kept(), words::of(finished.said));
        let done = Completion {
            outcome: finished.outcome.into(),
            said: said.as_deref(),
            message: &message,
            request_id: finished.request_id,
            after: after.as_deref(),
            accepted: false,
            completed_at: Some(self.now()),
            deadline: None,
        };
        self.store().complete(self.id(), id, &done)?;
        log::info!("the record {id} of {} is complete: {}", self.id(), done.outcome);
        self.end_grace(id);
        self.records_changed();
        Ok(())
    }

    /// Keeps the attempt *not yet known*. After `known_by` a read settles it.
    pub(crate) fn still_open(&self, id: i64, open: StillOpen<'_>) -> Result<(), DeskError> {
        let (said, message) = (open.said.to_kept(), words::of(open.said));
        let done = Completion {
            outcome: ActivityOutcome::NotYetKnown.into(),
            said: said.as_deref(),
            message: &message,
            request_id: open.request_id,
            after: None,
            accepted: open.accepted,
            completed_at: None,
            deadline: Some(open.known_by),
        };
        self.store().complete(self.id(), id, &done)?;
        self.records_changed();
        Ok(())
    }
}

/// Returns the text that is stored.
fn text(value: impl Into<&'static str>) -> String {
    value.into().to_owned()
}
