//! Text is typed and saved for the intended number, however its panel was opened.

use std::collections::BTreeMap;

use serde_json::json;

use crate::seat::{Connected, FIRST, Seat, draft_saved, open, wait_for_focus};
use crate::support::{Launch, Window, starting};

/// Four rows below the first one, so that an added or removed row above is noticed.
async fn fifth(window: &Window) -> String {
    window.numbers().await[4].clone()
}

/// The keys after the search. All of them open the first number that it found. Another panel is open before.
#[tokio::test(flavor = "multi_thread")]
async fn search_then_enter_opens_the_first_match() {
    for keys in ["Enter", "ArrowDown Enter"] {
        let connected = Connected::open().await;
        let window = connected.window();
        open(window, FIRST).await;
        window.press("Control+F").await;
        wait_for_focus(window, "searchbox", "Search numbers").await;
        window.type_text("italy").await;
        window.shows("1 of 24 numbers").await;
        let found = window.numbers().await.remove(0);
        assert_ne!(found, FIRST);
        window.press(keys).await;
        window.find("complementary", found.as_str()).await;
        wait_for_focus(window, "heading", &found).await;
        window.press("Tab Tab").await;
        let panel = window.within("complementary", found.as_str()).await;
        panel.type_into("textbox", "Alias", "For Italy").await;
        draft_saved(&panel).await;
        panel.press("Control+S").await;
        panel.shows("Saved, and read back from Plivo: Alias.").await;
        assert_eq!(connected.held("alias"), "Support — APAC", "{keys}: the number that was open before is as it was");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn up_and_down_lead_from_number_to_number() {
    let seat = Seat::in_sandbox_with(Launch::sandbox().composited()).await;
    let window = seat.window();
    let numbers = window.numbers().await;
    window.press("Control+F ArrowDown End Home").await;
    window.is_marked(&numbers[0]).await;
    let scrolled = window.execute("return document.querySelector('.numbers-grid').scrollTop", vec![]).await;
    assert_eq!(scrolled, json!(0), "the heading of the first number is in sight");
    for number in &numbers[..numbers.len().min(18)] {
        window.is_marked(number).await;
        window.press("ArrowDown").await;
    }
    for number in numbers[..numbers.len().min(18)].iter().rev() {
        window.press("ArrowUp").await;
        window.is_marked(number).await;
    }
}

/// The active row is a number, never its heading, so the keys apply to the group of the number.
#[tokio::test(flavor = "multi_thread")]
async fn left_and_right_fold_the_group_of_the_marked_number() {
    let seat = Seat::in_sandbox_with(Launch::sandbox().composited()).await;
    let window = seat.window();
    let numbers = window.numbers().await;
    // The first group has two numbers.
    window.press("Control+F ArrowDown Home ArrowDown ArrowDown").await;
    window.is_marked(&numbers[2]).await;
    window.press("ArrowLeft").await;
    window.gone("row", starting(FIRST)).await;
    window.find("row", starting("WABA Acme EU")).await;
    window.press("ArrowRight").await;
    window.find("row", starting(FIRST)).await;
    // A heading can still be clicked.
    window.click("row", starting("WABA Acme EU")).await;
    window.gone("row", starting(FIRST)).await;
    window.click("row", starting("WABA Acme EU")).await;
    window.find("row", starting(FIRST)).await;
    assert!(!window.has("button", "Close panel").await, "no panel was opened as a side effect");
}

/// The width of the window, in CSS pixels: with all filters on one line, and with both row heights.
#[tokio::test(flavor = "multi_thread")]
async fn opening_and_closing_the_panel_moves_no_row() {
    let seat = Seat::in_sandbox_with(Launch::sandbox().composited()).await;
    let window = seat.window();
    window.listen().await;
    for width in [1440, 1280, 1024] {
        window.resize(width, 900).await;
        window.quiet().await;
        let before = window.places().await;
        let number = fifth(window).await;
        open(window, &number).await;
        window.quiet().await;
        stays(&before, &window.places().await, &format!("{width} wide, the panel was opened"));
        let beyond = "const grid = document.querySelector('.numbers-grid'); return grid.scrollWidth - grid.clientWidth";
        assert_eq!(window.execute(beyond, vec![]).await, json!(0), "{width} wide, a part of the rows is out of sight");
        window.press("Escape").await;
        window.gone("complementary", number.as_str()).await;
        window.quiet().await;
        stays(&before, &window.places().await, &format!("{width} wide, the panel was closed"));
    }
}

/// Top and height of every row that is drawn both before and after.
fn stays(before: &BTreeMap<String, (i64, i64)>, after: &BTreeMap<String, (i64, i64)>, what: &str) {
    let moved: Vec<_> = before
        .iter()
        .filter_map(|(number, place)| Some((number, place, after.get(number)?)))
        .filter(|(_, place, now)| place != now)
        .collect();
    assert!(moved.is_empty(), "{what}: row, top and height before and after: {moved:#?}");
    assert!(before.keys().filter(|number| after.contains_key(*number)).count() > 7, "{what}: rows to compare");
}

/// The first click opens the panel. Whatever this does to the list, the second click is on the same row.
#[tokio::test(flavor = "multi_thread")]
async fn a_double_click_opens_the_row_and_not_its_neighbour() {
    let seat = Seat::in_sandbox_with(Launch::sandbox().composited()).await;
    let window = seat.window();
    window.listen().await;
    for width in [1440, 1280, 1024] {
        window.resize(width, 900).await;
        window.quiet().await;
        let number = fifth(window).await;
        // A slow double click: the panel is open before the second press.
        window.point_at("row", starting(&number)).await;
        window.find("complementary", number.as_str()).await;
        window.quiet().await;
        window.click_again().await;
        only_open(window, &number, width).await;
        window.double_click("row", starting(&number)).await;
        only_open(window, &number, width).await;
    }
}

/// Checks that only this panel is open, and closes it.
async fn only_open(window: &Window, number: &str, width: u32) {
    window.quiet().await;
    let panels = window.names("complementary").await;
    assert_eq!(panels, [number], "{width} wide");
    window.press("Escape").await;
    window.gone("complementary", number).await;
}

/// A search or a filter hides the open number: its panel says so, and offers to show its row.
#[tokio::test(flavor = "multi_thread")]
async fn a_panel_says_that_its_number_is_not_in_the_list() {
    let seat = Seat::in_sandbox_with(Launch::sandbox().composited()).await;
    let window = seat.window();
    let panel = open(window, FIRST).await;
    assert!(!panel.has("button", "Show in list").await, "it is in the list");
    window.type_into("searchbox", "Search numbers", "italy").await;
    window.shows("1 of 24 numbers").await;
    panel.find("button", "Show in list").await;
    crate::seat::accessible(window, "a number that is not in the list").await;
    panel.click("button", "Show in list").await;
    shown_in_list(window, &panel).await;
    assert_eq!(window.value_of("searchbox", "Search numbers").await, "");

    window.click("button", "Filter by Status").await;
    window.within("dialog", "Filter by Status").await.click("checkbox", starting("disconnected")).await;
    window.press("Escape").await;
    window.gone("row", starting(FIRST)).await;
    panel.click("button", "Show in list").await;
    shown_in_list(window, &panel).await;
}

async fn shown_in_list(window: &Window, panel: &Window) {
    window.find("row", starting(FIRST)).await;
    window.shows("24 numbers").await;
    window.is_marked(FIRST).await;
    panel.gone("button", "Show in list").await;
}
