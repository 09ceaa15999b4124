//! Drafts: saved with every edit, restored at the next start, deleted when nothing is left to save.

use desk::error::Code;
use desk::view::{ConfigurationType, DraftState, Edit, FieldName, PanelView, SaveOutcome, StepOutcome};
use sandbox::seed::FIRST_WABA;
use serde_json::json;

use crate::office::{ACCOUNT, FIRST, Office, alias, fields, map_to, only_step, webhook};

const ALIAS: &str = "Support — APAC";
const HOOK: &str = "https://hooks.acme.example/whatsapp";

fn panel(office: &Office, number: &str) -> PanelView {
    office.desk.number_panel(ACCOUNT, number).unwrap()
}

fn answer(text: &str) -> Edit {
    Edit::AnswerUrl(text.to_owned())
}

async fn undo(office: &Office, field: FieldName) -> PanelView {
    office.desk.undo_field(ACCOUNT, FIRST, field).await.unwrap()
}

/// The edits, and the number of changes in the panel. A restart changes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn are_there_again_after_a_restart() {
    use ConfigurationType::{AiAgent, Webhook};
    let rows: [(Vec<Edit>, u32); 10] = [
        (vec![alias("Mine")], 1),
        (vec![alias("")], 1),
        (vec![alias("  ")], 1),
        (vec![webhook("half a u")], 1),
        (vec![Edit::Calling(true)], 1),
        (vec![Edit::Calling(true), answer("https://a.example/answer")], 2),
        (vec![alias("Mine"), webhook("https://a.example/"), Edit::Calling(true)], 3),
        (vec![Edit::ConfigurationType(AiAgent)], 1),
        (vec![Edit::ConfigurationType(AiAgent), Edit::ConfigurationType(Webhook)], 0),
        (vec![alias("Mine"), Edit::AccountMapping(Some("EU Team".to_owned()))], 2),
    ];
    let mut office = Office::open().await;
    for (edits, changes) in rows {
        let target = office.subaccount("EU Team");
        let edits = edits.into_iter().map(|edit| match edit {
            Edit::AccountMapping(Some(_)) => map_to(&target),
            edit => edit,
        });
        office.edit(FIRST, edits.clone()).await;
        let before = panel(&office, FIRST);
        assert_eq!(before.changes, changes, "{:?}", edits.collect::<Vec<_>>());
        assert_eq!(before.draft.is_some(), changes > 0);
        office.control.set_offline(true);
        office = office.restart().await;
        assert_eq!(panel(&office, FIRST), before);
        office.control.set_offline(false);
        office.desk.discard(ACCOUNT, FIRST, true).await.unwrap();
        assert_eq!((panel(&office, FIRST).changes, panel(&office, FIRST).draft), (0, None));
    }
    assert_eq!(office.writes().len(), 0);
}

