//! Disconnecting: confirmed by the last four digits of a number that has not changed since it was shown.

use std::time::Duration;

use desk::error::Code;
use desk::view::{ActivityOutcome, DisconnectOutcome, DraftState, FieldName, Notice, StepOutcome};
use sandbox::{Armed, Edit, Fault, Options, Pattern, Rule, When};
use serde_json::json;

use crate::office::{ACCOUNT, FIRST, Office, alias, fields, only_step, until, word};

async fn confirm(office: &Office, id: &str, typed: &str) -> Result<DisconnectOutcome, desk::error::DeskError> {
    office.desk.confirm_disconnect(ACCOUNT, FIRST, id, typed).await
}

#[tokio::test(flavor = "multi_thread")]
async fn needs_the_last_four_digits() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Half typed")]).await;
    let shown = office.desk.disconnect_preview(ACCOUNT, FIRST).await.unwrap();
    assert!(shown.has_draft);
    for typed in ["", "1234", "918035737458", "745"] {
        let error = confirm(&office, &shown.preview_id, typed).await.expect_err(typed);
        assert_eq!((error.code, error.field), (Code::NotConfirmed, Some(FieldName::LastDigits)), "{typed:?}");
    }
    assert_eq!(office.writes().len(), 0);
    let DisconnectOutcome::Done { step } = confirm(&office, &shown.preview_id, "7458").await.unwrap() else {
        panic!("it was confirmed")
    };
    assert_eq!(step.outcome, StepOutcome::Confirmed, "{}", step.message);
    assert!(office.control.number(FIRST).is_none());
    let record = &office.record()[0];
    assert_eq!(record.outcome, ActivityOutcome::Confirmed);
    let gone = record.changes.iter().map(|change| (change.field, change.before.is_empty(), change.after.is_empty()));
    assert!(gone.clone().any(|one| one == (FieldName::WebhookUrl, false, true)), "what went with it: {record:?}");
    let drafts = office.drafts().await;
    assert_eq!(drafts[0].state, DraftState::Disconnected, "the draft is kept, and marked");
    let error = confirm(&office, &shown.preview_id, "7458").await.expect_err("it serves once");
    assert_eq!(error.code, Code::ConfirmationExpired);
}

#[tokio::test(flavor = "multi_thread")]
async fn is_shown_again_when_the_number_changed() {
    let office = Office::open().await;
    let shown = office.desk.disconnect_preview(ACCOUNT, FIRST).await.unwrap();
    let edit = Edit::SetFields { number: FIRST.to_owned(), fields: fields(json!({ "alias": "Now in use" })) };
    office.control.edit(&edit).unwrap();
    let outcome = confirm(&office, &shown.preview_id, "7458").await.unwrap();
    let DisconnectOutcome::NeedsConfirmation { preview, .. } = outcome else { panic!("it must be shown again") };
    assert_eq!(preview.alias, "Now in use");
    assert_eq!(office.writes().len(), 0);
}

/// A fault of the delete, and its outcome. It is sent once.
#[tokio::test(flavor = "multi_thread")]
async fn faults() {
    let rows = [
        (Fault::CutAfterWrite, "confirmed"),
        (Fault::CutBeforeWrite, "not yet known"),
        (Fault::forbidden(), "refused"),
    ];
    for (fault, expected) in rows {
        let name = fault.word();
        let office = Office::open().await;
        let shown = office.desk.disconnect_preview(ACCOUNT, FIRST).await.unwrap();
        office.control.add_fault(Rule::once(Pattern::new("DELETE", "/WhatsApp/Number/*/"), fault));
        let outcome = confirm(&office, &shown.preview_id, "7458").await.unwrap();
        let DisconnectOutcome::Done { step } = outcome else { panic!("{name}") };
        assert_eq!(word(&step.outcome), expected, "{name}: {}", step.message);
        assert_eq!(office.writes().len(), 1, "{name}");
    }
}

/// Plivo does not return the number, but lists it: that proves no disconnect, whether the answer to it was lost or was
/// yes. Here somebody connects the number again at once, which looks like a list that lags.
#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_is_listed_is_not_disconnected() {
    for accepted in [true, false] {
        let office = Office::open_with(Options { numbers: 3, ..Options::default() }).await;
        let shown = office.desk.disconnect_preview(ACCOUNT, FIRST).await.unwrap();
        let delete = Pattern::new("DELETE", "/WhatsApp/Number/*/");
        if accepted {
            let again = Edit::AddNumber {
                waba_id: sandbox::seed::FIRST_WABA.to_owned(),
                number: FIRST.to_owned(),
                fields: fields(json!({ "alias": "Again" })),
            };
            office.control.arm(Armed { on: delete, nth: 1, when: When::After, edit: again });
        } else {
            office.control.add_fault(Rule::once(delete, Fault::CutBeforeWrite));
        }
        let unreturned = Rule::always(Pattern::new("GET", "/WhatsApp/Number/*/"), Fault::not_found());
        office.control.add_fault(unreturned.after(1));
        let mut notices = office.notices();
        let outcome = confirm(&office, &shown.preview_id, "7458").await.unwrap();
        let DisconnectOutcome::Done { step } = outcome else { panic!("accepted: {accepted}") };
        assert_eq!(word(&step.outcome), "not yet known", "accepted: {accepted}, {}", step.message);
        assert!(!accepted || step.message.contains("Plivo lists this number"), "{}", step.message);
        assert!(!office.desk.number_panel(ACCOUNT, FIRST).unwrap().gone);
        office.turn_clock(Duration::from_secs(120));
        let settled = until(&mut notices, |notice| match notice {
            Notice::Settled { outcome, .. } => Some(only_step(outcome)),
            _ => None,
        });
        let step = settled.await;
        assert_eq!(step.outcome, StepOutcome::Different, "{}", step.message);
        assert!(step.message.contains("still lists it"), "{}", step.message);
        assert!(office.desk.number_panel(ACCOUNT, FIRST).unwrap().restore.is_none(), "it was not disconnected");
    }
}
