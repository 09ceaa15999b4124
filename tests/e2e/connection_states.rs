//! Offline, refused, limited and missing look different, above a cached list and instead of a list that was never read.

use sandbox::{Fault, Options, Pattern, Rule, Sandbox};

use crate::seat::{Connected, FIRST, Seat, accessible, connect};
use crate::support::{Keychain, Launch, starting};

/// The fault of every read, the text in the footer, and the text above the list.
#[tokio::test(flavor = "multi_thread")]
async fn are_shown_apart_above_the_list() {
    let rows = [
        (Fault::unauthorized(), "Credentials refused", "Plivo does not accept the token"),
        (Fault::forbidden(), "Not allowed", "These credentials may not do that"),
        (Fault::not_found(), "API missing for this account", "This API does not exist for your account"),
        (Fault::server_error(), "Plivo is failing", "Plivo answers, but not as it should"),
        (Fault::Refuse, "Offline since", "No connection to Plivo"),
        // The last one, because the app waits for the end of the pause.
        (Fault::too_many(Some(600)), "Plivo asks to wait until", "Too many requests for a moment"),
    ];
    let last = rows.len() - 1;
    let connected = Connected::open().await;
    let window = connected.window();
    for (at, (fault, short, title)) in rows.into_iter().enumerate() {
        connected.control.add_fault(Rule::always(Pattern::new("GET", "/WhatsApp/**"), fault.clone()));
        read_again(&connected).await;
        let footer = async || window.text_of("status", "Connection").await.contains(short);
        window.wait_until(&format!("{short:?} in the footer"), footer).await;
        window.shows(title).await;
        assert!(window.has("row", starting(FIRST)).await, "{fault:?}: the list stays");
        accessible(window, short).await;
        connected.control.clear_faults();
        if at < last {
            reconnect(&connected).await;
        }
    }
}

async fn read_again(connected: &Connected) {
    connected.window().press("Control+K").await;
    let palette = connected.window().within("dialog", "Search or run a command").await;
    palette.type_text("sync now").await;
    palette.find("option", starting("Sync now")).await;
    palette.press("Enter").await;
}

async fn reconnect(connected: &Connected) {
    read_again(connected).await;
    let window = connected.window();
    let online = async || window.text_of("status", "Connection").await.contains("Online");
    window.wait_until("Online in the footer", online).await;
    connected.seat.synced().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_api_is_said_in_place_of_a_list() {
    let options = Options { public_api_only: true, ..Options::default() };
    let connected = Connected::unread(options, Launch::plain()).await;
    let window = connected.window();
    window.find("heading", "This API does not exist for your account").await;
    window.shows("API missing for this account").await;
    assert!(!window.has("treegrid", "Numbers").await);
    accessible(window, "a missing API").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_without_numbers_is_empty_and_not_broken() {
    let options = Options { numbers: 0, ..Options::default() };
    let connected = Connected::unread(options, Launch::plain()).await;
    let window = connected.window();
    window.find("heading", "This account has no WhatsApp numbers").await;
    accessible(window, "an account without numbers").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_read_shows_its_progress_and_can_be_stopped() {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    sandbox.control().add_fault(Rule::always(Pattern::new("GET", "/WhatsApp/Account/"), Fault::Hold));
    let seat = Seat::at(Keychain::Unlocked, Launch::plain()).await;
    let window = seat.window();
    connect(window, &sandbox, sandbox.auth_token()).await;
    window.find("heading", "Reading the numbers for the first time").await;
    accessible(window, "the first read").await;
    let footer = window.within("contentinfo", "").await;
    footer.click("button", "Stop").await;
    window.shows("Partly read").await;
    accessible(window, "a read that was stopped").await;
}
