//! Work on many numbers is shown first, and the count of more than 25 numbers is typed.

use sandbox::Options;
use serde_json::json;

use crate::seat::{Connected, FIRST, FIRST_DIGITS, Seat, accessible, draft_saved, open, say_yes, wait_for_focus};
use crate::support::{Launch, Window, starting};

/// The dialog after *Make drafts and apply* with a new alias for all numbers.
async fn rename_all(window: &Window, numbers: usize) -> Window {
    window.click("checkbox", "Select all matching numbers").await;
    window.click("button", format!("Edit {numbers} numbers").as_str()).await;
    let dialog = window.within("dialog", format!("Edit {numbers} numbers").as_str()).await;
    dialog.type_into("textbox", "Alias", "One of many").await;
    dialog.shows(&format!("of {numbers} would change")).await;
    dialog.click("button", "Make drafts and apply").await;
    window.within("alertdialog", format!("Apply the drafts of {numbers} numbers?").as_str()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn enter_without_looking_writes_to_no_number() {
    const MANY: usize = 40;
    let connected = Connected::open_with(Options { numbers: MANY, ..Options::default() }, Launch::plain()).await;
    let window = connected.window();
    let question = rename_all(window, MANY).await;
    question.shows("Alias (40)").await;
    question.shows("and 35 more").await;
    let field = "Type how many numbers these are to confirm: 40";
    wait_for_focus(window, "textbox", field).await;
    accessible(window, "the question before a batch of many").await;
    for typed in ["", "4", "41"] {
        window.type_and_press(typed, "Enter").await;
        question.shows("Type 40").await;
        wait_for_focus(window, "textbox", field).await;
    }
    accessible(window, "a wrong count").await;
    assert_eq!(connected.writes(), [] as [String; 0]);
    // What was typed wrong is selected, so it is replaced.
    window.type_and_press("40", "Enter").await;
    window.gone("alertdialog", starting("Apply the drafts")).await;
    window.shows("40 of 40 done").await;
    assert_eq!(connected.writes().len(), MANY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_keeps_the_drafts_and_offers_to_undo_them() {
    let connected = Connected::open().await;
    let window = connected.window();
    let question = rename_all(window, 24).await;
    wait_for_focus(window, "button", "Not now").await;
    // Enter without looking is a no.
    question.press("Enter").await;
    window.gone("alertdialog", starting("Apply the drafts")).await;
    window.shows("24 drafts made. Nothing was sent.").await;
    window.click("button", "Undo").await;
    window.shows("No drafts").await;
    assert_eq!(connected.writes(), [] as [String; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_draft_is_applied_at_once_and_several_after_a_question() {
    let connected = Connected::open().await;
    let window = connected.window();
    let others = ["+49 1512 5730547", "+44 7400 466877"];
    for number in [FIRST, others[0], others[1]] {
        window.click("button", starting("Numbers")).await;
        let panel = open(window, number).await;
        panel.type_into("textbox", "Alias", &format!("Desk {number}")).await;
        draft_saved(&panel).await;
    }
    window.click("button", starting("Drafts")).await;
    window.click("button", format!("Apply draft of {FIRST}").as_str()).await;
    window.shows("1 of 1 done").await;
    assert_eq!(connected.held("alias"), json!(format!("Desk {FIRST}")));
    window.click("button", "Done").await;
    for number in others {
        window.click("button", format!("Mark as ready: {number}").as_str()).await;
        window.find("button", format!("Not ready: {number}").as_str()).await;
    }
    window.click("button", starting("Apply all ready")).await;
    let question = window.within("alertdialog", "Apply the drafts of 2 numbers?").await;
    for named in others {
        question.shows(named).await;
    }
    question.press("Escape").await;
    window.gone("alertdialog", starting("Apply the drafts")).await;
    assert_eq!(connected.writes().len(), 1, "a no sends nothing");
    window.click("button", starting("Apply all ready")).await;
    say_yes(window, 2).await;
    window.shows("2 of 2 done").await;
    assert_eq!(connected.writes().len(), 3);
    assert!(connected.writes()[0].contains(FIRST_DIGITS));
}

#[tokio::test(flavor = "multi_thread")]
async fn tests_of_many_numbers_are_counted_first() {
    const MANY: usize = 60;
    let connected = Connected::open_with(Options { numbers: MANY, ..Options::default() }, Launch::plain()).await;
    let window = connected.window();
    window.click("checkbox", "Select all matching numbers").await;
    window.within("group", "Selection").await.click("button", "Test endpoints").await;
    let question = window.within("dialog", starting("Send test requests to")).await;
    question.shows("Webhook URL").await;
    accessible(window, "the question before tests of many").await;
    window.press("Enter").await;
    question.shows("That is not their count").await;
    assert_eq!(connected.control.endpoint_requests(), []);
    question.press("Escape").await;
    window.gone("dialog", starting("Send test requests to")).await;
    assert!(!window.has("group", "Endpoint tests").await);
}

/// The sandbox's own account: with a few numbers a button is enough, and the safe one has the focus.
#[tokio::test(flavor = "multi_thread")]
async fn tests_of_a_few_numbers_need_no_typing() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.click("row", starting(FIRST)).await;
    window.press("Escape").await;
    window.press("Space").await;
    window.within("group", "Selection").await.click("button", "Test endpoints").await;
    let question = window.within("dialog", starting("Send test requests to")).await;
    question.shows("1 number of 1 WABA").await;
    wait_for_focus(window, "button", "Do not test").await;
    question.click("button", "Send tests").await;
    window.within("group", "Endpoint tests").await.shows("Endpoints tested").await;
}
