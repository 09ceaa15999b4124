//! Carrying out many drafts one after the other: a result per number, stoppable, and gone on with after a restart.
//!
//! What a batch has done is on disk item by item. It never begins by itself: a batch that was interrupted waits until
//! somebody resumes it.

mod items;
mod results;
mod run;

use std::collections::HashSet;

use self::items::row_of;
use crate::account::{Batch, Event, Seat, lock, lock_over_disk};
use crate::view::{
    ApplyWhat, BatchItem, BatchState, BatchView, Code, DeskError, DraftKey, DraftKind, Rows, Span, phone, words,
};

pub(crate) fn on(seat: &Seat, event: &Event<'_>) -> Result<(), DeskError> {
    match event {
        Event::Held => seat.load_batch()?,
        Event::Settled { key, step } => seat.settled_in_batch(key, step),
        Event::MappingSaved { waba, outcome } => seat.mapping_in_batch(waba, outcome),
        _ => {}
    }
    Ok(())
}

impl Seat {
    pub(crate) fn apply_start(&self, what: ApplyWhat) -> Result<BatchView, DeskError> {
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
                self.leaves_nobody_waiting(&keys)?;
                self.made_ready(keys)?
            }
            None => self.ready_drafts()?,
        };
        if keys.is_empty() {
            let message = "No draft is ready. Mark those as ready that may be sent.";
            return Err(DeskError::new(Code::InvalidInput, message));
        }
        let items = keys.into_iter().map(|key| self.new_item(key)).collect::<Result<Vec<_>, _>>()?;
        let batch = Batch { running: true, stopping: false, started_at: self.now(), items, because: None };
        let view = batch.view();
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
        Ok(view)
    }

    /// A batch that was interrupted is not thrown away in passing: what waits in it would be forgotten.
    fn leaves_nobody_waiting(&self, keys: &[DraftKey]) -> Result<(), DeskError> {
        let keys: HashSet<&DraftKey> = keys.iter().collect();
        let held = lock(&self.account.batch.now);
        let items = held.as_ref().map(|batch| batch.items.as_slice()).unwrap_or_default();
        let left = items.iter().filter(|item| item.state == BatchState::Waiting && !keys.contains(&item.key)).count();
        if left == 0 { Ok(()) } else { Err(DeskError::new(Code::Interrupted, words::left_waiting(left))) }
    }

    /// Marks them in one transaction: they may be very many. Those that are no longer here are left out.
    fn made_ready(&self, keys: Vec<DraftKey>) -> Result<Vec<DraftKey>, DeskError> {
        let mut seen = HashSet::new();
        let asked = keys.into_iter().filter(|key| seen.insert(key.clone())).collect::<Vec<_>>();
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
                for key in asked {
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

    /// The numbers first, then the mappings: each of these waits for a person.
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

    /// The draft that is being written is brought to its end; the rest waits.
    pub(crate) fn apply_stop(&self) {
        if let Some(batch) = lock(&self.account.batch.now).as_mut() {
            batch.stopping = batch.running;
        }
        self.batch_changed();
    }

    /// Goes on with what waits.
    pub(crate) fn apply_resume(&self) -> Result<BatchView, DeskError> {
        let resumed = {
            let _changing = lock_over_disk(&self.account.batch.changing);
            let none = || DeskError::new(Code::Gone, "There is no batch to resume.");
            if lock(&self.account.batch.now).is_none() {
                return Err(none());
            }
            // The disk first: a batch that is said to run and has no task could be neither resumed nor dismissed.
            self.store().put_batch_because(self.id(), None)?;
            let mut held = lock(&self.account.batch.now);
            let batch = held.as_mut().ok_or_else(none)?;
            let was_running = std::mem::replace(&mut batch.running, true);
            (batch.stopping, batch.because) = (false, None);
            if was_running { Err(batch.view()) } else { Ok(batch.view()) }
        };
        self.batch_changed();
        match resumed {
            Ok(view) => {
                self.run_batch();
                Ok(view)
            }
            Err(running) => Ok(running),
        }
    }

    /// Forgets the batch. Its drafts stay as they are.
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

    pub(crate) fn batch(&self) -> Option<BatchView> {
        lock(&self.account.batch.now).as_ref().map(Batch::view)
    }

    /// A window of the batch's drafts, with what became of each. `states` are those that are asked for; none means all.
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
