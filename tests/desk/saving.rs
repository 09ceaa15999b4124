//! A plain save: what is sent, what is not, and what is reported.

use desk::error::Code;
use desk::view::{ActivityOutcome, Edit, SaveOutcome, StepOutcome};
use sandbox::{Fault, Pattern, Rule};
use serde_json::json;

use crate::office::{ACCOUNT, FIRST, Office, alias, only_step, webhook, word};

const NUMBER: &str = "/WhatsApp/Number/918035737458/";

#[tokio::test(flavor = "multi_thread")]
async fn is_exactly_read_write_read() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Front desk")]).await;
    let step = only_step(office.save(FIRST).await);
    assert_eq!(step.outcome, StepOutcome::Confirmed, "{}", step.message);
    assert_eq!(office.received(), [format!("GET {NUMBER}"), format!("POST {NUMBER}"), format!("GET {NUMBER}")]);
    assert_eq!(office.writes()[0].body, Some(json!({ "alias": "Front desk" })));
    assert_eq!(office.held(FIRST)["alias"], "Front desk");
    assert!(!office.has_draft(FIRST).await, "what is saved is no draft");
    let record = office.record();
    assert_eq!(record.len(), 1);
    assert_eq!(record[0].outcome, ActivityOutcome::Confirmed);
    assert!(record[0].request_id.is_some(), "Plivo's request id is kept");
    assert_eq!(
        (record[0].changes[0].before.as_str(), record[0].changes[0].after.as_str()),
        ("Support — APAC", "Front desk")
    );
}

