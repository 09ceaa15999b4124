//! Conflicts are decided field by field. The decision is part of the draft.

use desk::view::{
    ActivityOutcome, ConfigurationType, DraftState, Edit, FieldName, PanelView, SaveOutcome, Side, StepOutcome,
};
use sandbox::seed::FIRST_WABA;
use sandbox::{Fault, Pattern, Rule};
use serde_json::json;

use crate::office::{ACCOUNT, FIRST, Office, alias, fields, map_to, only_step, webhook};

pub fn behind(office: &Office, values: serde_json::Value) {
    office.control.edit(&sandbox::Edit::SetFields { number: FIRST.to_owned(), fields: fields(values) }).unwrap();
}

pub async fn decide(office: &Office, field: FieldName, side: Side) -> PanelView {
    let shown = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
    let conflict = shown.conflicts.iter().find(|conflict| conflict.field == field).expect("a conflict of the field");
    office.desk.decide(ACCOUNT, FIRST, field, Some(side), &conflict.plivo_value).await.unwrap()
}

pub async fn in_conflict() -> Office {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Mine"), webhook("https://mine.example/")]).await;
    behind(&office, json!({ "alias": "Theirs", "webhook_url": "https://theirs.example/" }));
    let SaveOutcome::Conflict { conflicts } = office.save(FIRST).await else { panic!("a conflict was expected") };
    assert_eq!(conflicts.len(), 2);
    office.control.clear_requests();
    office
}

#[tokio::test(flavor = "multi_thread")]
async fn field_by_field() {
    let office = in_conflict().await;
    let drafts = office.drafts().await;
    assert_eq!(drafts[0].state, DraftState::Conflict, "{:?}", drafts[0].note);
    decide(&office, FieldName::Alias, Side::Plivo).await;
    assert!(matches!(office.save(FIRST).await, SaveOutcome::Conflict { .. }), "one is left to decide");
    assert_eq!(office.writes().len(), 0);

    let office = office.restart().await;
    let panel = decide(&office, FieldName::WebhookUrl, Side::Yours).await;
    let decided: Vec<_> = panel.conflicts.iter().map(|conflict| (conflict.field, conflict.decided)).collect();
    let expected = [(FieldName::Alias, Some(Side::Plivo)), (FieldName::WebhookUrl, Some(Side::Yours))].to_vec();
    assert_eq!(decided, expected, "decisions outlive a restart");
    assert_eq!((panel.alias.value.as_str(), panel.webhook_url.value.as_str()), ("Theirs", "https://mine.example/"));
    assert_eq!(only_step(office.save(FIRST).await).outcome, StepOutcome::Confirmed);
    assert_eq!(office.writes()[0].body, Some(json!({ "webhook_url": "https://mine.example/" })));
    assert!(!office.has_draft(FIRST).await);
}

/// Plivo changes again after the decision: a decision about the first value does not count for the second.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_change_is_caught_again() {
    for side in [Side::Yours, Side::Plivo] {
        let office = in_conflict().await;
        decide(&office, FieldName::Alias, side).await;
        decide(&office, FieldName::WebhookUrl, side).await;
        behind(&office, json!({ "alias": "Theirs again" }));
        let SaveOutcome::Conflict { conflicts } = office.save(FIRST).await else { panic!("{side:?}") };
        let open: Vec<_> = conflicts.iter().filter(|conflict| conflict.decided.is_none()).collect();
        assert_eq!(open.len(), 1, "{conflicts:?}");
        assert_eq!((open[0].field, open[0].plivo_now.as_str()), (FieldName::Alias, "Theirs again"));
        assert_eq!(office.writes().len(), 0, "{side:?}");
    }
}

/// The window shows one value while another was read meanwhile: a decision counts only for a value that was shown.
#[tokio::test(flavor = "multi_thread")]
async fn only_over_what_was_shown() {
    let office = in_conflict().await;
    let panel = office.desk.decide(ACCOUNT, FIRST, FieldName::Alias, Some(Side::Yours), "Older").await.unwrap();
    assert!(panel.conflicts.iter().all(|conflict| conflict.decided.is_none()), "{:?}", panel.conflicts);
}

