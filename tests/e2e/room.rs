//! The layout of the list and the panel: the edge between them, a narrow window, and zoom.

use std::path::Path;

use serde_json::json;

use crate::looks::CUT_OFF;
use crate::seat::{FIRST, Seat, accessible, draft_saved, open, wait_for_focus};
use crate::support::{App, Launch, Window, starting};

const EDGE: &str = "Width of the panel";

async fn wide(window: &Window, width: i32) {
    let script = "return document.querySelector('aside').parentElement.getBoundingClientRect().width";
    let is = async || {
        let said = window.attribute("separator", EDGE, "aria-valuenow").await;
        said == Some(width.to_string()) && window.execute(script, vec![]).await == json!(width)
    };
    window.wait_until(&format!("a panel {width} wide"), is).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_is_as_wide_as_it_was_left() {
    let Seat { desktop, app } = Seat::in_sandbox().await;
    let window = &app.window;
    window.resize(1440, 900).await;
    open(window, FIRST).await;
    wide(window, 448).await;
    window
        .execute("document.querySelector('aside').parentElement.querySelector('[role=separator]').focus()", vec![])
        .await;
    wait_for_focus(window, "separator", EDGE).await;
    for (key, width) in
        [("ArrowLeft", 464), ("ArrowRight", 448), ("Home", 380), ("ArrowRight", 380), ("End", 640), ("ArrowLeft", 640)]
    {
        window.press(key).await;
        wide(window, width).await;
    }
    for (by, width) in [(100, 540), (400, 380), (-40, 420), (-500, 640), (120, 520)] {
        window.drag("separator", EDGE, by).await;
        wide(window, width).await;
    }
    accessible(window, "a wider panel").await;
    app.end().await;

    let app = App::start(&desktop, Launch::sandbox()).await;
    app.window.resize(1440, 900).await;
    app.window.find("complementary", FIRST).await;
    wide(&app.window, 520).await;
}

/// One pixel below 1,000, the panel covers the list, which is inert until the panel is closed.
#[tokio::test(flavor = "multi_thread")]
async fn the_panel_covers_the_list_where_both_do_not_fit() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.resize(1000, 700).await;
    window.type_into("searchbox", "Search numbers", "support apac").await;
    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Alias", "Kept on the way out").await;
    assert!(window.has("treegrid", "Numbers").await, "both fit");
    window.resize(999, 700).await;
    window.gone("treegrid", "Numbers").await;
    assert!(!window.has("separator", EDGE).await, "there is no edge to move");
    let width = window.execute("return document.querySelector('aside').getBoundingClientRect().width", vec![]).await;
    assert_eq!(width, json!(999));
    accessible(window, "a panel over the list").await;

    window.press("Control+F").await;
    window.gone("complementary", FIRST).await;
    wait_for_focus(window, "searchbox", "Search numbers").await;
    let panel = open(window, FIRST).await;
    wait_for_focus(window, "heading", FIRST).await;
    assert_eq!(panel.value_of("textbox", "Alias").await, "Kept on the way out");
    draft_saved(&panel).await;
    window.press("Escape").await;
    window.gone("complementary", FIRST).await;
    wait_for_focus(window, "treegrid", "Numbers").await;
}

/// The zoom of the webview itself, by keyboard.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_at_200_percent() {
    let Seat { desktop, app } = Seat::in_sandbox().await;
    let window = &app.window;
    window.resize(1440, 900).await;
    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Alias", "Read from afar").await;
    draft_saved(&panel).await;
    zoom_in(window).await;
    window.gone("treegrid", "Numbers").await;
    whole(window, "a panel at 200 %").await;
    window.press("Escape").await;
    window.find("treegrid", "Numbers").await;
    whole(window, "the list at 200 %").await;
    every_column_is_there(window).await;
    for page in ["drafts", "calling", "activity"] {
        window.press("Control+K").await;
        wait_for_focus(window, "combobox", "Command or number").await;
        whole(window, "the palette at 200 %").await;
        window.type_text(page).await;
        window.press("Enter").await;
        whole(window, &format!("{page} at 200 %")).await;
    }
    app.end().await;

    let app = App::start(&desktop, Launch::sandbox()).await;
    let window = &app.window;
    window.find("treegrid", "Numbers").await;
    let kept = width_of(window).await;
    window.press("Control+0").await;
    window.wait_until("twice the room at the actual size", async || width_of(window).await == 2 * kept).await;
}

/// Values without a column are shown below the row, are part of its name, and can be sorted by.
async fn every_column_is_there(window: &Window) {
    let row = window.within("row", starting(FIRST)).await;
    let values = ["India", "verified name Acme Support", "owner Main Account", "quality high", "off", "connected"];
    for value in values {
        row.shows(value).await;
    }
    let name = window.find("row", starting(FIRST)).await.name;
    for value in values.into_iter().chain(["hooks.acme.example", "calling off"]) {
        assert!(name.contains(value), "{value}: {name}");
    }
    let cut_off = "return [...document.querySelectorAll('.details > *')].filter((part) => part.checkVisibility() && \
                   part.scrollWidth > part.clientWidth).map((part) => part.textContent)";
    assert_eq!(window.execute(cut_off, vec![]).await, json!([]));
    window.picture(Path::new("target/looks/list-at-200-percent.png")).await;

    // By keyboard, because the driver's pointer ignores the zoom.
    window.press("Control+F Tab").await;
    wait_for_focus(window, "button", "Group by WABA").await;
    window.press("Space Tab").await;
    wait_for_focus(window, "button", "Sort by Number").await;
    window.press("Enter").await;
    wait_for_focus(window, "menuitemradio", "Number").await;
    whole(window, "the menu of the order at 200 %").await;
    window.picture(Path::new("target/looks/order-at-200-percent.png")).await;
    window.press("ArrowDown Enter").await;
    let countries = async || {
        let rows = window.names("row").await.into_iter().filter(|name| name.starts_with('+'));
        rows.map(|name| name.rsplit(", ").nth(1).unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let sorted = async || {
        let found = countries().await;
        found.len() > 3 && found.is_sorted()
    };
    window.wait_until("the order of the countries", sorted).await;
    wait_for_focus(window, "button", "Sort by Country").await;
}

async fn width_of(window: &Window) -> i64 {
    window.execute("return innerWidth", vec![]).await.as_i64().unwrap()
}

async fn zoom_in(window: &Window) {
    for percent in [110, 125, 150, 175, 200] {
        window.press("Control+=").await;
        window.shows_to_readers(&format!("Zoom {percent} %")).await;
    }
    window.wait_until("200 %", async || width_of(window).await == 720).await;
}

async fn whole(window: &Window, state: &str) {
    accessible(window, state).await;
    assert_eq!(window.execute(CUT_OFF, vec![]).await, json!([]), "{state}: larger than the window");
}
