//! Plivo returns 404 for its WhatsApp lists: numbers are added by hand and from a file, and drafts are carried out by
//! hand.

use sandbox::Options;

use crate::seat::{Connected, FIRST, accessible, draft_saved, open, pick};
use crate::support::{Launch, Window, containing, starting};

async fn missing() -> Connected {
    let connected = Connected::unread(Options { public_api_only: true, ..Options::default() }, Launch::plain()).await;
    connected.window().shows("This API does not exist for your account").await;
    connected
}

async fn from_csv(connected: &Connected) {
    let window = connected.window();
    let path = connected.seat.desktop.folder().join("numbers.csv");
    let file = "number,waba_id,waba_name,alias,configuration_type,webhook_url,sub_account\n\
                918035737458,102290129340398,Acme EU,Support,webhook,https://hooks.acme.example/in,main\n\
                4930901820,102290129340398,Acme EU,Berlin,,,\nnonsense,,,,,,\n";
    std::fs::write(&path, file).unwrap();
    window.click("button", "Import numbers from CSV").await;
    let dialog = window.within("dialog", "Import numbers from CSV").await;
    window.choose_file(&path).await;
    dialog.shows("2 numbers can be added").await;
    accessible(window, "the CSV dialog").await;
    dialog.click("button", "Add 2 numbers").await;
    window.find("row", starting(FIRST)).await;
}

async fn step(dialog: &Window, name: &str) {
    // The first step is already open.
    if dialog.attribute("button", containing(name), "aria-expanded").await.as_deref() != Some("true") {
        dialog.click("button", containing(name)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_added_and_configured_by_hand() {
    let connected = missing().await;
    let window = connected.window();
    accessible(window, "the API is missing").await;
    window.click("button", "Add a number").await;
    let dialog = window.within("dialog", "Add a number").await;
    dialog.click("button", "Add number").await;
    dialog.find("textbox", "Number").await;
    accessible(window, "an error in the dialog").await;
    dialog.type_into("textbox", "Number", "+91 80357 37458").await;
    dialog.click("radio", "Webhook URL").await;
    dialog.type_into("textbox", "Webhook URL", "https://hooks.acme.example/in").await;
    dialog.click("button", "Add number").await;
    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Webhook URL", "https://new.example/in").await;
    panel.type_into("textbox", "Alias", "Front desk").await;
    draft_saved(&panel).await;
    panel.click("button", "Carry out by hand").await;
    let dialog = window.within("dialog", starting("Carry out by hand")).await;
    step(&dialog, "Webhook URL").await;
    dialog.shows("https://new.example/in").await;
    accessible(window, "carrying out by hand").await;
    dialog.click("checkbox", "Done").await;
    dialog.shows("1 of 2 done").await;
    dialog.click("button", "Record as carried out by hand").await;
    window.gone("dialog", starting("Carry out by hand")).await;
    panel
        .wait_until("the done field to be held", async || {
            panel.value_of("textbox", "Webhook URL").await == "https://new.example/in"
        })
        .await;
    window.click("button", starting("Activity")).await;
    window.shows("by hand").await;
    window.click("button", starting("Drafts")).await;
    window.shows("Front desk").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_remap_by_hand_is_confirmed_first() {
    let connected = missing().await;
    let window = connected.window();
    from_csv(&connected).await;
    let panel = open(window, FIRST).await;
    pick(&panel, "Account Mapping", "EU Team").await;
    draft_saved(&panel).await;
    panel.click("button", "Carry out by hand").await;
    let dialog = window.within("dialog", starting("Carry out by hand")).await;
    step(&dialog, "Account Mapping").await;
    dialog.shows("As known on this computer").await;
    accessible(window, "a remap by hand").await;
    dialog.type_into("textbox", starting("Type the WABA’s name"), "Acme").await;
    dialog.click("button", starting("Confirm the move")).await;
    dialog.shows("What you typed does not match").await;
    dialog.type_into("textbox", starting("Type the WABA’s name"), "Acme EU").await;
    dialog.click("button", starting("Confirm the move")).await;
    dialog.click("checkbox", "Done").await;
    dialog.click("button", "Record as carried out by hand").await;
    window.click("button", starting("Activity")).await;
    window.shows("by hand").await;
    window.shows("EU Team").await;
}
