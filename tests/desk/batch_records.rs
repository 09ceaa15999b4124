//! Batches in the record: one entry with its writes, which are counted when it is shown.

use std::time::Duration;

use desk::Desk;
use desk::error::Code;
use desk::view::{
    ActivityAction, ActivityEntry, ActivityOutcome, ActivityQuery, ApplyWhat, BatchRecord, BulkEdit, DraftKey,
    DraftKind, ExportFormat, FieldCount, FieldName,
};
use sandbox::{Fault, Pattern, Rule};
use serde_json::json;

use crate::office::{ACCOUNT, FIRST, Office, alias, fields, only_step, until, webhook};

const URL: &str = "https://moved.example/{number}";

pub fn key(number: &str) -> DraftKey {
    DraftKey { kind: DraftKind::Number, id: number.to_owned() }
}

/// The first numbers that have a valid webhook, without the first number of all.
pub fn hooked(office: &Office, count: usize) -> Vec<String> {
    let all = office.control.wabas().into_iter().flat_map(|waba| office.control.numbers_of(&waba.waba_id));
    let is_hooked = |number: &String| {
        let held = office.held(number);
        let url = held["webhook_url"].as_str().unwrap_or_default();
        *number != FIRST && held["configuration_type"] == "webhook" && url.starts_with("https://")
    };
    let hooked = all.map(|number| number.number).filter(is_hooked);
    let found: Vec<String> = hooked.take(count).collect();
    assert_eq!(found.len(), count);
    found
}

pub async fn ended(office: &Office) {
    let mut notices = office.notices();
    while office.batch().expect("a batch").running {
        until(&mut notices, Some).await;
    }
}

/// Gives the numbers another webhook in one batch, and waits for its end.
pub async fn moved(office: &Office, numbers: &[String]) {
    let selection = office.select(numbers).await;
    let edit = BulkEdit { webhook_url: Some(URL.to_owned()), ..BulkEdit::default() };
    let done = office.desk.bulk_draft(ACCOUNT, selection, &edit).await.unwrap();
    office.apply(ApplyWhat::Made { made: done.made.id }).await.unwrap();
    ended(office).await;
}

pub fn entries(office: &Office, query: ActivityQuery) -> Vec<ActivityEntry> {
    office.desk.activity(ACCOUNT, &ActivityQuery { limit: 100, ..query }).unwrap().rows
}

/// The recorded writes that match, the latest first: also those of batches.
pub fn recorded_writes(desk: &Desk, query: &ActivityQuery) -> Vec<ActivityEntry> {
    let mut writes = Vec::new();
    for entry in desk.activity(ACCOUNT, query).unwrap().rows {
        match entry.batch {
            Some(_) => {
                let within = ActivityQuery { batch: Some(entry.id), ..query.clone() };
                writes.extend(desk.activity(ACCOUNT, &within).unwrap().rows);
            }
            None => writes.push(entry),
        }
    }
    writes.sort_by_key(|entry| std::cmp::Reverse(entry.id));
    writes
}

/// The latest batch.
pub fn last(office: &Office) -> (i64, BatchRecord) {
    let entry = entries(office, ActivityQuery::default()).into_iter().find(|entry| entry.batch.is_some());
    entry.map(|entry| (entry.id, entry.batch.unwrap())).expect("a batch is recorded")
}

