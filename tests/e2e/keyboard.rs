//! The whole main job without a pointer.

use serde_json::json;

use crate::seat::{Connected, FIRST, FIRST_WABA, draft_saved, no_changes, wait_for_focus};
use crate::support::{Window, containing};

/// The driver returns when a key is sent, not when the page has handled it.
const MOVED: &str = "return document.activeElement !== window.__before";

/// Presses a key until the control has the focus.
pub async fn go_to(window: &Window, key: &str, role: &str, name: &str) {
    for _ in 0..40 {
        let focused = window.focused().await;
        if focused.as_ref().is_some_and(|(its_role, its_name)| its_role == role && its_name == name) {
            return;
        }
        window.execute("window.__before = document.activeElement", vec![]).await;
        window.press(key).await;
        let moved = async || window.execute(MOVED, vec![]).await == json!(true);
        window.wait_until("the focus to move on", moved).await;
    }
    panic!("{key} never leads to the {role} {name:?}; the focus is on {:?}", window.focused().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn opens_edits_saves_and_moves() {
    let connected = Connected::open().await;
    let window = connected.window();
    window.press("Control+F").await;
    wait_for_focus(window, "searchbox", "Search numbers").await;
    window.type_text("80 3573 7458").await;
    window.shows("1 of 24 numbers").await;
    window.press("ArrowDown").await;
    wait_for_focus(window, "treegrid", "Numbers").await;
    window.press("Home ArrowDown Enter").await;
    let panel = window.within("complementary", FIRST).await;
    wait_for_focus(window, "heading", FIRST).await;

    go_to(window, "Tab", "textbox", "Alias").await;
    window.press("Control+A").await;
    window.type_text("By keyboard").await;
    go_to(window, "Tab", "switch", "Enable WhatsApp Calling").await;
    window.press("Space").await;
    panel.find("textbox", "Answer URL").await;
    go_to(window, "Tab", "textbox", "Answer URL").await;
    window.type_text("http://hooks.acme.example/answer").await;
    window.press("Control+S").await;
    panel.shows("Nothing was sent: 1 field to correct (Answer URL).").await;
    wait_for_focus(window, "textbox", "Answer URL").await;
    window.press("Control+A").await;
    window.type_text("https://hooks.acme.example/answer").await;
    go_to(window, "Tab", "combobox", "Account Mapping").await;
    window.press("ArrowDown").await;
    window.type_text("EU Team").await;
    window.press("Enter").await;
    panel
        .wait_until("the new mapping", async || panel.value_of("combobox", "Account Mapping").await == "EU Team")
        .await;
    draft_saved(&panel).await;

    window.press("Control+S").await;
    let dialog = window.within("alertdialog", containing("Move all 14 numbers")).await;
    wait_for_focus(window, "button", "Keep as draft").await;
    go_to(window, "Shift+Tab", "textbox", "Type the WABA’s name to confirm: Acme EU").await;
    window.type_text("Acme EU").await;
    window.press("Enter").await;
    wait_for_focus(window, "button", "Move 14 numbers").await;
    window.press("Enter").await;
    window.gone("alertdialog", containing("Move all")).await;
    drop(dialog);
    panel.shows("Saved, and read back from Plivo").await;
    panel.shows("14 numbers of Acme EU now belong to EU Team").await;
    no_changes(&panel).await;
    assert_eq!(connected.held("alias"), "By keyboard");
    assert_eq!(connected.held("calling_enabled"), true);
    let waba = connected.control.wabas().into_iter().find(|waba| waba.waba_id == FIRST_WABA).unwrap();
    assert!(waba.sub_account.is_some());

    window.press("Escape").await;
    window.gone("complementary", FIRST).await;
    wait_for_focus(window, "treegrid", "Numbers").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_palette_finds_commands_and_numbers_and_gives_the_focus_back() {
    let connected = Connected::open().await;
    let window = connected.window();
    window.press("Control+F").await;
    window.press("Control+K").await;
    wait_for_focus(window, "combobox", "Command or number").await;
    crate::seat::accessible(window, "the palette").await;
    window.press("Escape").await;
    window.gone("dialog", "Search or run a command").await;
    wait_for_focus(window, "searchbox", "Search numbers").await;

    window.press("Control+K").await;
    window.type_text("3573 7458").await;
    let palette = window.within("dialog", "Search or run a command").await;
    palette.find("option", containing(FIRST)).await;
    window.press("Enter").await;
    window.find("complementary", FIRST).await;
    wait_for_focus(window, "heading", FIRST).await;

    for (typed, heading) in [("activity", "Activity"), ("drafts", "No drafts")] {
        window.press("Control+K").await;
        wait_for_focus(window, "combobox", "Command or number").await;
        window.type_text(typed).await;
        window.press("Enter").await;
        window.find("heading", heading).await;
    }
}
