//! One edit for many numbers.

use desk::error::Code;
use desk::view::{ApplyWhat, BatchState, BulkEdit, BulkItem, DraftKey, DraftKind, FieldName, Severity, Span};
use serde_json::json;

use crate::office::{ACCOUNT, Office, alias};

/// In the list's plain order, which is the order of a selection.
fn all(office: &Office) -> Vec<String> {
    let wabas = office.control.wabas();
    let numbers = wabas.iter().flat_map(|waba| office.control.numbers_of(&waba.waba_id)).map(|number| number.number);
    let mut numbers: Vec<String> = numbers.collect();
    numbers.sort_unstable();
    numbers
}

fn key(number: &str) -> DraftKey {
    DraftKey { kind: DraftKind::Number, id: number.to_owned() }
}

/// The preview of the edit for every selected number.
async fn items(office: &Office, selection: u32, edit: &BulkEdit) -> Vec<BulkItem> {
    let mut found = Vec::new();
    loop {
        let span = Span { offset: found.len() as u32, limit: 7 };
        let window = office.desk.bulk_items(ACCOUNT, selection, edit, span).await.unwrap();
        let none = window.rows.is_empty();
        found.extend(window.rows);
        if none || found.len() >= window.total as usize {
            return found;
        }
    }
}

fn to(url: &str) -> BulkEdit {
    BulkEdit { webhook_url: Some(url.to_owned()), ..BulkEdit::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_numbers_point_elsewhere() {
    let office = Office::open_with(sandbox::Options { numbers: 50, ..sandbox::Options::default() }).await;
    let numbers = all(&office);
    assert_eq!(numbers.len(), 50);
    let with_hook: Vec<String> =
        numbers.into_iter().filter(|number| office.held(number)["configuration_type"] == "webhook").collect();
    let edit = to("https://new.example/{waba}/{number}");
    let selection = office.select(&with_hook).await;
    let preview = office.desk.bulk_preview(ACCOUNT, selection, &edit).await.unwrap();
    let all_of_them = with_hook.len() as u32;
    assert_eq!((preview.numbers, preview.changing, preview.invalid), (all_of_them, all_of_them, 0));
    let items = items(&office, selection, &edit).await;
    assert_eq!(items.iter().map(|item| &item.number).collect::<Vec<_>>(), with_hook.iter().collect::<Vec<_>>());
    assert_eq!(office.drafts().await, [], "nothing is kept by looking");
    let done = office.desk.bulk_draft(ACCOUNT, selection, &edit).await.unwrap();
    assert_eq!((done.ready, done.made.drafts), (all_of_them, all_of_them));
    let mut notices = office.notices();
    office.apply(ApplyWhat::Made { made: done.made.id }).await.unwrap();
    while office.batch().unwrap().running {
        crate::office::until(&mut notices, Some).await;
    }
    let batch = office.batch().unwrap();
    assert!(batch.items.iter().all(|item| item.state == BatchState::Applied), "{:#?}", batch.items);
    for number in &with_hook {
        let held = office.held(number);
        let waba = held["waba_id"].as_str().unwrap().to_owned();
        assert_eq!(held["webhook_url"], json!(format!("https://new.example/{waba}/{number}")));
    }
    assert_eq!(office.writes().len(), with_hook.len());
}

/// A Webhook URL for a number with an AI agent is kept in the draft and not sent. The preview and the batch say so.
#[tokio::test(flavor = "multi_thread")]
async fn edits_without_effect_are_reported() {
    let office = Office::open().await;
    let held_by =
        |kind: &str| all(&office).into_iter().find(|one| office.held(one)["configuration_type"] == kind).unwrap();
    let numbers = [held_by("ai_agent"), held_by("webhook")];
    let edit = to("https://new.example/");
    let selection = office.select(&numbers).await;
    let preview = office.desk.bulk_preview(ACCOUNT, selection, &edit).await.unwrap();
    assert_eq!((preview.changing, preview.parked, preview.invalid), (1, 1, 0));
    let items = items(&office, selection, &edit).await;
    let parked: Vec<&str> = items.iter().filter(|item| item.parked).map(|item| item.number.as_str()).collect();
    assert_eq!(parked, [&numbers[0]]);
    let done = office.desk.bulk_draft(ACCOUNT, selection, &edit).await.unwrap();
    assert_eq!((done.made.drafts, done.invalid), (2, 0), "what is not sent has no errors");
    assert_eq!(done.ready, 1);
    assert!(office.has_draft(&numbers[0]).await, "it is kept");

    let mut notices = office.notices();
    office.apply(ApplyWhat::Drafts { drafts: vec![key(&numbers[0])] }).await.unwrap();
    while office.batch().unwrap().running {
        crate::office::until(&mut notices, Some).await;
    }
    let item = office.batch().unwrap().items.remove(0);
    assert_eq!((item.state, item.said), (BatchState::NothingToDo, Some(desk::said::Said::Parked)));
    let outcome = office.save(&numbers[0]).await;
    assert_eq!(outcome, desk::view::SaveOutcome::NothingToDo { kept: true });
    assert!(office.has_draft(&numbers[0]).await);
    assert_eq!(office.writes().len(), 0);
}

/// Setting numbers back to Plivo's values leaves no draft that could be applied.
#[tokio::test(flavor = "multi_thread")]
async fn back_to_what_plivo_holds() {
    let office = Office::open().await;
    let number = all(&office).remove(0);
    office.edit(&number, [alias("Drafted")]).await;
    let held = office.held(&number)["alias"].as_str().unwrap_or_default().to_owned();
    let edit = BulkEdit { alias: Some(held), ..BulkEdit::default() };
    let selection = office.select(std::slice::from_ref(&number)).await;
    let preview = office.desk.bulk_preview(ACCOUNT, selection, &edit).await.unwrap();
    assert_eq!(preview.changing, 1, "the draft would go");
    let done = office.desk.bulk_draft(ACCOUNT, selection, &edit).await.unwrap();
    assert_eq!((done.made.drafts, done.ready, done.invalid, done.discarded), (0, 0, 0, 1));
    assert!(!office.has_draft(&number).await);
    let told = office.desk.take_back(ACCOUNT, done.made.id, &[]).await.unwrap();
    assert_eq!((told.taken, told.back, told.changed), (0, 1, 0));
    assert!(office.has_draft(&number).await, "it can be had back");
}

/// A problem with a number is reported for that number, and leads at most to an invalid draft.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_per_number() {
    let office = Office::open().await;
    let numbers: Vec<String> = all(&office).into_iter().take(3).collect();
    office.edit(&numbers[0], [alias("Kept")]).await;
    let selection = office.select(&numbers).await;
    let bad = office.desk.bulk_preview(ACCOUNT, selection, &to("https://a.example/{phone}")).await.unwrap();
    assert_eq!((bad.problems.len(), bad.problems[0].field), (1, FieldName::WebhookUrl), "{:?}", bad.problems);
    let error = office.desk.bulk_draft(ACCOUNT, selection, &to("https://a.example/{phone}")).await.expect_err("bad");
    assert_eq!((error.code, error.field), (Code::InvalidInput, Some(FieldName::WebhookUrl)));
    let preview = office.desk.bulk_preview(ACCOUNT, selection, &to("http://a.example/")).await.unwrap();
    assert_eq!(preview.invalid, preview.changing, "not https");
    assert_eq!((preview.drafted, preview.invalid_numbers.len()), (1, 3));
    let items = items(&office, selection, &to("http://a.example/")).await;
    assert!(items[0].has_draft && !items[1].has_draft);
    let errors = |at: usize| items[at].problems.iter().any(|problem| problem.severity == Severity::Error);
    assert!(errors(0) && errors(1));
    let done = office.desk.bulk_draft(ACCOUNT, selection, &to("http://a.example/")).await.unwrap();
    assert_eq!((done.made.drafts, done.invalid, done.ready), (3, 3, 0), "none of them may be applied");
    assert_eq!(done.made.aside, 1, "the draft that stood there");
    let panel = office.desk.number_panel(ACCOUNT, &numbers[0]).unwrap();
    assert!(panel.alias.value == "Kept" && panel.webhook_url.value == "http://a.example/", "on top of the draft");
}

/// Undone at once: every number gets its earlier draft back, except for drafts that were edited since.
#[tokio::test(flavor = "multi_thread")]
async fn taken_back() {
    let office = Office::open().await;
    let numbers: Vec<String> = all(&office).into_iter().take(4).collect();
    office.edit(&numbers[0], [alias("Before")]).await;
    office.edit(&numbers[1], [alias("Before too")]).await;
    let selection = office.select(&numbers).await;
    let done = office.desk.bulk_draft(ACCOUNT, selection, &to("https://a.example/")).await.unwrap();
    assert_eq!((done.made.drafts, done.made.aside), (4, 2));
    office.turn_clock(std::time::Duration::from_secs(1));
    office.edit(&numbers[1], [alias("Gone on with")]).await;
    office.desk.discard_one(ACCOUNT, &key(&numbers[3])).await.unwrap();
    let told = office.desk.take_back(ACCOUNT, done.made.id, &[]).await.unwrap();
    assert_eq!((told.taken, told.back, told.changed, told.gone), (2, 1, 1, 1));
    let panels: Vec<_> = numbers.iter().map(|number| office.desk.number_panel(ACCOUNT, number).unwrap()).collect();
    let shown = |at: usize| (panels[at].alias.value.as_str(), panels[at].webhook_url.value == "https://a.example/");
    assert_eq!((shown(0), shown(1)), (("Before", false), ("Gone on with", true)));
    assert!(!office.has_draft(&numbers[2]).await && !office.has_draft(&numbers[3]).await);

    let again = office.desk.take_back(ACCOUNT, done.made.id, &[]).await.unwrap();
    assert_eq!((again.taken, again.back, again.changed, again.gone), (0, 0, 2, 2), "a second undo changes nothing");
    assert!(office.has_draft(&numbers[0]).await);

    // A draft that was sent since is not undone, and the draft before it does not return.
    office.edit(&numbers[2], [alias("Earlier")]).await;
    let selection = office.select(&numbers[2..3]).await;
    let done = office.desk.bulk_draft(ACCOUNT, selection, &to("https://b.example/")).await.unwrap();
    assert_eq!(done.made.aside, 1);
    office.save(&numbers[2]).await;
    let told = office.desk.take_back(ACCOUNT, done.made.id, &[]).await.unwrap();
    assert_eq!((told.taken, told.back, told.gone), (0, 0, 1));
    assert!(!office.has_draft(&numbers[2]).await);
}
