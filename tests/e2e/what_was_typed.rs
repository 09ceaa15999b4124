//! Text in a form belongs to the user who types it: no other event may remove it.

use serde_json::json;

use crate::calling::moment;
use crate::seat::{Connected, FIRST, Seat, account_menu, open};
use crate::support::{App, Launch, Window, starting};

pub const CUSTOMER: &str = "919412349999";
pub const GRANTED: &str = "Permission granted 1";

pub async fn calling_page(window: &Window) -> Window {
    open(window, FIRST).await.click("button", "Calling page").await;
    window.within("region", "Recent calls").await.shows("Read").await;
    window.within("region", "Can I call this customer?").await
}

/// A customer was entered, and a permission is about to be entered.
pub async fn entering_a_permission(window: &Window) -> Window {
    let part = calling_page(window).await;
    part.type_into("textbox", "Customer number", CUSTOMER).await;
    part.click("button", "Check").await;
    part.click("button", "Add permission").await;
    part
}

async fn with_permission(window: &Window) -> Window {
    let part = entering_a_permission(window).await;
    moment(&part, GRANTED, 1).await;
    part.within("group", "Can I call?").await.shows("Holds until").await;
    part
}

/// The value of a field for a moment. The field has no role of its own.
async fn value_of_moment(window: &Window, label: &str) -> Option<String> {
    let script = "return document.querySelector(`input[aria-label='${arguments[0]}']`)?.value ?? null";
    window.execute(script, vec![json!(label)]).await.as_str().map(str::to_owned)
}

/// The account is renamed, and its token entered again, on the page itself.
#[tokio::test(flavor = "multi_thread")]
async fn the_calling_page_keeps_it_when_its_account_changes() {
    let connected = Connected::open().await;
    let window = connected.window();
    window.listen().await;
    let part = with_permission(window).await;
    // Not yet complete: a second permission without its moment, another customer, and a recipient.
    part.click("button", "Add permission").await;
    part.type_into("textbox", "Customer number", "+91 94123").await;
    window.type_into("textbox", "Recipient", "+91 94123 4").await;
    let granted = value_of_moment(window, GRANTED).await;
    assert!(granted.is_some());

    account_menu(window, "menuitem", "Name and colour").await;
    let dialog = window.within("dialog", starting("Name and colour of")).await;
    dialog.type_into("textbox", "Name", "Acme for real").await;
    dialog.click("button", "Save name and colour").await;
    window.find("button", starting("Account: Acme for real")).await;
    still_there(window, granted.as_deref()).await;

    account_menu(window, "menuitem", "Enter the token again").await;
    let dialog = window.within("dialog", starting("Enter the token of")).await;
    dialog.type_into("textbox", "Auth Token", connected.sandbox.auth_token()).await;
    dialog.click("button", "Save token").await;
    window.gone("dialog", starting("Enter the token of")).await;
    still_there(window, granted.as_deref()).await;
}

async fn still_there(window: &Window, granted: Option<&str>) {
    window.quiet().await;
    assert_eq!(window.value_of("textbox", "Customer number").await, "+91 94123");
    assert_eq!(window.value_of("textbox", "Recipient").await, "+91 94123 4");
    assert_eq!(value_of_moment(window, GRANTED).await.as_deref(), granted);
    assert_eq!(value_of_moment(window, "Permission granted 2").await.as_deref(), Some(""), "the row that was added");
}

/// The date is made incomplete by keyboard. Until the field is left, the last complete value counts, in the answer and
/// on disk. An incomplete value in a field that was left does not count.
#[tokio::test(flavor = "multi_thread")]
async fn a_date_counts_while_it_is_being_edited() {
    let Seat { desktop, app } = Seat::in_sandbox().await;
    let window = &app.window;
    window.listen().await;
    with_permission(window).await;
    window.quiet().await;
    make_incomplete(window).await;
    holds(window).await;
    app.kill().await;

    let app = App::start(&desktop, Launch::sandbox()).await;
    let window = &app.window;
    window.listen().await;
    let part = calling_page(window).await;
    part.type_into("textbox", "Customer number", CUSTOMER).await;
    part.click("button", "Check").await;
    part.within("group", "Can I call?").await.shows("Holds until").await;
    make_incomplete(window).await;
    holds(window).await;
    window.execute("document.activeElement.blur()", vec![]).await;
    part.within("group", "Can I call?").await.shows("No permission is recorded").await;
}

/// Backspace clears the focused part of the date, which is the first part after the field gets the focus.
async fn make_incomplete(window: &Window) {
    let focus = "document.activeElement.blur(); document.querySelector(`input[aria-label='${arguments[0]}']`).focus()";
    window.execute(focus, vec![json!(GRANTED)]).await;
    window.press("Backspace").await;
    let incomplete = async || {
        let value = value_of_moment(window, GRANTED).await;
        value.is_some_and(|value| value.len() < "2026-11-20T18:30".len())
    };
    window.wait_until("a date that is not whole", incomplete).await;
    window.painted_anew().await;
    window.quiet().await;
}

async fn holds(window: &Window) {
    let card = window.within("group", "Can I call?").await;
    let text = card.text().await;
    assert!(text.contains("Holds until"), "while the date is being edited the answer is: {text}");
}
