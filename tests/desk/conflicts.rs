//! Changes at Plivo by somebody else, found by the fresh read.

use desk::view::{Edit, FieldName, SaveOutcome, StepOutcome};
use serde_json::json;

use crate::office::{ACCOUNT, FIRST, Office, alias, fields, only_step, webhook};

fn behind(office: &Office, values: serde_json::Value) {
    office.control.edit(&sandbox::Edit::SetFields { number: FIRST.to_owned(), fields: fields(values) }).unwrap();
}

/// The draft, the change at Plivo, and the fields in conflict. Without a conflict, the save succeeds.
#[tokio::test(flavor = "multi_thread")]
async fn both_sides() {
    use FieldName::{Alias, AnswerUrl, Calling, WebhookUrl};
    let answer = || Edit::AnswerUrl("https://mine.example/answer".to_owned());
    let rows: [(Vec<Edit>, serde_json::Value, Vec<FieldName>); 5] = [
        (vec![alias("Mine")], json!({ "alias": "Theirs" }), vec![Alias]),
        (vec![alias("Mine")], json!({ "webhook_url": "https://theirs.example/" }), vec![]),
        (vec![webhook("https://mine.example/")], json!({ "webhook_url": "https://theirs.example/" }), vec![WebhookUrl]),
        (vec![alias("Same")], json!({ "alias": "Same", "webhook_url": "https://theirs.example/" }), vec![]),
        (
            vec![Edit::Calling(true), answer()],
            json!({ "calling_enabled": true, "answer_url": "https://theirs.example/answer" }),
            vec![AnswerUrl],
        ),
    ];
    for (edits, change, expected) in rows {
        let office = Office::open().await;
        office.edit(FIRST, edits.clone()).await;
        behind(&office, change.clone());
        let found = match office.save(FIRST).await {
            SaveOutcome::Conflict { conflicts } => conflicts.into_iter().map(|conflict| conflict.field).collect(),
            _ => vec![],
        };
        assert_eq!(found, expected, "{edits:?} against {change}");
        assert!(expected.is_empty() || office.writes().is_empty(), "a conflict writes nothing");
        assert!(!found.contains(&Calling));
    }
}

/// An Answer URL that is typed while calling is off is not yet a change. A save with nothing to do keeps it in the
/// draft.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_parked_stays_drafted() {
    let office = Office::open().await;
    office.edit(FIRST, [Edit::AnswerUrl("https://parked.example/".into()), alias("Same")]).await;
    behind(&office, json!({ "alias": "Same" }));
    assert_eq!(office.save(FIRST).await, SaveOutcome::NothingToDo { kept: true });
    assert_eq!(office.writes().len(), 0);
    let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
    assert!(panel.answer_url.changed && !panel.alias.changed, "{:?}", panel.answer_url);
}

/// Somebody enables calling with another Answer URL: the one in the draft is a conflict, and overwrites nothing
/// silently.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_parked_overwrites_nothing() {
    let office = Office::open().await;
    office.edit(FIRST, [Edit::AnswerUrl("https://parked.example/".into()), alias("Mine")]).await;
    behind(&office, json!({ "calling_enabled": true, "answer_url": "https://theirs.example/" }));
    assert!(matches!(office.save(FIRST).await, SaveOutcome::Conflict { .. }));
    assert_eq!(office.writes().len(), 0);
}

/// While the answer for one field is lost, another field is typed and also changed at Plivo: settling reports the
/// conflict.
#[tokio::test(flavor = "multi_thread")]
async fn settling_hides_no_conflict() {
    let office = Office::open().await;
    office.edit(FIRST, [webhook("https://mine.example/")]).await;
    let lost = sandbox::Fault::Late { after_ms: 300 };
    office.control.add_fault(sandbox::Rule::once(sandbox::Pattern::new("POST", "/WhatsApp/Number/*/"), lost));
    only_step(office.save(FIRST).await);
    office.edit(FIRST, [alias("Mine")]).await;
    behind(&office, json!({ "alias": "Theirs" }));
    office.settled().await;
    let SaveOutcome::Conflict { conflicts } = office.save(FIRST).await else { panic!("a conflict was expected") };
    assert_eq!(conflicts.iter().map(|conflict| conflict.field).collect::<Vec<_>>(), [FieldName::Alias]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_changed_elsewhere_stays_theirs() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Mine")]).await;
    behind(&office, json!({ "webhook_url": "https://theirs.example/" }));
    assert_eq!(only_step(office.save(FIRST).await).outcome, StepOutcome::Confirmed);
    assert_eq!(office.writes()[0].body, Some(json!({ "alias": "Mine" })));
    assert_eq!(office.held(FIRST)["webhook_url"], "https://theirs.example/");
}

/// A draft that comes back after another one was saved has its old base: the two are in conflict, and nothing is
/// overwritten silently. If Plivo already holds the value, the draft is done.
#[tokio::test(flavor = "multi_thread")]
async fn a_discard_undone_after_another_save() {
    for (saved, in_conflict) in [("Newer", true), ("Older", false)] {
        let office = Office::open().await;
        office.edit(FIRST, [alias("Older")]).await;
        let discarded = office.desk.discard(ACCOUNT, FIRST, false).await.unwrap();
        office.edit(FIRST, [alias(saved)]).await;
        assert_eq!(only_step(office.save(FIRST).await).outcome, StepOutcome::Confirmed);
        office.desk.undo_discard(ACCOUNT, discarded.id).await.unwrap();
        let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
        let shown: Vec<_> = panel.conflicts.iter().map(|conflict| (conflict.field, &*conflict.plivo_value)).collect();
        let expected: &[_] = if in_conflict { &[(FieldName::Alias, "Newer")] } else { &[] };
        assert_eq!((shown.as_slice(), &*panel.alias.value), (expected, "Older"));
        match office.save(FIRST).await {
            SaveOutcome::Conflict { .. } => assert!(in_conflict),
            SaveOutcome::NothingToDo { kept } => assert!(!in_conflict && !kept),
            other => panic!("{other:?}"),
        }
        assert_eq!((office.writes().len(), office.has_draft(FIRST).await), (1, in_conflict));
    }
}
