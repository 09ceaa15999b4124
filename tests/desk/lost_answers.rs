//! Lost answers: a write is sent once, whatever happens, and settled by reading.

use std::time::Duration;

use desk::error::Code;
use desk::said::Said;
use desk::view::{ActivityOutcome, ConfigurationType, ConnectionView, Edit, Notice, SaveOutcome, StepOutcome};
use sandbox::seed::FIRST_WABA;
use sandbox::{Fault, Pattern, Rule};

use crate::office::{ACCOUNT, FIRST, Office, alias, map_to, only_step, until, webhook, word};

async fn with_fault(fault: Fault) -> Office {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Front desk")]).await;
    office.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), fault));
    office
}

/// What happens to the response of the write, and what can be said right after it.
#[tokio::test(flavor = "multi_thread")]
async fn one_write_and_a_right_answer() {
    let rows = [
        (Fault::CutAfterWrite, "confirmed"),
        (Fault::bad_gateway_after_write(), "confirmed"),
        (Fault::TruncatedJson, "confirmed"),
        (Fault::Hang { after_write: true }, "confirmed"),
        (Fault::CutBeforeWrite, "not yet known"),
        (Fault::Hang { after_write: false }, "not yet known"),
        (Fault::server_error(), "not yet known"),
        (Fault::bad_gateway(), "not yet known"),
    ];
    for (fault, expected) in rows {
        let name = fault.word();
        let office = with_fault(fault).await;
        let step = only_step(office.save(FIRST).await);
        assert_eq!(word(&step.outcome), expected, "{name}: {}", step.message);
        assert_eq!(office.writes().len(), 1, "{name}: never repeated");
        let record = &office.record()[0];
        let recorded = if expected == "confirmed" { ActivityOutcome::Confirmed } else { ActivityOutcome::NotYetKnown };
        assert_eq!(record.outcome, recorded, "{name}: {}", record.message);
        assert_eq!(office.has_draft(FIRST).await, expected != "confirmed", "{name}");
    }
}

/// Until the deadline and the grace period have passed, the old value proves nothing. Afterwards it does.
#[tokio::test(flavor = "multi_thread")]
async fn an_old_value_proves_nothing_yet() {
    let office = with_fault(Fault::CutBeforeWrite).await;
    let step = only_step(office.save(FIRST).await);
    assert_eq!(word(&step.outcome), "not yet known");
    let blocked = office.desk.save(ACCOUNT, FIRST, true).await.expect_err("Save is blocked");
    assert_eq!(blocked.code, Code::Unsettled, "{}", blocked.message);
    assert_eq!(office.writes().len(), 1);

    let mut notices = office.notices();
    office.turn_clock(Duration::from_secs(120));
    let outcome = until(&mut notices, |notice| match notice {
        Notice::Settled { outcome, .. } => Some(outcome),
        _ => None,
    })
    .await;
    assert_eq!(only_step(outcome).outcome, StepOutcome::NotApplied);
    assert_eq!(office.record()[0].outcome, ActivityOutcome::Failed);
    assert!(office.has_draft(FIRST).await);

    assert_eq!(only_step(office.save(FIRST).await).outcome, StepOutcome::Confirmed, "now it may be tried again");
    assert_eq!(office.writes().len(), 2);
}

/// The write is carried out after its connection was cut, and after the first read that looked for it.
#[tokio::test(flavor = "multi_thread")]
async fn a_late_write_is_found() {
    let office = with_fault(Fault::Late { after_ms: 1500 }).await;
    let mut notices = office.notices();
    let step = only_step(office.save(FIRST).await);
    assert_eq!(word(&step.outcome), "not yet known", "{}", step.message);
    let outcome = until(&mut notices, |notice| match notice {
        Notice::Settled { outcome, .. } => Some(outcome),
        _ => None,
    })
    .await;
    assert_eq!(only_step(outcome).outcome, StepOutcome::Confirmed);
    assert_eq!(office.record()[0].outcome, ActivityOutcome::Confirmed);
    assert_eq!(office.writes().len(), 1);
    assert!(!office.has_draft(FIRST).await);
}

