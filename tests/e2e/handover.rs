//! Drafts out to a file and in again.

use std::path::PathBuf;

use crate::seat::{FIRST, Seat, accessible, draft_saved, open};
use crate::support::{Window, starting};

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
