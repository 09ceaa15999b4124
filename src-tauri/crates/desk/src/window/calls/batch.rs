//! Calls about batches: many drafts that are saved one after the other. How far a batch is, is a part of the status.

use crate::view::{ApplyWhat, BatchItem, BatchState, DeskError, Rows, Span, StatusView};

use crate::window::desk::Desk;

impl Desk {
    pub async fn apply_start(&self, account: &str, what: ApplyWhat) -> Result<StatusView, DeskError> {
        self.on_disk(account, move |seat| seat.apply_start(what).map(|()| seat.status())).await
    }

    /// Stops the batch after the draft that is being written. The rest waits.
    pub fn apply_stop(&self, account: &str) -> Result<StatusView, DeskError> {
        let seat = self.seat(account)?;
        seat.apply_stop();
        Ok(seat.status())
    }

    /// Continues with the drafts that wait.
    pub async fn apply_resume(&self, account: &str) -> Result<StatusView, DeskError> {
        self.on_disk(account, |seat| seat.apply_resume().map(|()| seat.status())).await
    }

    /// Removes the batch. Its drafts stay as they are.
    pub fn apply_dismiss(&self, account: &str) -> Result<StatusView, DeskError> {
        let seat = self.seat(account)?;
        seat.apply_dismiss()?;
        Ok(seat.status())
    }

    /// Returns a window of the batch's items. `states` selects items by state; empty means all.
    pub fn batch_items(&self, account: &str, states: &[BatchState], span: Span) -> Result<Rows<BatchItem>, DeskError> {
        Ok(self.seat(account)?.batch_items(states, span))
    }
}
