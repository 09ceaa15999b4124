//! The commands that the window may call. Each one unpacks its arguments, calls its use case, and returns the result.
//! Arguments are never logged.

pub mod about;
pub mod by_hand;
pub mod calling;
pub mod checks;
pub mod drafts;

use desk::error::{Code, DeskError};
use desk::view::*;
use tauri::ipc::Channel;
use tauri::{AppHandle, State};

use crate::first_window;
use crate::state::Shell;

type Answer<T> = Result<T, DeskError>;

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn start(app: AppHandle, shell: State<'_, Shell>) -> Answer<StartView> {
    let started = shell.start(&app);
    // The folder may have been opened only now.
    first_window::listen(&app);
    started
}

/// What the page shows first. It comes with the page itself, except while the pages are being developed.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn first_paint(shell: State<'_, Shell>) -> Answer<Option<FirstPaint>> {
    Ok(shell.first_paint())
}

/// Where the user is, in case the page has to be loaded again.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn remember(shell: State<'_, Shell>, place: Place) -> Answer<()> {
    shell.desk()?.remember(place);
    Ok(())
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn dismiss_note(shell: State<'_, Shell>, note: String) -> Answer<()> {
    shell.desk()?.dismiss_note(&note);
    Ok(())
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn subscribe(app: AppHandle, shell: State<'_, Shell>, channel: Channel<Notice>) -> Answer<()> {
    shell.subscribe(&app, move |notice| channel.send(notice).is_ok())
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn ready_to_close(app: AppHandle, shell: State<'_, Shell>) -> Answer<()> {
    shell.exit(&app);
    Ok(())
}

/// Returns the zoom in percent.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn set_zoom(app: AppHandle, shell: State<'_, Shell>, to: ZoomTo) -> Answer<u32> {
    let percent = shell.desk()?.zoom_to(to)?;
    crate::window::zoom(&app, percent)
        .map_err(|error| DeskError::new(Code::Internal, format!("The window could not be zoomed: {error}.")))?;
    Ok(percent)
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn set_theme(shell: State<'_, Shell>, theme: Theme) -> Answer<()> {
    shell.desk()?.set_theme(theme)
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn set_panel_width(shell: State<'_, Shell>, width: u32) -> Answer<()> {
    shell.desk()?.set_panel_width(width)
}

/// Logs a defect of the page.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn report_defect(shell: State<'_, Shell>, defect: Defect) -> Answer<()> {
    shell.defects.report(&defect);
    Ok(())
}

/// Typed text could not be saved: the window stays open and shows it.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn stay_open(shell: State<'_, Shell>) -> Answer<()> {
    shell.held.notify_waiters();
    Ok(())
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn connect_account(shell: State<'_, Shell>, credentials: Credentials, attempt: u32) -> Answer<AccountView> {
    shell.connect(credentials, attempt).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn enter_token(
    shell: State<'_, Shell>,
    account: String,
    auth_token: String,
    session_only: bool,
    attempt: u32,
) -> Answer<AccountView> {
    shell.desk()?.enter_token(&account, auth_token, session_only, attempt).await
}

/// Returns true if nothing of the attempt to connect or to enter a token was or will be stored.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn cancel_attempt(shell: State<'_, Shell>, attempt: u32) -> Answer<bool> {
    Ok(shell.desk()?.cancel_attempt(attempt))
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn open_sandbox(shell: State<'_, Shell>) -> Answer<AccountView> {
    shell.open_sandbox().await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn reset_sandbox(shell: State<'_, Shell>) -> Answer<()> {
    shell.reset_sandbox().await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn switch_account(app: AppHandle, shell: State<'_, Shell>, account: String) -> Answer<StartView> {
    shell.switch(&app, &account)
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn rename_account(
    shell: State<'_, Shell>,
    account: String,
    name: String,
    colour: Colour,
) -> Answer<AccountView> {
    shell.desk()?.rename(&account, &name, colour)
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn sign_out(app: AppHandle, shell: State<'_, Shell>, account: String) -> Answer<StartView> {
    shell.sign_out(&app, &account).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn forget_account(app: AppHandle, shell: State<'_, Shell>, account: String) -> Answer<StartView> {
    shell.forget_account(&app, &account).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn sync_start(app: AppHandle, shell: State<'_, Shell>, account: String) -> Answer<()> {
    shell.sync(&app, &account).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn sync_stop(shell: State<'_, Shell>, account: String) -> Answer<()> {
    shell.desk()?.sync_stop(&account)
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn numbers_window(
    shell: State<'_, Shell>,
    account: String,
    query: NumbersQuery,
    offset: u32,
    limit: u32,
    locate: Vec<RowKey>,
) -> Answer<NumbersWindow> {
    shell.desk()?.numbers_window(&account, query, (offset, limit), &locate).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn prepare_search(shell: State<'_, Shell>, account: String) -> Answer<()> {
    shell.desk()?.prepare_search(&account).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn select(
    shell: State<'_, Shell>,
    account: String,
    query: NumbersQuery,
    change: SelectionChange,
) -> Answer<SelectionView> {
    shell.desk()?.select(&account, query, change).await
}

/// The selected numbers for the clipboard, one per line.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn selected_numbers(shell: State<'_, Shell>, account: String) -> Answer<String> {
    shell.desk()?.selected_numbers(&account).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn facets(shell: State<'_, Shell>, account: String) -> Answer<Facets> {
    shell.desk()?.facets(&account).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn waba_facets(shell: State<'_, Shell>, account: String) -> Answer<Vec<Facet>> {
    shell.desk()?.waba_facets(&account).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn waba_members(shell: State<'_, Shell>, account: String, waba_id: String) -> Answer<Vec<MemberView>> {
    shell.desk()?.waba_members(&account, &waba_id).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn choices(shell: State<'_, Shell>, account: String) -> Answer<Choices> {
    shell.desk()?.choices(&account)
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn open_number(shell: State<'_, Shell>, account: String, number: String) -> Answer<PanelView> {
    shell.desk()?.open_number(&account, &number).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn number_panel(shell: State<'_, Shell>, account: String, number: String) -> Answer<PanelView> {
    shell.desk()?.number_panel(&account, &number)
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn close_number(shell: State<'_, Shell>, account: String) -> Answer<()> {
    shell.desk()?.close_number(&account)
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn edit_number(shell: State<'_, Shell>, account: String, number: String, edit: Edit) -> Answer<PanelView> {
    shell.desk()?.edit(&account, &number, edit).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn undo_field(
    shell: State<'_, Shell>,
    account: String,
    number: String,
    field: FieldName,
) -> Answer<PanelView> {
    shell.desk()?.undo_field(&account, &number, field).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn discard_draft(
    shell: State<'_, Shell>,
    account: String,
    number: String,
    mapping: bool,
) -> Answer<DiscardedDraft> {
    shell.desk()?.discard(&account, &number, mapping).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn undo_discard(shell: State<'_, Shell>, account: String, id: i64) -> Answer<()> {
    shell.desk()?.undo_discard(&account, id).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn save_number(
    shell: State<'_, Shell>,
    account: String,
    number: String,
    include_mapping: bool,
) -> Answer<SaveOutcome> {
    let save = shell.desk()?.save(&account, &number, include_mapping);
    shell.told((&account, &number), save, |outcome| Some(outcome.clone())).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn confirm_remap(
    shell: State<'_, Shell>,
    account: String,
    number: String,
    preview_id: String,
    typed: String,
) -> Answer<SaveOutcome> {
    let save = shell.desk()?.confirm_remap(&account, &number, &preview_id, &typed);
    shell.told((&account, &number), save, |outcome| Some(outcome.clone())).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn drop_preview(shell: State<'_, Shell>, account: String, preview_id: String) -> Answer<()> {
    shell.desk()?.drop_preview(&account, &preview_id)
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn disconnect_preview(
    shell: State<'_, Shell>,
    account: String,
    number: String,
) -> Answer<DisconnectPreviewView> {
    shell.desk()?.disconnect_preview(&account, &number).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn confirm_disconnect(
    shell: State<'_, Shell>,
    account: String,
    number: String,
    preview_id: String,
    typed: String,
) -> Answer<DisconnectOutcome> {
    let disconnect = shell.desk()?.confirm_disconnect(&account, &number, &preview_id, &typed);
    let outcome = |outcome: &DisconnectOutcome| match outcome {
        DisconnectOutcome::Done { step } => Some(SaveOutcome::Done { steps: vec![step.clone()] }),
        // The number has changed, and nothing was written.
        DisconnectOutcome::NeedsConfirmation { .. } => None,
    };
    shell.told((&account, &number), disconnect, outcome).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn activity(shell: State<'_, Shell>, account: String, query: ActivityQuery) -> Answer<Rows<ActivityEntry>> {
    shell.desk()?.activity(&account, &query)
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn drafts(shell: State<'_, Shell>, account: String, query: DraftsQuery, span: Span) -> Answer<DraftsWindow> {
    shell.desk()?.drafts(&account, query, span).await
}
