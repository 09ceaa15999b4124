//! Input methods: Enter and Escape that end or undo a composition are the input method's own, and do nothing else.
//!
//! Each place is tried with a real composition of GTK's own input method, and then with the keys as the web views of
//! other systems hand them on.

use serde_json::json;

use crate::seat::{Connected, FIRST, Seat, draft_saved, open, pick, wait_for_focus};
use crate::support::{Window, containing, starting};

/// 中, by its code.
const CODE: &str = "4e2d";

/// Composes in the field with the focus, and ends it; then composes again, and gives it up.
async fn compose_and_give_up(window: &Window) {
    let before = field(window).await;
    window.compose(CODE).await;
    window.press("Enter").await;
    window.composed(CODE).await;
    let composed = async || field(window).await == format!("{before}中");
    window.wait_until("the composed character", composed).await;
    window.compose(CODE).await;
    window.press("Escape").await;
    window.composed(CODE).await;
    window.quiet().await;
    assert_eq!(field(window).await, format!("{before}中"), "what was given up leaves the rest as it is");
}

/// As another system's input method presses them.
async fn keys_of_other_systems(window: &Window) {
    let before = (window.focused().await, field(window).await);
    for key in ["Enter", "Escape"] {
        window.press_into_composition(key).await;
        window.painted_anew().await;
        window.quiet().await;
        assert_eq!((window.focused().await, field(window).await), before, "after {key} of an input method");
    }
}

/// What stands in the field with the focus, with what is being composed in it.
async fn field(window: &Window) -> String {
    let value = window.execute("return document.activeElement.value ?? ''", vec![]).await;
    value.as_str().unwrap_or_default().to_string()
}

async fn both(window: &Window) {
    compose_and_give_up(window).await;
    keys_of_other_systems(window).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_search() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.listen().await;
    open(window, FIRST).await;
    window.press("Control+F").await;
    wait_for_focus(window, "searchbox", "Search numbers").await;
    both(window).await;
    wait_for_focus(window, "searchbox", "Search numbers").await;
    assert_eq!(window.value_of("searchbox", "Search numbers").await, "中");
    window.shows("0 of 24 numbers").await;
    assert!(window.has("complementary", FIRST).await, "the panel that was open");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_palette() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.listen().await;
    window.press("Control+K").await;
    wait_for_focus(window, "combobox", "Command or number").await;
    compose_and_give_up(window).await;
    window.press("Control+A").await;
    window.type_text("activity").await;
    window.find("option", starting("Activity")).await;
    keys_of_other_systems(window).await;
    wait_for_focus(window, "combobox", "Command or number").await;
    assert!(!window.has("heading", "Activity").await, "a command was run");
    window.press("Enter").await;
    window.find("heading", "Activity").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_combobox() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.listen().await;
    let panel = open(window, FIRST).await;
    panel.click("combobox", "Account Mapping").await;
    panel.find("option", starting("EU Team")).await;
    window.press("Backspace").await;
    compose_and_give_up(window).await;
    window.press("Control+A").await;
    window.type_text("EU Team").await;
    panel.find("option", starting("EU Team")).await;
    keys_of_other_systems(window).await;
    let expanded = panel.attribute("combobox", "Account Mapping", "aria-expanded").await;
    assert_eq!(expanded.as_deref(), Some("true"), "the list was closed");
    assert!(!panel.has("button", "Undo Account Mapping").await, "nothing was picked");
    window.press("Enter").await;
    panel.find("button", "Undo Account Mapping").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_confirmation_of_a_move() {
    const NAME: &str = "Type the WABA’s name to confirm: Acme EU";
    let connected = Connected::open().await;
    let window = connected.window();
    window.listen().await;
    let panel = open(window, FIRST).await;
    pick(&panel, "Account Mapping", "EU Team").await;
    draft_saved(&panel).await;
    panel.click("button", "Save changes").await;
    let dialog = window.within("alertdialog", containing("Move all 14 numbers")).await;
    dialog.click("textbox", NAME).await;
    both(window).await;
    wait_for_focus(window, "textbox", NAME).await;
    dialog.type_into("textbox", NAME, "Acme EU").await;
    keys_of_other_systems(window).await;
    wait_for_focus(window, "textbox", NAME).await;
    assert!(window.has("alertdialog", containing("Move all 14 numbers")).await);
    assert_eq!(connected.writes(), [] as [String; 0]);
    assert_eq!(connected.owner(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_fields_of_the_panel() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.listen().await;
    let panel = open(window, FIRST).await;
    for name in ["Alias", "Webhook URL"] {
        panel.click("textbox", name).await;
        window.press("End").await;
        both(window).await;
        assert!(window.has("complementary", FIRST).await, "{name}: the panel was closed");
        wait_for_focus(window, "textbox", name).await;
        assert!(panel.value_of("textbox", name).await.ends_with('中'), "{name}");
    }
    draft_saved(&panel).await;
    assert_eq!(panel.value_of("textbox", "Alias").await, "Support — APAC中");
}

/// A form is sent by Enter, and not by the Enter that ends a composition.
#[tokio::test(flavor = "multi_thread")]
async fn in_a_form() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.listen().await;
    crate::seat::account_menu(window, "menuitem", "Name and colour").await;
    let dialog = window.within("dialog", starting("Name and colour of")).await;
    dialog.click("textbox", "Name").await;
    window.press("End").await;
    both(window).await;
    assert_eq!(dialog.value_of("textbox", "Name").await, "Sandbox中");
    window.press("Enter").await;
    window.find("button", starting("Account: Sandbox中")).await;
    assert_eq!(window.execute("return document.title", vec![]).await, json!("Sandbox中 — Number Desk"));
}
