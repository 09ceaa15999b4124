//! Drafts are picked in the tray, and marked, discarded or applied together.

use sandbox::Options;

use crate::seat::{Connected, accessible, say_yes};
use crate::support::{Launch, Window, starting};

const MANY: usize = 40;

/// An account with a draft of each number, on the page of the drafts.
async fn drafted(launch: Launch) -> Connected {
    let connected = Connected::open_with(Options { numbers: MANY, ..Options::default() }, launch).await;
    let window = connected.window();
    window.click("checkbox", "Select all matching numbers").await;
    window.click("button", format!("Edit {MANY} numbers").as_str()).await;
    let dialog = window.within("dialog", format!("Edit {MANY} numbers").as_str()).await;
    dialog.type_into("textbox", "Alias", "One of many").await;
    dialog.shows(&format!("of {MANY} would change")).await;
    dialog.click("button", "Make drafts").await;
    window.click("button", starting("Drafts")).await;
    window.shows(&format!("{MANY} drafts of this account")).await;
    window.click("button", "Close message").await;
    connected
}

/// The top of the first row, in pixels.
async fn first_row(window: &Window) -> serde_json::Value {
    let script =
        "return document.querySelector('[role=list][aria-label=Drafts] [role=listitem]').getBoundingClientRect().top";
    window.execute(script, vec![]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn some_are_marked_discarded_and_brought_back() {
    let connected = drafted(Launch::plain()).await;
    let window = connected.window();
    accessible(window, "many drafts in single lines").await;
    let before = first_row(window).await;
    window.click("checkbox", "Select all matching drafts").await;
    window.shows("40 drafts selected").await;
    let tray = window.within("list", "Drafts").await;
    let names = tray.names("checkbox").await;
    // The first two are taken out again, one of them with the keyboard.
    tray.click("checkbox", names[0].as_str()).await;
    window.press("Tab").await;
    for _ in 0..8 {
        if window.focused().await == Some(("checkbox".to_owned(), names[1].clone())) {
            break;
        }
        window.press("Tab").await;
    }
    window.press("Space").await;
    window.shows("38 drafts selected").await;
    assert_eq!(first_row(window).await, before, "a selection moves no row");
    accessible(window, "picked drafts").await;
    window.click("button", "Mark selected as ready").await;
    window.shows("38 drafts are marked as ready.").await;
    window.find("button", starting("Apply all ready 38")).await;
    window.click("button", "Discard selected").await;
    window.shows("2 drafts of this account").await;
    let messages = window.within("status", "Messages").await;
    messages.shows("38 drafts discarded.").await;
    messages.click("button", "Undo").await;
    window.shows("40 drafts of this account").await;
    assert_eq!(connected.writes(), [] as [String; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_found_is_applied_after_a_question() {
    let connected = drafted(Launch::plain()).await;
    let window = connected.window();
    window.type_into("searchbox", "Search drafts", "+49").await;
    window
        .wait_until("fewer drafts", async || {
            !window.within("list", "Drafts").await.names("listitem").await.iter().any(|name| name.contains("+91"))
        })
        .await;
    let found = window.within("list", "Drafts").await.names("listitem").await.len();
    assert!(found > 1 && found < 25, "{found}");
    window.click("checkbox", "Select all matching drafts").await;
    window.shows(&format!("{found} drafts selected")).await;
    window.click("button", "Apply selected").await;
    say_yes(window, found).await;
    window.shows(&format!("{found} of {found} done")).await;
    assert_eq!(connected.writes().len(), found);
    assert!(!window.has("list", "Results").await, "a batch without exceptions is one line");
}

/// One line each: the details are shown on demand.
#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_one_line_with_its_details_on_demand() {
    let connected = drafted(Launch::plain()).await;
    let window = connected.window();
    let heights = "return [...document.querySelectorAll('[role=list][aria-label=Drafts] > [role=listitem]')].map((row) => row.offsetHeight)";
    let heights = window.execute(heights, vec![]).await;
    let heights: Vec<u64> = heights.as_array().unwrap().iter().map(|height| height.as_u64().unwrap()).collect();
    assert!(heights.len() > 10 && heights.iter().all(|height| *height <= 40), "{heights:?}");
    let names = window.within("list", "Drafts").await.names("button").await;
    let details = names.iter().find(|name| name.starts_with("Details of ")).unwrap();
    window.click("button", details.as_str()).await;
    window.shows("saved").await;
    let number = details.trim_start_matches("Details of ");
    window.click("button", format!("Open {number}").as_str()).await;
    window.find("complementary", number).await;
    window.find("row", starting(number)).await;
}