/// The open panel is remembered until it is closed.
#[tokio::test(flavor = "multi_thread")]
async fn the_open_panel_is_open_again() {
    let office = Office::open().await;
    office.desk.open_number(ACCOUNT, FIRST).await.unwrap();
    let office = office.restart().await;
    assert_eq!(office.desk.start().unwrap().open_number.as_deref(), Some(FIRST));
    office.desk.close_number(ACCOUNT).unwrap();
    let office = office.restart().await;
    assert_eq!(office.desk.start().unwrap().open_number, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_field_is_undone_and_the_others_stay() {
    use FieldName::{AccountMapping, Alias, AnswerUrl, Calling, WebhookUrl};
    let office = Office::open().await;
    let edits = [alias("Mine"), webhook("https://a.example/"), Edit::Calling(true), answer("https://a.example/a")];
    office.edit(FIRST, edits).await;
    office.edit(FIRST, [map_to(&office.subaccount("EU Team"))]).await;
    for (field, left) in [(WebhookUrl, 4), (Alias, 3), (AccountMapping, 2), (Calling, 1), (AnswerUrl, 0)] {
        let panel = undo(&office, field).await;
        // An Answer URL without effect is kept, but does not count as a change.
        let counted = if left == 1 { 0 } else { left };
        assert_eq!(panel.changes, counted, "after {field:?}");
        assert_eq!(panel.draft.is_some(), left > 0, "after {field:?}");
    }
    let shown = panel(&office, FIRST);
    assert_eq!((shown.alias.value.as_str(), shown.webhook_url.value.as_str()), (ALIAS, HOOK));
    assert_eq!(office.desk.undo_field(ACCOUNT, FIRST, FieldName::AuthToken).await.unwrap_err().code, Code::Internal);
}

/// Setting a field back by hand equals an undo.
#[tokio::test(flavor = "multi_thread")]
async fn everything_set_back_is_no_draft() {
    let office = Office::open().await;
    let rows = [
        (alias("Mine"), alias(ALIAS)),
        (webhook("https://a.example/"), webhook(HOOK)),
        (Edit::Calling(true), Edit::Calling(false)),
        (answer("https://a.example/"), answer("")),
        (Edit::ConfigurationType(ConfigurationType::AiAgent), Edit::ConfigurationType(ConfigurationType::Webhook)),
        (Edit::AiAgent("an agent".to_owned()), Edit::AiAgent(String::new())),
        (map_to(&office.subaccount("EU Team")), Edit::AccountMapping(None)),
    ];
    for (there, back) in rows {
        office.edit(FIRST, [there.clone()]).await;
        assert_eq!(office.drafts().await.len(), 1, "{there:?}");
        assert_eq!(office.desk.status(ACCOUNT).unwrap().drafts, 1, "{there:?}");
        office.edit(FIRST, [back]).await;
        assert_eq!(office.drafts().await, [], "{there:?}");
        assert_eq!(office.desk.status(ACCOUNT).unwrap().drafts, 0, "{there:?}");
    }
}

/// What is discarded, and how many drafts of the number and the mapping are left. Undo restores all of it.
#[tokio::test(flavor = "multi_thread")]
async fn discarding_is_undone() {
    let mut office = Office::open().await;
    for (mapping, left) in [(false, 1), (true, 0)] {
        office.edit(FIRST, [alias("Mine"), map_to(&office.subaccount("EU Team"))]).await;
        let before = panel(&office, FIRST);
        let discarded = office.desk.discard(ACCOUNT, FIRST, mapping).await.unwrap();
        assert_eq!(office.drafts().await.len(), left);
        assert_eq!(panel(&office, FIRST).alias.value, ALIAS);
        office = office.restart().await;
        office.desk.undo_discard(ACCOUNT, discarded.id).await.unwrap();
        assert_eq!(panel(&office, FIRST), before);
        assert_eq!(office.drafts().await.len(), 2);
        let again = office.desk.undo_discard(ACCOUNT, discarded.id).await.unwrap_err();
        assert_eq!(again.code, Code::InvalidInput, "it serves once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_draft_is_not_overwritten_by_an_undo() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Older")]).await;
    let discarded = office.desk.discard(ACCOUNT, FIRST, false).await.unwrap();
    office.edit(FIRST, [alias("Newer")]).await;
    assert!(office.desk.undo_discard(ACCOUNT, discarded.id).await.is_err());
    assert_eq!(panel(&office, FIRST).alias.value, "Newer");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_is_one_draft_of_all_the_numbers() {
    let office = Office::open().await;
    let (eu, labs) = (office.subaccount("EU Team"), office.subaccount("Labs"));
    let members = office.desk.waba_members(ACCOUNT, FIRST_WABA).await.unwrap();
    let other = members.iter().map(|member| &member.number).find(|number| *number != FIRST).unwrap();
    office.edit(FIRST, [map_to(&eu)]).await;
    for member in &members {
        let mapping = panel(&office, &member.number).account_mapping;
        assert_eq!((mapping.value.as_ref(), mapping.changed), (Some(&eu), true), "{}", member.number);
        assert_eq!((mapping.was_label.as_str(), mapping.value_label.as_str()), ("Main Account", "EU Team"));
    }
    office.edit(other, [map_to(&labs)]).await;
    assert_eq!(panel(&office, FIRST).account_mapping.value, Some(labs));
    let drafts = office.drafts().await;
    assert_eq!((drafts.len(), drafts[0].state), (1, DraftState::NeedsConfirmation));
    assert_eq!(drafts[0].waba_id, FIRST_WABA);
    office.desk.undo_field(ACCOUNT, other, FieldName::AccountMapping).await.unwrap();
    assert!(!panel(&office, FIRST).account_mapping.changed);
}

/// The owner of a WABA that was never read is not known, and no draft may start from a guess.
#[tokio::test(flavor = "multi_thread")]
async fn an_owner_that_was_not_read() {
    let office = Office::open().await;
    let eu = office.subaccount("EU Team");
    let file = rusqlite::Connection::open(office.folder.path().join("number-desk.db")).unwrap();
    file.execute("DELETE FROM waba WHERE waba_id = ?1", [FIRST_WABA]).unwrap();
    let mapping = panel(&office, FIRST).account_mapping;
    assert_eq!((mapping.value_label.as_str(), mapping.was_label.as_str()), ("not known", "not known"));
    assert!(mapping.read_only.is_some() && !mapping.changed, "{mapping:?}");
    let error = office.desk.edit(ACCOUNT, FIRST, map_to(&eu)).await.expect_err("there is nothing to start from");
    assert_eq!((error.code, error.field), (Code::InvalidInput, Some(FieldName::AccountMapping)), "{}", error.message);
    assert_eq!(office.drafts().await, []);
}

/// A draft that cannot be read is reported, can be discarded like any other, and affects no other draft.
#[tokio::test(flavor = "multi_thread")]
async fn one_that_cannot_be_read() {
    let office = Office::open().await;
    let other = office.control.numbers_of(FIRST_WABA)[1].number.clone();
    office.edit(FIRST, [alias("Spoilt")]).await;
    office.edit(&other, [alias("Whole")]).await;
    let file = rusqlite::Connection::open(office.folder.path().join("number-desk.db")).unwrap();
    file.execute("UPDATE draft SET edits = '7' WHERE number = ?1", [FIRST.parse::<i64>().unwrap()]).unwrap();
    let drafts = office.drafts().await;
    let state = |number: &str| drafts.iter().find(|draft| draft.key.id == number).map(|draft| draft.state);
    assert_eq!((state(FIRST), state(&other)), (Some(DraftState::Invalid), Some(DraftState::Editing)));
    let exported = office.desk.export_drafts(ACCOUNT).await.unwrap();
    let note = exported.note.unwrap_or_default();
    assert!(exported.count == 1 && note.contains("+91 80 3573 7458"), "the others are handed over: {note}");
    let edit = desk::view::BulkEdit { alias: Some("All".to_owned()), ..Default::default() };
    let selection = office.select(&[FIRST.to_owned(), other.clone()]).await;
    office.desk.bulk_preview(ACCOUNT, selection, &edit).await.expect("and edited");
    let key = desk::view::DraftKey { kind: desk::view::DraftKind::Number, id: FIRST.to_owned() };
    office.desk.discard_one(ACCOUNT, &key).await.unwrap();
    assert_eq!(office.drafts().await.len(), 1);
}

/// Switching the type or calling keeps the other values, at Plivo and in the draft.
#[tokio::test(flavor = "multi_thread")]
async fn the_other_side_is_kept() {
    let office = Office::open().await;
    let agent = office.desk.choices(ACCOUNT).unwrap().agents[0].id.clone();
    let to = Edit::ConfigurationType;
    let switched = [webhook("https://typed.example/"), to(ConfigurationType::AiAgent), Edit::AiAgent(agent.clone())];
    office.edit(FIRST, switched).await;
    assert_eq!(panel(&office, FIRST).webhook_url.value, "https://typed.example/");
    office.edit(FIRST, [to(ConfigurationType::Webhook)]).await;
    assert_eq!(panel(&office, FIRST).webhook_url.value, "https://typed.example/", "it was typed, so it is there");
    office.edit(FIRST, [Edit::Calling(true), answer("https://typed.example/answer"), Edit::Calling(false)]).await;
    assert_eq!(panel(&office, FIRST).answer_url.value, "https://typed.example/answer");
    let step = only_step(office.save(FIRST).await);
    assert_eq!(step.outcome, StepOutcome::Confirmed, "{}", step.message);
    assert_eq!(office.writes()[0].body, Some(json!({ "webhook_url": "https://typed.example/" })));
    let parked = |shown: &PanelView| (shown.answer_url.value.clone(), shown.ai_agent.value.clone(), shown.changes);
    let kept = ("https://typed.example/answer".to_owned(), agent, 0);
    assert_eq!(parked(&panel(&office, FIRST)), kept, "what was not sent is still drafted");
    office.edit(FIRST, [alias("Another save")]).await;
    assert_eq!(only_step(office.save(FIRST).await).outcome, StepOutcome::Confirmed);
    assert_eq!(parked(&panel(&office, FIRST)), kept, "also after a save of something else");
    office.edit(FIRST, [Edit::Calling(true)]).await;
    assert_eq!(only_step(office.save(FIRST).await).outcome, StepOutcome::Confirmed);
    assert_eq!(office.held(FIRST)["answer_url"], "https://typed.example/answer");
}

/// When the rest is saved, a field that was left to Plivo leaves the draft too, although it was not sent.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_left_to_plivo_is_not_kept() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Mine"), webhook("https://mine.example/")]).await;
    let theirs = fields(json!({ "alias": "Theirs" }));
    office.control.edit(&sandbox::Edit::SetFields { number: FIRST.to_owned(), fields: theirs }).unwrap();
    assert!(matches!(office.save(FIRST).await, SaveOutcome::Conflict { .. }));
    let side = Some(desk::view::Side::Plivo);
    office.desk.decide(ACCOUNT, FIRST, FieldName::Alias, side, "Theirs").await.unwrap();
    assert_eq!(only_step(office.save(FIRST).await).outcome, StepOutcome::Confirmed);
    assert!(!office.has_draft(FIRST).await);
}

/// Untouched values at Plivo cause warnings only. Edited values must be valid.
#[tokio::test(flavor = "multi_thread")]
async fn old_faults_do_not_stop_a_save() {
    let rows = [
        json!({ "webhook_url": null }),
        json!({ "webhook_url": "http://legacy.example/" }),
        json!({ "configuration_type": "ai_agent", "agent_uuid": "no-such-agent" }),
        json!({ "configuration_type": "something new" }),
        json!({ "calling_enabled": true, "answer_url": null }),
    ];
    for held in rows {
        let office = Office::open().await;
        let edit = sandbox::Edit::SetFields { number: FIRST.to_owned(), fields: fields(held.clone()) };
        office.control.edit(&edit).unwrap();
        office.sync().await;
        office.edit(FIRST, [alias("Mine")]).await;
        let step = only_step(office.save(FIRST).await);
        assert_eq!(step.outcome, StepOutcome::Confirmed, "{held}: {}", step.message);
        assert_eq!(office.writes()[0].body, Some(json!({ "alias": "Mine" })), "{held}");
        office
            .edit(FIRST, [webhook("http://touched.example/"), Edit::ConfigurationType(ConfigurationType::Webhook)])
            .await;
        let outcome = office.save(FIRST).await;
        assert!(matches!(outcome, SaveOutcome::Invalid { .. }), "{held}: {outcome:?}");
    }
}

/// The number is disconnected, and its draft stays and says so. When the number returns, the draft is an ordinary one
/// again.
#[tokio::test(flavor = "multi_thread")]
async fn of_a_disconnected_number_are_kept_and_marked() {
    for by_sync in [true, false] {
        let office = Office::open().await;
        office.edit(FIRST, [alias("Mine")]).await;
        office.control.edit(&sandbox::Edit::RemoveNumber { number: FIRST.to_owned() }).unwrap();
        if by_sync {
            office.sync().await;
        } else {
            let error = office.desk.save(ACCOUNT, FIRST, true).await.expect_err("it is gone");
            assert_eq!(error.code, Code::Gone, "{}", error.message);
        }
        let office = office.restart().await;
        let drafts = office.drafts().await;
        assert_eq!((drafts.len(), drafts[0].state), (1, DraftState::Disconnected), "by a sync: {by_sync}");
        let shown = panel(&office, FIRST);
        assert_eq!(shown.alias.value, "Mine");
        assert!(shown.gone, "by a sync: {by_sync}");
        let back = sandbox::Edit::AddNumber {
            waba_id: FIRST_WABA.to_owned(),
            number: FIRST.to_owned(),
            fields: fields(json!({ "alias": ALIAS, "webhook_url": HOOK })),
        };
        office.control.edit(&back).unwrap();
        office.sync().await;
        let drafts = office.drafts().await;
        assert_eq!((drafts.len(), drafts[0].state), (1, DraftState::Editing), "by a sync: {by_sync}");
        assert!(!panel(&office, FIRST).gone, "by a sync: {by_sync}");
        assert_eq!(only_step(office.save(FIRST).await).outcome, StepOutcome::Confirmed);
    }
}

/// A draft of a later version cannot be read. Its number is read all the same.
#[tokio::test(flavor = "multi_thread")]
async fn an_unreadable_draft_stops_no_read_of_its_number() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Front desk")]).await;
    let office = office
        .restart_after(|folder| {
            let file = rusqlite::Connection::open(folder.join("number-desk.db")).unwrap();
            assert_eq!(file.execute("UPDATE draft SET edits = '{\"later\":1}'", []).unwrap(), 1);
        })
        .await;
    let edit = sandbox::Edit::SetFields {
        number: FIRST.to_owned(),
        fields: crate::office::fields(serde_json::json!({ "alias": "Theirs" })),
    };
    office.control.edit(&edit).unwrap();
    let preview = office.desk.disconnect_preview(ACCOUNT, FIRST).await;
    assert!(preview.as_ref().is_ok_and(|preview| preview.has_draft), "{preview:?}");
    office.desk.discard(ACCOUNT, FIRST, false).await.unwrap();
    assert_eq!(office.desk.number_panel(ACCOUNT, FIRST).unwrap().alias.value, "Theirs");
}

