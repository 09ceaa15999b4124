//! Changes at Plivo behind the app's back, seen by the fresh read.

use desk::view::{Edit, FieldName, SaveOutcome, StepOutcome};
use serde_json::json;

use crate::office::{FIRST, Office, alias, fields, only_step, webhook};

fn behind(office: &Office, values: serde_json::Value) {
    office.control.edit(&sandbox::Edit::SetFields { number: FIRST.to_owned(), fields: fields(values) }).unwrap();
}

/// What is drafted, what changes at Plivo, and the fields in conflict; none means that the save goes through.
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

#[tokio::test(flavor = "multi_thread")]
async fn what_others_changed_elsewhere_stays_theirs() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Mine")]).await;
    behind(&office, json!({ "webhook_url": "https://theirs.example/" }));
    assert_eq!(only_step(office.save(FIRST).await).outcome, StepOutcome::Confirmed);
    assert_eq!(office.writes()[0].body, Some(json!({ "alias": "Mine" })));
    assert_eq!(office.held(FIRST)["webhook_url"], "https://theirs.example/");
}
