//! Calls about history: the activity record, its export, and drafts that restore earlier values.

use crate::view::{
    ActivityEntry, ActivityQuery, BatchUndo, DeskError, ExportFormat, PanelView, RestoreWhat, RestoredView, Rows,
    SavedFile, phone,
};

use crate::window::desk::Desk;

impl Desk {
    pub fn activity(&self, account: &str, query: &ActivityQuery) -> Result<Rows<ActivityEntry>, DeskError> {
        self.seat(account)?.activity(query)
    }

    /// Exports every matching record, oldest last.
    pub async fn export_activity(
        &self,
        account: &str,
        query: &ActivityQuery,
        format: ExportFormat,
        unmasked: bool,
    ) -> Result<SavedFile, DeskError> {
        let query = query.clone();
        self.on_disk(account, move |seat| seat.export_activity(&query, format, unmasked)).await
    }

    pub async fn restore(&self, account: &str, activity: i64, what: RestoreWhat) -> Result<RestoredView, DeskError> {
        self.on_disk(account, move |seat| seat.restore(activity, what)).await
    }

    /// Makes the drafts that undo a batch. Nothing is sent.
    pub async fn undo_batch(&self, account: &str, record: i64) -> Result<BatchUndo, DeskError> {
        self.on_disk(account, move |seat| seat.undo_batch(record)).await
    }

    pub fn dismiss_restore(&self, account: &str, number: &str) -> Result<PanelView, DeskError> {
        let (seat, number) = (self.seat(account)?, phone(number)?);
        seat.dismiss_restore(&number)?;
        seat.panel(&number)
    }
}
