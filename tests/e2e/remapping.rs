//! Moving a WABA: the only write that needs a typed name, and the reasons why it is refused.

use std::collections::BTreeSet;

use sandbox::{Edit, Fault, Pattern, Rule};
use serde_json::json;

use crate::seat::{
    Connected, FIRST, FIRST_WABA, accessible, draft_saved, no_changes, open, pick, wait_for_description, wait_for_focus,
};
use crate::support::{Window, starting};

const TITLE: &str = "Move all 14 numbers of Acme EU from Main Account to EU Team?";
const NAME: &str = "Type the WABA’s name to confirm: Acme EU";
const MAP: &str = "POST /WhatsApp/Account/102290129340398/";

/// Drafts the move to EU Team, presses Save, and returns the panel and the dialog.
async fn ask(connected: &Connected) -> (Window, Window) {
    let window = connected.window();
    let panel = open(window, FIRST).await;
    connected.control.requests_when(|all| all.iter().any(|one| one.status == Some(200))).await;
    pick(&panel, "Account Mapping", "EU Team").await;
    draft_saved(&panel).await;
    connected.control.clear_requests();
    panel.click("button", "Save changes").await;
    let dialog = window.within("alertdialog", TITLE).await;
    (panel, dialog)
}

#[tokio::test(flavor = "multi_thread")]
async fn needs_the_name_of_the_waba() {
    let connected = Connected::open().await;
    let window = connected.window();
    let (panel, dialog) = ask(&connected).await;
    dialog.shows("Traffic and billing of every number below move at once.").await;
    dialog.shows(crate::seat::ACCOUNT).await;
    dialog.wait_until("all 14 numbers", async || dialog.names("listitem").await.len() == 14).await;
    wait_for_focus(window, "button", "Keep as draft").await;
    accessible(window, "the remap dialog").await;

    for wrong in ["", "acme eu", "Acme", "Acme Retail"] {
        dialog.type_into("textbox", NAME, wrong).await;
        dialog.click("button", "Move 14 numbers").await;
        wait_for_description(&dialog, "textbox", NAME, "What you typed does not match").await;
    }
    accessible(window, "a wrong name").await;
    assert_eq!(connected.writes(), [] as [String; 0]);

    dialog.type_into("textbox", NAME, " Acme EU ").await;
    // Enter moves the focus to the button and does not press it.
    dialog.press("Enter").await;
    wait_for_focus(window, "button", "Move 14 numbers").await;
    assert_eq!(connected.writes(), [] as [String; 0]);
    dialog.press("Enter").await;
    window.gone("alertdialog", TITLE).await;
    panel.shows("Moved, and read back from Plivo: 14 numbers of Acme EU now belong to EU Team.").await;
    no_changes(&panel).await;
    assert_eq!(connected.owner().as_deref(), Some("EU Team"));
    assert_eq!(connected.writes(), [MAP]);
    reads_are_of_the_waba_only(&connected);
    window.find("row", "WABA Acme EU, 14 numbers").await;
    accessible(window, "a moved WABA").await;

    window.click("button", starting("Activity")).await;
    for text in ["1 record", "Moved WABA", "Main Account", "EU Team"] {
        window.shows(text).await;
    }
}

