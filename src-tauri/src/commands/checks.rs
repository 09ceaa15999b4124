//! Endpoint tests.

use desk::view::*;
use tauri::State;

use super::Answer;
use crate::state::Shell;

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn test_endpoint(
    shell: State<'_, Shell>,
    account: String,
    number: String,
    endpoint: Endpoint,
    consent: bool,
    mine: Vec<String>,
) -> Answer<TestAnswer> {
    shell.desk()?.test_endpoint(&account, &number, endpoint, desk::Consent { given: consent, mine }).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn tests_preview(shell: State<'_, Shell>, account: String, selection: u32) -> Answer<TestsPreview> {
    shell.desk()?.tests_preview(&account, selection).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn tests_start(
    shell: State<'_, Shell>,
    account: String,
    preview_id: String,
    typed: String,
) -> Answer<TestRunView> {
    shell.desk()?.tests_start(&account, &preview_id, &typed).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn test_run(
    shell: State<'_, Shell>,
    account: String,
    offset: u32,
    limit: u32,
) -> Answer<Option<TestRunView>> {
    shell.desk()?.test_run(&account, offset, limit)
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn test_stop(shell: State<'_, Shell>, account: String) -> Answer<()> {
    shell.desk()?.test_stop(&account)
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn test_dismiss(shell: State<'_, Shell>, account: String) -> Answer<()> {
    shell.desk()?.test_dismiss(&account)
}
