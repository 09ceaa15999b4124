//! Undoing a batch: drafts with the values from before it, which are applied as a batch of their own.

use std::collections::BTreeMap;
use std::time::Duration;

use desk::error::Code;
use desk::view::{
    ActivityOutcome, ActivityQuery, ApplyWhat, BatchState, BatchUndo, ChangeView, ConfigurationType, DraftKey,
    DraftKind, DraftState, Edit, FieldCount, FieldName, Span,
};
use sandbox::seed::FIRST_WABA;
use sandbox::{Options, Pattern};
use serde_json::{Value, json};

use crate::batch_records::{ended, entries, hooked, key, last, moved, outcomes};
use crate::office::{ACCOUNT, FIRST, Office, alias, fields, map_to, only_step, webhook};

fn made(undo: &BatchUndo) -> ApplyWhat {
    ApplyWhat::Made { made: undo.made.id }
}

fn all_held(office: &Office, numbers: &[String]) -> BTreeMap<String, Value> {
    numbers.iter().map(|number| (number.clone(), office.held(number))).collect()
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

/// Plivo accepted the write and returned a value of somebody else's. Nobody has agreed to replace that.
#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_came_instead_is_a_conflict() {
    let office = Office::open().await;
    let numbers = hooked(&office, 2);
    let theirs = fields(json!({ "webhook_url": "https://theirs.example/" }));
    let edit = sandbox::Edit::SetFields { number: numbers[0].clone(), fields: theirs };
    let on = Pattern::new("POST", &format!("/WhatsApp/Number/{}/", numbers[0]));
    office.control.arm(sandbox::Armed { on, nth: 1, when: sandbox::When::After, edit });
    moved(&office, &numbers).await;
    let (record, batch) = last(&office);
    assert_eq!(outcomes(&batch), [(ActivityOutcome::Confirmed, 1), (ActivityOutcome::Different, 1)]);
    office.desk.discard_one(ACCOUNT, &key(&numbers[0])).await.unwrap();
    let undo = office.desk.undo_batch(ACCOUNT, record).await.unwrap();
    let preview = office.desk.apply_preview(ACCOUNT, made(&undo)).await.unwrap();
    let stay: Vec<(DraftState, u32)> = preview.stay.iter().map(|count| (count.state, count.drafts)).collect();
    assert_eq!(stay, [(DraftState::Conflict, 1)]);
    office.desk.apply_start(ACCOUNT, &preview.preview_id, "").await.unwrap();
    ended(&office).await;
    assert_eq!(office.held(&numbers[0])["webhook_url"], "https://theirs.example/");
}

/// What somebody types into a draft that was made for them is not a part of the undo.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_into_its_drafts_is_not_sent() {
    let office = Office::open().await;
    let numbers = hooked(&office, 3);
    moved(&office, &numbers).await;
    let undo = office.desk.undo_batch(ACCOUNT, last(&office).0).await.unwrap();
    office.turn_clock(Duration::from_secs(1));
    office.edit(&numbers[0], [alias("Half typed")]).await;
    let preview = office.desk.apply_preview(ACCOUNT, made(&undo)).await.unwrap();
    assert_eq!(
        (preview.numbers, &preview.fields[..]),
        (2, &[FieldCount { field: FieldName::WebhookUrl, numbers: 2 }][..])
    );
    office.desk.apply_start(ACCOUNT, &preview.preview_id, "").await.unwrap();
    ended(&office).await;
    assert!(office.has_draft(&numbers[0]).await);
    assert_ne!(office.held(&numbers[0])["alias"], "Half typed");
}

/// The moves of WABAs in a batch have records of their own.
#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_of_the_batch_is_named() {
    let office = Office::open().await;
    let numbers = hooked(&office, 2);
    for number in &numbers {
        office.edit(number, [alias("Renamed")]).await;
    }
    office.edit(FIRST, [map_to(&office.subaccount("EU Team"))]).await;
    let mapping = DraftKey { kind: DraftKind::Mapping, id: FIRST_WABA.to_owned() };
    let drafts = numbers.iter().map(|number| key(number)).chain([mapping]).collect();
    office.apply(ApplyWhat::Drafts { drafts }).await.unwrap();
    ended(&office).await;
    let entry = entries(&office, ActivityQuery::default()).remove(0);
    assert_eq!(entry.message, "1 WABA needs a confirmation of its own.");
    assert!(office.batch().unwrap().undoable);
    let undo = office.desk.undo_batch(ACCOUNT, entry.id).await.unwrap();
    assert_eq!((undo.made.drafts, undo.mappings), (2, 1));
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