/// Besides the one write, there are only reads of the number, the WABA and the WABA's numbers. The last one reads back.
fn reads_are_of_the_waba_only(connected: &Connected) {
    let received = connected.received();
    let reads: BTreeSet<&str> = received.iter().filter_map(|line| line.strip_prefix("GET ")).collect();
    let waba = "/WhatsApp/Account/102290129340398/";
    let allowed = [waba, "/WhatsApp/Account/", "/WhatsApp/Number/", "/WhatsApp/Number/918035737458/"];
    assert!(reads.iter().all(|read| allowed.contains(read)), "{received:#?}");
    let write = received.iter().position(|line| line == MAP).unwrap();
    assert!(received[write + 1..].contains(&format!("GET {waba}")), "{received:#?}");
    assert!(received[..write].contains(&format!("GET {waba}")), "{received:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn is_refused_and_shown_again_when_a_number_joined_meanwhile() {
    let connected = Connected::open().await;
    let window = connected.window();
    let (panel, dialog) = ask(&connected).await;
    dialog.type_into("textbox", NAME, "Acme EU").await;
    let joining = Edit::AddNumber {
        waba_id: FIRST_WABA.into(),
        number: "4915112345678".into(),
        fields: json!({ "alias": "Late comer" }).as_object().unwrap().clone(),
    };
    connected.control.edit(&joining).unwrap();
    dialog.click("button", "Move 14 numbers").await;

    let title = TITLE.replace("14", "15");
    let dialog = window.within("alertdialog", title.as_str()).await;
    dialog.shows("Nothing was written.").await;
    dialog.shows("joined the WABA").await;
    assert_eq!(dialog.value_of("textbox", NAME).await, "", "what was typed confirmed another list");
    assert_eq!(connected.writes(), [] as [String; 0]);
    assert_eq!(connected.owner(), None);
    accessible(window, "a remap that is shown again").await;

    dialog.type_into("textbox", NAME, "Acme EU").await;
    dialog.click("button", "Move 15 numbers").await;
    panel.shows("15 numbers of Acme EU now belong to EU Team").await;
    assert_eq!(connected.writes(), [MAP]);
}

/// The question comes after the user has left the panel: a message reports it, and Save asks it again.
#[tokio::test(flavor = "multi_thread")]
async fn waits_for_whoever_left_before_the_question() {
    let connected = Connected::open().await;
    let window = connected.window();
    let panel = open(window, FIRST).await;
    connected.control.requests_when(|all| all.iter().any(|one| one.status == Some(200))).await;
    pick(&panel, "Account Mapping", "EU Team").await;
    draft_saved(&panel).await;
    connected.control.add_fault(Rule::once(Pattern::new("GET", "/WhatsApp/Number/*/"), Fault::Hold));
    panel.click("button", "Save changes").await;
    panel.shows("Reading from Plivo").await;
    panel.press("Escape").await;
    window.gone("complementary", FIRST).await;
    connected.control.release();

    let messages = window.within("status", "Messages").await;
    messages.shows("The move of 14 numbers of Acme EU to EU Team waits for your confirmation.").await;
    assert!(!window.has("alertdialog", TITLE).await, "nothing is asked over what one does now");
    messages.click("button", "Open").await;
    let panel = window.within("complementary", FIRST).await;
    panel.within("region", "Result").await.shows("waits for your confirmation").await;
    accessible(window, "a move that waits").await;
    panel.click("button", "Save changes").await;
    window.find("alertdialog", TITLE).await;
    assert_eq!(connected.writes(), [] as [String; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn can_be_left_as_a_draft() {
    let connected = Connected::open().await;
    let (panel, dialog) = ask(&connected).await;
    dialog.press("Escape").await;
    connected.window().gone("alertdialog", TITLE).await;
    wait_for_focus(connected.window(), "button", "Save changes").await;
    draft_saved(&panel).await;
    assert_eq!(panel.value_of("combobox", "Account Mapping").await, "EU Team");
    assert_eq!(connected.writes(), [] as [String; 0]);
    assert_eq!(connected.owner(), None);
}

/// The number is written first, then the WABA. Each step has its own result.
#[tokio::test(flavor = "multi_thread")]
async fn a_failed_move_after_a_saved_number_says_exactly_that() {
    use sandbox::{Fault, Pattern, Rule};
    let connected = Connected::open().await;
    let window = connected.window();
    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Alias", "Front desk").await;
    // The message below the field moves the elements under it.
    draft_saved(&panel).await;
    pick(&panel, "Account Mapping", "EU Team").await;
    draft_saved(&panel).await;
    connected.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Account/*/"), Fault::forbidden()));
    panel.click("button", "Save changes").await;
    let dialog = window.within("alertdialog", TITLE).await;
    dialog.shows("Written first, to this number only: Alias.").await;
    dialog.type_into("textbox", NAME, "Acme EU").await;
    dialog.click("button", "Move 14 numbers").await;
    panel.shows("Saved, and read back from Plivo: Alias.").await;
    let result = panel.within("region", "Result").await;
    result.shows("refused").await;
    assert_eq!(connected.held("alias"), "Front desk");
    assert_eq!(connected.owner(), None);
    assert_eq!(panel.value_of("combobox", "Account Mapping").await, "EU Team", "the rest is kept as a draft");
    accessible(window, "a saved number whose WABA did not move").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_fields_can_be_saved_without_it() {
    let connected = Connected::open().await;
    let panel = open(connected.window(), FIRST).await;
    panel.type_into("textbox", "Alias", "Front desk").await;
    // The message below the field moves the elements under it.
    draft_saved(&panel).await;
    pick(&panel, "Account Mapping", "EU Team").await;
    draft_saved(&panel).await;
    panel.click("button", "Save without the mapping").await;
    panel.shows("Saved, and read back from Plivo: Alias.").await;
    assert_eq!(connected.writes(), ["POST /WhatsApp/Number/918035737458/"]);
    assert_eq!(connected.owner(), None);
    assert_eq!(panel.value_of("combobox", "Account Mapping").await, "EU Team");
}

/// Somebody else moved the WABA meanwhile: the user decides, and then confirms a move from where the WABA is now.
#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_of_the_mapping_is_decided_first() {
    let connected = Connected::open().await;
    let window = connected.window();
    let panel = open(window, FIRST).await;
    pick(&panel, "Account Mapping", "EU Team").await;
    draft_saved(&panel).await;
    let americas = connected.control.subaccounts().into_iter().find(|one| one.name == "Americas Team").unwrap();
    let moved = Edit::Map { waba_id: FIRST_WABA.into(), subaccount: Some(americas.auth_id) };
    connected.control.edit(&moved).unwrap();
    panel.click("button", "Save changes").await;
    let conflicts = panel.within("region", "Conflicts").await;
    for text in
        ["Account Mapping", "Plivo now", "Americas Team", "Yours", "EU Team", "When you started", "Main Account"]
    {
        conflicts.shows(text).await;
    }
    accessible(window, "a conflict of the mapping").await;
    panel.click("button", "Save changes").await;
    panel.shows("Nothing was sent: decide 1 field first (Account Mapping).").await;
    wait_for_focus(window, "radio", "Plivo now: Americas Team").await;
    assert_eq!(connected.writes(), [] as [String; 0]);

    // After the decision, it is a draft on top of the mapping that Plivo has now.
    conflicts.click("radio", "Yours: EU Team").await;
    panel.gone("region", "Conflicts").await;
    panel.shows("was Americas Team").await;
    panel.click("button", "Save changes").await;
    let dialog = window.within("alertdialog", TITLE.replace("Main Account", "Americas Team").as_str()).await;
    dialog.type_into("textbox", NAME, "Acme EU").await;
    dialog.click("button", "Move 14 numbers").await;
    panel.shows("14 numbers of Acme EU now belong to EU Team").await;
    no_changes(&panel).await;
    assert_eq!(connected.owner().as_deref(), Some("EU Team"));
    assert_eq!(connected.writes(), [MAP]);
}
