//! The drafts tray: ready drafts are applied one after the other, conflicts decided, mappings confirmed.

use sandbox::{Fault, Options, Pattern, Rule};
use serde_json::json;

use crate::seat::{
    ACCOUNT, Connected, FIRST, FIRST_DIGITS, FIRST_WABA, Seat, accessible, draft_saved, open, pick, say_yes,
};
use crate::support::{App, Launch, Theme, Window, starting};

const SECOND: &str = "+49 1512 5730547";
const THIRD: &str = "+44 7400 466877";

/// Drafts an alias for each number and marks it as ready.
async fn ready(window: &Window, numbers: &[&str]) {
    for number in numbers {
        window.click("button", starting("Numbers")).await;
        let panel = open(window, number).await;
        panel.type_into("textbox", "Alias", &format!("Desk {number}")).await;
        draft_saved(&panel).await;
    }
    window.click("button", starting("Drafts")).await;
    for number in numbers {
        window.click("button", format!("Mark as ready: {number}").as_str()).await;
        window.find("button", format!("Not ready: {number}").as_str()).await;
    }
}

async fn all_done(window: &Window, count: usize) {
    window.shows(&format!("{count} of {count} done")).await;
    window.find("button", "Done").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_is_ready_is_applied() {
    let connected = Connected::open().await;
    let window = connected.window();
    ready(window, &[FIRST, SECOND]).await;
    window.click("button", starting("Numbers")).await;
    let panel = open(window, THIRD).await;
    panel.type_into("textbox", "Alias", "Half typed").await;
    draft_saved(&panel).await;
    window.click("button", starting("Drafts")).await;
    accessible(window, "ready drafts and one that is not").await;
    assert_eq!(connected.writes(), [] as [String; 0], "nothing is sent by itself");
    window.click("button", starting("Apply all ready")).await;
    say_yes(window, 2).await;
    all_done(window, 2).await;
    accessible(window, "a batch that is done").await;
    assert_eq!(connected.writes().len(), 2, "{:?}", connected.writes());
    assert_eq!(connected.held("alias"), json!(format!("Desk {FIRST}")));
    window.find("button", format!("Open {THIRD}").as_str()).await;
    window.click("button", "Done").await;
    window.gone("group", "Batch").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stopped_and_resumed_after_a_restart() {
    let connected = Connected::open_with(Options::default(), Launch::plain().theme(Theme::Dark)).await;
    let window = connected.window();
    ready(window, &[FIRST, SECOND, THIRD]).await;
    let second_write = Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), Fault::Hold).after(1);
    connected.control.add_fault(second_write);
    window.click("button", starting("Apply all ready")).await;
    say_yes(window, 3).await;
    let batch = window.within("group", "Batch").await;
    let landed = |all: &[sandbox::Request]| all.iter().filter(|one| one.method == "POST" && one.landed).count() == 2;
    connected.control.requests_when(landed).await;
    batch.click("button", "Stop").await;
    batch.shows("Stopping").await;
    connected.control.release();
    batch.find("button", "Resume").await;
    accessible(window, "a batch that was stopped").await;
    assert_eq!(connected.writes().len(), 2, "what was under way came to its end, and nothing after it began");
    let Connected { seat, control, sandbox } = connected;
    let Seat { app, desktop } = seat;
    app.kill().await;

    let app = App::start(&desktop, Launch::plain()).await;
    let window = &app.window;
    window.shows("Applying drafts was interrupted").await;
    window.click("button", "Open drafts").await;
    window.click("button", "Resume").await;
    all_done(window, 3).await;
    let writes = control.requests().into_iter().filter(|request| request.method == "POST").count();
    assert_eq!(writes, 3, "none was written twice");
    drop(sandbox);
}

/// Changed on both sides: decided field by field, and a second change is detected again.
#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_is_decided() {
    let connected = Connected::open().await;
    let window = connected.window();
    ready(window, &[FIRST]).await;
    let behind = |alias: &str| sandbox::Edit::SetFields {
        number: FIRST_DIGITS.into(),
        fields: serde_json::from_value(json!({ "alias": alias })).unwrap(),
    };
    connected.control.edit(&behind("Theirs")).unwrap();
    window.click("button", starting("Apply all ready")).await;
    window.shows("changed at Plivo too").await;
    assert_eq!(connected.writes(), [] as [String; 0]);
    accessible(window, "a batch with a conflict").await;
    window.click("button", format!("Open panel of {FIRST}").as_str()).await;
    let panel = window.within("complementary", FIRST).await;
    let conflicts = panel.within("region", "Conflicts").await;
    conflicts.shows("When you started").await;
    accessible(window, "a conflict in the panel").await;
    panel.click("button", "Save changes").await;
    panel.shows("Nothing was sent").await;
    conflicts.click("radio", format!("Yours: Desk {FIRST}").as_str()).await;
    conflicts.shows("All decided").await;
    connected.control.edit(&behind("Theirs again")).unwrap();
    panel.click("button", "Save changes").await;
    conflicts.find("radio", "Plivo now: Theirs again").await;
    assert_eq!(connected.writes(), [] as [String; 0], "a second change is caught again");
    conflicts.click("radio", "Plivo now: Theirs again").await;
    conflicts.shows("All decided").await;
    panel.click("button", "Save changes").await;
    panel.shows("Plivo already holds what the draft asks for").await;
    assert_eq!(connected.writes(), [] as [String; 0]);
    assert_eq!(connected.held("alias"), "Theirs again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_is_confirmed_from_the_tray() {
    let connected = Connected::open().await;
    let window = connected.window();
    let panel = open(window, FIRST).await;
    pick(&panel, "Account Mapping", "EU Team").await;
    draft_saved(&panel).await;
    panel.click("button", "Mark as ready").await;
    window.click("button", starting("Drafts")).await;
    window.click("button", starting("Apply all ready")).await;
    window.click("button", "Review and confirm Mapping of Acme EU").await;
    let dialog = window.within("alertdialog", starting("Move all 14 numbers of Acme EU")).await;
    dialog.shows(ACCOUNT).await;
    accessible(window, "the remap dialog over the tray").await;
    dialog.type_into("textbox", starting("Type the WABA’s name"), "Acme EU").await;
    assert_eq!(connected.writes(), [] as [String; 0]);
    dialog.click("button", "Move 14 numbers").await;
    all_done(window, 1).await;
    assert_eq!(connected.writes().len(), 1);
    let waba = connected.control.wabas().into_iter().find(|waba| waba.waba_id == FIRST_WABA).unwrap();
    assert!(waba.sub_account.is_some());
}
