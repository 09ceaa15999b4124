//! A draft is merged with what Plivo holds: when it is shown, when it is edited, and when its write begins.

use std::time::Duration;

use desk::view::{BulkEdit, Edit, FieldName, SaveOutcome, Side, StepOutcome};
use sandbox::seed::FIRST_WABA;
use sandbox::{Fault, Pattern, Rule};
use serde_json::json;

use crate::deciding::{behind, decide, in_conflict};
use crate::office::{ACCOUNT, FIRST, Office, alias, map_to, only_step, webhook};

/// An edit that Plivo holds already leaves the draft when a write begins. Otherwise it would come back, and be sent, as
/// soon as Plivo holds another value.
#[tokio::test(flavor = "multi_thread")]
async fn what_plivo_held_already_does_not_come_back() {
    for way in ["lost answer", "remap", "remap beside a decision", "by hand"] {
        let office = Office::open().await;
        let parked = Edit::AnswerUrl("https://parked.example/".to_owned());
        // Plivo holds it without the space that was typed.
        let same = if way == "remap" { "Same" } else { "Same " };
        office.edit(FIRST, [alias(same), parked]).await;
        if way.contains("decision") {
            office.edit(FIRST, [webhook("https://mine.example/")]).await;
            behind(&office, json!({ "webhook_url": "https://theirs.example/" }));
            assert!(matches!(office.save(FIRST).await, SaveOutcome::Conflict { .. }));
            decide(&office, FieldName::WebhookUrl, Side::Plivo).await;
        }
        if way.contains("remap") {
            office.edit(FIRST, [map_to(&office.subaccount("EU Team"))]).await;
        } else {
            office.edit(FIRST, [webhook("https://mine.example/")]).await;
        }
        behind(&office, json!({ "alias": "Same" }));
        match way {
            "lost answer" => {
                office.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), Fault::CutAfterWrite));
                only_step(office.save(FIRST).await);
            }
            "by hand" => {
                office.sync().await;
                office.desk.by_hand_step(ACCOUNT, FIRST, FieldName::WebhookUrl, true).await.unwrap();
                office.desk.by_hand_finish(ACCOUNT, FIRST).await.unwrap();
            }
            _ => {
                let SaveOutcome::NeedsConfirmation { preview, .. } = office.save(FIRST).await else { panic!("{way}") };
                let moved = office.desk.confirm_remap(ACCOUNT, FIRST, &preview.preview_id, "Acme EU").await.unwrap();
                assert_eq!(only_step(moved).outcome, StepOutcome::Confirmed, "{way}");
            }
        }
        behind(&office, json!({ "alias": "Support — APAC" }));
        office.sync().await;
        let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
        assert!(!panel.alias.changed && panel.answer_url.changed, "{way}: {:?}", panel.alias);
    }
}

/// The draft of a number takes no part in a save of its WABA's mapping alone: its decisions stay open to change. Such a
/// save reads the first number of the WABA.
#[tokio::test(flavor = "multi_thread")]
async fn a_save_of_the_mapping_alone_leaves_the_number() {
    let office = in_conflict().await;
    for other in office.control.numbers_of(FIRST_WABA).into_iter().filter(|other| other.number != FIRST) {
        office.control.edit(&sandbox::Edit::RemoveNumber { number: other.number }).unwrap();
    }
    office.sync().await;
    decide(&office, FieldName::Alias, Side::Plivo).await;
    decide(&office, FieldName::WebhookUrl, Side::Plivo).await;
    let eu = office.subaccount("EU Team");
    office.edit(FIRST, [map_to(&eu)]).await;
    let map = sandbox::Edit::Map { waba_id: FIRST_WABA.to_owned(), subaccount: Some(eu) };
    office.control.edit(&map).unwrap();
    assert_eq!(office.desk.save_mapping(ACCOUNT, FIRST_WABA).await.unwrap(), SaveOutcome::NothingToDo { kept: false });
    let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
    assert_eq!(panel.conflicts.len(), 2, "{:?}", panel.conflicts);
    assert!(office.has_draft(FIRST).await);
}

/// While one field is undecided, the others are shown as they would be sent, and an edit of many numbers applies to
/// what Plivo holds now.
#[tokio::test(flavor = "multi_thread")]
async fn beside_an_undecided_conflict() {
    let office = in_conflict().await;
    behind(&office, json!({ "calling_enabled": true, "answer_url": "https://theirs.example/answer" }));
    office.sync().await;
    let panel = decide(&office, FieldName::WebhookUrl, Side::Plivo).await;
    assert!(panel.calling.value && !panel.calling.changed, "{:?}", panel.calling);
    assert_eq!((panel.webhook_url.value.as_str(), panel.webhook_url.changed), ("https://theirs.example/", false));
    assert_eq!((panel.alias.value.as_str(), panel.alias.was.as_str()), ("Mine", "Support — APAC"));
    let selection = office.select(&[FIRST.to_owned()]).await;
    let off = BulkEdit { calling: Some(false), ..BulkEdit::default() };
    office.desk.bulk_draft(ACCOUNT, selection, &off).await.unwrap();
    let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
    let decided: Vec<_> = panel.conflicts.iter().map(|conflict| (conflict.field, conflict.decided)).collect();
    assert_eq!(decided, [(FieldName::Alias, None), (FieldName::WebhookUrl, Some(Side::Plivo))], "still to be changed");
    decide(&office, FieldName::Alias, Side::Plivo).await;
    assert_eq!(only_step(office.save(FIRST).await).outcome, StepOutcome::Confirmed);
    assert_eq!(office.held(FIRST)["calling_enabled"], json!(false));
}