/// Plivo accepted the write, and then could not be read.
#[tokio::test(flavor = "multi_thread")]
async fn accepted_but_not_read_back() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Front desk")]).await;
    let read_back = Rule::always(Pattern::new("GET", "/WhatsApp/Number/*/"), Fault::Refuse).after(1);
    office.control.add_fault(read_back);
    let step = only_step(office.save(FIRST).await);
    assert_eq!(word(&step.outcome), "not yet known", "{}", step.message);
    assert_eq!(office.record()[0].outcome, ActivityOutcome::NotYetKnown);
    let mut notices = office.notices();
    office.control.clear_faults();
    let outcome = until(&mut notices, |notice| match notice {
        Notice::Settled { outcome, .. } => Some(outcome),
        _ => None,
    })
    .await;
    assert_eq!(only_step(outcome).outcome, StepOutcome::Confirmed);
    assert_eq!(office.writes().len(), 1);
    assert!(!office.has_draft(FIRST).await);
}

/// Plivo accepted the write, could not be read, and somebody changed it meanwhile: the record says that it was carried
/// out.
#[tokio::test(flavor = "multi_thread")]
async fn accepted_and_changed_by_somebody_since() {
    for theirs in ["Support — APAC", "Theirs"] {
        let office = Office::open().await;
        office.edit(FIRST, [alias("Front desk")]).await;
        let read_back = Rule::always(Pattern::new("GET", "/WhatsApp/Number/*/"), Fault::Refuse).after(1);
        office.control.add_fault(read_back);
        assert_eq!(word(&only_step(office.save(FIRST).await).outcome), "not yet known");
        let edit = sandbox::Edit::SetFields {
            number: FIRST.to_owned(),
            fields: crate::office::fields(serde_json::json!({ "alias": theirs })),
        };
        office.control.edit(&edit).unwrap();
        let mut notices = office.notices();
        office.control.clear_faults();
        // The old value may still be a stale read. After the grace period it cannot be.
        office.turn_clock(Duration::from_secs(120));
        let outcome = until(&mut notices, |notice| match notice {
            Notice::Settled { outcome, .. } => Some(outcome),
            _ => None,
        })
        .await;
        assert_eq!(only_step(outcome).outcome, StepOutcome::Different, "{theirs}");
        let record = &office.record()[0];
        assert_eq!(record.outcome, ActivityOutcome::Different, "{theirs}: {}", record.message);
        assert!(matches!(record.said, Said::TakenAndDifferent { .. }), "{theirs}: {}", record.message);
        assert_eq!(record.changes[0].read_back.as_deref(), Some(theirs));
    }
}

/// The app may end during the read-back. So Plivo's yes is on disk before it.
#[tokio::test(flavor = "multi_thread")]
async fn accepted_before_the_read_back() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Front desk")]).await;
    office.control.add_fault(Rule::always(Pattern::new("GET", "/WhatsApp/Number/*/"), Fault::Hold).after(1));
    let desk = office.desk.clone();
    let saving = tokio::spawn(async move { desk.save(ACCOUNT, FIRST, true).await });
    let reads = |requests: &[sandbox::Request]| requests.iter().filter(|request| request.path.contains(FIRST)).count();
    office.control.requests_when(|requests| reads(requests) == 3).await;
    let file = rusqlite::Connection::open(office.folder.path().join("number-desk.db")).unwrap();
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let kept: (String, i64, Option<String>) =
        file.query_row("SELECT outcome, accepted, request_id FROM activity", [], read).unwrap();
    assert!(matches!(&kept, (outcome, 1, Some(_)) if outcome == "not_yet_known"), "{kept:?}");
    office.control.release();
    assert_eq!(word(&only_step(saving.await.unwrap().unwrap()).outcome), "confirmed");
}

/// The app ends while an outcome is unknown. The next start continues to read.
#[tokio::test(flavor = "multi_thread")]
async fn a_restart_goes_on_settling() {
    let office = with_fault(Fault::CutBeforeWrite).await;
    assert_eq!(word(&only_step(office.save(FIRST).await).outcome), "not yet known");
    let office = office.restart().await;
    let mut notices = office.notices();
    office.turn_clock(Duration::from_secs(120));
    office.desk.sync_start(ACCOUNT).unwrap();
    let outcome = until(&mut notices, |notice| match notice {
        Notice::Settled { outcome, .. } => Some(outcome),
        _ => None,
    })
    .await;
    assert_eq!(only_step(outcome).outcome, StepOutcome::NotApplied);
    assert!(office.has_draft(FIRST).await);
}

