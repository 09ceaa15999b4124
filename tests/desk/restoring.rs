//! Restore points: undoing a save and restoring a configuration, without ever moving a WABA as a side effect.

use desk::error::Code;
use desk::view::{
    ActivityAction, ActivityQuery, ConfigurationType, DisconnectOutcome, Edit, ExportFormat, RestoreWhat, SaveOutcome,
    StepOutcome,
};
use sandbox::seed::FIRST_WABA;
use serde_json::json;

use crate::office::{ACCOUNT, FIRST, Office, alias, fields, map_to, only_step, steps, webhook};

async fn saved(office: &Office, edits: impl IntoIterator<Item = Edit>) -> i64 {
    office.edit(FIRST, edits).await;
    let step = only_step(office.save(FIRST).await);
    assert_eq!(step.outcome, StepOutcome::Confirmed, "{}", step.message);
    step.activity.expect("it has a record")
}

async fn remapped(office: &Office, to: &str) -> i64 {
    office.edit(FIRST, [map_to(to)]).await;
    let SaveOutcome::NeedsConfirmation { preview, .. } = office.save(FIRST).await else {
        panic!("it must be confirmed")
    };
    let outcome = office.desk.confirm_remap(ACCOUNT, FIRST, &preview.preview_id, "Acme EU").await.unwrap();
    steps(outcome).pop().and_then(|step| step.activity).expect("it has a record")
}

/// Undo reverses one write, as an ordinary draft in the other direction. Later changes stay.
#[tokio::test(flavor = "multi_thread")]
async fn undo() {
    let office = Office::open().await;
    let before = office.held(FIRST);
    let first = saved(&office, [alias("Mine"), webhook("https://mine.example/")]).await;
    saved(&office, [Edit::Calling(true), Edit::AnswerUrl("https://mine.example/answer".into())]).await;
    office.control.clear_requests();
    let restored = office.desk.restore(ACCOUNT, first, RestoreWhat::Change).await.unwrap();
    assert_eq!((restored.number.as_str(), restored.replaced, restored.nothing), (FIRST, None, false));
    assert_eq!(office.writes().len(), 0, "it is a draft");
    assert_eq!(only_step(office.save(FIRST).await).outcome, StepOutcome::Confirmed);
    let now = office.held(FIRST);
    assert_eq!((&now["alias"], &now["webhook_url"]), (&before["alias"], &before["webhook_url"]));
    assert_eq!(now["answer_url"], "https://mine.example/answer");
    let again = office.desk.restore(ACCOUNT, first, RestoreWhat::Change).await.unwrap();
    assert!(again.nothing, "Plivo holds it already");
    assert!(!office.has_draft(FIRST).await);
}

/// A whole configuration from Activity becomes a draft. The earlier draft is set aside and can be brought back.
#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_from_activity() {
    let office = Office::open().await;
    let agent = office.desk.choices(ACCOUNT).unwrap().agents[0].id.clone();
    let before = office.held(FIRST);
    let first = saved(&office, [alias("Mine")]).await;
    saved(&office, [Edit::ConfigurationType(ConfigurationType::AiAgent), Edit::AiAgent(agent)]).await;
    office.edit(FIRST, [alias("Half typed")]).await;
    let restored = office.desk.restore(ACCOUNT, first, RestoreWhat::Configuration).await.unwrap();
    let aside = restored.replaced.expect("the draft was set aside");
    assert_eq!(only_step(office.save(FIRST).await).outcome, StepOutcome::Confirmed);
    let now = office.held(FIRST);
    for field in ["alias", "configuration_type", "webhook_url"] {
        assert_eq!(now[field], before[field], "{field}");
    }
    office.desk.undo_discard(ACCOUNT, aside).await.unwrap();
    assert_eq!(office.desk.number_panel(ACCOUNT, FIRST).unwrap().alias.value, "Half typed");
}

