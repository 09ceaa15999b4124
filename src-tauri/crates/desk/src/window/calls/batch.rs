//! Calls about batches: many drafts that are saved one after the other. How far a batch is, is a part of the status.

use crate::view::{ApplyWhat, BatchItem, BatchPreview, BatchState, DeskError, DraftEntry, Rows, Span, StatusView};

use crate::window::desk::Desk;

impl Desk {
    /// Returns what a batch would send. Nothing is sent, and no draft is changed.
    pub async fn apply_preview(&self, account: &str, what: ApplyWhat) -> Result<BatchPreview, DeskError> {
        self.on_disk(account, move |seat| seat.apply_preview(what)).await
    }

    /// Returns a window of the drafts of a batch that is shown: first those that stay as they are.
    pub async fn apply_items(
        &self,
        account: &str,
        preview_id: &str,
        span: Span,
    ) -> Result<Rows<DraftEntry>, DeskError> {
        let preview_id = preview_id.to_owned();
        self.on_disk(account, move |seat| seat.apply_items(&preview_id, span)).await
    }

    /// Starts the batch that was shown. `typed` is what the preview's [`count_to_type`](BatchPreview::count_to_type) requires,
    /// or empty. A wrong count changes nothing and can be corrected. If the drafts have changed since, nothing is sent.
    pub async fn apply_start(&self, account: &str, preview_id: &str, typed: &str) -> Result<StatusView, DeskError> {
        let (preview_id, typed) = (preview_id.to_owned(), typed.to_owned());
        self.on_disk(account, move |seat| seat.apply_start(&preview_id, &typed).map(|()| seat.status())).await
    }

    /// Stops the batch after the draft that is being written. The rest waits. `closing`: because the window closes, which
    /// the next start then says.
    pub fn apply_stop(&self, account: &str, closing: bool) -> Result<StatusView, DeskError> {
        let seat = self.seat(account)?;
        seat.apply_stop(closing);
        Ok(seat.status())
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
