//! The shown state is correct, even if two things happen at once.

use std::time::Duration;

use desk::Desk;
use desk::error::Code;
use desk::said::Said;
use desk::sandbox_door::SandboxDoor;
use desk::view::{
    ActivityAction, ActivityOutcome, ConnectionView, DraftState, Notice, NumbersQuery, SaveOutcome, SaveStage,
    StepOutcome,
};
use sandbox::seed::FIRST_WABA;
use sandbox::{Armed, Edit, Fault, Options, Pattern, Rule, When};
use serde_json::json;

use crate::office::{ACCOUNT, FIRST, Office, alias, fields, only_step, until, webhook};
use crate::plivo::{Plivo, session_only};

/// Numbers of the account besides the first.
async fn others(office: &Office) -> Vec<String> {
    let all = office.desk.numbers_matching(ACCOUNT, NumbersQuery::default()).await.unwrap();
    all.into_iter().filter(|number| number != FIRST).collect()
}

fn theirs(number: &str, text: &str) -> Edit {
    Edit::SetFields { number: number.to_owned(), fields: fields(json!({ "alias": text })) }
}

/// A save of one number is running while the panel of another number is opened.
#[tokio::test(flavor = "multi_thread")]
async fn a_panel_that_opens_beside_a_write_is_refreshed() {
    let office = Office::open().await;
    let second = others(&office).await.remove(0);
    office.edit(FIRST, [alias("Front desk")]).await;
    office.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), Fault::Hold));
    let saving = tokio::spawn({
        let desk = office.desk.clone();
        async move { desk.save(ACCOUNT, FIRST, false).await }
    });
    office.control.requests_when(|requests| requests.iter().any(|request| request.method == "POST")).await;
    office.control.edit(&theirs(&second, "Theirs")).unwrap();
    let mut notices = office.notices();
    let shown = office.desk.open_number(ACCOUNT, &second).await.unwrap();
    assert_ne!(shown.alias.value, "Theirs", "nothing was read yet");
    office.control.release();
    until(&mut notices, |notice| match notice {
        Notice::PanelChanged { number, .. } if number == second => Some(()),
        _ => None,
    })
    .await;
    assert_eq!(office.desk.number_panel(ACCOUNT, &second).unwrap().alias.value, "Theirs");
    saving.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_that_waits_says_so() {
    let office = Office::open().await;
    let second = others(&office).await.remove(0);
    office.edit(FIRST, [alias("Front desk")]).await;
    office.edit(&second, [alias("Back office")]).await;
    office.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), Fault::Hold));
    let save = |number: &str| {
        let (desk, number) = (office.desk.clone(), number.to_owned());
        tokio::spawn(async move { desk.save(ACCOUNT, &number, false).await })
    };
    let first = save(FIRST);
    office.control.requests_when(|requests| requests.iter().any(|request| request.method == "POST")).await;
    let mut notices = office.notices();
    let other = save(&second);
    let waits = until(&mut notices, |notice| match notice {
        Notice::Saving { number, stage, .. } if number == second => Some(stage),
        _ => None,
    });
    assert_eq!(waits.await, SaveStage::Waiting);
    office.control.release();
    for outcome in [first.await.unwrap().unwrap(), other.await.unwrap().unwrap()] {
        assert_eq!(only_step(outcome).outcome, StepOutcome::Confirmed);
    }
}

/// Two commands that change drafts run concurrently, many times.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn commands_that_cross_leave_the_right_count() {
    let office = Office::open().await;
    let numbers = others(&office).await;
    for round in 0..60 {
        let text = format!("Round {round}");
        let one = async {
            office.desk.edit(ACCOUNT, &numbers[0], alias(&text)).await.unwrap();
            office.desk.discard(ACCOUNT, &numbers[0], false).await.unwrap();
        };
        let other = async {
            office.desk.edit(ACCOUNT, &numbers[1], alias(&text)).await.unwrap();
            office.desk.edit(ACCOUNT, &numbers[2], alias(&text)).await.unwrap();
            office.desk.discard(ACCOUNT, &numbers[1], false).await.unwrap();
        };
        tokio::join!(one, other);
        let status = office.desk.status(ACCOUNT).unwrap();
        assert_eq!(status.drafts as usize, office.drafts().await.len(), "round {round}");
    }
}

