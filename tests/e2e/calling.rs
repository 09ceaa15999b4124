//! The calling page in the window, with the built-in sandbox, whose call records end now.

use sandbox::seed::customers;

use crate::seat::{FIRST, Seat, accessible, open};
use crate::support::{Window, starting};

async fn page() -> Seat {
    let seat = Seat::in_sandbox().await;
    let panel = open(seat.window(), FIRST).await;
    panel.click("button", "Calling page").await;
    seat.window().find("heading", "Calling").await;
    seat.window().within("region", "Recent calls").await.shows("Read").await;
    seat
}

/// Enters a moment in the past. A field for a date and a time has no role of its own, and typing into it depends on the
/// locale.
pub async fn moment(part: &Window, label: &str, days_ago: u32) {
    let script = "const [label, days] = arguments; \
                  const input = document.querySelector(`input[aria-label='${label}']`); \
                  const at = new Date(Date.now() - days * 86400000 - new Date().getTimezoneOffset() * 60000); \
                  input.value = at.toISOString().slice(0, 16); \
                  input.dispatchEvent(new Event('input', { bubbles: true })); \
                  input.dispatchEvent(new Event('change', { bubbles: true }))";
    part.execute(script, vec![label.into(), days_ago.into()]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn readiness_shows_what_is_there_and_what_is_next() {
    let seat = page().await;
    let window = seat.window();
    let readiness = window.within("region", "Readiness").await;
    for text in ["Acme EU", "has not been tested from this computer", "Calling is off.", "Main Account"] {
        readiness.shows(text).await;
    }
    readiness.shows("Call records show an answered call to this number in the last 29 days.").await;
    readiness.click("button", "Mark calling hours as checked").await;
    readiness.shows("Somebody marked the calling hours as checked.").await;
    accessible(window, "the calling page").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_a_customer_can_be_called() {
    let seat = page().await;
    let window = seat.window();
    let part = window.within("region", "Can I call this customer?").await;
    part.type_into("textbox", "Customer number", "12").await;
    part.click("button", "Check").await;
    part.shows("digits").await;
    accessible(window, "no customer's number").await;

    part.type_into("textbox", "Customer number", customers::CALLED_FIVE_TIMES).await;
    part.click("button", "Check").await;
    let card = part.within("group", "Can I call?").await;
    card.shows("No permission is recorded").await;
    part.click("button", "Add permission").await;
    moment(&part, "Permission granted 1", 3).await;
    card.shows("limit of five calls").await;
    card.shows("Becomes yes on").await;
    accessible(window, "a customer who was called five times").await;

    part.type_into("textbox", "Customer number", "919412349999").await;
    part.click("button", "Check").await;
    part.click("button", "Add permission").await;
    moment(&part, "Permission granted 1", 1).await;
    part.within("group", "Can I call?").await.shows("Holds until").await;
    part.click("button", "Add request").await;
    moment(&part, "Request 1 sent", 0).await;
    part.within("group", "May I ask for permission again?").await.shows("Becomes yes on").await;
    accessible(window, "what was entered of a customer").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dial_xml_is_built_and_refused() {
    let seat = page().await;
    let window = seat.window();
    let part = window.within("region", "Dial XML").await;
    part.type_into("textbox", "Recipient", "+91 94123 41234").await;
    part.press("Enter").await;
    part.shows("<Dial callerId=\"918035737458\" callType=\"whatsapp\">").await;
    part.shows("<User>919412341234</User>").await;
    part.type_into("textbox", "Recipient", "nobody").await;
    part.press("Enter").await;
    part.shows("A phone number has digits").await;
    accessible(window, "no recipient").await;

    // A Canadian number cannot make calls, and the page says why.
    window.click("combobox", "Number").await;
    window.type_text("Canada").await;
    window.click("option", starting("+1 204")).await;
    window.within("region", "Dial XML").await.shows("A business number of Canada cannot call users.").await;
    accessible(window, "a restricted country").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn recent_calls_stay_in_sight_offline() {
    let seat = page().await;
    let window = seat.window();
    let part = window.within("region", "Recent calls").await;
    part.find("table", "Recent calls").await;
    part.shows("answered").await;
    part.shows("missed").await;
    window.click("switch", "Simulate offline").await;
    window.find("status", "Offline").await;
    part.click("button", "Refresh").await;
    part.shows("No connection to Plivo").await;
    part.find("table", "Recent calls").await;
    accessible(window, "recent calls offline").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn offline_a_yes_depends_on_what_the_user_stated() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.click("switch", "Simulate offline").await;
    window.find("status", "Offline").await;
    open(window, FIRST).await.click("button", "Calling page").await;
    let part = window.within("region", "Can I call this customer?").await;
    part.type_into("textbox", "Customer number", "919412349999").await;
    part.click("button", "Check").await;
    part.shows("The answers are from what is on this computer.").await;
    part.click("button", "Add permission").await;
    moment(&part, "Permission granted 1", 1).await;
    let card = part.within("group", "Can I call?").await;
    card.shows("never read here").await;
    accessible(window, "a customer whose calls were never read").await;
    part.click("checkbox", "These and those in the records are all the calls").await;
    card.shows("Holds until").await;
}
