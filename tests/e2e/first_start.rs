//! The welcome, and how to open the sandbox.

use crate::seat::{FIRST, Seat, accessible, draft_saved, open, synced};
use crate::support::{App, Desktop, Keychain, Launch, starting};

#[tokio::test(flavor = "multi_thread")]
async fn shows_a_welcome_and_explores_the_sandbox() {
    let seat = Seat::at(Keychain::NoBus, Launch::plain()).await;
    let window = seat.window();
    window.find("heading", "Number Desk").await;
    window.find("button", "Connect a Plivo account").await;
    accessible(window, "the welcome").await;
    window.click("button", "Explore the sandbox").await;
    window.find("row", starting(FIRST)).await;
    window.find("button", starting("Account: Sandbox")).await;
    window.find("row", "WABA Acme EU, 14 numbers").await;
    window.shows("Sandbox: nothing here reaches Plivo").await;
    seat.synced().await;
    window.shows("24 numbers").await;
    window.find("button", "Has a problem 9").await;
    accessible(window, "the list").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_switch_opens_the_sandbox_straight_and_sizes_it() {
    let seat = Seat::in_sandbox_with(Launch::sandbox().numbers(60)).await;
    let window = seat.window();
    window.shows("60 numbers").await;
    assert!(!window.has("button", "Explore the sandbox").await);
    assert_eq!(window.execute("return document.title", vec![]).await, "Sandbox — Number Desk");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sandbox_keeps_its_state_between_starts_and_can_be_reset() {
    let Seat { desktop, app } = Seat::in_sandbox().await;
    let panel = open(&app.window, FIRST).await;
    panel.type_into("textbox", "Alias", "Front desk").await;
    draft_saved(&panel).await;
    panel.click("button", "Save changes").await;
    panel.shows("Saved, and read back from Plivo").await;
    panel.type_into("textbox", "Alias", "Not for long").await;
    draft_saved(&panel).await;
    app.end().await;

    let app = App::start(&desktop, Launch::sandbox()).await;
    let window = &app.window;
    window.find("row", starting(&format!("{FIRST}, Front desk"))).await;
    window.click("button", starting("Account: Sandbox")).await;
    window.click("menuitem", starting("Reset the sandbox")).await;
    let dialog = window.within("alertdialog", "Reset the sandbox and destroy 1 draft?").await;
    dialog.shows("This cannot be undone.").await;
    dialog.within("list", "Drafts that are destroyed").await.shows(FIRST).await;
    accessible(window, "the reset dialog").await;
    dialog.click("button", "Reset and destroy 1 draft").await;
    window.find("row", starting(&format!("{FIRST}, Support — APAC"))).await;
}

/// A note about the start is shown once. Opening another page or switching the account does not show it again.
#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_was_closed_stays_closed() {
    let desktop = Desktop::new(Keychain::NoBus);
    std::fs::create_dir_all(desktop.data()).unwrap();
    std::fs::write(desktop.data().join("number-desk.db"), "this is no database at all").unwrap();
    let app = App::start(&desktop, Launch::plain()).await;
    let window = &app.window;
    let note = "The data file was damaged";
    window.shows(note).await;
    accessible(window, "a note of the start").await;
    window.click("button", "Close note").await;
    window.gone("button", "Close note").await;
    window.click("button", "Explore the sandbox").await;
    window.find("row", starting(FIRST)).await;
    synced(window).await;
    assert!(!window.text().await.contains(note), "after the account was switched to");
    window.click("button", "Refresh").await;
    synced(window).await;
    assert!(!window.text().await.contains(note), "after a sync");
}
