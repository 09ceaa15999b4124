//! The numbers page: search, filters, sorting, groups, selection.

use crate::seat::{FIRST, Seat, accessible, open};
use crate::support::{Launch, Window, containing, starting};

async fn amount(window: &Window, wanted: &str) {
    window.wait_until(wanted, async || window.text().await.contains(wanted)).await;
}

/// The typed text, and how many of the 24 numbers match. The search covers numbers, aliases, WABAs, accounts and URLs.
#[tokio::test(flavor = "multi_thread")]
async fn is_searched_as_one_types() {
    let seat = Seat::in_sandbox_with(Launch::sandbox().composited()).await;
    let window = seat.window();
    window.press("Control+F").await;
    let rows = [
        ("80 3573 7458", "1 of 24 numbers"),
        ("+918035737458", "1 of 24 numbers"),
        ("support apac", "1 of 24 numbers"),
        ("acme labs", "1 of 24 numbers"),
        ("http://", "1 of 24 numbers"),
        ("no such number", "0 of 24 numbers"),
    ];
    for (typed, expected) in rows {
        window.type_into("searchbox", "Search numbers", typed).await;
        amount(window, expected).await;
    }
    window.find("heading", "No number matches").await;
    accessible(window, "no match").await;
    window.click("button", "Clear search and filters").await;
    amount(window, "24 numbers").await;
    window.find("row", starting(FIRST)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn is_filtered_by_values() {
    let seat = Seat::in_sandbox_with(Launch::sandbox().composited()).await;
    let window = seat.window();
    window.click("button", "Filter by Status").await;
    let menu = window.within("dialog", "Filter by Status").await;
    accessible(window, "an open filter").await;
    menu.click("checkbox", starting("disconnected")).await;
    amount(window, "4 of 24 numbers").await;
    window.press("Escape").await;
    window.gone("dialog", "Filter by Status").await;
    window.find("button", starting("Filter by Status")).await;
    window.click("button", "Clear filters").await;
    amount(window, "24 numbers").await;

    window.click("button", starting("Has a problem")).await;
    window.wait_until("fewer numbers", async || window.text().await.contains(" of 24 numbers")).await;
    assert_eq!(window.attribute("button", starting("Has a problem"), "aria-pressed").await.as_deref(), Some("true"));
    window.click("button", "Clear filters").await;
    window.click("button", "Filter by WABA").await;
    let menu = window.within("dialog", "Filter by WABA").await;
    menu.click("checkbox", starting("Acme EU")).await;
    amount(window, "14 of 24 numbers").await;
}

/// The keys before Escape, after the menu was opened. Escape closes the topmost layer, which is not the panel.
#[tokio::test(flavor = "multi_thread")]
async fn escape_closes_an_open_filter_and_not_the_panel() {
    let seat = Seat::in_sandbox_with(Launch::sandbox().composited()).await;
    let window = seat.window();
    window.listen().await;
    open(window, FIRST).await;
    for (filter, keys) in [("WABA", ""), ("WABA", "ArrowDown Space"), ("Status", "Shift+Tab"), ("Owner", "Tab Tab Tab")]
    {
        window.click("button", starting(&format!("Filter by {filter}"))).await;
        window.find("dialog", format!("Filter by {filter}").as_str()).await;
        window.press(keys).await;
        window.quiet().await;
        window.press("Escape").await;
        window.quiet().await;
        assert!(window.has("complementary", FIRST).await, "{filter} {keys}: the panel was closed");
        window.gone("dialog", format!("Filter by {filter}").as_str()).await;
    }
    window.press("Escape").await;
    window.gone("complementary", FIRST).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn is_sorted_by_a_click_on_a_heading() {
    let seat = Seat::in_sandbox_with(Launch::sandbox().composited()).await;
    let window = seat.window();
    window.click("button", "Group by WABA").await;
    window.wait_until("a flat list", async || !window.has("row", starting("WABA ")).await).await;
    let before = window.numbers().await;
    let heading = window.within("columnheader", "Number").await;
    heading.click("button", "Number").await;
    window.wait_until("another order", async || window.numbers().await != before).await;
    assert_eq!(window.attribute("columnheader", "Number", "aria-sort").await.as_deref(), Some("descending"));
    let descending = window.numbers().await;
    heading.click("button", "Number").await;
    window.wait_until("the first order", async || window.numbers().await == before).await;
    assert_ne!(descending.first(), before.first());
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_are_folded_by_pointer_and_by_key() {
    let seat = Seat::in_sandbox_with(Launch::sandbox().composited()).await;
    let window = seat.window();
    window.click("button", "Fold Acme EU").await;
    window.gone("row", starting(FIRST)).await;
    window.find("row", "WABA Acme EU, 14 numbers").await;
    accessible(window, "a folded group").await;
    window.press("ArrowRight").await;
    window.find("row", starting(FIRST)).await;
    window.press("ArrowLeft").await;
    window.gone("row", starting(FIRST)).await;
    window.click("button", "Unfold Acme EU").await;
    window.find("row", starting(FIRST)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_numbers_are_selected() {
    let seat = Seat::in_sandbox_with(Launch::sandbox().composited()).await;
    let window = seat.window();
    // The whole cell, which is larger than the box inside it, handles the press.
    window.click("gridcell", format!("Select {FIRST}").as_str()).await;
    let bar = window.within("group", "Selection").await;
    bar.shows("1 number selected").await;
    accessible(window, "a selection").await;
    window.click("checkbox", "Select all matching numbers").await;
    bar.shows("24 numbers selected").await;
    bar.click("button", "Clear").await;
    window.gone("group", "Selection").await;
    assert!(!window.has("complementary", containing("+")).await, "selecting opens no panel");
}