/// Plivo accepts the write, and then says of the number that it does not exist. That may be a read that lags too, so it
/// is believed only after the grace period.
#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_is_gone_after_its_write_may_come_back() {
    for comes_back in [true, false] {
        let office = Office::open().await;
        office.edit(FIRST, [alias("Front desk")]).await;
        let remove = Edit::RemoveNumber { number: FIRST.to_owned() };
        let after = Armed { on: Pattern::new("POST", "/WhatsApp/Number/*/"), nth: 1, when: When::After, edit: remove };
        office.control.arm(after);
        let mut notices = office.notices();
        let step = only_step(office.save(FIRST).await);
        assert!(matches!(step.outcome, StepOutcome::NotYetKnown { .. }), "{step:?}");
        office.control.clear_requests();
        let is_read = |request: &&sandbox::Request| request.path.contains(FIRST);
        office.control.requests_when(|requests| requests.iter().filter(is_read).count() > 3).await;
        assert_eq!(office.record()[0].outcome, ActivityOutcome::NotYetKnown);
        match comes_back {
            true => {
                let fields = fields(json!({ "alias": "Front desk" }));
                let add = Edit::AddNumber { waba_id: FIRST_WABA.to_owned(), number: FIRST.to_owned(), fields };
                office.control.edit(&add).unwrap();
            }
            false => office.turn_clock(Duration::from_secs(120)),
        }
        let settled = until(&mut notices, |notice| match notice {
            Notice::Settled { outcome, .. } => Some(only_step(outcome)),
            _ => None,
        });
        let step = settled.await;
        match comes_back {
            true => assert_eq!(step.outcome, StepOutcome::Confirmed),
            false => {
                assert_eq!(step.outcome, StepOutcome::Different);
                assert!(matches!(step.said, Said::TakenAndGone { .. }), "{}", step.message);
            }
        }
    }
}

/// Plivo returns 404 for a number that its list contains: it is not taken for gone.
#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_is_listed_is_not_gone() {
    let office = Office::open_with(Options { numbers: 3, ..Options::default() }).await;
    office.edit(FIRST, [alias("Front desk")]).await;
    office.control.add_fault(Rule::always(Pattern::new("GET", "/WhatsApp/Number/*/"), Fault::not_found()));
    let refused = office.desk.save(ACCOUNT, FIRST, false).await.expect_err("it cannot be read");
    assert!(refused.code == Code::PlivoFailing && refused.message.contains("lists"), "{refused:?}");
    let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
    assert!(!panel.gone && office.writes().is_empty(), "{panel:?}");
}

/// Plivo accepts the write, and its reads are stale for a while.
#[tokio::test(flavor = "multi_thread")]
async fn reads_that_lag_are_not_somebody_elses_change() {
    for reads in [1, 3] {
        let office = Office::open().await;
        office.edit(FIRST, [alias("Front desk"), webhook("https://lag.example/")]).await;
        let stale = Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), Fault::Stale { reads });
        office.control.add_fault(stale);
        let mut notices = office.notices();
        let step = only_step(office.save(FIRST).await);
        assert!(matches!(step.outcome, StepOutcome::NotYetKnown { .. }), "{step:?}");
        assert!(office.has_draft(FIRST).await, "the draft is kept while the new value does not show");
        let settled = until(&mut notices, |notice| match notice {
            Notice::Settled { outcome, .. } => Some(outcome),
            _ => None,
        });
        assert_eq!(only_step(settled.await).outcome, StepOutcome::Confirmed, "after {reads} reads");
        assert_eq!(office.record()[0].outcome, ActivityOutcome::Confirmed);
        assert!(!office.has_draft(FIRST).await);
    }
}

/// The old value stays for longer than any stale read: Plivo accepted the write, so somebody has set it back.
#[tokio::test(flavor = "multi_thread")]
async fn what_never_shows_is_different() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Front desk")]).await;
    let stale = Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), Fault::Stale { reads: 10_000 });
    office.control.add_fault(stale);
    let mut notices = office.notices();
    only_step(office.save(FIRST).await);
    office.turn_clock(Duration::from_secs(120));
    let settled = until(&mut notices, |notice| match notice {
        Notice::Settled { outcome, .. } => Some(outcome),
        _ => None,
    });
    assert_eq!(only_step(settled.await).outcome, StepOutcome::Different);
    assert!(office.has_draft(FIRST).await);
}

