//! The Configure Number panel, part by part.

use crate::seat::{
    FIRST, Seat, accessible, description, draft_saved, no_changes, open, pick, row_says, wait_for_description,
    wait_for_focus,
};
use crate::support::{Window, starting};

#[tokio::test(flavor = "multi_thread")]
async fn shows_what_plivo_holds() {
    let seat = Seat::in_sandbox().await;
    let panel = open(seat.window(), FIRST).await;
    for text in ["Configure Number", "WhatsApp", "connected", "quality high", "India", "Acme EU", "Acme Support"] {
        panel.shows(text).await;
    }
    assert_eq!(panel.value_of("textbox", "Alias").await, "Support — APAC");
    assert!(panel.is_on("radio", "Webhook URL").await);
    assert_eq!(panel.value_of("textbox", "Webhook URL").await, "https://hooks.acme.example/whatsapp");
    assert!(!panel.is_on("switch", "Enable WhatsApp Calling").await);
    assert!(!panel.has("textbox", "Answer URL").await);
    let calling = description(&panel, "switch", "Enable WhatsApp Calling").await;
    assert!(calling.contains("Takes effect when you save") && calling.contains("7 days"), "{calling}");
    assert_eq!(panel.value_of("combobox", "Account Mapping").await, "Main Account");
    no_changes(&panel).await;
    assert!(!panel.has("button", "Discard draft").await);
    accessible(seat.window(), "an untouched panel").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_changed_field_says_what_it_was_and_can_be_undone_alone() {
    let seat = Seat::in_sandbox().await;
    let panel = open(seat.window(), FIRST).await;
    panel.type_into("textbox", "Alias", "Front desk").await;
    panel.click("radio", "AI Agents").await;
    pick(&panel, "AI Agent", "Returns").await;
    panel.click("switch", "Enable WhatsApp Calling").await;
    panel.type_into("textbox", "Answer URL", "https://hooks.acme.example/answer").await;
    pick(&panel, "Account Mapping", "EU Team").await;
    draft_saved(&panel).await;
    row_says(seat.window(), FIRST, "has a draft").await;
    accessible(seat.window(), "a panel with every field changed").await;

    let rows = [
        ("textbox", "Alias", "was Support — APAC"),
        ("radiogroup", "Configuration Type", "was Webhook URL"),
        ("combobox", "AI Agent", "was empty"),
        ("switch", "Enable WhatsApp Calling", "was off"),
        ("textbox", "Answer URL", "was empty"),
        ("combobox", "Account Mapping", "was Main Account"),
    ];
    for (role, field, was) in rows {
        wait_for_description(&panel, role, field, was).await;
        panel.find("button", format!("Undo {field}").as_str()).await;
    }
    let said = "6 changes Answer URL has never passed a test. You can save all the same.";
    assert_eq!(changes(&panel).await, said);

    panel.click("button", "Undo Alias").await;
    panel
        .wait_until("the alias of before", async || panel.value_of("textbox", "Alias").await == "Support — APAC")
        .await;
    panel.gone("button", "Undo Alias").await;
    assert!(panel.is_on("radio", "AI Agents").await, "the other fields stay");
    assert_eq!(panel.value_of("combobox", "Account Mapping").await, "EU Team");
    for field in ["Account Mapping", "Answer URL", "Enable WhatsApp Calling", "AI Agent", "Configuration Type"] {
        panel.click("button", format!("Undo {field}").as_str()).await;
        panel.gone("button", format!("Undo {field}").as_str()).await;
    }
    no_changes(&panel).await;
    seat.window().gone("row", crate::support::containing("has a draft")).await;
}

/// The number of changes beside Save.
async fn changes(panel: &Window) -> String {
    description(panel, "button", "Save changes").await
}

#[tokio::test(flavor = "multi_thread")]
async fn switching_the_type_or_calling_keeps_the_other_value() {
    let seat = Seat::in_sandbox().await;
    let panel = open(seat.window(), FIRST).await;
    panel.type_into("textbox", "Webhook URL", "https://other.example/hook").await;
    panel.click("radio", "AI Agents").await;
    panel.gone("textbox", "Webhook URL").await;
    pick(&panel, "AI Agent", "Order status").await;
    panel.click("radio", "Webhook URL").await;
    assert_eq!(panel.value_of("textbox", "Webhook URL").await, "https://other.example/hook");
    panel.click("radio", "AI Agents").await;
    assert_eq!(panel.value_of("combobox", "AI Agent").await, "Order status");

    panel.click("switch", "Enable WhatsApp Calling").await;
    panel.type_into("textbox", "Answer URL", "https://other.example/answer").await;
    panel.click("switch", "Enable WhatsApp Calling").await;
    panel.gone("textbox", "Answer URL").await;
    panel.click("switch", "Enable WhatsApp Calling").await;
    assert_eq!(panel.value_of("textbox", "Answer URL").await, "https://other.example/answer");
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_are_searched_and_show_their_state() {
    let seat = Seat::in_sandbox().await;
    let panel = open(seat.window(), FIRST).await;
    panel.click("radio", "AI Agents").await;
    panel.click("combobox", "AI Agent").await;
    panel.wait_until("eight agents", async || panel.names("option").await.len() == 8).await;
    let all = panel.names("option").await;
    assert!(all.iter().any(|agent| agent.starts_with("Night desk") && agent.contains("paused")), "{all:?}");
    accessible(seat.window(), "an open list of agents").await;
    panel.type_text("parcel").await;
    panel.wait_until("one agent", async || panel.names("option").await.len() == 1).await;
    panel.press("Enter").await;
    let chosen = async || panel.value_of("combobox", "AI Agent").await == "Order status";
    panel.wait_until("the agent to be chosen", chosen).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discarded_draft_comes_back_by_undo() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Alias", "Front desk").await;
    pick(&panel, "Account Mapping", "EU Team").await;
    draft_saved(&panel).await;
    panel.click("button", "Discard draft").await;
    no_changes(&panel).await;
    assert_eq!(panel.value_of("textbox", "Alias").await, "Support — APAC");
    assert_eq!(panel.value_of("combobox", "Account Mapping").await, "Main Account");
    let message = window.within("status", "Messages").await;
    message.shows("discarded").await;
    accessible(window, "a discarded draft").await;
    message.click("button", "Undo").await;
    draft_saved(&panel).await;
    assert_eq!(panel.value_of("textbox", "Alias").await, "Front desk");
    assert_eq!(panel.value_of("combobox", "Account Mapping").await, "EU Team");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mapping_is_one_draft_for_the_whole_waba_and_lists_its_numbers() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    let panel = open(window, FIRST).await;
    panel.shows("Applies to the whole WABA: all 14 numbers of Acme EU move with it.").await;
    panel.click("button", "14 numbers").await;
    let dialog = window.within("dialog", "14 numbers of Acme EU").await;
    dialog.wait_until("all 14 numbers", async || dialog.names("listitem").await.len() == 14).await;
    dialog.shows(FIRST).await;
    accessible(window, "the numbers of a WABA").await;
    dialog.click("button", "Close").await;
    wait_for_focus(&panel, "button", "14 numbers").await;

    pick(&panel, "Account Mapping", "EU Team").await;
    draft_saved(&panel).await;
    let rows = window.names("row").await;
    let group = rows.iter().position(|name| name.starts_with("WABA Acme EU")).unwrap();
    let other = rows[group + 1].split(',').next().unwrap();
    assert_ne!(other, FIRST);
    let panel = open(window, other).await;
    panel
        .wait_until("the same mapping", async || panel.value_of("combobox", "Account Mapping").await == "EU Team")
        .await;
    wait_for_description(&panel, "combobox", "Account Mapping", "was Main Account").await;
    window.find("row", starting("WABA Acme EU")).await;
    window.shows("mapping draft").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_it_keeps_the_draft_and_gives_the_focus_back() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Alias", "Half").await;
    panel.press("Escape").await;
    window.gone("complementary", FIRST).await;
    wait_for_focus(window, "treegrid", "Numbers").await;
    let panel = open(window, FIRST).await;
    assert_eq!(panel.value_of("textbox", "Alias").await, "Half");
    panel.click("button", "Close panel").await;
    window.gone("complementary", FIRST).await;
}
