//! Ranges: Shift selects exactly the visible rows between the anchor and the target.

use crate::seat::Seat;
use crate::support::{Window, starting};

/// Selects one number by its box. It is then the anchor for Shift.
async fn anchor(window: &Window, number: &str) {
    window.click("gridcell", format!("Select {number}").as_str()).await;
    selected(window, &[number.to_owned()]).await;
}

async fn selected(window: &Window, expected: &[String]) {
    let what = format!("the selection of {expected:?}");
    window.wait_until(&what, async || window.selected().await == expected).await;
    let amount = expected.len();
    window.shows(&format!("{amount} {} selected", if amount == 1 { "number" } else { "numbers" })).await;
}

/// A new search is running, and the rows of the old one are still shown: the user points at these.
#[tokio::test(flavor = "multi_thread")]
async fn while_a_search_is_typed_it_is_of_the_rows_that_are_shown() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.listen().await;
    let shown = window.numbers().await;
    window.press("Control+F").await;
    window.hold_answers().await;
    window.type_text("hooks").await;
    window.holds_answers(1).await;
    window.painted_anew().await;
    assert_eq!(window.numbers().await, shown, "the old rows stay until the new ones are here");
    window.click("gridcell", format!("Select {}", shown[2]).as_str()).await;
    window.shift_click("row", starting(&shown[5])).await;
    window.release_answers().await;
    window.quiet().await;
    window.type_into("searchbox", "Search numbers", "").await;
    window.shows("24 numbers").await;
    window.quiet().await;
    selected(window, &shown[2..=5]).await;
}

/// Shift and an arrow back removes the last row that was added. Beyond the anchor, the range grows to the other side.
#[tokio::test(flavor = "multi_thread")]
async fn with_the_arrows_it_grows_and_shrinks() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.listen().await;
    let shown = window.numbers().await;
    anchor(window, &shown[4]).await;
    let rows = [
        ("Shift+ArrowDown", 4, 5),
        ("Shift+ArrowDown", 4, 6),
        ("Shift+ArrowUp", 4, 5),
        ("Shift+ArrowUp", 4, 4),
        ("Shift+ArrowUp", 3, 4),
        ("Shift+ArrowUp", 2, 4),
        ("Shift+ArrowDown", 3, 4),
    ];
    for (keys, from, to) in rows {
        window.press(keys).await;
        window.quiet().await;
        selected(window, &shown[from..=to]).await;
    }
}

/// Each step adds a number, and the heading between the groups takes no step.
#[tokio::test(flavor = "multi_thread")]
async fn it_goes_over_the_heading_of_the_next_group() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.listen().await;
    let shown = window.numbers().await;
    // The first two groups have 16 numbers.
    anchor(window, &shown[12]).await;
    for to in [13, 14, 15, 16] {
        window.press("Shift+ArrowDown").await;
        window.quiet().await;
        selected(window, &shown[12..=to]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_click_with_shift_reaches_from_the_anchor() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.listen().await;
    let shown = window.numbers().await;
    anchor(window, &shown[4]).await;
    for (clicked, from, to) in [(7, 4, 7), (9, 4, 9), (5, 4, 5), (2, 2, 4)] {
        window.shift_click("row", starting(&shown[clicked])).await;
        window.quiet().await;
        selected(window, &shown[from..=to]).await;
    }
    assert!(!window.has("button", "Close panel").await, "selecting opens no panel");
}
