//! Calls about drafts: edits, decisions, the tray, bulk edits and hand-over files.

use crate::view::{
    BulkDone, BulkEdit, BulkItem, BulkPreview, DeskError, DiscardedDraft, DraftKey, DraftsDiscarded, DraftsMarked,
    DraftsPick, DraftsQuery, DraftsTakenBack, DraftsWindow, Edit, FieldName, ImportPreview, MadeDrafts, PanelView,
    Rows, SavedFile, Side, Span, phone,
};

use crate::window::desk::Desk;

impl Desk {
    /// Returns after the edit is committed to disk.
    pub async fn edit(&self, account: &str, number: &str, edit: Edit) -> Result<PanelView, DeskError> {
        self.on_panel(account, number, |seat, number| seat.edit(number, edit)).await
    }

    pub async fn undo_field(&self, account: &str, number: &str, field: FieldName) -> Result<PanelView, DeskError> {
        self.on_panel(account, number, move |seat, number| seat.undo_field(number, field)).await
    }

    /// Stores whose value wins. `shown` is Plivo's value that the person saw, as in
    /// [`ConflictView::plivo_value`](crate::view::ConflictView::plivo_value). If Plivo was read to hold another value
    /// since, nothing is decided, and the panel shows that value.
    pub async fn decide(
        &self,
        account: &str,
        number: &str,
        field: FieldName,
        side: Option<Side>,
        shown: &str,
    ) -> Result<PanelView, DeskError> {
        let shown = shown.to_owned();
        self.on_panel(account, number, move |seat, number| seat.decide(number, field, side, &shown)).await
    }

    /// Discards drafts. The discard can be undone.
    pub async fn discard(&self, account: &str, number: &str, mapping: bool) -> Result<DiscardedDraft, DeskError> {
        let number = phone(number)?;
        self.on_disk(account, move |seat| seat.discard(&number, mapping)).await
    }

    pub async fn undo_discard(&self, account: &str, id: i64) -> Result<(), DeskError> {
        self.on_disk(account, move |seat| seat.undo_discard(id)).await
    }

    /// Returns a window of the account's drafts, the latest first: drafts of numbers, and one mapping draft for each
    /// WABA.
    pub async fn drafts(&self, account: &str, query: DraftsQuery, span: Span) -> Result<DraftsWindow, DeskError> {
        self.on_disk(account, move |seat| seat.drafts(query, span)).await
    }

    /// Marks a draft as ready, or as not ready.
    pub async fn mark_ready(&self, account: &str, draft: &DraftKey, ready: bool) -> Result<(), DeskError> {
        let draft = draft.clone();
        self.on_disk(account, move |seat| seat.mark_ready(&draft, ready)).await
    }

    /// Marks the picked drafts as ready, or as not ready.
    pub async fn mark_picked(&self, account: &str, pick: DraftsPick, ready: bool) -> Result<DraftsMarked, DeskError> {
        self.on_disk(account, move |seat| seat.mark_picked(&pick, ready)).await
    }

    /// Discards the picked drafts. [`take_back`](Self::take_back) with the id in the result restores them.
    pub async fn discard_picked(&self, account: &str, pick: DraftsPick) -> Result<DraftsDiscarded, DeskError> {
        self.on_disk(account, move |seat| seat.discard_picked(&pick)).await
    }

    /// Discards one draft. The discard can be undone.
    pub async fn discard_one(&self, account: &str, draft: &DraftKey) -> Result<DiscardedDraft, DeskError> {
        let draft = draft.clone();
        self.on_disk(account, move |seat| seat.discard_one(&draft)).await
    }

    /// Returns the counts of what the edit would do to the selected numbers. `selection` is the version of the
    /// selection that the person saw.
    pub async fn bulk_preview(&self, account: &str, selection: u32, edit: &BulkEdit) -> Result<BulkPreview, DeskError> {
        self.seat(account)?.bulk_preview(selection, edit).await
    }

    /// Returns a window of the selected numbers, with the result of the edit for each. Empty if a field itself is
    /// invalid.
    pub async fn bulk_items(
        &self,
        account: &str,
        selection: u32,
        edit: &BulkEdit,
        span: Span,
    ) -> Result<Rows<BulkItem>, DeskError> {
        self.seat(account)?.bulk_items(selection, edit, span).await
    }

    /// Makes the drafts, all of them or none. Existing drafts are set aside.
    pub async fn bulk_draft(&self, account: &str, selection: u32, edit: &BulkEdit) -> Result<BulkDone, DeskError> {
        self.seat(account)?.bulk_draft(selection, edit).await
    }

    /// Undoes a bulk edit or an import, all of it or nothing. Drafts that were changed, saved or discarded since are
    /// left alone. `open` names the drafts that panels show. The result names those of them that the edit or the import
    /// made.
    pub async fn take_back(&self, account: &str, made: u32, open: &[DraftKey]) -> Result<DraftsTakenBack, DeskError> {
        let open = open.to_vec();
        self.on_disk(account, move |seat| seat.take_back(made, &open)).await
    }

    pub async fn export_drafts(&self, account: &str) -> Result<SavedFile, DeskError> {
        self.on_disk(account, |seat| seat.export_drafts()).await
    }

    /// Returns what an import of the file would do. Nothing is stored.
    pub async fn import_preview(&self, account: &str, text: &str) -> Result<ImportPreview, DeskError> {
        let text = text.to_owned();
        self.on_disk(account, move |seat| seat.import_preview(&text)).await
    }

    /// Imports the chosen drafts, all of them or none. They become ordinary drafts that are not ready. Each existing
    /// draft that one of them replaces is set aside, and can be restored.
    pub async fn import_drafts(&self, account: &str, text: &str, chosen: &[DraftKey]) -> Result<MadeDrafts, DeskError> {
        let (text, chosen) = (text.to_owned(), chosen.to_vec());
        self.on_disk(account, move |seat| seat.import_drafts(&text, &chosen)).await
    }
}
