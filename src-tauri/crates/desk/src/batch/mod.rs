//! Batches: many drafts are saved one after the other, with a result for each. A batch can be stopped, and resumed
//! after a restart.
//!
//! The state of a batch is stored item by item. A batch never starts by itself: an interrupted batch waits until
//! somebody resumes it.

mod items;
mod results;
mod run;

use std::collections::HashSet;

use self::items::row_of;
use crate::account::{Batch, Event, Seat, lock, lock_over_disk};
use crate::view::{ApplyWhat, BatchItem, BatchState, Code, DeskError, DraftKey, DraftKind, Rows, Span, phone, words};

pub(crate) fn on(seat: &Seat, event: &Event<'_>) -> Result<(), DeskError> {
    match event {
        Event::Loaded => seat.load_batch()?,
        Event::Settled { key, step } => seat.settled_in_batch(key, step),
        Event::MappingSaved { waba, outcome } => seat.mapping_in_batch(waba, outcome),
        _ => {}
    }
    Ok(())
}

impl Seat {
    pub(crate) fn apply_start(&self, what: ApplyWhat) -> Result<(), DeskError> {
        if lock(&self.account.batch.now).as_ref().is_some_and(|batch| batch.running) {
            return Err(running_already());
        }
        let named = match what {
            ApplyWhat::Ready => None,
            ApplyWhat::Drafts { drafts } => Some(drafts),
            ApplyWhat::Made { made } => Some(self.ready_of(made)?),
        };
        let keys = match named {
            Some(keys) => {
                self.refuse_if_others_wait(&keys)?;
                self.mark_all_ready(keys)?
            }
            None => self.ready_drafts()?,
        };
        if keys.is_empty() {
            let message = "No draft is ready. Mark those as ready that may be sent.";
            return Err(DeskError::new(Code::InvalidInput, message));
        }
        let items = keys.into_iter().map(|key| self.new_item(key)).collect::<Result<Vec<_>, _>>()?;
        let batch = Batch { running: true, stopping: false, started_at: self.now(), items, because: None };
        {
            let _changing = lock_over_disk(&self.account.batch.changing);
            if lock(&self.account.batch.now).as_ref().is_some_and(|batch| batch.running) {
                return Err(running_already());
            }
            self.store().put_batch(self.id(), &row_of(&batch))?;
            *lock(&self.account.batch.now) = Some(batch);
        }
        self.batch_changed();
        self.run_batch();
        Ok(())
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

    /// Marks the drafts in one transaction, because there may be very many. Drafts that no longer exist are left out.
    fn mark_all_ready(&self, keys: Vec<DraftKey>) -> Result<Vec<DraftKey>, DeskError> {
        let mut seen = HashSet::new();
        let unique = keys.into_iter().filter(|key| seen.insert(key.clone())).collect::<Vec<_>>();
        let mark = |key: &DraftKey| {
            Ok::<_, DeskError>(match key.kind {
                DraftKind::Number => self.store().mark_draft_ready(self.id(), &phone(&key.id)?, true)?,
                DraftKind::Mapping => self.store().mark_mapping_ready(self.id(), &key.id, true)?,
            })
        };
        let found = {
            let _drafting = self.account.drafts.hold();
            self.store().together(|| {
                let mut found = Vec::new();
                for key in unique {
                    if mark(&key)? {
                        found.push(key);
                    }
                }
                Ok::<_, DeskError>(found)
            })?
        };
        self.drafts_changed()?;
        Ok(found)
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

    /// Stops the batch after the draft that is being written. The rest waits.
    pub(crate) fn apply_stop(&self) {
        if let Some(batch) = lock(&self.account.batch.now).as_mut() {
            batch.stopping = batch.running;
        }
        self.batch_changed();
    }

    /// Continues with the drafts that wait.
    pub(crate) fn apply_resume(&self) -> Result<(), DeskError> {
        let was_running = {
            let _changing = lock_over_disk(&self.account.batch.changing);
            let none = || DeskError::new(Code::Gone, "There is no batch to resume.");
            if lock(&self.account.batch.now).is_none() {
                return Err(none());
            }
            // The disk comes first: a batch that is marked as running without a task could be neither resumed nor
            // dismissed.
            self.store().put_batch_because(self.id(), None)?;
            let mut held = lock(&self.account.batch.now);
            let batch = held.as_mut().ok_or_else(none)?;
            (batch.stopping, batch.because) = (false, None);
            std::mem::replace(&mut batch.running, true)
        };
        self.batch_changed();
        if !was_running {
            self.run_batch();
        }
        Ok(())
    }

    /// Removes the batch. Its drafts stay as they are.
    pub(crate) fn apply_dismiss(&self) -> Result<(), DeskError> {
        {
            let _changing = lock_over_disk(&self.account.batch.changing);
            if lock(&self.account.batch.now).as_ref().is_some_and(|batch| batch.running) {
                return Err(DeskError::new(Code::InvalidInput, "The batch is still running. Stop it first."));
            }
            self.store().remove_batch(self.id())?;
            *lock(&self.account.batch.now) = None;
        }
        self.batch_changed();
        Ok(())
    }

    /// Returns a window of the batch's items. `states` selects items by state; empty means all.
    pub(crate) fn batch_items(&self, states: &[BatchState], span: Span) -> Rows<BatchItem> {
        let held = lock(&self.account.batch.now);
        let all = held.as_ref().map(|batch| batch.items.as_slice()).unwrap_or_default();
        let found: Vec<&BatchItem> =
            all.iter().filter(|item| states.is_empty() || states.contains(&item.state)).collect();
        Rows { total: found.len() as u32, rows: span.of(&found).iter().copied().cloned().collect() }
    }
}

fn running_already() -> DeskError {
    DeskError::new(Code::InvalidInput, "A batch is running already. Stop it, or wait for its end.")
}
