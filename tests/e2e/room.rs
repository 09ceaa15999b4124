//! The room that the list and the panel have: the edge between them, a narrow window, and zoom.

use serde_json::json;

use crate::looks::CUT_OFF;
use crate::seat::{FIRST, Seat, accessible, draft_saved, open, wait_for_focus};
use crate::support::{App, Launch, Window};

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

/// One pixel under 1,000 the panel takes the place of the list, which is out of reach until the panel is closed.
#[tokio::test(flavor = "multi_thread")]
async fn the_panel_covers_the_list_where_both_do_not_fit() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.resize(1000, 700).await;
    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Alias", "Kept on the way out").await;
    assert!(window.has("grid", "Numbers").await, "both fit");
    window.resize(999, 700).await;
    window.gone("grid", "Numbers").await;
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
    wait_for_focus(window, "grid", "Numbers").await;
}

/// The zoom of the webview itself, by the keys; the picture of it is in `target/looks`.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_at_200_percent() {
    let Seat { desktop, app } = Seat::in_sandbox().await;
    let window = &app.window;
    window.resize(1440, 900).await;
    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Alias", "Read from afar").await;
    draft_saved(&panel).await;
    zoom_in(window).await;
    window.gone("grid", "Numbers").await;
    whole(window, "a panel at 200 %").await;
    window.press("Escape").await;
    window.find("grid", "Numbers").await;
    whole(window, "the list at 200 %").await;
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
    window.find("grid", "Numbers").await;
    let kept = width_of(window).await;
    window.press("Control+0").await;
    window.wait_until("twice the room at the actual size", async || width_of(window).await == 2 * kept).await;
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
