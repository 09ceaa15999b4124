//! The start of a batch: what it would send is shown, confirmed, and compared once more.

use std::collections::HashSet;

use domain::confirm::{ManyConfirmation, ManyPreview, ManyRefused, NotConfirmed};

use super::items::row_of;
use crate::account::{Batch, BatchAbout, Seat, ShownBatch, lock, lock_over_disk};
use crate::drafts::Stamps;
use crate::view::{
    ApplyWhat, BatchPreview, BatchState, Code, DeskError, DraftEntry, DraftKey, DraftKind, Rows, Span, words,
};

impl Seat {
    /// Returns what the batch would send. Nothing is sent, and no draft is changed.
    pub(crate) fn apply_preview(&self, what: ApplyWhat) -> Result<BatchPreview, DeskError> {
        self.refuse_if_applying()?;
        let keys = self.drafts_of(&what)?;
        // Taken before the drafts are counted: what changes meanwhile makes the confirmation void.
        let marked = needs_mark(&what);
        let work = self.stamps(&keys, marked)?;
        if work.is_empty() && what != ApplyWhat::Waiting {
            let message = "No draft is ready. Mark those as ready that may be sent.";
            return Err(DeskError::new(Code::InvalidInput, message));
        }
        let sum = self.would_send(&keys, marked)?;
        let preview = ManyPreview { work, numbers: sum.numbers };
        let count_to_type = preview.required().map(|count| count as u32);
        let about = BatchAbout {
            numbers: sum.numbers as u32,
            wabas: sum.wabas as u32,
            fields: sum.fields.clone(),
            mappings: sum.mappings as u32,
        };
        let shown = ShownBatch { what, preview, about, order: sum.order.into() };
        let preview_id = self.account.batch.previews.keep_only(self.forward(), shown);
        Ok(BatchPreview {
            preview_id,
            numbers: sum.numbers as u32,
            wabas: sum.wabas as u32,
            fields: sum.fields,
            first: sum.first,
            stay: sum.stay,
            parked: sum.parked as u32,
            mappings: sum.mappings as u32,
            count_to_type,
        })
    }

    /// Returns a window of the drafts of a batch that is shown: first those that stay as they are.
    pub(crate) fn apply_items(&self, preview_id: &str, span: Span) -> Result<Rows<DraftEntry>, DeskError> {
        let order = self.account.batch.previews.look(preview_id, |shown| shown.order.clone());
        let order = order.ok_or_else(words::shown_no_longer)?;
        Ok(Rows { total: order.len() as u32, rows: self.tray_entries(span.of(&order))? })
    }

    /// Starts the batch that was shown. A wrong count changes nothing and can be corrected.
    pub(crate) fn apply_start(&self, preview_id: &str, typed: &str) -> Result<(), DeskError> {
        self.refuse_if_applying()?;
        let previews = &self.account.batch.previews;
        let (at, ShownBatch { what, preview, about, order }) =
            previews.take(preview_id).ok_or_else(words::shown_no_longer)?;
        let numbers = preview.numbers;
        let confirmation = match preview.confirm(typed, at, self.forward()) {
            Ok(confirmation) => confirmation,
            Err((_, refusal @ NotConfirmed::Expired)) => return Err(words::not_confirmed(refusal)),
            Err((preview, NotConfirmed::Mismatch)) => {
                previews.put_back_only(preview_id, at, ShownBatch { what, preview, about, order });
                return Err(words::wrong_count(numbers));
            }
        };
        let (keys, confirmed) = self.confirmed_drafts(&what, confirmation)?;
        match what {
            ApplyWhat::Waiting => self.resume_batch(confirmed)?,
            ApplyWhat::Ready | ApplyWhat::Drafts { .. } | ApplyWhat::Picked { .. } => {
                self.begin_batch(keys, confirmed, &about, None)?
            }
            ApplyWhat::Made { made } => self.begin_batch(keys, confirmed, &about, self.undone_by(made))?,
        }
        if self.batch_has_record() {
            self.records_changed();
        }
        self.batch_changed();
        self.run_batch();
        Ok(())
    }

    /// The disk comes first: a batch that is marked as running without a task could be neither resumed nor dismissed.
    fn begin_batch(
        &self,
        keys: Vec<DraftKey>,
        confirmed: Stamps,
        about: &BatchAbout,
        undoes: Option<i64>,
    ) -> Result<(), DeskError> {
        let items = keys.into_iter().map(|key| self.new_item(key)).collect::<Result<Vec<_>, _>>()?;
        let started_at = self.now();
        let mut batch = Batch {
            record: None,
            running: true,
            stopping: false,
            started_at,
            items,
            confirmed,
            closing: false,
            because: None,
        };
        let _changing = lock_over_disk(&self.account.batch.changing);
        self.refuse_if_applying()?;
        self.store().together(|| {
            // One draft is applied like a save, whose record is enough.
            if about.numbers > 1 || undoes.is_some() {
                batch.record = Some(self.record_batch(&batch, about, undoes)?);
            }
            Ok::<_, DeskError>(self.store().put_batch(self.id(), &row_of(&batch))?)
        })?;
        *lock(&self.account.batch.now) = Some(batch);
        Ok(())
    }