/// A proxy, or a captive portal, responds instead of Plivo.
#[tokio::test(flavor = "multi_thread")]
async fn an_untrusted_certificate_is_not_offline() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Front desk")]).await;
    let api = office.sandbox.api().replace("http://", "https://");
    let door = SandboxDoor::new(api, office.sandbox.auth_id(), office.sandbox.auth_token());
    office.desk.attach_sandbox(door).await.unwrap();
    let error = office.desk.save(ACCOUNT, FIRST, false).await.unwrap_err();
    assert_eq!(error.code, Code::Untrusted, "{error}");
    let status = office.desk.status(ACCOUNT).unwrap();
    assert!(matches!(status.connection, ConnectionView::Untrusted { .. }), "{:?}", status.connection);
    assert_eq!(office.drafts().await[0].state, DraftState::Editing, "it was not marked as ready");
    // When Plivo itself responds, the list is read and the draft can be sent.
    let mut notices = office.notices();
    office.desk.attach_sandbox(office.door()).await.unwrap();
    until(&mut notices, |notice| matches!(notice, Notice::BackOnline { drafts: 1, .. }).then_some(())).await;
    assert_eq!(only_step(office.save(FIRST).await).outcome, StepOutcome::Confirmed);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_choices_that_cannot_be_read_say_why() {
    let office = Office::open().await;
    assert_eq!(office.desk.choices(ACCOUNT).unwrap().note, None);
    for (path, expected) in [("/AgentFlow/", "agents"), ("/Subaccount/", "subaccounts")] {
        office.control.add_fault(Rule::always(Pattern::new("GET", path), Fault::forbidden()));
        office.sync().await;
        let choices = office.desk.choices(ACCOUNT).unwrap();
        let note = choices.note.expect("a note");
        assert!(note.contains(&format!("The list of {expected} could not be read")), "{note}");
        assert!(!choices.agents.is_empty() && !choices.subaccounts.is_empty(), "what was seen before stays");
        assert_eq!(office.desk.status(ACCOUNT).unwrap().connection, ConnectionView::Online);
        office.control.clear_faults();
        office.sync().await;
        assert_eq!(office.desk.choices(ACCOUNT).unwrap().note, None);
    }
}

/// A folder that another Number Desk has locked, and a file that a newer version has written.
#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_used_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(folder.path()).unwrap();
    let code = |opened: Result<Desk, desk::error::DeskError>| opened.err().map(|error| error.code);
    assert_eq!(code(Desk::open(folder.path())), Some(Code::InUse));
    drop(desk);
    let file = rusqlite::Connection::open(folder.path().join("number-desk.db")).unwrap();
    file.pragma_update(None, "user_version", 10_000).unwrap();
    drop(file);
    assert_eq!(code(Desk::open(folder.path())), Some(Code::NewerFile));
}

/// Two windows, or a double press: an account is connected only once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_attempts_to_connect_make_one_account() {
    let plivo = Plivo::open().await;
    for round in 0..10 {
        let desk = Desk::open(plivo.folder.path()).unwrap();
        let connect = |attempt| desk.connect(session_only(plivo.console.credentials()), attempt);
        let (one, other) = tokio::join!(connect(1), connect(2));
        let (connected, refused) = if one.is_ok() { (one, other) } else { (other, one) };
        assert_eq!(refused.unwrap_err().code, Code::AlreadyConnected, "round {round}");
        let id = connected.unwrap().id;
        assert_eq!(desk.start().unwrap().accounts.len(), 1);
        desk.sign_out(&id).await.unwrap();
    }
}

/// A value that a later version has recorded is shown as it is, and not as something else.
#[tokio::test(flavor = "multi_thread")]
async fn what_this_version_does_not_know_is_unknown() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Front desk")]).await;
    assert!(matches!(office.save(FIRST).await, SaveOutcome::Done { .. }));
    let office = office
        .restart_after(|folder| {
            let file = rusqlite::Connection::open(folder.join("number-desk.db")).unwrap();
            file.execute("UPDATE activity SET action = 'cloned', outcome = 'foreseen'", []).unwrap();
        })
        .await;
    let record = &office.record()[0];
    assert_eq!((record.action, record.outcome), (ActivityAction::Unknown, ActivityOutcome::Unknown));
    assert!(!record.can_undo, "its effect is not known");
}
