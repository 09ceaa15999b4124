//! Enter is pressed right after the text, before its results arrive: it applies to that text, never to an earlier
//! text's results.

use crate::seat::{Connected, FIRST, Seat, open, wait_for_focus};
use crate::support::{Window, containing, starting};

const LABS: &str = "Acme Labs";

/// The only number of Acme Labs.
async fn of_labs(connected: &Connected) -> String {
    let waba = connected.control.wabas().into_iter().find(|waba| waba.name == LABS).unwrap();
    let digits = connected.control.numbers_of(&waba.waba_id).remove(0).number;
    let shown = connected.window().numbers().await.into_iter();
    let only_digits = |number: &String| number.chars().filter(char::is_ascii_digit).collect::<String>();
    shown.filter(|number| only_digits(number) == digits).collect::<Vec<_>>().remove(0)
}

/// The key has done nothing yet, because its result is not known.
async fn no_panel_but(window: &Window, open: &[&str]) {
    window.painted_anew().await;
    assert_eq!(window.names("complementary").await, open, "opened by the results of an earlier text");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_palette() {
    let connected = Connected::open().await;
    let window = connected.window();
    let labs = of_labs(&connected).await;
    // First with results of an earlier text on screen, then without any.
    for earlier in [Some("3573 7458"), None] {
        window.press("Control+K").await;
        wait_for_focus(window, "combobox", "Command or number").await;
        if let Some(earlier) = earlier {
            window.type_text(earlier).await;
            window.find("option", containing(FIRST)).await;
            window.press("Control+A").await;
        }
        window.hold_answers().await;
        window.type_and_press(LABS, "Enter").await;
        window.holds_answers(1).await;
        no_panel_but(window, &[]).await;
        window.release_answers().await;
        window.find("complementary", labs.as_str()).await;
        window.gone("dialog", "Search or run a command").await;
        wait_for_focus(window, "heading", &labs).await;
        window.press("Escape").await;
        window.gone("complementary", labs.as_str()).await;
    }
}

/// A palette that is closed before the result arrives does nothing.
#[tokio::test(flavor = "multi_thread")]
async fn in_a_palette_that_is_left() {
    let connected = Connected::open().await;
    let window = connected.window();
    window.press("Control+K").await;
    wait_for_focus(window, "combobox", "Command or number").await;
    window.hold_answers().await;
    window.type_and_press(LABS, "Enter Escape").await;
    window.gone("dialog", "Search or run a command").await;
    window.release_answers().await;
    window.quiet().await;
    no_panel_but(window, &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_search_of_the_list() {
    let connected = Connected::open().await;
    let window = connected.window();
    let labs = of_labs(&connected).await;
    open(window, FIRST).await;
    window.press("Control+F").await;
    wait_for_focus(window, "searchbox", "Search numbers").await;
    window.hold_answers().await;
    window.type_and_press(LABS, "Enter").await;
    window.holds_answers(1).await;
    no_panel_but(window, &[FIRST]).await;
    window.release_answers().await;
    window.find("complementary", labs.as_str()).await;
    wait_for_focus(window, "heading", &labs).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_number_of_the_calling_page() {
    let connected = Connected::open().await;
    let window = connected.window();
    let labs = of_labs(&connected).await;
    open(window, FIRST).await.click("button", "Calling page").await;
    window.within("region", "Recent calls").await.shows("Read").await;
    window.click("combobox", "Number").await;
    window.find("option", starting("+1 204")).await;
    window.hold_answers().await;
    window.type_and_press(LABS, "Enter").await;
    window.holds_answers(1).await;
    window.release_answers().await;
    let chosen = async || window.value_of("combobox", "Number").await == labs;
    window.wait_until(&format!("{labs} to be chosen"), chosen).await;
}

/// The subaccounts and agents to choose from are not loaded yet when the panel opens.
#[tokio::test(flavor = "multi_thread")]
async fn in_a_field_whose_choices_are_on_their_way() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    for (field, typed, chosen) in [("Account Mapping", "EU Te", "EU Team"), ("AI Agent", "parcel", "Order status")] {
        window.hold_answers().await;
        window.click("row", starting(FIRST)).await;
        until_the_panel_has_its_fields(window).await;
        let panel = window.within("complementary", FIRST).await;
        if field == "AI Agent" {
            panel.click("radio", "AI Agents").await;
        }
        panel.click("combobox", field).await;
        window.type_and_press(typed, "Enter").await;
        window.release_answers().await;
        let picked = async || panel.value_of("combobox", field).await == chosen;
        panel.wait_until(&format!("{chosen} in {field}"), picked).await;
        panel.click("button", "Close panel").await;
        window.gone("complementary", FIRST).await;
    }
}

/// Releases one response after the other, until the panel has its fields.
async fn until_the_panel_has_its_fields(window: &Window) {
    while !window.has("combobox", "Account Mapping").await {
        window.holds_answers(1).await;
        window.release_one_answer().await;
        window.painted_anew().await;
    }
}

/// With all choices loaded, there is no wait: the last key applies to the whole text.
#[tokio::test(flavor = "multi_thread")]
async fn in_fields_whose_choices_are_here() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    let panel = open(window, FIRST).await;
    panel.click("radio", "AI Agents").await;
    for (field, typed, chosen) in [
        ("AI Agent", "parcel", "Order status"),
        ("AI Agent", "returns", "Returns"),
        ("Account Mapping", "americas", "Americas Team"),
        ("Account Mapping", "eu te", "EU Team"),
    ] {
        panel.click("combobox", field).await;
        panel.find("option", starting(chosen)).await;
        window.type_and_press(typed, "Enter").await;
        let picked = async || panel.value_of("combobox", field).await == chosen;
        panel.wait_until(&format!("{chosen} in {field}"), picked).await;
    }
}