/// Every kind of change, lost on its way and settled after a restart, from the record alone. Each with whether it was
/// carried out, and the expected result.
#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_change_is_settled_from_the_record() {
    let agent = Office::open().await.desk.choices(ACCOUNT).unwrap().agents[0].id.clone();
    let to_agents = Edit::ConfigurationType(ConfigurationType::AiAgent);
    let answer = Edit::AnswerUrl("https://b.example/answer".to_owned());
    let kinds = [
        vec![alias("Front desk")],
        vec![alias("")],
        vec![webhook("https://b.example/")],
        vec![to_agents, Edit::AiAgent(agent)],
        vec![Edit::Calling(true), answer],
        vec![alias(""), webhook("https://b.example/")],
    ];
    for edits in kinds {
        for (fault, expected) in
            [(Fault::CutBeforeWrite, StepOutcome::NotApplied), (Fault::CutAfterWrite, StepOutcome::Confirmed)]
        {
            let office = Office::open().await;
            office.edit(FIRST, edits.clone()).await;
            office.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), fault));
            let unreadable = Rule::always(Pattern::new("GET", "/WhatsApp/Number/*/"), Fault::Refuse).after(1);
            office.control.add_fault(unreadable);
            assert_eq!(word(&only_step(office.save(FIRST).await).outcome), "not yet known", "{edits:?}");
            let changes = office.record()[0].changes.clone();
            assert_eq!(changes.len(), edits.len(), "the record names every change: {changes:?}");
            let office = office.restart().await;
            office.control.clear_faults();
            office.turn_clock(Duration::from_secs(120));
            office.settled().await;
            let record = &office.record()[0];
            let carried_out = expected == StepOutcome::Confirmed;
            assert_eq!(record.outcome == ActivityOutcome::Confirmed, carried_out, "{edits:?}: {}", record.message);
            assert_eq!(office.has_draft(FIRST).await, !carried_out, "{edits:?}");
            assert_eq!(office.writes().len(), 1, "{edits:?}");
        }
    }
}

/// The answer of a remap is lost, and its WABA is then gone. A 404 alone proves nothing, so the list is read. If the
/// list is available, the record is settled as different, so that it does not block anybody forever. If the list is
/// missing too, the remap stays open.
#[tokio::test(flavor = "multi_thread")]
async fn a_waba_that_is_gone_settles_its_remap() {
    for list_answers in [true, false] {
        let office = Office::open().await;
        office.edit(FIRST, [map_to(&office.subaccount("EU Team"))]).await;
        let SaveOutcome::NeedsConfirmation { preview, .. } = office.save(FIRST).await else { panic!("a preview") };
        let one = Pattern::new("POST", "/WhatsApp/Account/*/");
        office.control.add_fault(Rule::once(one, Fault::CutBeforeWrite));
        let confirmed = office.desk.confirm_remap(ACCOUNT, FIRST, &preview.preview_id, "Acme EU").await.unwrap();
        assert_eq!(word(&only_step(confirmed).outcome), "not yet known");
        let mut notices = office.notices();
        if !list_answers {
            office.control.add_fault(Rule::always(Pattern::new("GET", "/WhatsApp/Account/"), Fault::not_found()));
        }
        office.control.edit(&sandbox::Edit::RemoveWaba { waba_id: FIRST_WABA.to_owned() }).unwrap();
        office.turn_clock(Duration::from_secs(120));
        if !list_answers {
            // It is requested repeatedly, and the responses do not settle it.
            let waba = format!("/WhatsApp/Account/{FIRST_WABA}/");
            office.control.clear_requests();
            let asked = |all: &[sandbox::Request]| all.iter().filter(|one| one.path.ends_with(&waba)).count() > 3;
            let wait = office.control.requests_when(asked);
            tokio::time::timeout(Duration::from_secs(30), wait).await.expect("it is still open");
            assert_eq!(office.record()[0].outcome, ActivityOutcome::NotYetKnown);
            // Each round starts with the WABA itself, whose 404 shows that Plivo can be reached.
            while office.desk.status(ACCOUNT).unwrap().connection != ConnectionView::MissingApi {
                until(&mut notices, Some).await;
            }
            continue;
        }
        let outcome = until(&mut notices, |notice| match notice {
            Notice::Settled { outcome, .. } => Some(outcome),
            _ => None,
        })
        .await;
        let step = only_step(outcome);
        assert_eq!(step.outcome, StepOutcome::Different);
        assert!(matches!(step.said, Said::SettledGone { .. }), "{}", step.message);
        assert_eq!(office.record()[0].outcome, ActivityOutcome::Different);
        let blocked = office.desk.save(ACCOUNT, FIRST, false).await.expect_err("the number went with it");
        assert_eq!(blocked.code, Code::Gone, "{}", blocked.message);
    }
}

