//! Drafts: edits, decisions, the tray, bulk edits and hand-over files.

use crate::view::{
    BulkDone, BulkEdit, BulkItem, BulkPreview, DeskError, DiscardedDraft, DraftKey, DraftsQuery, DraftsTakenBack,
    DraftsWindow, Edit, FieldName, ImportPreview, MadeDrafts, PanelView, Rows, SavedFile, Side, Span, phone,
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

    /// Keeps whose value is to stand. `shown` is the value of Plivo that the person saw, as
    /// [`ConflictView::plivo_value`](crate::view::ConflictView::plivo_value): where Plivo was read to hold another since,
    /// nothing is decided and the panel shows that one.
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

    /// Throws drafts away, in a way that can be taken back.
    pub async fn discard(&self, account: &str, number: &str, mapping: bool) -> Result<DiscardedDraft, DeskError> {
        let number = phone(number)?;
        self.on_disk(account, move |seat| seat.discard(&number, mapping)).await
    }

    pub async fn undo_discard(&self, account: &str, id: i64) -> Result<(), DeskError> {
        self.on_disk(account, move |seat| seat.undo_discard(id)).await
    }

    /// A window of the account's drafts, the latest first: the numbers' own, and the mappings of WABAs, each once.
    pub async fn drafts(&self, account: &str, query: DraftsQuery, span: Span) -> Result<DraftsWindow, DeskError> {
        self.on_disk(account, move |seat| seat.drafts(query, span)).await
    }

    /// Marks a draft as one that may be applied, or takes that back.
    pub async fn mark_ready(&self, account: &str, draft: &DraftKey, ready: bool) -> Result<(), DeskError> {
        let draft = draft.clone();
        self.on_disk(account, move |seat| seat.mark_ready(&draft, ready)).await
    }

    /// Throws one draft away, in a way that can be taken back.
    pub async fn discard_one(&self, account: &str, draft: &DraftKey) -> Result<DiscardedDraft, DeskError> {
        let draft = draft.clone();
        self.on_disk(account, move |seat| seat.discard_one(&draft)).await
    }

    /// What the edit would make of the selected numbers. `selection` is the version of the selection that was seen.
    pub async fn bulk_preview(&self, account: &str, selection: u32, edit: &BulkEdit) -> Result<BulkPreview, DeskError> {
        self.seat(account)?.bulk_preview(selection, edit).await
    }

    /// A window of the selected numbers, with what the edit would make of each. Empty where a field itself is wrong.
    pub async fn bulk_items(
        &self,
        account: &str,
        selection: u32,
        edit: &BulkEdit,
        span: Span,
    ) -> Result<Rows<BulkItem>, DeskError> {
        self.seat(account)?.bulk_items(selection, edit, span).await
    }

    /// Makes the drafts, all of them or none. What was drafted before is set aside.
    pub async fn bulk_draft(&self, account: &str, selection: u32, edit: &BulkEdit) -> Result<BulkDone, DeskError> {
        self.seat(account)?.bulk_draft(selection, edit).await
    }

    /// Undoes a bulk edit or an import, all of it or nothing, except for what became another draft, or none, since then.
    /// `open` names drafts that panels show. The result names those among them that were made then.
    pub async fn take_back(&self, account: &str, made: u32, open: &[DraftKey]) -> Result<DraftsTakenBack, DeskError> {
        let open = open.to_vec();
        self.on_disk(account, move |seat| seat.take_back(made, &open)).await
    }

    pub async fn export_drafts(&self, account: &str) -> Result<SavedFile, DeskError> {
        self.on_disk(account, |seat| seat.export_drafts()).await
    }

    /// What the file would bring. Nothing is kept by looking.
    pub async fn import_preview(&self, account: &str, text: &str) -> Result<ImportPreview, DeskError> {
        let text = text.to_owned();
        self.on_disk(account, move |seat| seat.import_preview(&text)).await
    }

    /// Takes the chosen drafts in, all of them or none. Each is an ordinary draft then, and none is ready. A draft that
    /// one of them replaces is set aside, in a way that can be taken back.
    pub async fn import_drafts(&self, account: &str, text: &str, chosen: &[DraftKey]) -> Result<MadeDrafts, DeskError> {
        let (text, chosen) = (text.to_owned(), chosen.to_vec());
        self.on_disk(account, move |seat| seat.import_drafts(&text, &chosen)).await
    }
}