/// Undoing a remap is itself a remap: a draft that must be confirmed again.
#[tokio::test(flavor = "multi_thread")]
async fn a_remap_is_undone_by_a_remap() {
    let office = Office::open().await;
    let before = office.mapping(FIRST_WABA);
    let record = remapped(&office, &office.subaccount("EU Team")).await;
    office.control.clear_requests();
    let restored = office.desk.restore(ACCOUNT, record, RestoreWhat::Change).await.unwrap();
    assert!(!restored.nothing);
    let SaveOutcome::NeedsConfirmation { preview, .. } = office.save(FIRST).await else { panic!("confirmed anew") };
    assert_eq!(office.writes().len(), 0);
    let outcome = office.desk.confirm_remap(ACCOUNT, FIRST, &preview.preview_id, "Acme EU").await.unwrap();
    assert_eq!(only_step(outcome).outcome, StepOutcome::Confirmed);
    assert_eq!(office.mapping(FIRST_WABA), before);
    let error = office.desk.restore(ACCOUNT, record, RestoreWhat::Configuration).await.expect_err("it holds none");
    assert_eq!(error.code, Code::InvalidInput);
}

/// A disconnected number that returns gets an offer. Its mapping is offered separately.
#[tokio::test(flavor = "multi_thread")]
async fn after_a_disconnect() {
    let office = Office::open().await;
    saved(&office, [alias("Mine"), webhook("https://mine.example/")]).await;
    let shown = office.desk.disconnect_preview(ACCOUNT, FIRST).await.unwrap();
    let done = office.desk.confirm_disconnect(ACCOUNT, FIRST, &shown.preview_id, "7458").await.unwrap();
    assert!(matches!(done, DisconnectOutcome::Done { .. }), "{done:?}");
    let labs = office.subaccount("Labs");
    office.control.edit(&sandbox::Edit::Map { waba_id: FIRST_WABA.into(), subaccount: Some(labs.clone()) }).unwrap();
    let back = sandbox::Edit::AddNumber { waba_id: FIRST_WABA.into(), number: FIRST.into(), fields: fields(json!({})) };
    office.control.edit(&back).unwrap();
    office.sync().await;
    let offer = office.desk.number_panel(ACCOUNT, FIRST).unwrap().restore.expect("an offer");
    assert_eq!(offer.mapping.as_deref(), Some("Main Account"), "{offer:?}");
    office.control.clear_requests();
    office.desk.restore(ACCOUNT, offer.activity, RestoreWhat::Configuration).await.unwrap();
    let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
    assert_eq!((panel.alias.value.as_str(), panel.webhook_url.value.as_str()), ("Mine", "https://mine.example/"));
    assert!(!panel.account_mapping.changed, "the mapping is never brought back by itself");
    assert_eq!(only_step(office.save(FIRST).await).outcome, StepOutcome::Confirmed);
    assert_eq!(office.mapping(FIRST_WABA), Some(labs));
    assert_eq!(office.desk.number_panel(ACCOUNT, FIRST).unwrap().restore, None, "it was configured since");
    office.desk.restore(ACCOUNT, offer.activity, RestoreWhat::Mapping).await.unwrap();
    let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
    assert!(panel.account_mapping.changed && panel.account_mapping.value.is_none(), "{:?}", panel.account_mapping);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_can_be_declined() {
    let office = Office::open().await;
    let shown = office.desk.disconnect_preview(ACCOUNT, FIRST).await.unwrap();
    office.desk.confirm_disconnect(ACCOUNT, FIRST, &shown.preview_id, "7458").await.unwrap();
    let back = sandbox::Edit::AddNumber { waba_id: FIRST_WABA.into(), number: FIRST.into(), fields: fields(json!({})) };
    office.control.edit(&back).unwrap();
    office.sync().await;
    assert!(office.desk.number_panel(ACCOUNT, FIRST).unwrap().restore.is_some());
    assert_eq!(office.desk.dismiss_restore(ACCOUNT, FIRST).unwrap().restore, None);
    let office = office.restart().await;
    assert_eq!(office.desk.number_panel(ACCOUNT, FIRST).unwrap().restore, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_taken_back() {
    let office = Office::open().await;
    saved(&office, [alias("Mine")]).await;
    remapped(&office, &office.subaccount("EU Team")).await;
    let shown = office.desk.disconnect_preview(ACCOUNT, FIRST).await.unwrap();
    office.desk.confirm_disconnect(ACCOUNT, FIRST, &shown.preview_id, "7458").await.unwrap();
    let told: Vec<_> =
        office.record().into_iter().map(|entry| (entry.action, entry.can_undo, entry.can_restore)).collect();
    let expected = [
        (ActivityAction::Disconnect, false, true),
        (ActivityAction::Remap, true, false),
        (ActivityAction::Configure, true, true),
    ];
    assert_eq!(told, expected);
}

/// The record as a file: all matching records, with masked secrets and neutralised formulas.
#[tokio::test(flavor = "multi_thread")]
async fn exports() {
    let office = Office::open().await;
    saved(&office, [alias("=HYPERLINK(\"x\")"), webhook("https://mine.example/in?token=s3cr3t-value")]).await;
    remapped(&office, &office.subaccount("EU Team")).await;
    let all = ActivityQuery::default();
    let export = async |query: &ActivityQuery, format, unmasked| {
        let file = office.desk.export_activity(ACCOUNT, query, format, unmasked).await.unwrap();
        (file.count, std::fs::read_to_string(&file.path).unwrap())
    };
    let (count, csv) = export(&all, ExportFormat::Csv, false).await;
    assert_eq!(count, 2);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
    assert_eq!(rows.len(), 3, "one line a changed field: {csv}");
    assert!(rows.iter().all(|row| row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@']))), "{csv}");
    assert!(csv.contains("'=HYPERLINK") && csv.contains("token=***") && !csv.contains("s3cr3t"), "{csv}");
    let codes: Vec<&str> = rows.iter().map(|row| &row[13]).collect();
    assert_eq!(codes, ["moved", "confirmed", "confirmed"], "{csv}");
    let (_, whole) = export(&all, ExportFormat::Csv, true).await;
    assert!(whole.contains("s3cr3t-value"));
    let moved = ActivityQuery { actions: vec![ActivityAction::Remap], ..ActivityQuery::default() };
    let (count, json) = export(&moved, ExportFormat::Json, false).await;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((count, json["entries"].as_array().unwrap().len(), &json["masked"]), (1, 1, &json!(true)));
    let moved = &json["entries"][0];
    assert_eq!((&moved["changes"][0]["after"], &moved["code"]), (&json!("EU Team"), &json!("moved")));
    assert!(moved["message"].as_str().is_some_and(|words| words.contains("EU Team")), "{moved}");
}

/// Filters of the record, each with its result.
#[tokio::test(flavor = "multi_thread")]
async fn filters() {
    use desk::view::ActivityOutcome::{Confirmed, Refused};
    let office = Office::open().await;
    saved(&office, [alias("One")]).await;
    office.control.add_fault(sandbox::Rule::once(
        sandbox::Pattern::new("POST", "/WhatsApp/Number/*/"),
        sandbox::Fault::forbidden(),
    ));
    office.edit(FIRST, [alias("Two")]).await;
    office.save(FIRST).await;
    remapped(&office, &office.subaccount("EU Team")).await;
    let check = |query: ActivityQuery, expected: u32| {
        let found = office.desk.activity(ACCOUNT, &ActivityQuery { limit: 100, ..query.clone() }).unwrap();
        assert_eq!((found.total, found.rows.len()), (expected, expected as usize), "{query:?}");
    };
    let none = ActivityQuery::default;
    // The remap goes with the number's refused draft, which is written again.
    check(none(), 4);
    check(ActivityQuery { outcomes: vec![Refused], ..none() }, 1);
    check(ActivityQuery { outcomes: vec![Confirmed, Refused], ..none() }, 4);
    check(ActivityQuery { actions: vec![ActivityAction::Remap], ..none() }, 1);
    check(ActivityQuery { actions: vec![ActivityAction::Remap], outcomes: vec![Refused], ..none() }, 0);
    check(ActivityQuery { actions: vec![ActivityAction::Disconnect], ..none() }, 0);
    check(ActivityQuery { since: Some(office.record()[0].at), ..none() }, 1);
    check(ActivityQuery { search: "two".into(), outcomes: vec![Refused], ..none() }, 1);
    // Searches the displayed values, however the record stores them.
    check(ActivityQuery { search: "acme eu".into(), ..none() }, 4);
    check(ActivityQuery { search: "eu team".into(), ..none() }, 1);
    check(ActivityQuery { search: "main account".into(), ..none() }, 1);
}
