//! The wall clock can be set at any moment. Settled outcomes, shown ages and expiry times do not depend on it.

use std::time::Duration;

use desk::error::Code;
use desk::view::{ActivityOutcome, Notice, SaveOutcome, StepOutcome};
use sandbox::seed::FIRST_WABA;
use sandbox::{Edit, Fault, Pattern, Rule};
use serde_json::json;

use crate::office::{ACCOUNT, FIRST, Office, alias, fields, map_to, only_step, until};

const HOUR: i64 = 3_600_000;
/// Changes of the clock in milliseconds: back, none, and forward.
const SETTINGS: [i64; 5] = [-24 * HOUR, -HOUR, 0, HOUR, 24 * HOUR];

async fn settled(notices: &mut tokio::sync::broadcast::Receiver<Notice>) -> StepOutcome {
    let outcome = until(notices, |notice| match notice {
        Notice::Settled { outcome, .. } => Some(outcome),
        _ => None,
    });
    only_step(outcome.await).outcome
}

/// An office with a lost answer to a write that was not carried out.
async fn with_a_lost_write() -> Office {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Front desk")]).await;
    let rule = Rule::always(Pattern::new("POST", "/WhatsApp/Number/*/"), Fault::CutBeforeWrite).times(1);
    office.control.add_fault(rule);
    let step = only_step(office.save(FIRST).await);
    assert!(matches!(step.outcome, StepOutcome::NotYetKnown { .. }), "{step:?}");
    office
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_write_is_settled_when_its_time_has_passed() {
    for by in SETTINGS {
        let office = with_a_lost_write().await;
        office.set_clock(by);
        let reads = office.control.requests().len();
        office.control.requests_when(|requests| requests.len() > reads + 3).await;
        assert_eq!(office.record()[0].outcome, ActivityOutcome::NotYetKnown, "too early, with the clock set by {by}");
        let mut notices = office.notices();
        office.turn_clock(Duration::from_secs(120));
        assert_eq!(settled(&mut notices).await, StepOutcome::NotApplied, "with the clock set by {by}");
    }
}

/// A later start knows only the wall clock, which may have been set since. So the grace period starts again.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_write_is_settled_after_a_restart() {
    for by in SETTINGS {
        let office = with_a_lost_write().await;
        office.set_clock(by);
        let office = office.restart().await;
        let mut notices = office.notices();
        office.control.clear_requests();
        office.desk.sync_start(ACCOUNT).unwrap();
        let reads =
            |requests: &[sandbox::Request]| requests.iter().filter(|request| request.path.contains(FIRST)).count();
        office.control.requests_when(|requests| reads(requests) > 3).await;
        assert_eq!(office.record()[0].outcome, ActivityOutcome::NotYetKnown, "too early, with the clock set by {by}");
        let unsettled = office.desk.number_panel(ACCOUNT, FIRST).unwrap().unsettled.unwrap();
        let now = jiff::Timestamp::now().as_millisecond() + by;
        assert!(unsettled.known_by > now, "with the clock set by {by}: {}", unsettled.known_by - now);
        office.turn_clock(Duration::from_secs(120));
        assert_eq!(settled(&mut notices).await, StepOutcome::NotApplied, "with the clock set by {by}");
    }
}

/// A number that was read alone does not stay newer than the pages of all later syncs.
#[tokio::test(flavor = "multi_thread")]
async fn rows_are_refreshed() {
    for by in SETTINGS {
        for restart in [false, true] {
            let office = Office::open().await;
            office.edit(FIRST, [alias("Front desk")]).await;
            office.save(FIRST).await;
            office.set_clock(by);
            let office = if restart { office.restart().await } else { office };
            let edit = Edit::SetFields { number: FIRST.to_owned(), fields: fields(json!({ "alias": "Theirs" })) };
            office.control.edit(&edit).unwrap();
            office.sync().await;
            let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
            assert_eq!(panel.alias.value, "Theirs", "with the clock set by {by}, restarted: {restart}");
        }
    }
}

/// A page that is on its way while a number is read alone stays older than that read, however the clock is set.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_as_old_as_its_request() {
    for by in SETTINGS.into_iter().chain([900]) {
        let office = Office::open().await;
        office.edit(FIRST, [alias("Front desk")]).await;
        office.control.add_fault(Rule::once(Pattern::new("GET", "/WhatsApp/Number/"), Fault::Hold));
        let mut notices = office.notices();
        office.desk.sync_start(ACCOUNT).unwrap();
        let is_held = |request: &sandbox::Request| request.fault.as_deref() == Some("hold");
        office.control.requests_when(|requests| requests.iter().any(is_held)).await;
        assert_eq!(only_step(office.save(FIRST).await).outcome, StepOutcome::Confirmed);
        office.set_clock(by);
        office.control.release();
        until(&mut notices, |notice| match notice {
            Notice::Status { status, .. } if !status.sync.running => Some(()),
            _ => None,
        })
        .await;
        let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
        assert_eq!(panel.alias.value, "Front desk", "with the clock set by {by}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_does_not_outlive_five_minutes() {
    for by in SETTINGS {
        for (waits, expected) in [(Duration::from_secs(290), by <= 0), (Duration::from_secs(310), false)] {
            let office = Office::open().await;
            let target = office.subaccount("EU Team");
            office.edit(FIRST, [map_to(&target)]).await;
            let SaveOutcome::NeedsConfirmation { preview, .. } = office.save(FIRST).await else { panic!("a remap") };
            office.set_clock(by);
            office.turn_clock(waits);
            let answer = office.desk.confirm_remap(ACCOUNT, FIRST, &preview.preview_id, "Acme EU").await;
            let told = format!("with the clock set by {by}, after {waits:?}: {answer:?}");
            match answer {
                Ok(_) => assert!(expected, "{told}"),
                Err(error) => assert!(!expected && error.code == Code::ConfirmationExpired, "{told}"),
            }
            assert_eq!(office.mapping(FIRST_WABA).as_deref() == Some(&*target), expected, "{told}");
        }
    }
}
