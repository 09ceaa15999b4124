//! What is restored after the app has ended, by a normal exit or by a crash.

use nix::sys::signal::Signal;

use crate::seat::{FIRST, Seat, draft_saved, open};
use crate::support::{App, Desktop, Launch, Screen, Window, is_alive, signal, starting, wait};

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

/// One process holds the folder. A second start brings its window to the front, and ends.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_brings_the_first_window_to_the_front() {
    let Seat { desktop, app } = Seat::in_sandbox().await;
    let screen = Screen::of(&desktop);
    let first = screen.window_of(app.id());
    let other = screen.cover();
    assert_eq!(screen.top(), other, "another window covers it");
    for arguments in [&["--sandbox"][..], &[]] {
        let said = desktop.folder().join("second.log");
        let mut second = desktop.start_app(arguments, &said);
        wait::until("the second start to end", || second.has_ended().then_some(()));
        assert_eq!(second.exit_code(), Some(0));
        let said = std::fs::read_to_string(said).unwrap();
        assert!(said.contains("is running already"), "{said}");
        wait::until("the window to be in front", || (screen.top() == first).then_some(()));
        assert_eq!(App::all_on(&desktop).len(), 1);
        screen.raise(other);
    }
    assert!(app.window.has("row", starting(FIRST)).await, "the first one goes on");
    // The window may be what is wrong: the first one does not draw as wanted, so the second says what is running.
    let second = App::start(&desktop, Launch::sandbox().argument("--safe-rendering")).await;
    second.window.shows("Number Desk is already running on the data folder").await;
    second.end().await;
}

/// The first one does not answer. The second one says which process holds the folder, and goes on once it has ended.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_without_an_answer_says_what_is_running_and_can_be_tried_again() {
    let Seat { desktop, app } = Seat::in_sandbox().await;
    let panel = open(&app.window, FIRST).await;
    panel.type_into("textbox", "Alias", "Typed in the first one").await;
    draft_saved(&panel).await;
    signal(app.id(), Signal::SIGSTOP);
    let second = App::start(&desktop, Launch::sandbox()).await;
    let running = format!("(process {}). Use that window, or close it first.", app.id());
    second.window.shows("Number Desk is already running on the data folder").await;
    second.window.shows(&running).await;
    crate::seat::accessible(&second.window, "a second start").await;
    second.window.click("button", "Try again").await;
    second.window.shows(&running).await;
    app.kill().await;

    second.window.click("button", "Try again").await;
    second.window.find("row", starting(FIRST)).await;
    let panel = second.window.within("complementary", FIRST).await;
    assert_eq!(panel.value_of("textbox", "Alias").await, "Typed in the first one");
    panel.type_into("textbox", "Alias", "Typed in the second one").await;
    draft_saved(&panel).await;
    // Now this one is found by a further start.
    let mut third = desktop.start_app(&[], &desktop.folder().join("third.log"));
    wait::until("the third start to end", || third.has_ended().then_some(()));
    assert_eq!(third.exit_code(), Some(0));
    second.end().await;
    let (_app, panel) = reopened(&desktop).await;
    assert_eq!(panel.value_of("textbox", "Alias").await, "Typed in the second one");
}

/// Started while the first one is ending, by the user or because the app starts itself again: it waits for the folder.
#[tokio::test(flavor = "multi_thread")]
async fn a_start_right_after_the_end_gets_the_folder() {
    let Seat { desktop, app } = Seat::in_sandbox().await;
    signal(app.id(), Signal::SIGTERM);
    let second = App::start(&desktop, Launch::sandbox()).await;
    second.window.find("row", starting(FIRST)).await;
    assert!(!is_alive(app.id()), "the first one has ended");
    second.end().await;
}
