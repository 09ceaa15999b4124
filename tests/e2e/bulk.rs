//! Fifty numbers get a new URL in at most eight interactions, one of which is the typed count.

use sandbox::Options;

use crate::seat::{Connected, accessible, say_yes};
use crate::support::{Launch, starting};

#[tokio::test(flavor = "multi_thread")]
async fn fifty_numbers() {
    let connected = Connected::open_with(Options { numbers: 50, ..Options::default() }, Launch::plain()).await;
    let window = connected.window();
    // 1: select all. 2: edit. 3 and 4: click into the field and type. 5: make drafts and apply. 6 and 7: type how many
    // numbers these are, and apply.
    window.click("checkbox", "Select all matching numbers").await;
    window.click("button", "Edit 50 numbers").await;
    let dialog = window.within("dialog", "Edit 50 numbers").await;
    dialog.type_into("textbox", "Webhook URL", "https://new.example/{waba}/{number}").await;
    dialog.shows("of 50 would change").await;
    accessible(window, "the bulk dialog").await;
    assert_eq!(connected.writes(), [] as [String; 0]);
    dialog.click("button", "Make drafts and apply").await;
    let of_type = |wanted: &str| {
        let all = connected.control.wabas().into_iter().flat_map(|waba| connected.control.numbers_of(&waba.waba_id));
        all.filter(|number| number.configuration_type.as_deref() == Some(wanted)).count()
    };
    say_yes(window, of_type("webhook")).await;
    window.within("group", "Batch").await.find("button", "Done").await;
    accessible(window, "fifty results").await;
    let numbers: Vec<_> =
        connected.control.wabas().iter().flat_map(|waba| connected.control.numbers_of(&waba.waba_id)).collect();
    assert_eq!(numbers.len(), 50);
    for number in numbers.iter().filter(|number| number.configuration_type.as_deref() == Some("webhook")) {
        let expected = format!("https://new.example/{}/{}", number.waba_id, number.number);
        assert_eq!(number.webhook_url.as_deref(), Some(expected.as_str()));
    }
    window.find("button", starting("Drafts")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_before_anything_is_made() {
    let connected = Connected::open().await;
    let window = connected.window();
    window.click("checkbox", "Select all matching numbers").await;
    window.click("button", "Edit 24 numbers").await;
    let dialog = window.within("dialog", "Edit 24 numbers").await;
    dialog.type_into("textbox", "Webhook URL", "https://new.example/{phone}").await;
    dialog.shows("{phone} is not known here").await;
    dialog.type_into("textbox", "Webhook URL", "http://new.example/").await;
    dialog.shows("would have errors").await;
    accessible(window, "errors in the bulk dialog").await;
    dialog.click("button", "Cancel").await;
    window.click("button", starting("Drafts")).await;
    window.shows("No drafts").await;
}
