//! What is restored after the app has ended, by a normal exit or by a crash.

use crate::seat::{FIRST, Seat, draft_saved, open};
use crate::support::{App, Desktop, Launch, Window, starting};

async fn reopened(desktop: &Desktop) -> (App, Window) {
    let app = App::start(desktop, Launch::sandbox()).await;
    let panel = app.window.within("complementary", FIRST).await;
    panel.find("textbox", "Alias").await;
    (app, panel)
}

/// Ended right after the last key: closing saves what is being typed.
#[tokio::test(flavor = "multi_thread")]
async fn ending_it_keeps_what_is_being_typed() {
    let Seat { desktop, app } = Seat::in_sandbox().await;
    let panel = open(&app.window, FIRST).await;
    panel.type_into("textbox", "Alias", "Typed until the very end").await;
    app.end().await;
    let (app, panel) = reopened(&desktop).await;
    assert_eq!(panel.value_of("textbox", "Alias").await, "Typed until the very end");
    draft_saved(&panel).await;
    app.window.find("row", starting(FIRST)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_loses_nothing_that_was_shown_as_saved() {
    let Seat { desktop, app } = Seat::in_sandbox().await;
    let panel = open(&app.window, FIRST).await;
    panel.type_into("textbox", "Alias", "Shown as saved").await;
    panel.click("switch", "Enable WhatsApp Calling").await;
    panel.type_into("textbox", "Answer URL", "https://half.example/typ").await;
    let typed = async || panel.text_of("status", "Draft").await.starts_with("Draft saved");
    panel.wait_until("Draft saved", typed).await;
    app.kill().await;
    let (app, panel) = reopened(&desktop).await;
    assert_eq!(panel.value_of("textbox", "Alias").await, "Shown as saved");
    assert!(panel.is_on("switch", "Enable WhatsApp Calling").await);
    assert_eq!(panel.value_of("textbox", "Answer URL").await, "https://half.example/typ");
    draft_saved(&panel).await;
    app.end().await;
}

/// One process holds the folder. A second process says so instead of writing to it too.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_on_the_same_folder_says_so() {
    let Seat { desktop, app } = Seat::in_sandbox().await;
    let second = App::start(&desktop, Launch::sandbox()).await;
    second.window.shows("Number Desk is already running on the data folder").await;
    crate::seat::accessible(&second.window, "a second start").await;
    second.end().await;
    assert!(app.window.has("row", starting(FIRST)).await, "the first one goes on");
}

/// The cause of the failed start is gone, and the window that reported it retries.
#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_failed_can_be_tried_again() {
    let Seat { desktop, app } = Seat::in_sandbox().await;
    let panel = open(&app.window, FIRST).await;
    panel.type_into("textbox", "Alias", "Typed in the first one").await;
    draft_saved(&panel).await;
    let second = App::start(&desktop, Launch::sandbox()).await;
    second.window.shows("Number Desk is already running on the data folder").await;
    second.window.click("button", "Try again").await;
    second.window.shows("Number Desk is already running on the data folder").await;
    app.end().await;

    second.window.click("button", "Try again").await;
    second.window.find("row", starting(FIRST)).await;
    let panel = second.window.within("complementary", FIRST).await;
    assert_eq!(panel.value_of("textbox", "Alias").await, "Typed in the first one");
    panel.type_into("textbox", "Alias", "Typed in the second one").await;
    draft_saved(&panel).await;
    second.end().await;
    let (_app, panel) = reopened(&desktop).await;
    assert_eq!(panel.value_of("textbox", "Alias").await, "Typed in the second one");
}
