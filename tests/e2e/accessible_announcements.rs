//! Announcements reach a screen reader as events, and their text is in a live region of the accessible tree.

use crate::seat::{FIRST, Seat, draft_saved, open};
use crate::support::{Launch, Node, ScreenReader, starting};

/// Waits until a live region contains the text.
async fn stands_in_a_live_region(reader: &ScreenReader, text: &str) {
    let live = |node: &Node| node.attribute("live").is_some_and(|live| live != "off") && node.content().contains(text);
    reader.node(&format!("a live region that says {text:?}"), live).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_what_is_found_selected_and_saved() {
    let (seat, reader) = Seat::with_a_screen_reader(Launch::sandbox()).await;
    let window = seat.window();
    let announced = reader.listen().await;
    // Events are sent only for objects that were requested once.
    reader.tree().await;
    window.type_into("searchbox", "Search numbers", "apac").await;
    announced.hear("1 of 24 numbers").await;
    stands_in_a_live_region(&reader, "1 of 24 numbers").await;
    window.click("gridcell", format!("Select {FIRST}").as_str()).await;
    announced.hear("1 number selected").await;

    let panel = open(window, FIRST).await;
    reader.tree().await;
    panel.type_into("textbox", "Alias", "Front desk").await;
    announced.hear("Draft saved").await;
    stands_in_a_live_region(&reader, "Draft saved").await;
    panel.click("button", "Mark as ready").await;
    announced.hear("Marked as ready.").await;
    stands_in_a_live_region(&reader, "Marked as ready.").await;
    panel.click("button", "Save changes").await;
    announced.hear("Saved, and read back from Plivo: Alias.").await;
    stands_in_a_live_region(&reader, "Saved, and read back from Plivo: Alias.").await;

    panel.type_into("textbox", "Alias", "Night desk").await;
    draft_saved(&panel).await;
    panel.click("button", "Discard draft").await;
    announced.hear(&format!("Draft of {FIRST} discarded.")).await;
    stands_in_a_live_region(&reader, &format!("Draft of {FIRST} discarded.")).await;
    window.click("switch", "Simulate offline").await;
    announced.hear("Offline since").await;
    stands_in_a_live_region(&reader, "Offline since").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_end_of_a_batch() {
    let (seat, reader) = Seat::with_a_screen_reader(Launch::sandbox()).await;
    let window = seat.window();
    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Alias", "Front desk").await;
    draft_saved(&panel).await;
    panel.click("button", "Mark as ready").await;
    window.click("button", starting("Drafts")).await;
    let announced = reader.listen().await;
    reader.tree().await;
    window.click("button", starting("Apply all ready")).await;
    announced.hear("Applied: 1").await;
    stands_in_a_live_region(&reader, "Applied: 1").await;
}

/// Everything outside of an open dialog is inert, so the live regions move into the dialog.
#[tokio::test(flavor = "multi_thread")]
async fn while_a_dialog_is_open() {
    let (seat, reader) = Seat::with_a_screen_reader(Launch::sandbox()).await;
    let window = seat.window();
    let announced = reader.listen().await;
    reader.tree().await;
    window.press("Control+K").await;
    let palette = reader.node("the palette", |node| node.role == "dialog" && node.is("modal")).await;
    assert_eq!(palette.every(&|node| node.role == "status bar").len(), 2, "messages and announcements: {palette}");
    window.press("Control+=").await;
    announced.hear("Zoom 110 %").await;
    let said = |node: &Node| node.role == "dialog" && node.first(&|one| one.content() == "Zoom 110 %").is_some();
    reader.node("the zoom, told in the dialog", said).await;
}