#[tokio::test(flavor = "multi_thread")]
async fn taken_back_by_typing_or_by_hand() {
    let office = in_conflict().await;
    let open = |panel: PanelView| panel.conflicts.iter().filter(|conflict| conflict.decided.is_none()).count();
    assert_eq!(open(decide(&office, FieldName::Alias, Side::Plivo).await), 1);
    office.edit(FIRST, [alias("Mine again")]).await;
    assert_eq!(open(office.desk.number_panel(ACCOUNT, FIRST).unwrap()), 2);
    assert_eq!(open(decide(&office, FieldName::Alias, Side::Yours).await), 1);
    let back = office.desk.decide(ACCOUNT, FIRST, FieldName::Alias, None, "Theirs").await.unwrap();
    assert_eq!(open(back), 2);
}

/// A draft of a webhook. Somebody switched to an agent, and the user decided for the draft's type and against its
/// webhook.
async fn decided_against_the_webhook(office: &Office) {
    office.edit(FIRST, [alias("Mine"), webhook("https://mine.example/")]).await;
    behind(office, json!({ "configuration_type": "ai_agent", "agent_uuid": "an-agent" }));
    assert!(matches!(office.save(FIRST).await, SaveOutcome::Conflict { .. }));
    decide(office, FieldName::ConfigurationType, Side::Yours).await;
    decide(office, FieldName::AiAgent, Side::Plivo).await;
    decide(office, FieldName::WebhookUrl, Side::Plivo).await;
}

fn no_webhook_is_drafted(office: &Office, told: &str) {
    let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
    let expected = ("https://hooks.acme.example/whatsapp", false);
    assert_eq!((panel.webhook_url.value.as_str(), panel.webhook_url.changed), expected, "{told}");
    assert!(panel.conflicts.iter().all(|conflict| conflict.field != FieldName::WebhookUrl), "{told}");
}

/// An edit that was decided against is never sent, even if the answer to the write of the other fields is lost or late.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_decided_against_is_never_sent() {
    let faults = [None, Some(Fault::CutAfterWrite), Some(Fault::Stale { reads: 1 }), Some(Fault::Stale { reads: 3 })];
    for fault in faults {
        let told = format!("{fault:?}");
        let office = Office::open().await;
        decided_against_the_webhook(&office).await;
        if let Some(fault) = fault {
            office.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), fault));
        }
        only_step(office.save(FIRST).await);
        office.edit(FIRST, [alias("Typed meanwhile")]).await;
        office.settled().await;
        assert_eq!(office.record()[0].outcome, ActivityOutcome::Confirmed, "{told}");
        no_webhook_is_drafted(&office, &told);
        assert_eq!(only_step(office.save(FIRST).await).outcome, StepOutcome::Confirmed, "{told}");
        let sent: Vec<_> = office.writes().into_iter().map(|write| write.body.unwrap_or_default()).collect();
        let first = json!({ "alias": "Mine", "configuration_type": "webhook" });
        assert_eq!(sent, [first, json!({ "alias": "Typed meanwhile" })], "{told}");
    }
}

/// The same if somebody else changes the number before the outcome is read, or if the write was refused.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_decided_against_does_not_come_back() {
    for refused in [false, true] {
        let told = format!("refused: {refused}");
        let office = Office::open().await;
        decided_against_the_webhook(&office).await;
        if refused {
            office.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), Fault::forbidden()));
        } else {
            let unread = Rule::always(Pattern::new("GET", "/WhatsApp/Number/*/"), Fault::Refuse).after(1);
            office.control.add_fault(unread);
        }
        only_step(office.save(FIRST).await);
        if refused {
            behind(&office, json!({ "configuration_type": "webhook" }));
            office.sync().await;
        } else {
            behind(&office, json!({ "alias": "Theirs" }));
            office.control.clear_faults();
            office.settled().await;
            assert_eq!(office.record()[0].outcome, ActivityOutcome::Different);
        }
        no_webhook_is_drafted(&office, &told);
    }
}

