//! A disk that refuses writes: the window says that the text is not saved, keeps it, and saves it when the disk works
//! again.

use crate::calling::moment;
use crate::seat::{FIRST, Seat, draft_saved};
use crate::support::{App, Launch};
use crate::what_was_typed::{CUSTOMER, GRANTED, calling_page, entering_a_permission};

/// The draft is discarded only after the disk has confirmed. Until then it is kept, and shown as not saved.
#[tokio::test(flavor = "multi_thread")]
async fn discarding_that_is_refused_forgets_nothing() {
    let Seat { desktop, app } = Seat::in_sandbox().await;
    let panel = crate::seat::open(&app.window, FIRST).await;
    panel.type_into("textbox", "Alias", "On disk").await;
    draft_saved(&panel).await;
    let refusing = desktop.refuse_writes();
    panel.type_into("textbox", "Alias", "In the window").await;
    let refused = async || panel.text_of("status", "Draft").await.starts_with("Draft not saved");
    panel.wait_until("the refusal of the disk", refused).await;
    panel.click("button", "Discard draft").await;
    let messages = app.window.within("status", "Messages").await;
    messages.find("button", "Close message").await;
    assert!(!messages.has("button", "Undo").await, "nothing was discarded that could be taken back");
    panel.wait_until("Draft not saved, still", refused).await;
    assert_eq!(panel.value_of("textbox", "Alias").await, "In the window");

    drop(refusing);
    panel.click("button", "Save draft again").await;
    draft_saved(&panel).await;
    app.kill().await;
    let app = App::start(&desktop, Launch::sandbox()).await;
    let panel = app.window.within("complementary", FIRST).await;
    assert_eq!(panel.value_of("textbox", "Alias").await, "In the window");
}

/// The user leaves the page, and the disk refuses what was entered there. It is sent again when the window closes.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_entered_on_a_page_that_was_left_is_not_lost() {
    let Seat { desktop, app } = Seat::in_sandbox().await;
    let window = &app.window;
    window.listen().await;
    let part = entering_a_permission(window).await;
    window.quiet().await;
    let refusing = desktop.refuse_writes();
    moment(&part, GRANTED, 1).await;
    window.click("button", "Numbers").await;
    window.find("treegrid", "Numbers").await;
    window.quiet().await;
    drop(refusing);
    app.end().await;

    let app = App::start(&desktop, Launch::sandbox()).await;
    let part = calling_page(&app.window).await;
    part.type_into("textbox", "Customer number", CUSTOMER).await;
    part.click("button", "Check").await;
    part.within("group", "Can I call?").await.shows("Holds until").await;
}
