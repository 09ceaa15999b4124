//! Closing the window while drafts are being applied.

use sandbox::{Fault, Options, Pattern, Rule};

use crate::seat::{Connected, Seat, accessible, held, say_yes, wait_for_focus};
use crate::support::{App, Launch, Screen, starting};

const MANY: usize = 12;
/// The write that is held until the test releases it.
const HELD: u32 = 3;

/// A batch whose fourth write is on its way.
async fn applying() -> Connected {
    let connected = Connected::open_with(Options { numbers: MANY, ..Options::default() }, Launch::plain()).await;
    let window = connected.window();
    connected.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), Fault::Hold).after(HELD));
    window.click("checkbox", "Select all matching numbers").await;
    window.click("button", format!("Edit {MANY} numbers").as_str()).await;
    let dialog = window.within("dialog", format!("Edit {MANY} numbers").as_str()).await;
    dialog.type_into("textbox", "Alias", "One of many").await;
    dialog.shows(&format!("of {MANY} would change")).await;
    dialog.click("button", "Make drafts and apply").await;
    say_yes(window, MANY).await;
    held(&connected.control).await;
    window.shows(&format!("{HELD} of {MANY} done")).await;
    connected
}

fn close(seat: &Seat) {
    let screen = Screen::of(&seat.desktop);
    screen.close(screen.window_of(seat.app.id()));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_asks_before_it_stops_a_batch_and_the_next_start_says_why() {
    let connected = applying().await;
    let window = connected.window();
    close(&connected.seat);
    let question = window.within("alertdialog", "Stop applying drafts and close?").await;
    question.shows("3 of 12 done").await;
    accessible(window, "the question before a batch is stopped").await;
    wait_for_focus(window, "button", "Keep open").await;
    // Enter without looking keeps the window open, and the batch goes on.
    window.press("Enter").await;
    window.gone("alertdialog", "Stop applying drafts and close?").await;
    window.find("button", "Stop").await;

    close(&connected.seat);
    let question = window.within("alertdialog", "Stop applying drafts and close?").await;
    question.click("button", "Stop and close").await;
    question.shows("Finishing the draft that is being written").await;
    connected.control.release();
    let Connected { seat: Seat { app, desktop }, control, sandbox } = connected;
    app.ended().await;
    let writes = control.requests().into_iter().filter(|request| request.method == "POST").count();
    assert_eq!(writes, HELD as usize + 1, "the one that was on its way, and no other");

    let app = App::start(&desktop, Launch::plain()).await;
    let window = &app.window;
    window.shows("You closed the window. Applying drafts was interrupted: 4 of 12 done.").await;
    window.click("button", "Open drafts").await;
    window.shows("Applying stopped. You closed the window.").await;
    window.find("button", "Resume").await;
    window.click("button", starting("Activity")).await;
    let entry = window.within("listitem", starting("Batch 12 numbers")).await;
    entry.shows("4 confirmed").await;
    entry.shows("8 not sent").await;
    assert!(!entry.text().await.contains("failed"), "nothing has failed");
    drop(sandbox);
}

/// The system ends the app, such as at a logout. It cannot ask.
#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_the_system_ends_leaves_nothing_failed() {
    let connected = applying().await;
    let Connected { seat: Seat { app, desktop }, control, sandbox } = connected;
    app.end().await;
    control.release();
    let app = App::start(&desktop, Launch::plain()).await;
    let window = &app.window;
    window.shows("The app ended while drafts were being applied.").await;
    window.click("button", starting("Activity")).await;
    let entry = window.within("listitem", starting("Batch 12 numbers")).await;
    // The last write is settled by reading: it had arrived.
    entry.shows("4 confirmed").await;
    assert!(!entry.text().await.contains("failed"), "nothing has failed");
    drop(sandbox);
}
