//! Endpoint tests from the window, with the built-in sandbox's sample endpoints.

use crate::seat::{FIRST, Seat, accessible, draft_saved, open};
use crate::support::{Window, starting};

const ASKED: &str = "Send a test request to the Webhook URL?";

async fn webhook_at(panel: &Window, url: &str) {
    panel.type_into("textbox", "Webhook URL", url).await;
    draft_saved(panel).await;
}

/// Presses the button and confirms the first question.
async fn agree(window: &Window, group: &Window) {
    group.click("button", "Test endpoint").await;
    let dialog = window.within("dialog", ASKED).await;
    dialog.click("button", "Send test").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_asks_first_and_reports_step_by_step() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    let panel = open(window, FIRST).await;
    let group = panel.within("group", "Webhook URL test").await;
    group.click("button", "Test endpoint").await;
    let dialog = window.within("dialog", ASKED).await;
    dialog.shows("hooks.acme.example").await;
    accessible(window, "asked before the first test").await;
    dialog.click("button", "Do not test").await;
    window.gone("dialog", ASKED).await;
    assert!(!group.text().await.contains("Passed"), "nothing was sent");

    agree(window, &group).await;
    group.shows("Passed").await;
    group.click("button", "Details").await;
    for text in ["Runs from this computer", "Certificate", "Status 200.", "X-Plivo-Signature-V3"] {
        group.shows(text).await;
    }
    accessible(window, "a test that passed").await;
    // The question is asked only once: the next test starts at once.
    webhook_at(&panel, "https://moved.acme.example/whatsapp").await;
    group.click("button", "Test endpoint").await;
    group.shows("It was not followed.").await;
    panel.shows("Webhook URL failed its test").await;
    accessible(window, "a test that failed").await;
}

/// The endpoint, and the error that is shown for it.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_an_endpoint_is_said() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    let panel = open(window, FIRST).await;
    let group = panel.within("group", "Webhook URL test").await;
    agree(window, &group).await;
    group.shows("Passed").await;
    let rows = [
        ("expired", "The certificate expired"),
        ("othername", "not for othername.acme.example"),
        ("selfsigned", "The certificate is self-signed"),
        ("missing", "Status 404."),
        ("failing", "Status 500."),
        ("nowhere", "nowhere.acme.example"),
    ];
    for (name, said) in rows {
        webhook_at(&panel, &format!("https://{name}.acme.example/whatsapp")).await;
        group.click("button", "Test endpoint").await;
        group.shows(said).await;
    }
    panel.click("switch", "Enable WhatsApp Calling").await;
    let answers = [
        ("brokenxml", "Plivo XML:", Some("line ")),
        ("forbidden", "Plivo XML:", Some("<Dial")),
        ("html", "Content type:", None),
        ("voice", "Passed", None),
    ];
    for (name, said, found) in answers {
        panel.type_into("textbox", "Answer URL", &format!("https://{name}.acme.example/answer")).await;
        draft_saved(&panel).await;
        let group = panel.within("group", "Answer URL test").await;
        group.click("button", "Test endpoint").await;
        group.shows(said).await;
        if let Some(found) = found {
            group.click("button", "Details").await;
            group.shows(found).await;
            accessible(window, "findings in the XML").await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_address_is_asked_only_by_its_owner() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    let panel = open(window, FIRST).await;
    webhook_at(&panel, "https://127.0.0.1:9/whatsapp").await;
    let group = panel.within("group", "Webhook URL test").await;
    agree(window, &group).await;
    let dialog = window.within("dialog", "Is this Webhook URL yours?").await;
    dialog.shows("Nothing was sent").await;
    accessible(window, "asked whose address it is").await;
    dialog.click("button", "Yes, it is mine: test it").await;
    group.shows("Connection:").await;
}

/// Save warns about a URL that never passed a test, and saves.
#[tokio::test(flavor = "multi_thread")]
async fn save_warns_of_what_was_never_tested() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    let panel = open(window, FIRST).await;
    webhook_at(&panel, "https://hooks.acme.example/other").await;
    panel.shows("Webhook URL has never passed a test.").await;
    accessible(window, "an untested URL").await;
    panel.click("button", "Save changes").await;
    panel.shows("Saved, and read back from Plivo: Webhook URL.").await;
    panel.shows("has never passed a test").await;
    let group = panel.within("group", "Webhook URL test").await;
    agree(window, &group).await;
    group.shows("Passed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_tested_from_the_list() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.click("row", starting(FIRST)).await;
    window.press("Escape").await;
    window.press("Control+A").await;
    let selection = window.within("group", "Selection").await;
    selection.click("button", "Test endpoints").await;
    let dialog = window.within("dialog", starting("Send test requests to")).await;
    accessible(window, "asked before many tests").await;
    dialog.click("button", "Send tests").await;
    let bar = window.within("group", "Endpoint tests").await;
    bar.shows("Endpoints tested").await;
    bar.shows("failed").await;
    accessible(window, "tests of many endpoints").await;
    bar.click("button", "Results").await;
    let results = window.within("dialog", starting("Results")).await;
    results.shows("The certificate expired").await;
    accessible(window, "results of many tests").await;
    results.press("Escape").await;
    bar.click("button", "Done").await;
    window.gone("group", "Endpoint tests").await;
    crate::seat::row_says(window, FIRST, "Webhook URL passed its test").await;
}
