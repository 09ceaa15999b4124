//! Save: written, read back and recorded, and the messages when it fails.

use std::path::Path;

use sandbox::{Edit, Fault, Pattern, Rule};
use serde_json::json;

use crate::seat::{Connected, FIRST, FIRST_DIGITS, accessible, draft_saved, no_changes, open, row_says};
use crate::support::{Window, starting};

const NUMBER: &str = "/WhatsApp/Number/918035737458/";

fn writing() -> Pattern {
    Pattern::new("POST", "/WhatsApp/Number/*/")
}

async fn with_an_edit(connected: &Connected) -> Window {
    let panel = open(connected.window(), FIRST).await;
    // Opening the panel reads the number. The requests of Save are counted from here.
    connected.control.requests_when(|all| all.iter().any(|one| one.status == Some(200))).await;
    panel.type_into("textbox", "Alias", "Front desk").await;
    draft_saved(&panel).await;
    connected.control.clear_requests();
    panel
}

#[tokio::test(flavor = "multi_thread")]
async fn is_a_read_a_write_and_a_read_and_is_recorded() {
    let connected = Connected::open().await;
    let window = connected.window();
    let panel = with_an_edit(&connected).await;
    panel.click("button", "Save changes").await;
    panel.shows("Saved, and read back from Plivo: Alias.").await;
    no_changes(&panel).await;
    assert_eq!(connected.received(), [format!("GET {NUMBER}"), format!("POST {NUMBER}"), format!("GET {NUMBER}")]);
    assert_eq!(connected.control.requests()[1].body, Some(json!({ "alias": "Front desk" })));
    assert_eq!(connected.held("alias"), "Front desk");
    row_says(window, FIRST, "Front desk").await;
    accessible(window, "a saved number").await;

    window.click("button", starting("Activity")).await;
    window.shows("1 record").await;
    for text in ["Configured", "sam", FIRST, "confirmed", "Support — APAC", "Front desk"] {
        window.shows(text).await;
    }
    accessible(window, "activity").await;
}

/// Fields of a group are saved together. Fields without effect are not sent.
#[tokio::test(flavor = "multi_thread")]
async fn calling_is_switched_on_with_its_answer_url() {
    let connected = Connected::open().await;
    let panel = with_an_edit(&connected).await;
    panel.click("button", "Undo Alias").await;
    panel.click("switch", "Enable WhatsApp Calling").await;
    panel.type_into("textbox", "Answer URL", "https://hooks.acme.example/answer#ct=2000").await;
    draft_saved(&panel).await;
    panel.click("button", "Save changes").await;
    panel.shows("Saved, and read back from Plivo").await;
    assert_eq!(connected.held("calling_enabled"), true);
    assert_eq!(connected.held("answer_url"), "https://hooks.acme.example/answer#ct=2000");
    assert_eq!(connected.writes().len(), 1);
    row_says(connected.window(), FIRST, "connected").await;
}

/// A fault of the write, the message in the panel, and whether Plivo then has the new alias.
#[tokio::test(flavor = "multi_thread")]
async fn faults_of_the_write_are_said_as_they_are() {
    let rows = [
        (Fault::CutAfterWrite, "The answer was lost, but Plivo now returns the requested values", true),
        (Fault::bad_gateway_after_write(), "Plivo now returns the requested values", true),
        (Fault::unauthorized(), "Nothing was changed; drafts are kept.", false),
        (Fault::CutBeforeWrite, "It is not yet known whether", false),
    ];
    let connected = Connected::open().await;
    for (at, (fault, said, written)) in rows.into_iter().enumerate() {
        let alias = format!("Front desk {at}");
        let panel = open(connected.window(), FIRST).await;
        panel.type_into("textbox", "Alias", &alias).await;
        draft_saved(&panel).await;
        connected.control.clear_requests();
        connected.control.add_fault(Rule::once(writing(), fault.clone()));
        panel.click("button", "Save changes").await;
        panel.shows(said).await;
        assert_eq!(connected.writes().len(), 1, "{fault:?}: {:#?}", connected.received());
        assert_eq!(connected.held("alias") == json!(alias), written, "{fault:?}");
        accessible(connected.window(), &format!("after {fault:?}")).await;
    }
    // Until the outcome of the last write is known, nothing more is sent for the number.
    let panel = open(connected.window(), FIRST).await;
    panel.click("button", "Save changes").await;
    panel.shows("Nothing was sent. It is not yet known").await;
    assert_eq!(connected.writes().len(), 1);
    accessible(connected.window(), "a write that is not yet known").await;
}

/// The read of the number is held, so that there is time to leave.
fn held_read() -> Rule {
    Rule::once(Pattern::new("GET", "/WhatsApp/Number/*/"), Fault::Hold)
}