/// In a conflict, the value that the field started with is an edit too: Plivo no longer holds it.
#[tokio::test(flavor = "multi_thread")]
async fn back_to_the_start_in_a_conflict() {
    for many in [false, true] {
        let office = in_conflict().await;
        let start = "Support — APAC";
        if many {
            let selection = office.select(&[FIRST.to_owned()]).await;
            let edit = BulkEdit { alias: Some(start.to_owned()), ..BulkEdit::default() };
            office.desk.bulk_draft(ACCOUNT, selection, &edit).await.unwrap();
        } else {
            office.edit(FIRST, [alias(start)]).await;
        }
        let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
        let conflict = panel.conflicts.iter().find(|conflict| conflict.field == FieldName::Alias).expect("in conflict");
        assert_eq!((conflict.plivo_now.as_str(), conflict.yours.as_str()), ("Theirs", start), "many: {many}");
        let change = office.drafts().await.remove(0).changes.remove(0);
        assert_eq!((change.before.as_str(), change.after.as_str()), ("Theirs", start), "many: {many}");
        decide(&office, FieldName::Alias, Side::Yours).await;
        decide(&office, FieldName::WebhookUrl, Side::Plivo).await;
        assert_eq!(only_step(office.save(FIRST).await).outcome, StepOutcome::Confirmed, "many: {many}");
        assert_eq!(office.held(FIRST)["alias"], json!(start), "many: {many}");
    }
}

/// A switch is switched on for many numbers and off again, while somebody else changes what belongs to it.
#[tokio::test(flavor = "multi_thread")]
async fn a_switch_for_many_and_back() {
    let office = Office::open().await;
    let selection = office.select(&[FIRST.to_owned()]).await;
    let set = async |on| {
        let edit = BulkEdit { calling: Some(on), ..BulkEdit::default() };
        office.desk.bulk_draft(ACCOUNT, selection, &edit).await.unwrap();
        office.desk.number_panel(ACCOUNT, FIRST).unwrap()
    };
    behind(&office, json!({ "calling_enabled": false, "answer_url": "https://a.example/" }));
    office.sync().await;
    set(true).await;
    behind(&office, json!({ "calling_enabled": true, "answer_url": "https://b.example/" }));
    office.sync().await;
    let panel = set(false).await;
    let fields: Vec<_> = panel.conflicts.iter().map(|conflict| conflict.field).collect();
    assert_eq!((panel.calling.value, fields), (false, vec![FieldName::Calling, FieldName::AnswerUrl]));
    let change = office.drafts().await.remove(0).changes.remove(0);
    assert_eq!((change.before.as_str(), change.after.as_str()), ("on", "off"));
    let panel = set(true).await;
    let change = office.drafts().await.remove(0).changes.remove(0);
    assert_eq!((change.before.as_str(), change.after.as_str()), ("https://b.example/", "https://a.example/"));
    assert!(panel.conflicts.iter().all(|conflict| conflict.field != FieldName::Calling), "{:?}", panel.conflicts);
}

/// Two fields of one group are set for many numbers, over a conflict of that group.
#[tokio::test(flavor = "multi_thread")]
async fn two_fields_of_a_group_for_many() {
    let office = Office::open().await;
    let calling = |on, url: &str| json!({ "calling_enabled": on, "answer_url": url });
    behind(&office, calling(true, "https://a.example/"));
    office.sync().await;
    office.edit(FIRST, [Edit::Calling(false)]).await;
    behind(&office, calling(true, "https://b.example/"));
    office.sync().await;
    let selection = office.select(&[FIRST.to_owned()]).await;
    let edit =
        BulkEdit { calling: Some(true), answer_url: Some("https://a.example/".to_owned()), ..BulkEdit::default() };
    office.desk.bulk_draft(ACCOUNT, selection, &edit).await.unwrap();
    assert_eq!(only_step(office.save(FIRST).await).outcome, StepOutcome::Confirmed);
    assert_eq!(office.held(FIRST)["answer_url"], json!("https://a.example/"));
}

