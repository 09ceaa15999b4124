//! Calls about batches: many drafts that are saved one after the other.

use crate::view::{ApplyWhat, BatchItem, BatchState, BatchView, DeskError, Rows, Span};

use crate::window::desk::Desk;

impl Desk {
    pub async fn apply_start(&self, account: &str, what: ApplyWhat) -> Result<BatchView, DeskError> {
        self.on_disk(account, move |seat| seat.apply_start(what)).await
    }

    /// Stops the batch after the draft that is being written. The rest waits.
    pub fn apply_stop(&self, account: &str) -> Result<(), DeskError> {
        self.seat(account)?.apply_stop();
        Ok(())
    }

    /// Continues with the drafts that wait.
    pub async fn apply_resume(&self, account: &str) -> Result<BatchView, DeskError> {
        self.on_disk(account, |seat| seat.apply_resume()).await
    }

    /// Removes the batch. Its drafts stay as they are.
    pub fn apply_dismiss(&self, account: &str) -> Result<(), DeskError> {
        self.seat(account)?.apply_dismiss()
    }

    pub fn batch(&self, account: &str) -> Result<Option<BatchView>, DeskError> {
        Ok(self.seat(account)?.batch())
    }

    /// Returns a window of the batch's items. `states` selects items by state; empty means all.
    pub fn batch_items(&self, account: &str, states: &[BatchState], span: Span) -> Result<Rows<BatchItem>, DeskError> {
        Ok(self.seat(account)?.batch_items(states, span))
    }
}
