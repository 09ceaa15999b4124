//! The record of a batch among the activity. The writes of the batch refer to it.

use std::collections::HashSet;

use domain::phone::PhoneNumber;
use store::{ActivityRow, Completion, NewActivity};

use crate::account::{Batch, BatchAbout, Seat, lock};
use crate::view::said::Said;
use crate::view::{ActivityAction, ActivityOutcome, BatchItem, BatchState, DeskError, DraftKind, words};

impl Seat {
    /// Stores the record of a batch that starts. It runs inside a transaction, so the caller sends the notice after it.
    pub(super) fn record_batch(
        &self,
        batch: &Batch,
        about: &BatchAbout,
        undoes: Option<i64>,
    ) -> Result<i64, DeskError> {
        // Nothing is left yet. If the app ends before the batch does, the next start keeps what was.
        let said = left(&[], &HashSet::new());
        let new = NewActivity {
            account: self.account.id.clone(),
            at: batch.started_at,
            who: words::who(),
            action: <&str>::from(ActivityAction::Batch).to_owned(),
            number: None,
            waba_id: None,
            waba_name: String::new(),
            labels: String::new(),
            detail: serde_json::to_string(about).map_err(|error| words::broken(&error))?,
            outcome: <&str>::from(ActivityOutcome::Each).to_owned(),
            said: said.to_kept(),
            message: words::of(&said),
            deadline: None,
            batch: None,
            undoes,
        };
        Ok(self.store().record_attempt(None, &new)?)
    }

    /// Ends the record of a batch that an earlier run of the app did not end. The others are not written to at a start.
    pub(super) fn end_in_record(&self) {
        let record = lock(&self.account.batch.now).as_ref().and_then(|batch| batch.record);
        let row = record.map(|record| self.store().activity_entry(self.id(), record));
        if let Some(Ok(Some(ActivityRow { completed_at: None, .. }))) = row {
            self.keep_what_was_left();
        }
    }

    /// Keeps in the record what the batch did not send. How its writes ended is never kept there: each has a record.
    pub(super) fn keep_what_was_left(&self) {
        if !self.batch_has_record() {
            return;
        }
        if let Err(error) = self.keep_left() {
            log::warn!("the record of the batch does not say yet what was left: {error}");
        }
        self.records_changed();
    }

    pub(super) fn batch_has_record(&self) -> bool {
        lock(&self.account.batch.now).as_ref().is_some_and(|batch| batch.record.is_some())
    }

    fn keep_left(&self) -> Result<(), DeskError> {
        let (record, items) = match lock(&self.account.batch.now).as_ref() {
            Some(Batch { record: Some(record), items, .. }) => (*record, items.clone()),
            _ => return Ok(()),
        };
        let written = self.store().numbers_of_batch(self.id(), record)?.into_iter().collect();
        let said = left(&items, &written);
        let (kept, message) = (said.to_kept(), words::of(&said));
        let row = self.store().activity_entry(self.id(), record)?;
        if row.is_some_and(|row| row.said == kept && row.completed_at.is_some()) {
            return Ok(());
        }
        let done = Completion {
            outcome: ActivityOutcome::Each.into(),
            said: kept.as_deref(),
            message: &message,
            request_id: None,
            after: None,
            accepted: false,
            completed_at: Some(self.now()),
            deadline: None,
        };
        Ok(self.store().complete(self.id(), record, &done)?)
    }
}

/// Counts the items to whose numbers nothing was sent. `written` has the numbers with a write.
fn left(items: &[BatchItem], written: &HashSet<PhoneNumber>) -> Said {
    let (mut waiting, mut needs_you, mut nothing_to_do, mut failed, mut mappings) = (0, 0, 0, 0, 0);
    for item in items {
        if item.key.kind == DraftKind::Mapping {
            mappings += usize::from(item.state == BatchState::NeedsYou);
            continue;
        }
        if PhoneNumber::parse(&item.key.id).is_ok_and(|number| written.contains(&number)) {
            continue;
        }
        match item.state {
            BatchState::Waiting | BatchState::Running => waiting += 1,
            BatchState::NeedsYou => needs_you += 1,
            BatchState::Failed => failed += 1,
            BatchState::NothingToDo | BatchState::Applied | BatchState::NotYetKnown => nothing_to_do += 1,
        }
    }
    Said::LeftByBatch { waiting, needs_you, nothing_to_do, failed, mappings }
}