/// The same if only the WABA itself is not returned, while Plivo lists it.
#[tokio::test(flavor = "multi_thread")]
async fn a_waba_that_is_only_listed_settles_its_remap() {
    let office = Office::open().await;
    office.edit(FIRST, [map_to(&office.subaccount("EU Team"))]).await;
    let SaveOutcome::NeedsConfirmation { preview, .. } = office.save(FIRST).await else { panic!("a preview") };
    office.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Account/*/"), Fault::CutBeforeWrite));
    let unreturned = Rule::always(Pattern::new("GET", "/WhatsApp/Account/*/"), Fault::not_found());
    office.control.add_fault(unreturned.after(1));
    let mut notices = office.notices();
    let confirmed = office.desk.confirm_remap(ACCOUNT, FIRST, &preview.preview_id, "Acme EU").await.unwrap();
    assert_eq!(word(&only_step(confirmed).outcome), "not yet known");
    office.turn_clock(Duration::from_secs(120));
    let settled = until(&mut notices, |notice| match notice {
        Notice::Settled { outcome, .. } => Some(only_step(outcome)),
        _ => None,
    });
    let step = settled.await;
    assert!(matches!(step.said, Said::SettledGone { .. }), "{}", step.message);
    office.edit(FIRST, [alias("Front desk")]).await;
    let saved = office.desk.save(ACCOUNT, FIRST, false).await.unwrap();
    assert_eq!(only_step(saved).outcome, StepOutcome::Confirmed, "it blocks no save any more");
}

/// A save that settles an earlier write reports it like the background task does.
#[tokio::test(flavor = "multi_thread")]
async fn a_save_reports_what_it_settled() {
    let office = with_fault(Fault::CutBeforeWrite).await;
    assert_eq!(word(&only_step(office.save(FIRST).await).outcome), "not yet known");
    // Nothing is settled in the background before the first sync.
    let office = office.restart().await;
    office.turn_clock(Duration::from_secs(120));
    let mut notices = office.notices();
    assert_eq!(only_step(office.save(FIRST).await).outcome, StepOutcome::Confirmed);
    let outcome = until(&mut notices, |notice| match notice {
        Notice::Settled { outcome, .. } => Some(outcome),
        _ => None,
    })
    .await;
    assert_eq!(only_step(outcome).outcome, StepOutcome::NotApplied);
}

/// A record that cannot be read blocks no other record, and blocks its own number only for a limited time.
#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_cannot_be_read() {
    let office = Office::open().await;
    let other = office.control.numbers_of(FIRST_WABA)[1].number.clone();
    for number in [FIRST, &other] {
        office.edit(number, [alias("Front desk")]).await;
        let cut = Fault::CutBeforeWrite;
        office.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), cut));
        assert_eq!(word(&only_step(office.save(number).await).outcome), "not yet known");
    }
    let file = rusqlite::Connection::open(office.folder.path().join("number-desk.db")).unwrap();
    file.execute("UPDATE activity SET detail = '7' WHERE number = ?1", [FIRST.parse::<i64>().unwrap()]).unwrap();
    let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
    assert!(panel.unsettled.is_some(), "its number is still shown");
    office.turn_clock(Duration::from_secs(120));
    office.settled().await;
    assert_eq!(only_step(office.save(FIRST).await).outcome, StepOutcome::Confirmed);
    assert_eq!(only_step(office.save(&other).await).outcome, StepOutcome::Confirmed);
}