/// An edit for many numbers that changes nothing on a number does not discard its decided draft.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_for_many_keeps_a_decided_draft() {
    let office = in_conflict().await;
    decide(&office, FieldName::Alias, Side::Plivo).await;
    decide(&office, FieldName::WebhookUrl, Side::Plivo).await;
    let selection = office.select(&[FIRST.to_owned()]).await;
    let edit = BulkEdit { calling: office.held(FIRST)["calling_enabled"].as_bool(), ..BulkEdit::default() };
    let preview = office.desk.bulk_preview(ACCOUNT, selection, &edit).await.unwrap();
    assert_eq!((preview.changing, preview.parked), (0, 0));
    let done = office.desk.bulk_draft(ACCOUNT, selection, &edit).await.unwrap();
    assert_eq!((done.discarded, done.ready), (0, 0));
    let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
    assert_eq!(panel.conflicts.len(), 2, "{:?}", panel.conflicts);
}

/// An edit for many numbers ends a conflict, and with it the draft: the decisions about the conflict go too.
#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_that_is_ended_for_many() {
    let office = Office::open().await;
    let calling = |url: &str| json!({ "calling_enabled": true, "answer_url": url });
    behind(&office, calling("https://a.example/"));
    office.sync().await;
    office.edit(FIRST, [Edit::Calling(false)]).await;
    behind(&office, calling("https://b.example/"));
    office.sync().await;
    decide(&office, FieldName::AnswerUrl, Side::Plivo).await;
    let selection = office.select(&[FIRST.to_owned()]).await;
    let edit = BulkEdit { calling: Some(true), ..BulkEdit::default() };
    let done = office.desk.bulk_draft(ACCOUNT, selection, &edit).await.unwrap();
    assert_eq!((done.discarded, done.made.drafts), (1, 0));
    assert_eq!(office.drafts().await, []);
}

/// A save of edits that do not apply now sends nothing and changes nothing, so it is no edit either.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_to_do_is_no_edit() {
    let office = Office::open().await;
    behind(&office, json!({ "calling_enabled": false }));
    office.sync().await;
    office.edit(FIRST, [Edit::AnswerUrl("https://parked.example/".to_owned())]).await;
    let drafts = office.drafts().await;
    office.turn_clock(Duration::from_secs(60));
    assert_eq!(office.save(FIRST).await, SaveOutcome::NothingToDo { kept: true });
    assert_eq!(office.drafts().await, drafts);
}

/// A save that was refused has merged the draft: an edit that Plivo holds already has left it. Nobody edited it, so drafts
/// that were made for many numbers still count as they were made, and go when they are taken back.
#[tokio::test(flavor = "multi_thread")]
async fn merging_is_no_edit() {
    let office = Office::open().await;
    behind(&office, json!({ "calling_enabled": true, "answer_url": "https://a.example/" }));
    office.sync().await;
    let selection = office.select(&[FIRST.to_owned()]).await;
    let edit = BulkEdit { alias: Some("Front desk".to_owned()), calling: Some(false), ..BulkEdit::default() };
    let done = office.desk.bulk_draft(ACCOUNT, selection, &edit).await.unwrap();
    let saved_at = office.drafts().await[0].saved_at;
    office.turn_clock(Duration::from_secs(60));
    behind(&office, json!({ "calling_enabled": false }));
    office.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), Fault::forbidden()));
    assert!(matches!(only_step(office.save(FIRST).await).outcome, StepOutcome::Refused));
    behind(&office, json!({ "calling_enabled": true }));
    office.sync().await;
    let draft = office.drafts().await.remove(0);
    assert_eq!((draft.saved_at, draft.changes.len()), (saved_at, 1), "{:?}", draft.changes);
    office.desk.take_back(ACCOUNT, done.made.id, &[]).await.unwrap();
    assert_eq!(office.drafts().await, []);
}

/// By hand, only the mapping was carried out. The decisions about the number stay open to change.
#[tokio::test(flavor = "multi_thread")]
async fn the_mapping_alone_by_hand_leaves_the_number() {
    let office = in_conflict().await;
    decide(&office, FieldName::Alias, Side::Plivo).await;
    decide(&office, FieldName::WebhookUrl, Side::Yours).await;
    office.edit(FIRST, [map_to(&office.subaccount("EU Team"))]).await;
    let remap = office.desk.by_hand(ACCOUNT, FIRST).await.unwrap().remap.unwrap();
    office.desk.by_hand_confirm(ACCOUNT, FIRST, &remap.preview_id, "Acme EU").await.unwrap();
    office.desk.by_hand_step(ACCOUNT, FIRST, FieldName::AccountMapping, true).await.unwrap();
    let panel = office.desk.by_hand_finish(ACCOUNT, FIRST).await.unwrap();
    let decided: Vec<_> = panel.conflicts.iter().map(|conflict| conflict.decided).collect();
    assert_eq!(decided, [Some(Side::Plivo), Some(Side::Yours)], "{:?}", panel.conflicts);
}
