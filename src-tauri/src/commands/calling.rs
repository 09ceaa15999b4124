//! The calling page of a number.

use desk::view::*;
use tauri::State;

use super::Answer;
use crate::state::Shell;

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn calling(shell: State<'_, Shell>, account: String, number: String) -> Answer<CallingView> {
    shell.desk()?.calling(&account, &number)
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn mark_hours_checked(
    shell: State<'_, Shell>,
    account: String,
    number: String,
    checked: bool,
) -> Answer<CallingView> {
    shell.desk()?.mark_hours_checked(&account, &number, checked)
}

/// Returns the cached calls, without a request to Plivo.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn known_calls(shell: State<'_, Shell>, account: String, number: String) -> Answer<CallsView> {
    shell.desk()?.known_calls(&account, &number)
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn read_calls(shell: State<'_, Shell>, account: String, number: String) -> Answer<CallsView> {
    shell.desk()?.read_calls(&account, &number).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn permission(
    shell: State<'_, Shell>,
    account: String,
    number: String,
    customer: String,
) -> Answer<PermissionView> {
    shell.desk()?.permission(&account, &number, &customer)
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn read_customer_calls(
    shell: State<'_, Shell>,
    account: String,
    number: String,
    customer: String,
) -> Answer<PermissionView> {
    shell.desk()?.read_customer_calls(&account, &number, &customer).await
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn keep_permission_facts(
    shell: State<'_, Shell>,
    account: String,
    number: String,
    customer: String,
    facts: PermissionFacts,
) -> Answer<PermissionView> {
    shell.desk()?.keep_permission_facts(&account, &number, &customer, facts)
}

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn dial_xml(shell: State<'_, Shell>, account: String, number: String, recipient: String) -> Answer<DialView> {
    shell.desk()?.dial_xml(&account, &number, &recipient)
}