/// A parked edit keeps the draft. The decisions are done all the same: what is chosen next is drafted, and an edit that
/// Plivo held already does not come back.
#[tokio::test(flavor = "multi_thread")]
async fn decisions_end_beside_a_parked_edit() {
    let parked = || Edit::AnswerUrl("https://parked.example/".to_owned());
    let office = Office::open().await;
    office.edit(FIRST, [webhook("https://mine.example/"), parked()]).await;
    behind(&office, json!({ "configuration_type": "ai_agent", "agent_uuid": "an-agent" }));
    assert!(matches!(office.save(FIRST).await, SaveOutcome::Conflict { .. }));
    for field in [FieldName::ConfigurationType, FieldName::WebhookUrl, FieldName::AiAgent] {
        decide(&office, field, Side::Plivo).await;
    }
    assert_eq!(office.save(FIRST).await, SaveOutcome::NothingToDo { kept: true });
    office.edit(FIRST, [Edit::ConfigurationType(ConfigurationType::Webhook)]).await;
    let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
    assert!(panel.configuration_type.changed && panel.conflicts.is_empty(), "{:?}", panel.conflicts);

    let office = Office::open().await;
    office.edit(FIRST, [alias("Same"), webhook("https://mine.example/"), parked()]).await;
    behind(&office, json!({ "alias": "Same" }));
    assert_eq!(only_step(office.save(FIRST).await).outcome, StepOutcome::Confirmed);
    behind(&office, json!({ "alias": "Support — APAC" }));
    office.sync().await;
    let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
    assert!(!panel.alias.changed && panel.answer_url.changed, "{:?}", panel.alias);
}

/// Beside a decided conflict, an edit of another field starts from what Plivo holds now.
#[tokio::test(flavor = "multi_thread")]
async fn an_edit_beside_a_decided_conflict() {
    let office = in_conflict().await;
    behind(&office, json!({ "calling_enabled": true, "answer_url": "https://theirs.example/answer" }));
    office.sync().await;
    decide(&office, FieldName::Alias, Side::Yours).await;
    decide(&office, FieldName::WebhookUrl, Side::Yours).await;
    office.edit(FIRST, [Edit::Calling(false)]).await;
    let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
    assert!(!panel.calling.value && panel.calling.changed, "{:?}", panel.calling);
}

/// The number's part was decided away, and only the WABA is moved. The draft of the number is done with it.
#[tokio::test(flavor = "multi_thread")]
async fn decided_away_beside_a_remap() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Mine"), map_to(&office.subaccount("EU Team"))]).await;
    behind(&office, json!({ "alias": "Theirs" }));
    assert!(matches!(office.save(FIRST).await, SaveOutcome::Conflict { .. }));
    decide(&office, FieldName::Alias, Side::Plivo).await;
    let SaveOutcome::NeedsConfirmation { preview, .. } = office.save(FIRST).await else { panic!("a remap") };
    let moved = office.desk.confirm_remap(ACCOUNT, FIRST, &preview.preview_id, "Acme EU").await.unwrap();
    assert_eq!(only_step(moved).outcome, StepOutcome::Confirmed);
    assert_eq!(office.drafts().await, []);
}

/// By hand, one of two steps was done. The other one stays in the draft, and what was decided against does not come
/// back.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_decided_against_by_hand() {
    let office = Office::open().await;
    decided_against_the_webhook(&office).await;
    office.desk.by_hand_step(ACCOUNT, FIRST, FieldName::Alias, true).await.unwrap();
    let panel = office.desk.by_hand_finish(ACCOUNT, FIRST).await.unwrap();
    assert_eq!((panel.alias.value.as_str(), panel.alias.changed), ("Mine", false));
    let left = (panel.configuration_type.value, panel.configuration_type.changed);
    assert_eq!(left, (Some(ConfigurationType::Webhook), true));
    no_webhook_is_drafted(&office, "by hand");
}

