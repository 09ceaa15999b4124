//! Drafts are exported to a file and imported again.

use std::path::PathBuf;

use serde_json::json;

use crate::seat::{Connected, FIRST, FIRST_DIGITS, Seat, accessible, draft_saved, open};
use crate::support::{Window, starting};

const SECOND: &str = "+49 1512 5730547";

async fn exported(window: &Window) -> PathBuf {
    window.click("button", "Export drafts").await;
    window.shows("exported to").await;
    let path = window.execute("return document.querySelector('main code').textContent", vec![]).await;
    PathBuf::from(path.as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn out_and_in_again() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Alias", "Handed over").await;
    draft_saved(&panel).await;
    window.click("button", starting("Drafts")).await;
    let path = exported(window).await;
    accessible(window, "exported drafts").await;
    let text = std::fs::read_to_string(&path).unwrap();
    window.click("button", format!("Discard draft of {FIRST}").as_str()).await;
    window.shows("No drafts").await;

    window.choose_file(&path).await;
    let dialog = window.within("dialog", "Import drafts").await;
    dialog.shows("Handed over").await;
    accessible(window, "the import dialog").await;
    dialog.click("button", "Import 1 draft").await;
    window.find("button", format!("Open {FIRST}").as_str()).await;
    window.shows("editing").await;

    let bad = [
        ("newer", text.replace("\"version\": 1", "\"version\": 9"), "newer Number Desk"),
        ("damaged", text[..text.len() / 2].to_owned(), "damaged"),
        ("other", text.replace("\"authId\": \"MA", "\"authId\": \"MAX"), "another account"),
    ];
    for (name, text, expected) in bad {
        let path = path.with_file_name(format!("{name}.json"));
        std::fs::write(&path, text).unwrap();
        window.choose_file(&path).await;
        let dialog = window.within("dialog", "The file cannot be imported").await;
        dialog.shows(expected).await;
        accessible(window, name).await;
        dialog.click("button", "Close").await;
        window.gone("dialog", "The file cannot be imported").await;
    }
    window.find("button", format!("Open {FIRST}").as_str()).await;
}

/// A colleague's draft conflicts with a change at Plivo, and replaces a draft on this computer.
#[tokio::test(flavor = "multi_thread")]
async fn over_a_conflict_and_over_a_draft_of_ones_own() {
    let connected = Connected::open().await;
    let window = connected.window();
    for number in [FIRST, SECOND] {
        let panel = open(window, number).await;
        panel.type_into("textbox", "Alias", "Handed over").await;
        draft_saved(&panel).await;
    }
    window.click("button", starting("Drafts")).await;
    let path = exported(window).await;
    window.click("button", format!("Discard draft of {FIRST}").as_str()).await;
    window.gone("button", format!("Discard draft of {FIRST}").as_str()).await;
    let theirs = sandbox::Edit::SetFields {
        number: FIRST_DIGITS.into(),
        fields: serde_json::from_value(json!({ "alias": "Theirs" })).unwrap(),
    };
    connected.control.edit(&theirs).unwrap();
    window.click("button", format!("Open {SECOND}").as_str()).await;
    let panel = window.within("complementary", SECOND).await;
    panel.type_into("textbox", "Alias", "Mine").await;
    draft_saved(&panel).await;
    window.click("button", "Refresh").await;
    window.find("row", starting(&format!("{FIRST}, Theirs"))).await;

    window.click("button", starting("Drafts")).await;
    window.choose_file(&path).await;
    let dialog = window.within("dialog", "Import drafts").await;
    for text in ["conflict", "replaces your draft", "1 of 2 drafts chosen"] {
        dialog.shows(text).await;
    }
    assert!(!dialog.is_on("checkbox", format!("Import {SECOND}").as_str()).await, "a draft is replaced by hand only");
    accessible(window, "an import with a conflict").await;
    dialog.click("checkbox", format!("Import {SECOND}").as_str()).await;
    dialog.click("button", "Import 2 drafts").await;
    window.shows("2 drafts imported, 1 draft replaced.").await;
    let tray = window.within("list", "Drafts").await;
    tray.shows("conflict").await;
    tray.wait_until("the draft that replaced another", async || !tray.text().await.contains("Mine")).await;
    window.click("button", "Undo import").await;
    window.shows("Mine").await;

    window.choose_file(&path).await;
    window.within("dialog", "Import drafts").await.click("button", "Import 1 draft").await;
    window.click("button", format!("Open {FIRST}").as_str()).await;
    let panel = window.within("complementary", FIRST).await;
    panel.click("radio", "Yours: Handed over").await;
    panel.shows("All decided").await;
    assert_eq!(connected.writes(), [] as [String; 0]);
    panel.click("button", "Save changes").await;
    panel.shows("Saved, and read back from Plivo: Alias.").await;
    assert_eq!(connected.held("alias"), "Handed over");
}
