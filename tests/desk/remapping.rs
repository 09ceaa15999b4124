//! Moving a WABA: never without a confirmation of the state at the moment of the write.

use std::time::Duration;

use desk::error::Code;
use desk::view::{ConfirmBy, FieldName, Notice, RemapPreviewView, RestoreWhat, SaveOutcome, StepKind, StepOutcome};
use domain::confirm::Changed;
use sandbox::seed::FIRST_WABA;
use sandbox::{Armed, Fault, Pattern, Rule, When};

use crate::office::{ACCOUNT, FIRST, Office, alias, map_to, only_step, steps, until, word};

async fn drafted() -> (Office, String) {
    let office = Office::open().await;
    let target = office.subaccount("EU Team");
    office.edit(FIRST, [map_to(&target)]).await;
    (office, target)
}

fn preview(outcome: SaveOutcome) -> RemapPreviewView {
    match outcome {
        SaveOutcome::NeedsConfirmation { preview, .. } => preview,
        other => panic!("a preview was expected: {other:?}"),
    }
}

async fn confirm(
    office: &Office,
    preview: &RemapPreviewView,
    typed: &str,
) -> Result<SaveOutcome, desk::error::DeskError> {
    office.desk.confirm_remap(ACCOUNT, FIRST, &preview.preview_id, typed).await
}