/// What was decided for Plivo is the draft's value from the write on. If Plivo changes again, it is shown as such, and
/// sent if it is chosen.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_decided_for_plivo_is_the_draft() {
    let office = Office::open().await;
    let agents = office.desk.choices(ACCOUNT).unwrap().agents;
    let to_agents = Edit::ConfigurationType(ConfigurationType::AiAgent);
    office.edit(FIRST, [to_agents, Edit::AiAgent(agents[0].id.clone()), map_to(&office.subaccount("EU Team"))]).await;
    behind(&office, json!({ "agent_uuid": agents[1].id }));
    assert!(matches!(office.save(FIRST).await, SaveOutcome::Conflict { .. }));
    decide(&office, FieldName::ConfigurationType, Side::Plivo).await;
    decide(&office, FieldName::AiAgent, Side::Yours).await;
    let SaveOutcome::NeedsConfirmation { preview, .. } = office.save(FIRST).await else { panic!("a remap") };
    let moved = office.desk.confirm_remap(ACCOUNT, FIRST, &preview.preview_id, "Acme EU").await.unwrap();
    assert_eq!(only_step(moved).outcome, StepOutcome::Confirmed);

    behind(&office, json!({ "configuration_type": "ai_agent" }));
    let SaveOutcome::Conflict { conflicts } = office.save(FIRST).await else { panic!("a conflict was expected") };
    let kind = conflicts.iter().find(|conflict| conflict.field == FieldName::ConfigurationType).unwrap();
    assert_eq!((kind.plivo_now.as_str(), kind.yours.as_str()), ("AI Agents", "Webhook URL"));
    decide(&office, FieldName::ConfigurationType, Side::Yours).await;
    decide(&office, FieldName::AiAgent, Side::Plivo).await;
    assert_eq!(only_step(office.save(FIRST).await).outcome, StepOutcome::Confirmed);
    assert_eq!(office.writes().pop().unwrap().body, Some(json!({ "configuration_type": "webhook" })));
}

/// If Plivo's value is chosen everywhere, no write is needed.
#[tokio::test(flavor = "multi_thread")]
async fn all_for_plivo() {
    let office = in_conflict().await;
    decide(&office, FieldName::Alias, Side::Plivo).await;
    decide(&office, FieldName::WebhookUrl, Side::Plivo).await;
    assert_eq!(office.save(FIRST).await, SaveOutcome::NothingToDo { kept: false });
    assert_eq!(office.writes().len(), 0);
    assert!(!office.has_draft(FIRST).await);
}

/// A merged result is validated again: calling disabled at Plivo and a new Answer URL here.
#[tokio::test(flavor = "multi_thread")]
async fn the_merged_result_is_validated() {
    let office = Office::open().await;
    office.edit(FIRST, [Edit::Calling(true), Edit::AnswerUrl("https://mine.example/".into())]).await;
    behind(&office, json!({ "calling_enabled": true, "answer_url": null }));
    let SaveOutcome::Conflict { conflicts } = office.save(FIRST).await else { panic!("a conflict was expected") };
    assert_eq!(conflicts.iter().map(|conflict| conflict.field).collect::<Vec<_>>(), [FieldName::AnswerUrl]);
    decide(&office, FieldName::AnswerUrl, Side::Plivo).await;
    assert_eq!(
        office.save(FIRST).await,
        SaveOutcome::NothingToDo { kept: false },
        "what Plivo holds and nobody touched only warns"
    );
    assert_eq!(office.writes().len(), 0);
}

/// The mapping belongs to the WABA: choosing the draft's value makes Plivo's current value the new base.
#[tokio::test(flavor = "multi_thread")]
async fn of_a_mapping() {
    for (side, expected) in [(Side::Yours, true), (Side::Plivo, false)] {
        let office = Office::open().await;
        let (eu, americas, labs) =
            (office.subaccount("EU Team"), office.subaccount("Americas Team"), office.subaccount("Labs"));
        office.edit(FIRST, [map_to(&eu)]).await;
        let map = |to: &str| sandbox::Edit::Map { waba_id: FIRST_WABA.to_owned(), subaccount: Some(to.to_owned()) };
        office.control.edit(&map(&americas)).unwrap();
        assert!(matches!(office.save(FIRST).await, SaveOutcome::Conflict { .. }));
        // Another subaccount may have the same name, so a name decides nothing.
        let mapping = FieldName::AccountMapping;
        let panel = office.desk.decide(ACCOUNT, FIRST, mapping, Some(side), "Americas Team").await.unwrap();
        assert_eq!((panel.conflicts.len(), panel.conflicts[0].plivo_value.as_str()), (1, americas.as_str()));
        let panel = decide(&office, FieldName::AccountMapping, side).await;
        assert!(panel.conflicts.is_empty(), "{:?}", panel.conflicts);
        assert_eq!(panel.account_mapping.changed, expected, "{side:?}");
        if expected {
            assert!(matches!(office.save(FIRST).await, SaveOutcome::NeedsConfirmation { .. }));
            office.control.edit(&map(&labs)).unwrap();
            assert!(matches!(office.save(FIRST).await, SaveOutcome::Conflict { .. }), "a second change");
        }
        assert_eq!(office.writes().len(), 0);
    }
}