/// Without a network, everything is drafted. Nothing is sent automatically when the network returns.
#[tokio::test(flavor = "multi_thread")]
async fn work_goes_on_without_a_network() {
    let office = Office::open().await;
    office.control.set_offline(true);
    let office = office.restart().await;
    office.edit(FIRST, [alias("Mine"), map_to(&office.subaccount("EU Team"))]).await;
    assert_eq!(office.drafts().await.len(), 2);
    assert!(matches!(office.save(FIRST).await, SaveOutcome::MarkedReady { .. }), "somebody pressed Save");
    let drafts = office.drafts().await;
    assert!(drafts.len() == 2 && drafts.iter().all(|draft| draft.ready), "{drafts:?}");
    office.edit(FIRST, [alias("Mine again")]).await;
    let drafts = office.drafts().await;
    let number = drafts.iter().find(|draft| draft.international.is_some()).unwrap();
    assert_eq!((number.ready, number.state), (false, DraftState::Editing), "what is typed again is not ready");
    office.control.set_offline(false);
    office.sync().await;
    assert_eq!(office.writes().len(), 0);
    let outcome = office.desk.save(ACCOUNT, FIRST, false).await.unwrap();
    assert_eq!(only_step(outcome).outcome, StepOutcome::Confirmed);
}

/// Concurrent edits: the last one of each field counts, and none is lost.
#[tokio::test(flavor = "multi_thread")]
async fn edits_do_not_lose_each_other() {
    let office = Office::open().await;
    let mut edits = tokio::task::JoinSet::new();
    for round in 0..20 {
        for edit in [alias(&format!("{round}")), webhook(&format!("https://{round}.example/")), answer("x")] {
            let desk = office.desk.clone();
            edits.spawn(async move { desk.edit(ACCOUNT, FIRST, edit).await.unwrap() });
        }
    }
    edits.join_all().await;
    let shown = panel(&office, FIRST);
    assert!(shown.alias.changed && shown.webhook_url.changed && shown.answer_url.changed, "{shown:?}");
}

/// Text that is typed during a save is a new draft.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_during_a_save_stays() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Saved"), webhook("https://saved.example/")]).await;
    let mut notices = office.notices();
    let saving = tokio::spawn({
        let desk = office.desk.clone();
        async move { desk.save(ACCOUNT, FIRST, true).await.unwrap() }
    });
    let drip = sandbox::Fault::SlowDrip { pause_ms: 20 };
    office.control.add_fault(sandbox::Rule::always(sandbox::Pattern::new("POST", "/**"), drip));
    crate::office::until(&mut notices, |notice| {
        let writing = desk::view::SaveStage::Writing;
        matches!(notice, desk::view::Notice::Saving { stage, .. } if stage == writing).then_some(())
    })
    .await;
    office.edit(FIRST, [alias("Typed meanwhile")]).await;
    assert_eq!(only_step(saving.await.unwrap()).outcome, StepOutcome::Confirmed);
    let shown = panel(&office, FIRST);
    assert_eq!((shown.alias.value.as_str(), shown.alias.was.as_str()), ("Typed meanwhile", "Saved"));
    assert!(!shown.webhook_url.changed);
    assert_eq!(shown.webhook_url.value, "https://saved.example/");
}
