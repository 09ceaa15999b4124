//! A batch is one entry in Activity, and is undone as one.

use sandbox::{Fault, Options, Pattern, Rule};
use serde_json::{Value, json};

use crate::seat::{Connected, FIRST, FIRST_DIGITS, accessible, wait_for_focus};
use crate::support::{Launch, Window, starting};

const MANY: usize = 50;

fn held(connected: &Connected, field: &str) -> Vec<Value> {
    let all = connected.control.wabas().into_iter().flat_map(|waba| connected.control.numbers_of(&waba.waba_id));
    all.map(|number| serde_json::to_value(number).unwrap()[field].clone()).collect()
}

async fn many() -> Connected {
    Connected::open_with(Options { numbers: MANY, ..Options::default() }, Launch::plain()).await
}

/// Each line that uses the keyboard or the pointer is one interaction. Returns how many there were.
async fn rename_all(window: &Window, numbers: usize) -> usize {
    window.click("checkbox", "Select all matching numbers").await;
    window.click("button", format!("Edit {numbers} numbers").as_str()).await;
    let dialog = window.within("dialog", format!("Edit {numbers} numbers").as_str()).await;
    dialog.type_into("textbox", "Alias", "One of many").await;
    dialog.click("button", "Make drafts and apply").await;
    wait_for_focus(window, "textbox", &format!("Type how many numbers these are to confirm: {numbers}")).await;
    window.type_and_press(&numbers.to_string(), "Enter").await;
    window.shows(&format!("{numbers} of {numbers} done")).await;
    5
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_numbers_are_changed_and_taken_back_in_a_few_steps() {
    let connected = many().await;
    let window = connected.window();
    let before = held(&connected, "alias");
    let mut interactions = rename_all(window, MANY).await;
    assert!(held(&connected, "alias").iter().all(|alias| *alias == json!("One of many")));

    window.click("button", "Undo batch").await;
    let question = window.within("alertdialog", "Change 50 numbers back?").await;
    let field = "Type how many numbers these are to confirm: 50";
    wait_for_focus(window, "textbox", field).await;
    // Enter without looking sends nothing.
    window.press("Enter").await;
    question.shows("Type 50").await;
    assert_eq!(connected.writes().len(), MANY);
    accessible(window, "the question before a batch is undone").await;
    window.type_and_press("50", "Enter").await;
    interactions += 2;
    window.gone("alertdialog", "Change 50 numbers back?").await;
    window.shows("50 of 50 done").await;
    assert_eq!(held(&connected, "alias"), before);
    assert!(interactions <= 12, "{interactions} interactions");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_unfolds_into_its_numbers() {
    let connected = many().await;
    let window = connected.window();
    let refused = Pattern::new("POST", &format!("/WhatsApp/Number/{FIRST_DIGITS}/"));
    connected.control.add_fault(Rule::once(refused, Fault::forbidden()));
    rename_all(window, MANY).await;
    window.click("button", starting("Activity")).await;
    window.shows("1 record").await;
    let entry = window.within("listitem", starting("Batch 50 numbers")).await;
    for text in ["49 confirmed", "1 refused", "Fields: Alias (50)."] {
        entry.shows(text).await;
    }
    entry.click("button", starting("50 numbers")).await;
    window.find("list", "Numbers of the batch").await;
    accessible(window, "an unfolded batch").await;
    // The filters of the page also choose among the numbers of the batch.
    window.click("button", "Filter by outcome").await;
    window.click("checkbox", starting("refused")).await;
    window.press("Escape").await;
    let numbers = window.within("list", "Numbers of the batch").await;
    numbers.shows("does not allow this").await;
    numbers.click("button", FIRST).await;
    let panel = window.within("complementary", FIRST).await;
    assert_eq!(panel.value_of("textbox", "Alias").await, "One of many", "its draft is kept");
    // It is marked in the list, and in sight.
    window.find("row", starting(FIRST)).await;
}

/// What somebody has changed since is a conflict, which is decided number by number. Nobody's draft is replaced.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_since_is_not_overwritten() {
    let connected = many().await;
    let window = connected.window();
    rename_all(window, MANY).await;
    window.click("button", "Done").await;
    let theirs = json!({ "alias": "Theirs" }).as_object().unwrap().clone();
    let edit = sandbox::Edit::SetFields { number: FIRST_DIGITS.to_owned(), fields: theirs };
    connected.control.edit(&edit).unwrap();
    window.click("button", starting("Numbers")).await;
    window.click("button", "Refresh").await;
    window.shows("Theirs").await;
    window.click("button", starting("Activity")).await;
    window.click("button", "Undo batch").await;
    let question = window.within("alertdialog", "Change 50 numbers back?").await;
    question.shows("conflict (1)").await;
    question.click("button", "Each number").await;
    let drafts = window.within("list", "Drafts of the batch").await;
    drafts.shows("Theirs").await;
    wait_for_focus(window, "button", "Each number").await;
    question.type_into("textbox", starting("Type how many numbers"), "50").await;
    question.press("Enter").await;
    window.shows("50 of 50 done").await;
    window.shows("49 applied, 1 needs you").await;
    assert_eq!(connected.held("alias"), json!("Theirs"));
    window.click("button", format!("Open panel of {FIRST}").as_str()).await;
    window.within("complementary", FIRST).await.shows("Theirs").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_leaves_everything_as_it_was() {
    let connected = many().await;
    let window = connected.window();
    rename_all(window, MANY).await;
    window.click("button", starting("Activity")).await;
    window.click("button", "Undo batch").await;
    window.find("alertdialog", "Change 50 numbers back?").await;
    window.press("Escape").await;
    window.gone("alertdialog", "Change 50 numbers back?").await;
    window.shows("Nothing was sent, and no draft was kept.").await;
    window.find("heading", "Activity").await;
    window.click("button", "Drafts").await;
    window.shows("No drafts").await;
    assert_eq!(connected.writes().len(), MANY);
}