/// A message shows its outcome until the user has seen it, and the reopened panel shows it.
#[tokio::test(flavor = "multi_thread")]
async fn goes_on_when_its_panel_is_left() {
    let connected = Connected::open().await;
    let window = connected.window();
    let panel = with_an_edit(&connected).await;
    connected.control.add_fault(held_read());
    connected.control.add_fault(Rule::once(writing(), Fault::unauthorized()));
    panel.press("Control+S").await;
    panel.shows("Reading from Plivo").await;
    panel.press("Escape").await;
    window.gone("complementary", FIRST).await;
    assert_eq!(connected.writes(), [] as [String; 0], "it was left before anything was written");
    connected.control.release();

    let messages = window.within("status", "Messages").await;
    messages.shows(&format!("Save of {FIRST}:")).await;
    messages.shows("Nothing was changed; drafts are kept.").await;
    window.picture(Path::new("target/looks/left-save.png")).await;
    accessible(window, "a save that was left").await;
    connected.control.clear_requests();
    messages.click("button", "Open").await;
    let panel = window.within("complementary", FIRST).await;
    panel.within("region", "Result").await.shows("Nothing was changed; drafts are kept.").await;
    messages.gone("button", "Open").await;
    assert_eq!(panel.value_of("textbox", "Alias").await, "Front desk");

    // When the panel is reopened before the end, it shows the same save, and there is no second one.
    // First the requests of opening the panel are answered.
    connected.control.requests_when(|all| all.iter().any(|one| one.status == Some(200))).await;
    connected.control.clear_requests();
    connected.control.add_fault(held_read());
    panel.click("button", "Save changes").await;
    panel.shows("Reading from Plivo").await;
    panel.press("Escape").await;
    window.gone("complementary", FIRST).await;
    let panel = open(window, FIRST).await;
    panel.shows("Reading from Plivo").await;
    connected.control.release();
    panel.shows("Saved, and read back from Plivo: Alias.").await;
    assert_eq!(connected.writes().len(), 1);
}

/// A held key repeats, which the driver cannot simulate.
const HELD_DOWN: &str = "const key = { key: 's', code: 'KeyS', ctrlKey: true, repeat: true, bubbles: true, cancelable: true }; \
                         for (let times = 0; times < 20; times += 1) document.activeElement.dispatchEvent(new KeyboardEvent('keydown', key))";

/// A held Ctrl+S saves once: its message stays, and a refused save is not sent again and again.
#[tokio::test(flavor = "multi_thread")]
async fn ctrl_s_that_is_held_down_saves_once() {
    let connected = Connected::open().await;
    let window = connected.window();
    window.listen().await;
    let panel = with_an_edit(&connected).await;
    connected.control.add_fault(Rule::always(writing(), Fault::forbidden()));
    for (said, faulty) in
        [("Nothing was changed; drafts are kept.", true), ("Saved, and read back from Plivo: Alias.", false)]
    {
        if !faulty {
            connected.control.clear_faults();
        }
        connected.control.clear_requests();
        panel.press("Control+S").await;
        window.execute(HELD_DOWN, vec![]).await;
        panel.shows(said).await;
        window.execute(HELD_DOWN, vec![]).await;
        window.quiet().await;
        assert_eq!(connected.writes().len(), 1, "{:#?}", connected.received());
        panel.shows(said).await;
    }
    assert_eq!(connected.held("alias"), "Front desk");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_is_shown_and_nothing_is_written() {
    let connected = Connected::open().await;
    let panel = with_an_edit(&connected).await;
    let fields = json!({ "alias": "Night desk" }).as_object().unwrap().clone();
    connected.control.edit(&Edit::SetFields { number: FIRST_DIGITS.into(), fields }).unwrap();
    panel.click("button", "Save changes").await;
    panel.shows("Nothing was written.").await;
    let conflict = panel.within("group", "Alias").await;
    for text in ["Plivo now", "Night desk", "Yours", "Front desk", "When you started", "Support — APAC"] {
        conflict.shows(text).await;
    }
    assert_eq!(connected.writes(), [] as [String; 0]);
    accessible(connected.window(), "a conflict").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_nothing_is_sent_and_the_draft_stays() {
    let connected = Connected::open().await;
    let panel = with_an_edit(&connected).await;
    connected.control.set_offline(true);
    panel.click("button", "Save changes").await;
    panel.shows("Kept as ready. No connection to Plivo").await;
    draft_saved(&panel).await;
    assert_eq!(panel.value_of("textbox", "Alias").await, "Front desk");
    connected.window().shows("Offline since").await;
    accessible(connected.window(), "a save without a network").await;
    connected.control.set_offline(false);
    panel.click("button", "Save changes").await;
    panel.shows("Saved, and read back from Plivo: Alias.").await;
    assert_eq!(connected.writes().len(), 1);
}