pub fn outcomes(batch: &BatchRecord) -> Vec<(ActivityOutcome, u32)> {
    batch.outcomes.iter().map(|count| (count.outcome, count.numbers)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_one_entry_that_has_its_writes_inside() {
    let office = Office::open().await;
    let numbers = hooked(&office, 4);
    office
        .control
        .add_fault(Rule::once(Pattern::new("POST", &format!("/WhatsApp/Number/{}/", numbers[1])), Fault::forbidden()));
    office.edit(FIRST, [alias("Alone")]).await;
    only_step(office.save(FIRST).await);
    moved(&office, &numbers).await;

    let all = entries(&office, ActivityQuery::default());
    let told: Vec<(ActivityAction, Option<&str>)> =
        all.iter().map(|entry| (entry.action, entry.number.as_deref())).collect();
    assert_eq!(told, [(ActivityAction::Batch, None), (ActivityAction::Configure, Some(FIRST))]);
    let (id, batch) = last(&office);
    assert_eq!((batch.numbers, batch.not_sent, batch.running, batch.undone), (4, 0, false, false));
    assert_eq!(batch.fields, [FieldCount { field: FieldName::WebhookUrl, numbers: 4 }]);
    assert_eq!(outcomes(&batch), [(ActivityOutcome::Confirmed, 3), (ActivityOutcome::Refused, 1)]);
    assert_eq!(office.batch().unwrap().record, Some(id));

    let within = |query: ActivityQuery| entries(&office, ActivityQuery { batch: Some(id), ..query });
    let mut sorted = numbers.clone();
    sorted.sort_by_key(|number| number.parse::<u64>().unwrap());
    let inside: Vec<String> = within(ActivityQuery::default()).into_iter().map(|entry| entry.number.unwrap()).collect();
    assert_eq!(inside, sorted);
    assert!(within(ActivityQuery::default()).iter().all(|entry| entry.part_of == Some(id)));
    let refused = ActivityQuery { outcomes: vec![ActivityOutcome::Refused], ..ActivityQuery::default() };
    assert_eq!(within(refused.clone())[0].number.as_ref(), Some(&numbers[1]));

    // A batch is found by what is inside of it.
    let check = |query: ActivityQuery, expected: &[ActivityAction]| {
        let found: Vec<ActivityAction> = entries(&office, query.clone()).iter().map(|entry| entry.action).collect();
        assert_eq!(found, expected, "{query:?}");
    };
    let search = |text: &str| ActivityQuery { search: text.to_owned(), ..ActivityQuery::default() };
    let of_action = |action| ActivityQuery { actions: vec![action], ..ActivityQuery::default() };
    check(refused, &[ActivityAction::Batch]);
    check(search(&numbers[2]), &[ActivityAction::Batch]);
    check(search("moved.example"), &[ActivityAction::Batch]);
    check(search("Alone"), &[ActivityAction::Configure]);
    check(search("no such thing"), &[]);
    // What is stored about the batch itself is no text of anybody's.
    check(search("wabas"), &[]);
    check(of_action(ActivityAction::Batch), &[ActivityAction::Batch]);
    check(of_action(ActivityAction::Configure), &[ActivityAction::Batch, ActivityAction::Configure]);
    // All records of one number are listed by themselves.
    let of_number = ActivityQuery { number: Some(numbers[2].clone()), ..ActivityQuery::default() };
    check(of_number, &[ActivityAction::Configure]);
}

/// Nothing about the outcomes is kept: what is settled later counts as it is then.
#[tokio::test(flavor = "multi_thread")]
async fn the_counts_are_true_while_it_runs_and_later() {
    let office = Office::open().await;
    let numbers = hooked(&office, 4);
    let [lost, conflict, sent, held] = &numbers[..] else { unreachable!() };
    for number in &numbers {
        office.edit(number, [webhook("https://moved.example/")]).await;
    }
    let theirs = fields(json!({ "webhook_url": "https://theirs.example/" }));
    office.control.edit(&sandbox::Edit::SetFields { number: conflict.clone(), fields: theirs }).unwrap();
    let write_to = |number: &str| Pattern::new("POST", &format!("/WhatsApp/Number/{number}/"));
    office.control.add_fault(Rule::once(write_to(lost), Fault::CutBeforeWrite));
    office.control.add_fault(Rule::once(write_to(held), Fault::Hold));
    let drafts = [lost, conflict, sent, held].map(|number| key(number)).to_vec();
    office.apply(ApplyWhat::Drafts { drafts }).await.unwrap();
    office.answer_held().await;
    let entry = entries(&office, ActivityQuery::default()).remove(0);
    let running = entry.batch.clone().expect("the batch is recorded before its first write");
    assert!(running.running && !entry.can_undo && entry.message.is_empty(), "{entry:?}");
    let refused = office.desk.undo_batch(ACCOUNT, entry.id).await.expect_err("it is running");
    assert_eq!(refused.code, Code::InvalidInput);
    office.control.release();
    ended(&office).await;

    let check = |office: &Office, of_lost: ActivityOutcome| {
        let entry = entries(office, ActivityQuery::default()).remove(0);
        let batch = entry.batch.expect("the batch");
        let mut expected = vec![(ActivityOutcome::Confirmed, 2), (of_lost, 1)];
        expected.sort_by_key(|(outcome, _)| *outcome as usize);
        assert_eq!(outcomes(&batch), expected);
        assert_eq!((batch.numbers, batch.not_sent, batch.running, entry.can_undo), (4, 1, false, true));
        assert_eq!(entry.message, "1 draft was not sent: it needs you first.");
    };
    check(&office, ActivityOutcome::NotYetKnown);
    let undo = office.desk.undo_batch(ACCOUNT, entry.id).await.unwrap();
    assert_eq!((undo.made.drafts, undo.unknown), (2, 1), "what is not known is not undone");
    office.desk.take_back(ACCOUNT, undo.made.id, &[]).await.unwrap();
    office.turn_clock(Duration::from_secs(120));
    office.settled().await;
    check(&office, ActivityOutcome::Failed);
    check(&office.restart().await, ActivityOutcome::Failed);
}

/// The app ended during a batch, so its record does not say what was left. The next start keeps that.
#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_the_end_of_the_app_interrupted() {
    let office = Office::open().await;
    let numbers = hooked(&office, 3);
    moved(&office, &numbers).await;
    let rest = format!("{}, {}", numbers[1], numbers[2]);
    let as_if_it_had_ended = move |folder: &std::path::Path| {
        let file = rusqlite::Connection::open(folder.join("number-desk.db")).unwrap();
        let sql = format!(
            "DELETE FROM activity WHERE number IN ({rest});
             UPDATE activity SET completed_at = NULL WHERE action = 'batch';
             UPDATE batch_item SET state = 'waiting' WHERE id IN ({rest})"
        );
        file.execute_batch(&sql).unwrap();
    };
    let office = office.restart_after(as_if_it_had_ended).await;
    let entry = entries(&office, ActivityQuery::default()).remove(0);
    let batch = entry.batch.expect("the batch");
    assert_eq!((batch.numbers, batch.not_sent, batch.running), (3, 2, false));
    assert_eq!(entry.message, "2 drafts were not reached.");
    let ended = Some("The app ended while drafts were being applied.");
    assert_eq!(office.batch().unwrap().because.as_deref(), ended);
    assert_eq!(office.restart().await.batch().unwrap().because.as_deref(), ended, "it is kept");
}

/// The window closes during a batch: the draft that is being written is finished, and the next start says why.
#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_the_user_stops_by_closing_the_window() {
    let office = Office::open().await;
    let numbers = hooked(&office, 3);
    for number in &numbers {
        office.edit(number, [alias("Renamed")]).await;
    }
    office.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), Fault::Hold));
    office.apply(ApplyWhat::Drafts { drafts: numbers.iter().map(|number| key(number)).collect() }).await.unwrap();
    office.answer_held().await;
    office.desk.apply_stop(ACCOUNT, true).unwrap();
    office.control.release();
    ended(&office).await;
    assert_eq!(office.writes().len(), 1);
    let office = office.restart().await;
    assert_eq!(office.batch().unwrap().because.as_deref(), Some("You closed the window."));
    let entry = entries(&office, ActivityQuery::default()).remove(0);
    assert_eq!(outcomes(&entry.batch.unwrap()), [(ActivityOutcome::Confirmed, 1)]);
    assert_eq!(entry.message, "2 drafts were not reached.");
    // Resumed to its end, it no longer says so.
    office.apply(ApplyWhat::Waiting).await.unwrap();
    ended(&office).await;
    assert_eq!(office.batch().unwrap().because, None);
}