/// The reads of a WABA: the WABA itself, then its numbers twice.
fn waba_reads() -> Vec<String> {
    vec![
        format!("GET /WhatsApp/Account/{FIRST_WABA}/"),
        "GET /WhatsApp/Number/".to_owned(),
        "GET /WhatsApp/Number/".to_owned(),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn asks_first_and_writes_once() {
    let (office, target) = drafted().await;
    let shown = preview(office.save(FIRST).await);
    assert_eq!(shown.numbers.len(), 14, "every number is shown");
    assert_eq!((shown.from.as_str(), shown.to.as_str()), ("Main Account", "EU Team"));
    assert_eq!(shown.confirm_by, ConfirmBy::Name { text: "Acme EU".to_owned() });
    assert_eq!(office.writes().len(), 0, "nothing is written before it is confirmed");

    office.control.clear_requests();
    let step = only_step(confirm(&office, &shown, " Acme EU ").await.unwrap());
    assert_eq!(step.outcome, StepOutcome::Confirmed, "{}", step.message);
    let mut expected = vec![format!("GET /WhatsApp/Number/{FIRST}/")];
    expected.extend(waba_reads());
    expected.push(format!("POST /WhatsApp/Account/{FIRST_WABA}/"));
    expected.push(format!("GET /WhatsApp/Account/{FIRST_WABA}/"));
    assert_eq!(office.received(), expected);
    assert_eq!(office.mapping(FIRST_WABA), Some(target));
    assert_eq!(office.drafts().await, []);
    assert_eq!(office.record()[0].changes[0].field, FieldName::AccountMapping);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_comes_first_and_the_confirmation_is_checked_again() {
    let (office, _) = drafted().await;
    office.edit(FIRST, [alias("Front desk")]).await;
    let shown = preview(office.save(FIRST).await);
    assert_eq!(shown.number_changes, [FieldName::Alias]);
    office.control.clear_requests();
    let done = steps(confirm(&office, &shown, "Acme EU").await.unwrap());
    assert!(done.iter().all(|step| step.outcome == StepOutcome::Confirmed), "{done:?}");
    let number = format!("/WhatsApp/Number/{FIRST}/");
    let mut expected = vec![format!("GET {number}")];
    expected.extend(waba_reads());
    expected.extend([format!("POST {number}"), format!("GET {number}")]);
    expected.extend(waba_reads());
    expected.push(format!("POST /WhatsApp/Account/{FIRST_WABA}/"));
    expected.push(format!("GET /WhatsApp/Account/{FIRST_WABA}/"));
    assert_eq!(office.received(), expected);
}

/// The typed text, and whether it confirms.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_name_changes_nothing_and_may_be_corrected() {
    let (office, _) = drafted().await;
    let shown = preview(office.save(FIRST).await);
    for typed in ["", "Acme", "acme eu", "Acme EU Team", FIRST_WABA] {
        let error = confirm(&office, &shown, typed).await.expect_err(typed);
        assert_eq!((error.code, error.field), (Code::NotConfirmed, Some(FieldName::ConfirmName)), "{typed:?}");
        assert_eq!(office.writes().len(), 0, "{typed:?}");
    }
    assert_eq!(only_step(confirm(&office, &shown, "Acme EU").await.unwrap()).outcome, StepOutcome::Confirmed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_serves_once_and_expires() {
    let (office, _) = drafted().await;
    let shown = preview(office.save(FIRST).await);
    office.turn_clock(Duration::from_secs(301));
    let error = confirm(&office, &shown, "Acme EU").await.expect_err("it is too old");
    assert_eq!(error.code, Code::ConfirmationExpired);
    assert_eq!(office.writes().len(), 0);

    let shown = preview(office.save(FIRST).await);
    assert_eq!(only_step(confirm(&office, &shown, "Acme EU").await.unwrap()).outcome, StepOutcome::Confirmed);
    let error = confirm(&office, &shown, "Acme EU").await.expect_err("it is spent");
    assert_eq!(error.code, Code::ConfirmationExpired);
    let error = office.desk.confirm_remap(ACCOUNT, FIRST, "made-up", "Acme EU").await.expect_err("there is none");
    assert_eq!(error.code, Code::ConfirmationExpired);
    assert_eq!(office.writes().len(), 1);
}

/// The change while the dialog is open. The confirmation is refused, and the dialog is shown again.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_shown_must_still_be_true() {
    let joined = || sandbox::Edit::AddNumber {
        waba_id: FIRST_WABA.to_owned(),
        number: "4989123456".to_owned(),
        fields: serde_json::Map::new(),
    };
    let left = || sandbox::Edit::RemoveNumber { number: "ANOTHER".to_owned() };
    let renamed = || sandbox::Edit::RenameWaba { waba_id: FIRST_WABA.to_owned(), name: "Acme Europe".to_owned() };
    for (name, edit) in [("joined", joined()), ("left", left()), ("renamed", renamed())] {
        let (office, _) = drafted().await;
        let shown = preview(office.save(FIRST).await);
        let edit = match edit {
            sandbox::Edit::RemoveNumber { .. } => {
                let other = shown.numbers.iter().find(|member| member.number != FIRST).expect("14 numbers");
                sandbox::Edit::RemoveNumber { number: other.number.clone() }
            }
            edit => edit,
        };
        office.control.edit(&edit).unwrap();
        match confirm(&office, &shown, "Acme EU").await.unwrap() {
            SaveOutcome::NeedsConfirmation { because: Some(_), changed: Some(changed), preview } => {
                assert_eq!(matches!(changed, Changed::Waba), name == "renamed", "{changed:?}");
                assert_ne!(preview.preview_id, shown.preview_id)
            }
            other => panic!("{name}: it must be shown again: {other:?}"),
        }
        assert_eq!(office.writes().len(), 0, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_that_others_changed_is_a_conflict() {
    let (office, _) = drafted().await;
    let other = office.subaccount("Labs");
    office.control.edit(&sandbox::Edit::Map { waba_id: FIRST_WABA.to_owned(), subaccount: Some(other) }).unwrap();
    let SaveOutcome::Conflict { conflicts } = office.save(FIRST).await else { panic!("a conflict was expected") };
    let sides = (conflicts[0].plivo_now.as_str(), conflicts[0].yours.as_str(), conflicts[0].when_started.as_str());
    assert_eq!(sides, ("Labs", "EU Team", "Main Account"));
    assert_eq!(office.writes().len(), 0);
}

/// Somebody else moved the WABA to the draft's target: the draft ends, whatever else is saved.
#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_that_plivo_already_has_is_no_draft() {
    let (office, eu) = drafted().await;
    office.edit(FIRST, [alias("Front desk")]).await;
    office.control.edit(&sandbox::Edit::Map { waba_id: FIRST_WABA.to_owned(), subaccount: Some(eu) }).unwrap();
    let step = only_step(office.save(FIRST).await);
    assert_eq!((step.outcome, step.step), (StepOutcome::Confirmed, StepKind::Number), "{}", step.message);
    assert_eq!(office.drafts().await, []);
    assert!(!office.desk.number_panel(ACCOUNT, FIRST).unwrap().account_mapping.changed);
}

/// A number joins after the number's own write, just before the write of the remap.
#[tokio::test(flavor = "multi_thread")]
async fn the_last_moment_counts() {
    let (office, _) = drafted().await;
    office.edit(FIRST, [alias("Front desk")]).await;
    let shown = preview(office.save(FIRST).await);
    let fields = serde_json::Map::new();
    let edit = sandbox::Edit::AddNumber { waba_id: FIRST_WABA.to_owned(), number: "4989123456".to_owned(), fields };
    office.control.arm(Armed { on: Pattern::new("POST", "/WhatsApp/Number/*/"), nth: 1, when: When::After, edit });
    let done = steps(confirm(&office, &shown, "Acme EU").await.unwrap());
    let words: Vec<&str> = done.iter().map(|step| word(&step.outcome)).collect();
    assert_eq!(words, ["confirmed", "not attempted"], "{done:?}");
    assert_eq!(office.writes().len(), 1, "the remap was not sent");
    assert_eq!(office.mapping(FIRST_WABA), None);
    assert_eq!(office.drafts().await.len(), 1, "the mapping stays a draft");
}

/// A fault of the remap's own write, and its outcome. It is sent once, whatever happens.
#[tokio::test(flavor = "multi_thread")]
async fn faults_of_the_remap() {
    let rows = [
        (Fault::CutAfterWrite, "confirmed"),
        (Fault::bad_gateway_after_write(), "confirmed"),
        (Fault::CutBeforeWrite, "not yet known"),
        (Fault::server_error(), "not yet known"),
        (Fault::forbidden(), "refused"),
        (Fault::too_many(Some(1)), "refused"),
    ];
    for (fault, expected) in rows {
        let name = fault.word();
        let (office, _) = drafted().await;
        let shown = preview(office.save(FIRST).await);
        office.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Account/*/"), fault));
        let step = only_step(confirm(&office, &shown, "Acme EU").await.unwrap());
        assert_eq!(word(&step.outcome), expected, "{name}: {}", step.message);
        assert_eq!(office.writes().len(), 1, "{name}");
        let drafts = office.drafts().await.len();
        assert_eq!(drafts == 0, expected == "confirmed", "{name}");
    }
}

/// Two names that look the same count as the same name, however they are encoded. The ID tells such WABAs apart.
#[tokio::test(flavor = "multi_thread")]
async fn names_that_only_look_alike() {
    let office = Office::open().await;
    let labs = office.control.wabas().into_iter().find(|waba| waba.name == "Acme Labs").unwrap().waba_id;
    let rename = |waba_id: &str, name: &str| {
        let edit = sandbox::Edit::RenameWaba { waba_id: waba_id.to_owned(), name: name.to_owned() };
        office.control.edit(&edit).unwrap();
    };
    let pairs = [
        ("Acme K\u{f6}ln", " Acme Ko\u{308}ln"),
        ("Acme EU", "Acme\u{200b} EU"),
        ("Acme EU", "Acme  EU"),
        ("Acme EU", "Аcmе ЕU"),
    ];
    for (one, other) in pairs {
        rename(FIRST_WABA, one);
        rename(&labs, other);
        office.sync().await;
        office.edit(FIRST, [map_to(&office.subaccount("EU Team"))]).await;
        let shown = preview(office.save(FIRST).await);
        assert!(matches!(shown.confirm_by, ConfirmBy::Id { .. }), "{one:?} {other:?}: {:?}", shown.confirm_by);
    }
}

/// Typing what is shown always confirms.
#[tokio::test(flavor = "multi_thread")]
async fn names_that_cannot_be_typed() {
    let rows = [
        ("Acme Köln", None),
        ("Acme 東京", None),
        ("Acme\u{200b} Europe", Some("cannot be seen")),
        ("Acme  Europe", Some("spaces")),
        ("Асme Europe", Some("alphabets")),
        ("Acme 🍕", Some("keyboards")),
    ];
    for (name, expected) in rows {
        let office = Office::open().await;
        let edit = sandbox::Edit::RenameWaba { waba_id: FIRST_WABA.to_owned(), name: name.to_owned() };
        office.control.edit(&edit).unwrap();
        office.sync().await;
        office.edit(FIRST, [map_to(&office.subaccount("EU Team"))]).await;
        let shown = preview(office.save(FIRST).await);
        let typed = match (&shown.confirm_by, expected) {
            (ConfirmBy::Name { text }, None) => text,
            (ConfirmBy::Id { text, why }, Some(word)) if why.contains(word) => text,
            other => panic!("{name:?}: {other:?}"),
        };
        let done = office.desk.confirm_remap(ACCOUNT, FIRST, &shown.preview_id, typed).await.unwrap();
        assert_eq!(only_step(done).outcome, StepOutcome::Confirmed, "{name:?}");
    }
}

/// The WABA of a number (counted from 0 in the seed), and what must be typed for it.
#[tokio::test(flavor = "multi_thread")]
async fn what_has_to_be_typed() {
    let office = Office::open().await;
    let target = office.subaccount("Americas Team");
    let rows = [("Acme Labs", "button"), ("Acme Retail", "id"), ("", "id")];
    for (name, expected) in rows {
        let waba = office.control.wabas().into_iter().find(|waba| waba.name == name).expect(name);
        let number = office.control.numbers_of(&waba.waba_id)[0].number.clone();
        office.edit(&number, [map_to(&target)]).await;
        let shown = preview(office.save(&number).await);
        let (found, text) = match &shown.confirm_by {
            ConfirmBy::Button => ("button", String::new()),
            ConfirmBy::Id { text, .. } => ("id", text.clone()),
            ConfirmBy::Name { text } => ("name", text.clone()),
        };
        assert_eq!(found, expected, "{name:?}");
        let done = office.desk.confirm_remap(ACCOUNT, &number, &shown.preview_id, &text).await.unwrap();
        assert_eq!(only_step(done).outcome, StepOutcome::Confirmed, "{name:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_fields_can_be_saved_without_it() {
    let (office, _) = drafted().await;
    office.edit(FIRST, [alias("Front desk")]).await;
    let outcome = office.desk.save(ACCOUNT, FIRST, false).await.unwrap();
    assert_eq!(only_step(outcome).outcome, StepOutcome::Confirmed);
    assert_eq!(office.mapping(FIRST_WABA), None);
    assert_eq!(office.drafts().await.len(), 1, "the mapping's draft is still there");
}

/// The response to the number's write was cut, so the save itself finds Plivo again. The list is read again only after
/// the save has ended, because nothing may be read during a remap.
#[tokio::test(flavor = "multi_thread")]
async fn the_list_waits_for_the_end_of_a_save() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Front desk"), map_to(&office.subaccount("EU Team"))]).await;
    let SaveOutcome::NeedsConfirmation { preview, .. } = office.save(FIRST).await else { panic!("confirm first") };
    let number = Pattern::new("POST", "/WhatsApp/Number/*/");
    office.control.add_fault(Rule::once(number, Fault::CutAfterWrite));
    let outcome = office.desk.confirm_remap(ACCOUNT, FIRST, &preview.preview_id, "Acme EU").await.unwrap();
    assert_eq!(steps(outcome).len(), 2);
    office.control.requests_when(|all| all.iter().any(|request| request.path.ends_with("/AgentFlow/"))).await;
    let received = office.received();
    let list = received.iter().position(|line| line == "GET /AgentFlow/").expect("it is read after the save");
    let remap = received.iter().position(|line| line.starts_with("POST /WhatsApp/Account/")).expect("it was moved");
    assert!(remap < list, "{received:#?}");
}

/// A sync has read the list of WABAs. Before the list is stored, the WABA is moved and the move is being undone. The
/// older list changes neither the data that was read after the move nor the draft that undoes it.
#[tokio::test(flavor = "multi_thread")]
async fn an_older_list_does_not_overwrite_a_remap() {
    let (office, target) = drafted().await;
    let shown = preview(office.save(FIRST).await);
    let agents = Pattern::new("GET", "/AgentFlow/");
    office.control.add_fault(Rule::once(agents, Fault::Hang { after_write: false }));
    let mut notices = office.notices();
    office.desk.sync_start(ACCOUNT).unwrap();
    office.control.requests_when(|all| all.iter().any(|request| request.path.ends_with("/AgentFlow/"))).await;
    let moved = only_step(confirm(&office, &shown, "Acme EU").await.unwrap());
    assert_eq!(moved.outcome, StepOutcome::Confirmed, "{}", moved.message);
    office.desk.restore(ACCOUNT, moved.activity.unwrap(), RestoreWhat::Change).await.unwrap();
    until(&mut notices, |notice| match notice {
        Notice::Status { status, .. } if !status.sync.running => Some(()),
        _ => None,
    })
    .await;
    let mapping = office.desk.number_panel(ACCOUNT, FIRST).unwrap().account_mapping;
    assert_eq!((mapping.was, mapping.value, mapping.changed), (Some(target), None, true));
}
