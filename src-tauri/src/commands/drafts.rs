//! Drafts, batches, restore and files.

use desk::error::DeskError;
use desk::view::*;
use tauri::State;

use crate::state::Shell;

type Answer<T> = Result<T, DeskError>;

/// Saves the draft of a WABA's mapping alone. Always returns what must be confirmed, or why it cannot be.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn save_mapping(shell: State<'_, Shell>, account: String, waba_id: String) -> Answer<SaveOutcome> {
    shell.desk()?.save_mapping(&account, &waba_id).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn decide(
    shell: State<'_, Shell>,
    account: String,
    number: String,
    field: FieldName,
    side: Option<Side>,
    shown: String,
) -> Answer<PanelView> {
    shell.desk()?.decide(&account, &number, field, side, &shown).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn mark_ready(shell: State<'_, Shell>, account: String, draft: DraftKey, ready: bool) -> Answer<()> {
    shell.desk()?.mark_ready(&account, &draft, ready).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn mark_picked(
    shell: State<'_, Shell>,
    account: String,
    pick: DraftsPick,
    ready: bool,
) -> Answer<DraftsMarked> {
    shell.desk()?.mark_picked(&account, pick, ready).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn discard_picked(shell: State<'_, Shell>, account: String, pick: DraftsPick) -> Answer<DraftsDiscarded> {
    shell.desk()?.discard_picked(&account, pick).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn discard_one(shell: State<'_, Shell>, account: String, draft: DraftKey) -> Answer<DiscardedDraft> {
    shell.desk()?.discard_one(&account, &draft).await
}

/// Undoes a bulk edit or an import. The result lists those of the `open` drafts that were part of it.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn take_back_drafts(
    shell: State<'_, Shell>,
    account: String,
    made: u32,
    open: Vec<DraftKey>,
) -> Answer<DraftsTakenBack> {
    shell.desk()?.take_back(&account, made, &open).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn apply_preview(shell: State<'_, Shell>, account: String, what: ApplyWhat) -> Answer<BatchPreview> {
    shell.desk()?.apply_preview(&account, what).await
}

/// A window of the drafts of a batch that is shown.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn apply_items(
    shell: State<'_, Shell>,
    account: String,
    preview_id: String,
    span: Span,
) -> Answer<Rows<DraftEntry>> {
    shell.desk()?.apply_items(&account, &preview_id, span).await
}

/// Starts the batch that was shown.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn apply_start(
    shell: State<'_, Shell>,
    account: String,
    preview_id: String,
    typed: String,
) -> Answer<StatusView> {
    shell.desk()?.apply_start(&account, &preview_id, &typed).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn apply_stop(shell: State<'_, Shell>, account: String, closing: bool) -> Answer<StatusView> {
    shell.desk()?.apply_stop(&account, closing)
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn apply_dismiss(shell: State<'_, Shell>, account: String) -> Answer<StatusView> {
    shell.desk()?.apply_dismiss(&account)
}

/// A window of the batch's drafts. `states` filters by state. An empty list means all states.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn batch_items(
    shell: State<'_, Shell>,
    account: String,
    states: Vec<BatchState>,
    span: Span,
) -> Answer<Rows<BatchItem>> {
    shell.desk()?.batch_items(&account, &states, span)
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn restore(
    shell: State<'_, Shell>,
    account: String,
    activity: i64,
    what: RestoreWhat,
) -> Answer<RestoredView> {
    shell.desk()?.restore(&account, activity, what).await
}

/// Makes the drafts that undo a batch. Nothing is sent.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn undo_batch(shell: State<'_, Shell>, account: String, record: i64) -> Answer<BatchUndo> {
    shell.desk()?.undo_batch(&account, record).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn dismiss_restore(shell: State<'_, Shell>, account: String, number: String) -> Answer<PanelView> {
    shell.desk()?.dismiss_restore(&account, &number)
}

/// Writes the matching records into the user's downloads folder.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn export_activity(
    shell: State<'_, Shell>,
    account: String,
    query: ActivityQuery,
    format: ExportFormat,
    unmasked: bool,
) -> Answer<SavedFile> {
    shell.desk()?.export_activity(&account, &query, format, unmasked).await
}

/// Writes every draft of the account into a hand-over file in the user's downloads folder.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn export_drafts(shell: State<'_, Shell>, account: String) -> Answer<SavedFile> {
    shell.desk()?.export_drafts(&account).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn import_preview(shell: State<'_, Shell>, account: String, text: String) -> Answer<ImportPreview> {
    shell.desk()?.import_preview(&account, &text).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn import_drafts(
    shell: State<'_, Shell>,
    account: String,
    text: String,
    drafts: Vec<DraftKey>,
) -> Answer<MadeDrafts> {
    shell.desk()?.import_drafts(&account, &text, &drafts).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn bulk_preview(
    shell: State<'_, Shell>,
    account: String,
    selection: u32,
    edit: BulkEdit,
) -> Answer<BulkPreview> {
    shell.desk()?.bulk_preview(&account, selection, &edit).await
}

/// A window of the edit's preview for the selected numbers.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn bulk_items(
    shell: State<'_, Shell>,
    account: String,
    selection: u32,
    edit: BulkEdit,
    span: Span,
) -> Answer<Rows<BulkItem>> {
    shell.desk()?.bulk_items(&account, selection, &edit, span).await
}

/// Makes the drafts, all of them or none.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn bulk_draft(shell: State<'_, Shell>, account: String, selection: u32, edit: BulkEdit) -> Answer<BulkDone> {
    shell.desk()?.bulk_draft(&account, selection, &edit).await
}