/// The edits, and the request body for them.
#[tokio::test(flavor = "multi_thread")]
async fn sends_only_what_changed() {
    let office = Office::open().await;
    let answer = |text: &str| Edit::AnswerUrl(text.to_owned());
    let rows = [
        (vec![webhook("https://b.example/hook?a=1#f")], json!({ "webhook_url": "https://b.example/hook?a=1#f" })),
        (
            vec![Edit::Calling(true), answer("  https://b.example/answer#ct=2000 ")],
            json!({ "calling_enabled": true, "answer_url": "https://b.example/answer#ct=2000" }),
        ),
        (vec![answer("https://kept.example/"), Edit::Calling(false)], json!({ "calling_enabled": false })),
        // The values without effect from the row before apply again.
        (vec![Edit::Calling(true)], json!({ "calling_enabled": true, "answer_url": "https://kept.example/" })),
        (vec![alias("")], json!({ "alias": null })),
    ];
    for (edits, body) in rows {
        office.control.clear_requests();
        office.edit(FIRST, edits.clone()).await;
        let step = only_step(office.save(FIRST).await);
        assert_eq!(step.outcome, StepOutcome::Confirmed, "{edits:?}: {}", step.message);
        assert_eq!(office.writes().len(), 1);
        assert_eq!(office.writes()[0].body, Some(body), "{edits:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn to_an_agent_leaves_the_stored_url_at_plivo() {
    let office = Office::open().await;
    let agent = office.desk.choices(ACCOUNT).unwrap().agents[0].id.clone();
    let to_agents = Edit::ConfigurationType(desk::view::ConfigurationType::AiAgent);
    office.edit(FIRST, [webhook("https://other.example/"), to_agents, Edit::AiAgent(agent.clone())]).await;
    let step = only_step(office.save(FIRST).await);
    assert_eq!(step.outcome, StepOutcome::Confirmed, "{}", step.message);
    assert_eq!(office.writes()[0].body, Some(json!({ "configuration_type": "ai_agent", "agent_uuid": agent })));
    assert_eq!(office.held(FIRST)["webhook_url"], "https://hooks.acme.example/whatsapp");
    let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
    assert_eq!(
        (panel.webhook_url.value.as_str(), panel.changes),
        ("https://other.example/", 0),
        "it is kept, not sent"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn asks_nothing_of_plivo_when_the_draft_is_invalid() {
    let office = Office::open().await;
    office.edit(FIRST, [webhook("http://insecure.example/"), Edit::Calling(true)]).await;
    let SaveOutcome::Invalid { problems } = office.save(FIRST).await else { panic!("it was invalid") };
    assert_eq!(problems.len(), 2, "every field's error at once: {problems:?}");
    assert_eq!(office.received(), [] as [String; 0]);
    assert!(office.has_draft(FIRST).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn writes_nothing_when_plivo_holds_it_already() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Front desk")]).await;
    let fields = crate::office::fields(json!({ "alias": "Front desk" }));
    office.control.edit(&sandbox::Edit::SetFields { number: FIRST.to_owned(), fields }).unwrap();
    assert_eq!(office.save(FIRST).await, SaveOutcome::NothingToDo { kept: false });
    assert_eq!(office.writes().len(), 0);
    assert!(!office.has_draft(FIRST).await);
}

/// A failure of the read, and the returned code. Then nothing is written.
#[tokio::test(flavor = "multi_thread")]
async fn failures_before_the_write_write_nothing() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Front desk")]).await;
    let rows = [
        (Fault::Refuse, Code::Offline),
        (Fault::unauthorized(), Code::Unauthorised),
        (Fault::forbidden(), Code::Forbidden),
        (Fault::too_many(Some(60)), Code::RateLimited),
        (Fault::server_error(), Code::PlivoFailing),
        (Fault::bad_gateway(), Code::PlivoFailing),
        (Fault::TruncatedJson, Code::PlivoFailing),
        (Fault::WrongTypes, Code::PlivoFailing),
        (Fault::Hang { after_write: false }, Code::Offline),
    ];
    for (fault, code) in rows {
        let office = Office::open().await;
        office.edit(FIRST, [alias("Front desk")]).await;
        let word = fault.word();
        office.control.add_fault(Rule::always(Pattern::new("GET", "/WhatsApp/Number/*/"), fault));
        match office.desk.save(ACCOUNT, FIRST, true).await {
            Ok(SaveOutcome::MarkedReady { .. }) => assert_eq!(code, Code::Offline, "{word}"),
            Ok(other) => panic!("{word}: {other:?}"),
            Err(error) => assert!(error.code == code && code != Code::Offline, "{word}: {}", error.message),
        }
        assert_eq!(office.writes().len(), 0, "{word}");
        assert_eq!(office.record().len(), 0, "{word}: nothing was attempted");
        assert!(office.has_draft(FIRST).await, "{word}");
    }
}

/// A write that Plivo refuses: the outcome, and the record.
#[tokio::test(flavor = "multi_thread")]
async fn refused_writes_say_so_and_keep_the_draft() {
    let rows = [
        (
            Fault::Answer(sandbox::Answer {
                status: 400,
                shape: sandbox::Shape::Error,
                retry_after: None,
                after_write: false,
            }),
            "refused",
            ActivityOutcome::Refused,
        ),
        (Fault::unauthorized(), "refused", ActivityOutcome::Refused),
        (Fault::forbidden(), "refused", ActivityOutcome::Refused),
        (Fault::not_found(), "refused", ActivityOutcome::Refused),
        (Fault::too_many(None), "refused", ActivityOutcome::Refused),
    ];
    for (fault, expected, recorded) in rows {
        let office = Office::open().await;
        office.edit(FIRST, [alias("Front desk")]).await;
        let name = fault.word();
        office.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), fault));
        let step = only_step(office.save(FIRST).await);
        assert_eq!(word(&step.outcome), expected, "{name}: {}", step.message);
        assert_eq!(office.writes().len(), 1, "{name}: sent once");
        assert_eq!(office.record()[0].outcome, recorded, "{name}");
        assert_eq!(office.held(FIRST)["alias"], "Support — APAC", "{name}");
        assert!(office.has_draft(FIRST).await, "{name}");
    }
}

/// No record on disk, no write to Plivo.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_record_nothing_is_sent() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Front desk")]).await;
    let other = rusqlite::Connection::open(office.folder.path().join("number-desk.db")).unwrap();
    other.execute_batch("CREATE TRIGGER full BEFORE INSERT ON activity BEGIN SELECT RAISE(FAIL, 'disk'); END").unwrap();
    let error = office.desk.save(ACCOUNT, FIRST, true).await.expect_err("the record cannot be written");
    assert_eq!(error.code, Code::Disk, "{}", error.message);
    assert_eq!(office.writes().len(), 0);
    assert!(office.has_draft(FIRST).await);
    other.execute_batch("DROP TRIGGER full").unwrap();
    assert_eq!(only_step(office.save(FIRST).await).outcome, StepOutcome::Confirmed);
}

/// Somebody changes the number between the write and the read back.
#[tokio::test(flavor = "multi_thread")]
async fn interference_that_the_read_back_shows_is_reported() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Front desk")]).await;
    let fields = crate::office::fields(json!({ "alias": "Somebody else's" }));
    let edit = sandbox::Edit::SetFields { number: FIRST.to_owned(), fields };
    let on = Pattern::new("POST", "/WhatsApp/Number/*/");
    office.control.arm(sandbox::Armed { on, nth: 1, when: sandbox::When::After, edit });
    let step = only_step(office.save(FIRST).await);
    assert_eq!(step.outcome, StepOutcome::Different, "{}", step.message);
    let record = &office.record()[0];
    assert_eq!(record.outcome, ActivityOutcome::Different);
    let values = (record.changes[0].after.as_str(), record.changes[0].read_back.as_deref());
    assert_eq!(values, ("Front desk", Some("Somebody else's")), "what was asked, and what Plivo then held");
    assert!(office.has_draft(FIRST).await, "what Plivo does not return stays a draft");
    assert_eq!(office.writes().len(), 1);
}