/// The record of a single save is enough for it.
#[tokio::test(flavor = "multi_thread")]
async fn one_draft_is_no_batch_in_the_record() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Alone")]).await;
    office.apply(ApplyWhat::Drafts { drafts: vec![key(FIRST)] }).await.unwrap();
    ended(&office).await;
    let all = entries(&office, ActivityQuery::default());
    assert_eq!((all.len(), all[0].action, all[0].part_of), (1, ActivityAction::Configure, None));
    assert_eq!(office.batch().unwrap().record, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_has_every_write_and_its_batch() {
    let office = Office::open().await;
    moved(&office, &hooked(&office, 2)).await;
    let (record, _) = last(&office);
    let saved = office.desk.export_activity(ACCOUNT, &ActivityQuery::default(), ExportFormat::Csv, true).await.unwrap();
    assert_eq!(saved.count, 3);
    let mut reader = csv::Reader::from_path(&saved.path).unwrap();
    let column = |name: &str, heads: &csv::StringRecord| heads.iter().position(|head| head == name).unwrap();
    let heads = reader.headers().unwrap().clone();
    let (action, id, batch) = (column("action", &heads), column("id", &heads), column("batch", &heads));
    let rows: Vec<(String, String, String)> = reader
        .records()
        .map(|row| row.unwrap())
        .map(|row| (row[action].to_owned(), row[id].to_owned(), row[batch].to_owned()))
        .collect();
    let parent = record.to_string();
    assert_eq!(
        rows.iter().filter(|(action, id, batch)| action == "batch" && *id == parent && batch.is_empty()).count(),
        1
    );
    assert_eq!(rows.iter().filter(|(action, _, batch)| action == "configure" && *batch == parent).count(), 2);
    std::fs::remove_file(&saved.path).unwrap();
}
