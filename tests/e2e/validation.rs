//! Every error and warning of the panel: what is typed, what is shown, and when.

use crate::seat::{
    FIRST, Seat, accessible, description, draft_saved, open, paste, pick, wait_for_description, wait_for_focus,
};
use crate::support::{Window, starting};

const FINE: &str = "https://hooks.acme.example/fine";

fn long(length: usize) -> String {
    format!("https://a.example/{}", "x".repeat(length - 18))
}

async fn replace(panel: &Window, field: &str, text: &str) {
    panel.type_into("textbox", field, "").await;
    paste(panel, text).await;
}

async fn is_invalid(panel: &Window, field: &str) -> bool {
    panel.attribute("textbox", field, "aria-invalid").await.is_some()
}

/// An error appears when the field is left, and disappears while the text is being corrected.
async fn check_error(panel: &Window, field: &str, wrong: &str, right: &str, fragment: &str) {
    replace(panel, field, wrong).await;
    draft_saved(panel).await;
    assert!(!is_invalid(panel, field).await, "{field} {wrong:?} is said to be wrong while it is being typed");
    panel.press("Tab").await;
    wait_for_description(panel, "textbox", field, fragment).await;
    assert!(is_invalid(panel, field).await, "{field} {wrong:?}");
    replace(panel, field, right).await;
    panel.wait_until(&format!("{field} to be fine again"), async || !is_invalid(panel, field).await).await;
    let said = description(panel, "textbox", field).await;
    assert!(!said.contains(fragment), "{field} still says {said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_of_the_alias() {
    let seat = Seat::in_sandbox().await;
    let panel = open(seat.window(), FIRST).await;
    let rows = [
        ("x".repeat(65), "at most 64 characters; this one has 65"),
        ("front\tdesk".into(), "character 6 is a tab"),
        ("front\u{7}desk".into(), "character 6 is a control character"),
    ];
    for (wrong, fragment) in rows {
        check_error(&panel, "Alias", &wrong, "Front desk", fragment).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_of_urls() {
    let seat = Seat::in_sandbox().await;
    let panel = open(seat.window(), FIRST).await;
    let rows = [
        ("", "Enter the Webhook URL"),
        ("hooks.acme.example/in", "no https:// at its start"),
        ("http://hooks.acme.example/in", "does not start with https://"),
        ("ftp://hooks.acme.example/in", "does not start with https://"),
        ("https://", "has no host"),
        ("https:/hooks.acme.example/in", "exactly two slashes"),
        ("https://hooks.acme.example\\in", "backslash"),
        ("https://hooks..example/in", "its host is not a valid name"),
        ("https://hooks.acme.example:99999/in", "its port is not a number"),
        ("https://me:secret@hooks.acme.example/in", "user name or password"),
        ("https://hooks.acme.example/in bound", "has a space in it (character 30)"),
        ("https://hooks.acme.example/\tin", "has a tab in it"),
        ("https://hooks.acme.example/\u{200b}in", "has an invisible character in it"),
        (&long(2_049), "at most 2,048 bytes; this one has 2049"),
    ];
    for (wrong, fragment) in rows {
        check_error(&panel, "Webhook URL", wrong, FINE, fragment).await;
    }
    replace(&panel, "Webhook URL", &long(2_048)).await;
    panel.press("Tab").await;
    draft_saved(&panel).await;
    assert!(!is_invalid(&panel, "Webhook URL").await, "2,048 bytes are fine");

    panel.click("switch", "Enable WhatsApp Calling").await;
    let rows = [
        ("", "Enter the Answer URL: it is required while WhatsApp calling is on"),
        ("http://hooks.acme.example/answer", "does not start with https://"),
    ];
    for (wrong, fragment) in rows {
        check_error(&panel, "Answer URL", wrong, "https://hooks.acme.example/answer", fragment).await;
    }
    accessible(seat.window(), "mended fields").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_has_to_be_chosen() {
    let seat = Seat::in_sandbox().await;
    let panel = open(seat.window(), FIRST).await;
    panel.click("radio", "AI Agents").await;
    panel.click("combobox", "AI Agent").await;
    panel.press("Escape Tab").await;
    wait_for_description(&panel, "combobox", "AI Agent", "Choose the AI agent").await;
    accessible(seat.window(), "no agent chosen").await;
    pick(&panel, "AI Agent", "Returns").await;
    panel
        .wait_until("the agent's error to go", async || {
            !description(&panel, "combobox", "AI Agent").await.contains("Choose")
        })
        .await;
}

/// Warnings are shown at once and block nothing.
#[tokio::test(flavor = "multi_thread")]
async fn warnings_of_urls() {
    let seat = Seat::in_sandbox().await;
    let panel = open(seat.window(), FIRST).await;
    let rows = [
        ("https://localhost/in", "is this computer itself"),
        ("https://127.0.0.1/in", "is this computer itself"),
        ("https://10.1.2.3/in", "private or reserved address"),
        ("https://169.254.1.1/in", "link-local"),
        ("https://8.8.8.8/in", "bare IP address"),
        ("https://intranet/in", "has no dot"),
        ("https://hooks.acme.example:9999/in", "Port 9999 is unusual"),
        ("https://abc.ngrok.io/in", "is a tunnel"),
        ("https://bücher.example/in", "“bücher.example”, which is sent as “xn--bcher-kva.example”"),
    ];
    for (typed, fragment) in rows {
        replace(&panel, "Webhook URL", typed).await;
        wait_for_description(&panel, "textbox", "Webhook URL", fragment).await;
        assert!(!is_invalid(&panel, "Webhook URL").await, "{typed}");
    }
    replace(&panel, "Webhook URL", FINE).await;
    panel.click("switch", "Enable WhatsApp Calling").await;
    replace(&panel, "Answer URL", FINE).await;
    wait_for_description(&panel, "textbox", "Answer URL", "This is the Webhook URL too").await;
    accessible(seat.window(), "a panel with warnings").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_fix_is_one_click() {
    let seat = Seat::in_sandbox().await;
    let panel = open(seat.window(), FIRST).await;
    panel.type_into("textbox", "Webhook URL", "http://hooks.acme.example/in").await;
    panel.press("Tab").await;
    panel.click("button", "Change to https").await;
    panel
        .wait_until("the mended URL", async || {
            panel.value_of("textbox", "Webhook URL").await == "https://hooks.acme.example/in"
        })
        .await;
    assert!(!is_invalid(&panel, "Webhook URL").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn save_leads_to_the_first_error_and_sends_nothing() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    let panel = open(window, FIRST).await;
    panel.click("switch", "Enable WhatsApp Calling").await;
    panel.click("button", "Save changes").await;
    wait_for_description(&panel, "textbox", "Answer URL", "Enter the Answer URL").await;
    wait_for_focus(window, "textbox", "Answer URL").await;
    panel.shows("Nothing was sent: 1 field to correct (Answer URL).").await;
    accessible(window, "calling on without an Answer URL").await;

    replace(&panel, "Alias", &"x".repeat(65)).await;
    panel.press("Control+S").await;
    wait_for_focus(window, "textbox", "Alias").await;
    panel.shows("Nothing was sent: 2 fields to correct (Alias, Answer URL).").await;
    assert!(panel.is_on("switch", "Enable WhatsApp Calling").await);
    window.click("button", starting("Activity")).await;
    window.shows("Nothing was written yet").await;
}

/// The number's alias can be changed although Plivo's values are invalid. These values cause warnings only.
#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_touched_only_warns() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.type_into("searchbox", "Search numbers", "http://").await;
    window.shows("1 of 24 numbers").await;
    let rows = window.names("row").await;
    let number = rows.iter().find(|name| name.starts_with('+')).unwrap().split(',').next().unwrap().to_string();
    let panel = open(window, &number).await;
    wait_for_description(&panel, "textbox", "Webhook URL", "does not start with https://").await;
    assert!(!is_invalid(&panel, "Webhook URL").await);
    panel.type_into("textbox", "Alias", "Renamed").await;
    draft_saved(&panel).await;
    panel.click("button", "Save changes").await;
    panel.shows("Saved, and read back from Plivo: Alias.").await;
}

/// Save moves the focus to the error once. If the user has opened another page since, the focus stays.
#[tokio::test(flavor = "multi_thread")]
async fn an_old_error_does_not_take_the_focus_after_a_page_change() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.listen().await;
    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Webhook URL", "http://hooks.acme.example/in").await;
    panel.press("Control+S").await;
    panel.shows("Nothing was sent: 1 field to correct (Webhook URL).").await;
    wait_for_focus(window, "textbox", "Webhook URL").await;
    for page in ["Drafts 1", "Calling", "Activity"] {
        window.within("navigation", "Pages").await.click("button", page).await;
        window.gone("complementary", FIRST).await;
        window.click("button", "Numbers").await;
        window.find("complementary", FIRST).await;
        window.quiet().await;
        let focused = window.focused().await;
        assert_ne!(focused, Some(("textbox".into(), "Webhook URL".into())), "after the page {page}");
    }
}

/// An error is shown when the field is left, and moves the elements below. The error waits until the press that leaves
/// the field has become a click.
#[tokio::test(flavor = "multi_thread")]
async fn a_press_that_leaves_a_wrong_field_is_a_click() {
    let seat = Seat::in_sandbox().await;
    let panel = open(seat.window(), FIRST).await;
    let calling = "Enable WhatsApp Calling";
    for (wrong, fragment) in
        [("no url", "no https:// at its start"), ("http://a.example/", "does not start with https://")]
    {
        replace(&panel, "Webhook URL", FINE).await;
        panel.press("Tab").await;
        panel.wait_until("a fine URL", async || !is_invalid(&panel, "Webhook URL").await).await;
        let before = panel.is_on("switch", calling).await;
        replace(&panel, "Webhook URL", wrong).await;
        draft_saved(&panel).await;
        // Pressed, moved by a pixel, and released.
        panel.drag("switch", calling, 1).await;
        panel.wait_until("the switch to turn", async || panel.is_on("switch", calling).await != before).await;
        wait_for_description(&panel, "textbox", "Webhook URL", fragment).await;
    }
}