    /// Continues with the drafts that wait. Drafts that were held up stay confirmed as they were, if they were since the
    /// start of the app.
    fn resume_batch(&self, confirmed: Stamps) -> Result<(), DeskError> {
        let _changing = lock_over_disk(&self.account.batch.changing);
        self.refuse_if_applying()?;
        self.store().put_batch_because(self.id(), None)?;
        let mut held = lock(&self.account.batch.now);
        let batch = held.as_mut().ok_or_else(none_waits)?;
        (batch.running, batch.stopping, batch.because) = (true, false, None);
        // A waiting draft that this question left out is no longer confirmed.
        for item in batch.items.iter().filter(|item| item.state == BatchState::Waiting) {
            batch.confirmed.remove(&item.key);
        }
        batch.confirmed.extend(confirmed);
        Ok(())
    }

    fn refuse_if_applying(&self) -> Result<(), DeskError> {
        if lock(&self.account.batch.now).as_ref().is_some_and(|batch| batch.running) {
            let message = "A batch is running already. Stop it, or wait for its end.";
            return Err(DeskError::new(Code::InvalidInput, message));
        }
        Ok(())
    }

    /// Returns the drafts, in the order of the batch. Named drafts may no longer exist.
    fn drafts_of(&self, what: &ApplyWhat) -> Result<Vec<DraftKey>, DeskError> {
        let named = match what {
            ApplyWhat::Ready => return self.ready_drafts(),
            ApplyWhat::Drafts { drafts } => drafts.clone(),
            ApplyWhat::Picked { pick } => self.picked(pick)?,
            ApplyWhat::Made { made } => self.ready_of(*made)?,
            ApplyWhat::Waiting => return self.waiting_drafts(),
        };
        self.refuse_if_others_wait(&named)?;
        let mut seen = HashSet::new();
        Ok(named.into_iter().filter(|key| seen.insert(key.clone())).collect())
    }

    /// Compares the drafts with what was confirmed, and marks them as ready, while nobody changes a draft. From then on
    /// the batch sends a draft only as it was confirmed.
    fn confirmed_drafts(
        &self,
        what: &ApplyWhat,
        confirmation: ManyConfirmation<Stamps>,
    ) -> Result<(Vec<DraftKey>, Stamps), DeskError> {
        let marks = matches!(what, ApplyWhat::Drafts { .. } | ApplyWhat::Picked { .. } | ApplyWhat::Made { .. });
        let found = {
            let _drafting = self.account.drafts.hold();
            let keys = self.drafts_of(what)?;
            let work = self.stamps(&keys, needs_mark(what))?;
            match confirmation.covers(&work, self.forward()) {
                Ok(()) => {}
                Err(ManyRefused::Expired) => return Err(words::not_confirmed(NotConfirmed::Expired)),
                Err(ManyRefused::Changed) => return Err(words::drafts_changed()),
            }
            let found: Vec<DraftKey> = keys.into_iter().filter(|key| work.contains_key(key)).collect();
            if marks {
                self.mark_all(&found, true)?;
            }
            found
        };
        if marks {
            self.drafts_changed()?;
        }
        Ok((found, confirmation.into_work()))
    }

    /// Returns the drafts that wait in the batch.
    fn waiting_drafts(&self) -> Result<Vec<DraftKey>, DeskError> {
        let held = lock(&self.account.batch.now);
        let items = held.as_ref().map(|batch| batch.items.as_slice()).unwrap_or_default();
        let waiting = items.iter().filter(|item| item.state == BatchState::Waiting);
        let keys: Vec<DraftKey> = waiting.map(|item| item.key.clone()).collect();
        if keys.is_empty() { Err(none_waits()) } else { Ok(keys) }
    }

    /// Refuses a new batch while other drafts wait in an interrupted one: the new batch would replace it, and they
    /// would be forgotten.
    fn refuse_if_others_wait(&self, keys: &[DraftKey]) -> Result<(), DeskError> {
        let keys: HashSet<&DraftKey> = keys.iter().collect();
        let held = lock(&self.account.batch.now);
        let items = held.as_ref().map(|batch| batch.items.as_slice()).unwrap_or_default();
        let left = items.iter().filter(|item| item.state == BatchState::Waiting && !keys.contains(&item.key)).count();
        if left == 0 { Ok(()) } else { Err(DeskError::new(Code::Interrupted, words::left_waiting(left))) }
    }

    /// Returns the drafts that are marked as ready: the numbers first, then the mappings, which all need a person's
    /// confirmation.
    fn ready_drafts(&self) -> Result<Vec<DraftKey>, DeskError> {
        let mut keys = Vec::new();
        for row in self.store().drafts(self.id())?.into_iter().rev().filter(|row| row.ready) {
            keys.push(DraftKey { kind: DraftKind::Number, id: row.number.to_string() });
        }
        for row in self.store().mapping_drafts(self.id())?.into_iter().rev().filter(|row| row.ready) {
            keys.push(DraftKey { kind: DraftKind::Mapping, id: row.waba_id });
        }
        Ok(keys)
    }
}

/// In an interrupted batch, a draft that is no longer marked as ready stays.
fn needs_mark(what: &ApplyWhat) -> bool {
    *what == ApplyWhat::Waiting
}

fn none_waits() -> DeskError {
    DeskError::new(Code::Gone, "There is no batch to resume.")
}
