//! Disconnecting a number: the last four digits, and what is kept.

use crate::seat::{
    Connected, FIRST, FIRST_DIGITS, accessible, draft_saved, open, wait_for_description, wait_for_focus,
};
use crate::support::starting;

const TITLE: &str = "Disconnect +91 80 3573 7458?";
const DIGITS: &str = "Type the last four digits to confirm";

#[tokio::test(flavor = "multi_thread")]
async fn needs_the_last_four_digits_and_keeps_the_draft() {
    let connected = Connected::open().await;
    let window = connected.window();
    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Alias", "Front desk").await;
    draft_saved(&panel).await;
    panel.click("button", "Disconnect number").await;
    let dialog = window.within("alertdialog", TITLE).await;
    for text in
        ["Inbound webhooks stop", "Sending through the API stops", "Conversations in flight break", "stays with Meta"]
    {
        dialog.shows(text).await;
    }
    dialog.shows("Its draft is kept").await;
    wait_for_focus(window, "button", "Keep connected").await;
    accessible(window, "the disconnect dialog").await;
    for wrong in ["", "7459", "918035737458"] {
        dialog.type_into("textbox", DIGITS, wrong).await;
        dialog.click("button", "Disconnect +91 80 3573 7458").await;
        wait_for_description(&dialog, "textbox", DIGITS, "What you typed does not match").await;
    }
    accessible(window, "wrong digits").await;
    assert_eq!(connected.writes(), [] as [String; 0]);

    dialog.type_into("textbox", DIGITS, "7458").await;
    dialog.click("button", "Disconnect +91 80 3573 7458").await;
    window.gone("alertdialog", TITLE).await;
    panel.shows("is disconnected: Plivo no longer returns it. Its configuration is kept.").await;
    assert_eq!(connected.writes(), ["DELETE /WhatsApp/Number/918035737458/"]);
    assert!(connected.control.number(FIRST_DIGITS).is_none());
    accessible(window, "a disconnected number").await;

    window.click("button", starting("Drafts")).await;
    window.shows("number disconnected").await;
    window.shows("Front desk").await;
    window.click("button", starting("Activity")).await;
    window.shows("Disconnected").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn can_be_cancelled() {
    let connected = Connected::open().await;
    let window = connected.window();
    let panel = open(window, FIRST).await;
    panel.click("button", "Disconnect number").await;
    let dialog = window.within("alertdialog", TITLE).await;
    dialog.click("button", "Keep connected").await;
    window.gone("alertdialog", TITLE).await;
    wait_for_focus(window, "button", "Disconnect number").await;
    assert_eq!(connected.writes(), [] as [String; 0]);
}
