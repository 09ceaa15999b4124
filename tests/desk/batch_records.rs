//! Batches in the record: one entry with its writes, and the batch that undoes it.

use std::collections::BTreeMap;
use std::time::Duration;

use desk::error::Code;
use desk::view::{
    ActivityAction, ActivityEntry, ActivityOutcome, ActivityQuery, ApplyWhat, BatchRecord, BatchState, BatchUndo,
    BulkEdit, ChangeView, ConfigurationType, DraftKey, DraftKind, DraftState, Edit, ExportFormat, FieldCount,
    FieldName, Notice, SaveStage, Span,
};
use sandbox::{Fault, Options, Pattern, Rule};
use serde_json::{Value, json};

use crate::office::{ACCOUNT, FIRST, Office, alias, fields, only_step, until, webhook};

const URL: &str = "https://moved.example/{number}";

fn key(number: &str) -> DraftKey {
    DraftKey { kind: DraftKind::Number, id: number.to_owned() }
}

/// The first numbers that have a valid webhook, without the first number of all.
fn hooked(office: &Office, count: usize) -> Vec<String> {
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

async fn ended(office: &Office) {
    let mut notices = office.notices();
    while office.batch().expect("a batch").running {
        until(&mut notices, Some).await;
    }
}

/// Gives the numbers another webhook in one batch, and waits for its end.
async fn moved(office: &Office, numbers: &[String]) {
    let selection = office.select(numbers).await;
    let edit = BulkEdit { webhook_url: Some(URL.to_owned()), ..BulkEdit::default() };
    let done = office.desk.bulk_draft(ACCOUNT, selection, &edit).await.unwrap();
    office.apply(ApplyWhat::Made { made: done.made.id }).await.unwrap();
    ended(office).await;
}

fn entries(office: &Office, query: ActivityQuery) -> Vec<ActivityEntry> {
    office.desk.activity(ACCOUNT, &ActivityQuery { limit: 100, ..query }).unwrap().rows
}

/// The latest batch.
fn last(office: &Office) -> (i64, BatchRecord) {
    let entry = entries(office, ActivityQuery::default()).into_iter().find(|entry| entry.batch.is_some());
    entry.map(|entry| (entry.id, entry.batch.unwrap())).expect("a batch is recorded")
}

fn outcomes(batch: &BatchRecord) -> Vec<(ActivityOutcome, u32)> {
    batch.outcomes.iter().map(|count| (count.outcome, count.numbers)).collect()
}

fn made(undo: &BatchUndo) -> ApplyWhat {
    ApplyWhat::Made { made: undo.made.id }
}

fn all_held(office: &Office, numbers: &[String]) -> BTreeMap<String, Value> {
    numbers.iter().map(|number| (number.clone(), office.held(number))).collect()
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
    let mut notices = office.notices();
    let drafts = [lost, conflict, sent, held].map(|number| key(number)).to_vec();
    office.apply(ApplyWhat::Drafts { drafts }).await.unwrap();
    until(&mut notices, |notice| match notice {
        Notice::Saving { number, stage: SaveStage::Writing, .. } if number == *held => Some(()),
        _ => None,
    })
    .await;
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

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_undone_by_a_batch() {
    let office = Office::open_with(Options { numbers: 60, ..Options::default() }).await;
    let numbers = hooked(&office, 30);
    let before = all_held(&office, &numbers);
    moved(&office, &numbers).await;
    let after = all_held(&office, &numbers);
    let (first, _) = last(&office);
    office.control.clear_requests();

    let undo = office.desk.undo_batch(ACCOUNT, first).await.unwrap();
    assert_eq!((undo.made.drafts, undo.unchanged, undo.drafted, undo.gone, undo.unknown), (30, 0, 0, 0, 0));
    assert_eq!(office.received(), [] as [String; 0], "nothing is sent or read");
    let preview = office.desk.apply_preview(ACCOUNT, made(&undo)).await.unwrap();
    assert_eq!((preview.numbers, preview.count_to_type), (30, Some(30)), "the same confirmation");
    let span = Span { offset: 0, limit: 100 };
    let shown = office.desk.apply_items(ACCOUNT, &preview.preview_id, span).await.unwrap();
    assert_eq!((shown.total, shown.rows.len()), (30, 30));
    for entry in &shown.rows {
        let number = entry.number.as_ref().unwrap();
        let url = |held: &BTreeMap<String, Value>| held[number]["webhook_url"].as_str().unwrap().to_owned();
        let back = ChangeView { field: FieldName::WebhookUrl, before: url(&after), after: url(&before) };
        assert_eq!(entry.changes, [back]);
    }
    let wrong = office.desk.apply_start(ACCOUNT, &preview.preview_id, "29").await.expect_err("29 is not 30");
    assert_eq!(wrong.code, Code::NotConfirmed);
    office.desk.apply_start(ACCOUNT, &preview.preview_id, "30").await.unwrap();
    ended(&office).await;
    assert_eq!(all_held(&office, &numbers), before);
    assert_eq!(office.drafts().await, []);

    let all = entries(&office, ActivityQuery::default());
    let told: Vec<(bool, bool)> =
        all.iter().map(|entry| entry.batch.as_ref().unwrap()).map(|batch| (batch.undoes, batch.undone)).collect();
    assert_eq!(told, [(true, false), (false, true)], "the latest first");
    let nothing = office.desk.undo_batch(ACCOUNT, first).await.unwrap();
    assert_eq!((nothing.made.drafts, nothing.unchanged), (0, 30));
    // What undid a batch is a batch, and can be undone too.
    let again = office.desk.undo_batch(ACCOUNT, all[0].id).await.unwrap();
    office.apply(made(&again)).await.unwrap();
    ended(&office).await;
    assert_eq!(all_held(&office, &numbers), after);
}

/// Each draft starts from what the batch left, so nothing that was done since is overwritten.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_since_stays() {
    let office = Office::open().await;
    let numbers = hooked(&office, 6);
    let [theirs, aliased, back, gone, drafted, plain] = &numbers[..] else { unreachable!() };
    let before = all_held(&office, &numbers);
    moved(&office, &numbers).await;
    let (record, _) = last(&office);
    let set = |number: &str, values: Value| {
        office.control.edit(&sandbox::Edit::SetFields { number: number.to_owned(), fields: fields(values) }).unwrap();
    };
    set(theirs, json!({ "webhook_url": "https://theirs.example/" }));
    set(aliased, json!({ "alias": "Since" }));
    set(back, json!({ "webhook_url": before[back]["webhook_url"] }));
    office.control.edit(&sandbox::Edit::RemoveNumber { number: gone.clone() }).unwrap();
    office.sync().await;
    office.sync().await;
    office.edit(drafted, [alias("Half typed")]).await;

    let undo = office.desk.undo_batch(ACCOUNT, record).await.unwrap();
    assert_eq!((undo.made.drafts, undo.drafted, undo.unchanged, undo.gone), (3, 1, 1, 1));
    let preview = office.desk.apply_preview(ACCOUNT, made(&undo)).await.unwrap();
    let stay: Vec<(DraftState, u32)> = preview.stay.iter().map(|count| (count.state, count.drafts)).collect();
    assert_eq!(stay, [(DraftState::Conflict, 1)]);
    let shown = office.desk.apply_items(ACCOUNT, &preview.preview_id, Span { offset: 0, limit: 2 }).await.unwrap();
    assert_eq!((shown.total, shown.rows[0].number.as_ref()), (3, Some(theirs)), "what stays comes first");
    assert_eq!(shown.rows[0].state, DraftState::Conflict);

    office.desk.apply_start(ACCOUNT, &preview.preview_id, "").await.unwrap();
    ended(&office).await;
    let batch = office.batch().unwrap();
    let state = |number: &str| batch.items.iter().find(|item| item.key.id == number).unwrap().state;
    assert_eq!(state(theirs), BatchState::NeedsYou);
    for number in [aliased, plain] {
        assert_eq!(state(number), BatchState::Applied, "{:?}", batch.items);
        assert_eq!(office.held(number)["webhook_url"], before[number]["webhook_url"]);
    }
    assert_eq!(office.held(theirs)["webhook_url"], "https://theirs.example/");
    assert_eq!(office.held(aliased)["alias"], "Since");
    let own = office.drafts().await.into_iter().find(|draft| draft.number.as_ref() == Some(drafted)).unwrap();
    assert_eq!(own.changes[0].after, "Half typed", "a draft is nobody's to replace");
    let panel = office.desk.number_panel(ACCOUNT, theirs).unwrap();
    assert_eq!(panel.conflicts.len(), 1, "it is decided in the panel");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_that_is_not_wanted_leaves_everything_as_it_was() {
    let office = Office::open().await;
    let numbers = hooked(&office, 3);
    moved(&office, &numbers).await;
    let (record, _) = last(&office);
    office.edit(&numbers[0], [alias("Half typed")]).await;
    let before = office.drafts().await;
    let undo = office.desk.undo_batch(ACCOUNT, record).await.unwrap();
    office.desk.take_back(ACCOUNT, undo.made.id, &[]).await.unwrap();
    assert_eq!(office.drafts().await, before);
    assert!(!last(&office).1.undone, "only a batch undoes a batch");
}

/// A Webhook URL that was empty before cannot be emptied. That is said, and the other fields are restored.
#[tokio::test(flavor = "multi_thread")]
async fn what_plivo_cannot_take_back_is_said() {
    let office = Office::open().await;
    let all = office.control.wabas().into_iter().flat_map(|waba| office.control.numbers_of(&waba.waba_id));
    let is_agents = |number: &String| office.held(number)["configuration_type"] == "ai_agent";
    let numbers: Vec<String> = all.map(|number| number.number).filter(is_agents).take(2).collect();
    let no_url = fields(json!({ "webhook_url": null }));
    office.control.edit(&sandbox::Edit::SetFields { number: numbers[0].clone(), fields: no_url }).unwrap();
    let old_url = fields(json!({ "webhook_url": "https://old.example/" }));
    office.control.edit(&sandbox::Edit::SetFields { number: numbers[1].clone(), fields: old_url }).unwrap();
    office.sync().await;
    let before = all_held(&office, &numbers);
    for number in &numbers {
        office
            .edit(number, [Edit::ConfigurationType(ConfigurationType::Webhook), webhook("https://new.example/")])
            .await;
    }
    office.apply(ApplyWhat::Drafts { drafts: numbers.iter().map(|number| key(number)).collect() }).await.unwrap();
    ended(&office).await;
    let undo = office.desk.undo_batch(ACCOUNT, last(&office).0).await.unwrap();
    assert_eq!(undo.stay, [FieldCount { field: FieldName::WebhookUrl, numbers: 1 }]);
    office.apply(made(&undo)).await.unwrap();
    ended(&office).await;
    for number in &numbers {
        let held = office.held(number);
        for field in ["configuration_type", "agent_uuid"] {
            assert_eq!(held[field], before[number][field], "{field} of {number}");
        }
    }
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
async fn undo_is_refused() {
    let office = Office::open().await;
    let numbers = hooked(&office, 3);
    office.edit(FIRST, [alias("Alone")]).await;
    let single = only_step(office.save(FIRST).await).activity.unwrap();
    moved(&office, &numbers).await;
    let (record, _) = last(&office);
    for number in &numbers[..2] {
        office.edit(number, [alias("Later")]).await;
    }
    office.control.set_offline(true);
    office.apply(ApplyWhat::Drafts { drafts: vec![key(&numbers[0]), key(&numbers[1])] }).await.unwrap();
    ended(&office).await;
    let before = office.drafts().await;
    for (id, code) in [(single, Code::InvalidInput), (record + 1000, Code::Gone), (record, Code::Interrupted)] {
        let error = office.desk.undo_batch(ACCOUNT, id).await.expect_err("it is refused");
        assert_eq!(error.code, code, "{}", error.message);
    }
    assert_eq!(office.drafts().await, before, "no draft was touched");
    let (interrupted, batch) = last(&office);
    let entry = entries(&office, ActivityQuery::default()).remove(0);
    assert_eq!((entry.id, entry.message.as_str()), (interrupted, "2 drafts were not reached."));
    assert!(!entry.can_undo && batch.not_sent == 2, "{entry:?}");
    office.desk.apply_dismiss(ACCOUNT).unwrap();
    let undo = office.desk.undo_batch(ACCOUNT, record).await.unwrap();
    assert_eq!((undo.made.drafts, undo.drafted), (1, 2));
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
