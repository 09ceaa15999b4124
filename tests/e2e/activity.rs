//! The drafts and activity pages.

use crate::seat::{FIRST, Seat, accessible, draft_saved, no_changes, open, pick};
use crate::support::starting;

#[tokio::test(flavor = "multi_thread")]
async fn drafts_are_listed_opened_and_discarded() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.click("button", starting("Drafts")).await;
    window.shows("No drafts").await;
    accessible(window, "no drafts").await;
    window.click("button", "Numbers").await;
    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Alias", "Front desk").await;
    pick(&panel, "Account Mapping", "EU Team").await;
    draft_saved(&panel).await;

    window.click("button", "Drafts 2").await;
    window.shows("2 drafts").await;
    for text in [FIRST, "editing", "Front desk", "Mapping of Acme EU", "needs confirmation", "EU Team"] {
        window.shows(text).await;
    }
    accessible(window, "two drafts").await;
    window.click("button", "Discard draft of Mapping of Acme EU").await;
    window.shows("1 draft of this account").await;
    window.click("button", starting("Undo")).await;
    window.shows("2 drafts").await;
    window.click("button", format!("Open {FIRST}").as_str()).await;
    let panel = window.within("complementary", FIRST).await;
    assert_eq!(panel.value_of("textbox", "Alias").await, "Front desk");
    panel.click("button", "Discard draft").await;
    no_changes(&panel).await;
    window.gone("button", "Drafts 2").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn records_are_searched() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.click("button", starting("Activity")).await;
    window.shows("Nothing was written yet").await;
    accessible(window, "no activity").await;
    window.click("button", "Numbers").await;
    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Alias", "Front desk").await;
    draft_saved(&panel).await;
    panel.press("Control+S").await;
    panel.shows("Saved, and read back from Plivo").await;
    window.click("button", starting("Activity")).await;
    window.shows("1 record").await;
    window.type_into("searchbox", "Search activity", "no such thing").await;
    window.shows("No record matches").await;
    accessible(window, "no record found").await;
    window.type_into("searchbox", "Search activity", "Front desk").await;
    window.shows("1 record").await;
    window.click("button", FIRST).await;
    window.find("complementary", FIRST).await;
}
