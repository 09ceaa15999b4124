//! Batches: many drafts are saved one after the other, with a result for each. A batch can be stopped, and resumed
//! after a restart.
//!
//! The state of a batch is stored item by item. A batch never starts by itself: an interrupted batch waits until
//! somebody resumes it.

mod items;
mod record;
mod results;
mod run;
mod start;

use items::reason;

use crate::account::{Event, Seat, lock, lock_over_disk};
use crate::view::said::Said;
use crate::view::{BatchItem, BatchState, Code, DeskError, Rows, Span};

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
    /// Stops the batch after the draft that is being written. The rest waits. `closing`: because the window closes.
    pub(crate) fn apply_stop(&self, closing: bool) {
        {
            // The batch does not end meanwhile: its end withdraws the reason if nothing waits.
            let _changing = lock_over_disk(&self.account.batch.changing);
            let closes = lock(&self.account.batch.now).as_mut().is_some_and(|batch| {
                batch.stopping = batch.running;
                batch.closing = batch.running && (batch.closing || closing);
                batch.closing
            });
            // Before the end of the batch: the window may close first, if it is asked again.
            if closes {
                self.keep_because(Some(&reason(&Said::WindowClosed)));
            }
        }
        self.batch_changed();
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
