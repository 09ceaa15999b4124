//! Work without Plivo's API, and the sandbox's simulated network.

use desk::error::DeskError;
use desk::view::*;
use tauri::State;

use crate::state::Shell;

type Answer<T> = Result<T, DeskError>;

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn add_number(shell: State<'_, Shell>, account: String, number: HandNumber) -> Answer<PanelView> {
    shell.desk()?.add_number(&account, &number).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn csv_preview(shell: State<'_, Shell>, account: String, text: String) -> Answer<CsvPreview> {
    shell.desk()?.csv_preview(&account, &text).await
}

/// Imports every valid row. Returns how many rows that were.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn csv_import(shell: State<'_, Shell>, account: String, text: String) -> Answer<u32> {
    shell.desk()?.csv_import(&account, &text).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn forget_number(shell: State<'_, Shell>, account: String, number: String) -> Answer<()> {
    shell.desk()?.forget_number(&account, &number).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn by_hand(shell: State<'_, Shell>, account: String, number: String) -> Answer<ByHandView> {
    shell.desk()?.by_hand(&account, &number).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn by_hand_confirm(
    shell: State<'_, Shell>,
    account: String,
    number: String,
    preview_id: String,
    typed: String,
) -> Answer<ByHandView> {
    shell.desk()?.by_hand_confirm(&account, &number, &preview_id, &typed).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn by_hand_step(
    shell: State<'_, Shell>,
    account: String,
    number: String,
    field: FieldName,
    done: bool,
) -> Answer<ByHandView> {
    shell.desk()?.by_hand_step(&account, &number, field, done).await
}

/// Records the completed steps as carried out by hand.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn by_hand_finish(shell: State<'_, Shell>, account: String, number: String) -> Answer<PanelView> {
    shell.desk()?.by_hand_finish(&account, &number).await
}

/// Opens Plivo's console in the user's own browser.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn open_console() -> Answer<()> {
    crate::console::open()
}

/// Whether the built-in sandbox simulates a missing network.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn sandbox_offline(shell: State<'_, Shell>) -> Answer<bool> {
    Ok(shell.sandbox_offline().await)
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn set_sandbox_offline(shell: State<'_, Shell>, offline: bool) -> Answer<()> {
    shell.set_sandbox_offline(offline).await
}
