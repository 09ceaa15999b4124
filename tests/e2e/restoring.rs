//! Undo after a save, a configuration from Activity, a disconnected number that returns, and the record as a file.

use serde_json::json;
use std::path::Path;

use crate::seat::{Connected, FIRST, FIRST_DIGITS, FIRST_WABA, accessible, draft_saved, no_changes, open, pick};
use crate::support::{Window, starting};

async fn save_alias(panel: &Window, alias: &str) {
    panel.type_into("textbox", "Alias", alias).await;
    draft_saved(panel).await;
    panel.click("button", "Save changes").await;
    panel.shows("Saved, and read back from Plivo").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_is_undone() {
    let connected = Connected::open().await;
    let window = connected.window();
    let panel = open(window, FIRST).await;
    save_alias(&panel, "Front desk").await;
    panel.click("button", "Undo: Number").await;
    panel
        .wait_until("the draft the other way", async || panel.value_of("textbox", "Alias").await == "Support — APAC")
        .await;
    assert_eq!(connected.held("alias"), "Front desk", "a draft is not sent");
    accessible(window, "an undo as a draft").await;
    panel.click("button", "Save changes").await;
    panel.wait_until("the change to be taken back", async || connected.held("alias") == "Support — APAC").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn activity_is_filtered_exported_and_restored_from() {
    let connected = Connected::open().await;
    let window = connected.window();
    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Webhook URL", "https://new.example/in?token=s3cr3t-value").await;
    save_alias(&panel, "Front desk").await;
    save_alias(&panel, "Reception").await;
    window.click("button", starting("Activity")).await;
    window.shows("2 records").await;
    window.click("button", starting("Filter by action")).await;
    window.click("checkbox", starting("disconnected")).await;
    window.press("Escape").await;
    window.shows("No record matches").await;
    window.click("button", "Clear search and filters").await;
    window.shows("2 records").await;
    accessible(window, "activity").await;

    window.click("button", "Export").await;
    let dialog = window.within("dialog", "Export activity").await;
    accessible(window, "the export dialog").await;
    dialog.click("button", "Export 2 records").await;
    dialog.shows("2 records exported").await;
    let path = dialog.execute("return document.querySelector('dialog code').textContent", vec![]).await;
    let file = std::fs::read_to_string(Path::new(path.as_str().unwrap())).unwrap();
    assert!(file.contains("Front desk") && !file.contains("s3cr3t"), "{file}");
    dialog.click("button", "Close").await;

    window.type_into("searchbox", "Search activity", "APAC").await;
    window.wait_until("one record", async || window.names("listitem").await.len() == 1).await;
    window.click("button", "Restore this configuration").await;
    let panel = window.within("complementary", FIRST).await;
    let restored = async || panel.value_of("textbox", "Alias").await == "Support — APAC";
    panel.wait_until("the configuration as a draft", restored).await;
    assert_eq!(connected.held("alias"), "Reception", "a draft is not sent");
}

/// A draft that a restore made is not the user's work: a second restore sets nothing aside. An edit on top of it is set
/// aside.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_record_is_restored_twice() {
    let connected = Connected::open().await;
    let window = connected.window();
    window.listen().await;
    save_alias(&open(window, FIRST).await, "Front desk").await;
    let messages = window.within("status", "Messages").await;
    for (typed, set_aside) in [(None, false), (None, false), (Some("Typed by a person"), true)] {
        if let Some(text) = typed {
            let panel = window.within("complementary", FIRST).await;
            panel.type_into("textbox", "Alias", text).await;
            draft_saved(&panel).await;
        }
        window.click("button", starting("Activity")).await;
        window.shows("1 record").await;
        window.click("button", "Restore this configuration").await;
        messages.shows("A draft of what was there before was made.").await;
        let panel = window.within("complementary", FIRST).await;
        let restored = async || panel.value_of("textbox", "Alias").await == "Support — APAC";
        panel.wait_until("the configuration as a draft", restored).await;
        window.quiet().await;
        assert_eq!(messages.text().await.contains("was set aside"), set_aside, "{typed:?}");
        window.find("button", "Drafts 1").await;
    }
    assert_eq!(connected.held("alias"), "Front desk", "a draft is not sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_is_back_gets_its_configuration() {
    let connected = Connected::open().await;
    let window = connected.window();
    let panel = open(window, FIRST).await;
    panel.click("button", "Disconnect number").await;
    let dialog = window.within("alertdialog", starting("Disconnect")).await;
    dialog.type_into("textbox", "Type the last four digits to confirm", "7458").await;
    dialog.click("button", starting("Disconnect")).await;
    window.gone("row", starting(FIRST)).await;
    let back = sandbox::Edit::AddNumber {
        waba_id: FIRST_WABA.into(),
        number: FIRST_DIGITS.into(),
        fields: serde_json::from_value(json!({ "webhook_url": "https://empty.example/" })).unwrap(),
    };
    connected.control.edit(&back).unwrap();
    window.click("button", "Refresh").await;
    window.find("row", starting(FIRST)).await;
    let panel = open(window, FIRST).await;
    panel.within("region", "Restore").await.shows("This number was disconnected").await;
    accessible(window, "an offer to restore").await;
    panel.click("button", "Restore configuration").await;
    panel.wait_until("the former alias", async || panel.value_of("textbox", "Alias").await == "Support — APAC").await;
    assert!(connected.held("alias").is_null(), "a draft is not sent");
}

/// A move is undone like it was made: with its own draft, from a fresh read, with the WABA's name typed again.
#[tokio::test(flavor = "multi_thread")]
async fn a_move_is_undone_from_activity() {
    let connected = Connected::open().await;
    let window = connected.window();
    let panel = open(window, FIRST).await;
    pick(&panel, "Account Mapping", "EU Team").await;
    draft_saved(&panel).await;
    panel.click("button", "Save changes").await;
    move_all(window, "Main Account", "EU Team").await;
    panel.shows("now belong to EU Team").await;
    assert_eq!(connected.owner().as_deref(), Some("EU Team"));

    window.click("button", starting("Activity")).await;
    window.shows("1 record").await;
    window.click("button", "Undo this change").await;
    // The mapping belongs to the WABA: each of its numbers shows it.
    let panel = window.within("complementary", starting("+")).await;
    let back = async || panel.value_of("combobox", "Account Mapping").await == "Main Account";
    panel.wait_until("the move the other way as a draft", back).await;
    accessible(window, "a move back as a draft").await;
    assert_eq!(connected.writes().len(), 1, "a draft is not sent");
    panel.click("button", "Save changes").await;
    let dialog = window.within("alertdialog", starting("Move all 14 numbers")).await;
    assert_eq!(dialog.value_of("textbox", starting("Type the WABA’s name")).await, "", "one yes serves one move");
    move_all(window, "EU Team", "Main Account").await;
    panel.shows("now belong to Main Account").await;
    no_changes(&panel).await;
    assert_eq!(connected.owner(), None);
    assert_eq!(connected.writes().len(), 2, "{:?}", connected.writes());
    window.click("button", starting("Activity")).await;
    window.shows("2 records").await;
}

async fn move_all(window: &Window, from: &str, to: &str) {
    let title = format!("Move all 14 numbers of Acme EU from {from} to {to}?");
    let dialog = window.within("alertdialog", title.as_str()).await;
    dialog.type_into("textbox", starting("Type the WABA’s name"), "Acme EU").await;
    dialog.click("button", "Move 14 numbers").await;
    window.gone("alertdialog", title.as_str()).await;
}
