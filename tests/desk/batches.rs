//! Applying many drafts, one after the other.

use std::time::Duration;

use desk::error::Code;
use desk::view::{ApplyWhat, BatchState, DraftKey, DraftKind, DraftState, Notice, SaveOutcome, StepOutcome};
use sandbox::seed::FIRST_WABA;
use sandbox::{Fault, Pattern, Rule};
use serde_json::json;

use crate::office::{ACCOUNT, FIRST, Office, WholeBatch, alias, fields, map_to, only_step, until, webhook};

/// The first numbers of the seed's account, in the order of its list.
fn numbers(office: &Office, count: usize) -> Vec<String> {
    let all = office.control.wabas().into_iter().flat_map(|waba| office.control.numbers_of(&waba.waba_id));
    all.take(count).map(|number| number.number).collect()
}

fn key(number: &str) -> DraftKey {
    DraftKey { kind: DraftKind::Number, id: number.to_owned() }
}

fn mapping() -> DraftKey {
    DraftKey { kind: DraftKind::Mapping, id: FIRST_WABA.to_owned() }
}

async fn drafted(office: &Office, count: usize) -> Vec<String> {
    let numbers = numbers(office, count);
    for number in &numbers {
        office.edit(number, [alias(&format!("Batch {number}"))]).await;
        office.desk.mark_ready(ACCOUNT, &key(number), true).await.unwrap();
    }
    numbers
}

/// Waits until nothing of the batch is running.
async fn ended(office: &Office) -> WholeBatch {
    let mut notices = office.notices();
    loop {
        let batch = office.batch().expect("a batch");
        if !batch.running {
            return batch;
        }
        until(&mut notices, Some).await;
    }
}

fn state(batch: &WholeBatch, number: &str) -> BatchState {
    batch.items.iter().find(|item| item.key.id == number).expect("in the batch").state
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_ready() {
    let office = Office::open().await;
    let error = office.apply(ApplyWhat::Ready).await.expect_err("nothing is ready");
    assert_eq!(error.code, Code::InvalidInput, "{}", error.message);
    let ready = drafted(&office, 3).await;
    let half_typed = numbers(&office, 4).pop().unwrap();
    office.edit(&half_typed, [alias("Half")]).await;
    assert_eq!(office.desk.status(ACCOUNT).unwrap().ready, 3);
    office.apply(ApplyWhat::Ready).await.unwrap();
    let batch = ended(&office).await;
    assert_eq!(batch.items.len(), 3, "{batch:?}");
    for number in &ready {
        assert_eq!(state(&batch, number), BatchState::Applied, "{batch:?}");
        assert_eq!(office.held(number)["alias"], json!(format!("Batch {number}")));
    }
    assert_eq!(office.writes().len(), 3);
    assert!(office.has_draft(&half_typed).await);
    office.desk.apply_dismiss(ACCOUNT).unwrap();
    assert_eq!(office.batch(), None);
}

/// A window needs no other call to know how far a batch is. The status with the highest count is the latest.
#[tokio::test(flavor = "multi_thread")]
async fn the_status_tells_its_progress() {
    let office = Office::open().await;
    drafted(&office, 3).await;
    let mut notices = office.notices();
    let mut latest = office.apply(ApplyWhat::Ready).await.unwrap();
    let mut open = vec![latest.batch.as_ref().expect("a batch").open];
    until(&mut notices, |notice| {
        if let Notice::Status { status, .. } = notice
            && status.count > latest.count
        {
            latest = status;
            open.push(latest.batch.as_ref().expect("a batch").open);
        }
        latest.batch.as_ref().is_some_and(|batch| !batch.running).then_some(())
    })
    .await;
    assert_eq!(latest.batch, office.desk.status(ACCOUNT).unwrap().batch);
    assert!(open.is_sorted_by(|earlier, later| earlier >= later) && open.ends_with(&[0]), "{open:?}");
    assert_eq!(office.desk.apply_dismiss(ACCOUNT).unwrap().batch, None);
}

/// Each draft has its own result. A draft that cannot be applied does not block the others.
#[tokio::test(flavor = "multi_thread")]
async fn a_result_for_each() {
    let office = Office::open().await;
    let numbers = drafted(&office, 5).await;
    let theirs = |alias: &str| fields(json!({ "alias": alias }));
    let edit =
        |number: &str, alias: &str| sandbox::Edit::SetFields { number: number.to_owned(), fields: theirs(alias) };
    office.control.edit(&edit(&numbers[0], "Theirs")).unwrap();
    office.control.edit(&edit(&numbers[1], &format!("Batch {}", numbers[1]))).unwrap();
    office.control.edit(&sandbox::Edit::RemoveNumber { number: numbers[2].clone() }).unwrap();
    let refused = format!("/WhatsApp/Number/{}/", numbers[3]);
    office.control.add_fault(Rule::once(Pattern::new("POST", &refused), Fault::forbidden()));
    office.apply(ApplyWhat::Ready).await.unwrap();
    let batch = ended(&office).await;
    let states: Vec<_> = numbers.iter().map(|number| state(&batch, number)).collect();
    let expected =
        [BatchState::NeedsYou, BatchState::NothingToDo, BatchState::NeedsYou, BatchState::Failed, BatchState::Applied];
    assert_eq!(states, expected, "{:#?}", batch.items);
    assert!(batch.items.iter().all(|item| !item.message.is_empty()), "{:#?}", batch.items);
    assert_eq!(office.writes().len(), 2, "the refused one and the applied one");
}

/// A draft that is edited while a batch waits is no longer ready, so it is not sent.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_meanwhile_is_not_sent() {
    let office = Office::open().await;
    let numbers = drafted(&office, 2).await;
    office.control.set_offline(true);
    office.apply(ApplyWhat::Ready).await.unwrap();
    let batch = ended(&office).await;
    assert!(batch.because.is_some(), "it stops by itself, and says why");
    assert!(batch.items.iter().all(|item| item.state == BatchState::Waiting), "{:?}", batch.items);
    office.edit(&numbers[1], [alias("Half typed")]).await;
    office.control.set_offline(false);
    office.apply(ApplyWhat::Waiting).await.unwrap();
    let batch = ended(&office).await;
    let states: Vec<_> = numbers.iter().map(|number| state(&batch, number)).collect();
    assert_eq!(states, [BatchState::Applied, BatchState::NeedsYou], "{:?}", batch.items);
    assert_eq!(office.writes().len(), 1);
}

/// Plivo's rate limit is not the fault of the draft that meets it. The other drafts would meet it too.
#[tokio::test(flavor = "multi_thread")]
async fn too_many_requests_stop_a_batch() {
    let office = Office::open().await;
    let numbers = drafted(&office, 2).await;
    let post = Pattern::new("POST", "/WhatsApp/Number/*/");
    office.control.add_fault(Rule::once(post, Fault::too_many(Some(1))));
    office.apply(ApplyWhat::Ready).await.unwrap();
    let batch = ended(&office).await;
    let because = batch.because.as_deref().unwrap_or_default();
    assert!(because.contains("asks to slow down"), "{because:?}");
    assert!(batch.items.iter().all(|item| item.state == BatchState::Waiting), "{:?}", batch.items);
    assert_eq!(office.writes().len(), 1);
    office.apply(ApplyWhat::Waiting).await.unwrap();
    let batch = ended(&office).await;
    assert!(numbers.iter().all(|number| state(&batch, number) == BatchState::Applied), "{:?}", batch.items);
}

#[tokio::test(flavor = "multi_thread")]
async fn stop_and_resume_after_a_restart() {
    let office = Office::open().await;
    let numbers = drafted(&office, 4).await;
    // The first write is held until Stop was pressed.
    office
        .control
        .add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), Fault::Hang { after_write: true }));
    let mut notices = office.notices();
    office.apply(ApplyWhat::Ready).await.unwrap();
    until(&mut notices, |notice| {
        matches!(notice, Notice::Saving { stage: desk::view::SaveStage::Writing, .. }).then_some(())
    })
    .await;
    office.desk.apply_stop(ACCOUNT, false).unwrap();
    let batch = ended(&office).await;
    assert_eq!(batch.items.iter().filter(|item| item.state == BatchState::Waiting).count(), 3, "{:?}", batch.items);
    assert_eq!(office.writes().len(), 1, "the one that was on its way is brought to its end");

    let office = office.restart().await;
    let kept = office.batch().expect("the batch is found again");
    assert!(!kept.running, "it never goes on by itself");
    let states = |batch: &WholeBatch| batch.items.iter().map(|item| (item.key.clone(), item.state)).collect::<Vec<_>>();
    assert_eq!(states(&kept), states(&batch));
    office.apply(ApplyWhat::Waiting).await.unwrap();
    let batch = ended(&office).await;
    assert!(batch.items.iter().all(|item| item.state == BatchState::Applied), "{:?}", batch.items);
    assert_eq!(office.writes().len(), numbers.len(), "none was written twice");
}

/// Applying one draft alone does not replace an interrupted batch.
#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_batch_is_not_replaced() {
    let office = Office::open().await;
    let numbers = drafted(&office, 3).await;
    office.control.set_offline(true);
    office.apply(ApplyWhat::Drafts { drafts: vec![key(&numbers[0]), key(&numbers[1])] }).await.unwrap();
    let before = ended(&office).await;
    office.control.set_offline(false);
    let error = office.apply(ApplyWhat::Drafts { drafts: vec![key(&numbers[2])] }).await.expect_err("two drafts wait");
    assert!(error.code == Code::Interrupted && error.message.starts_with("2 drafts wait"), "{}", error.message);
    assert_eq!(office.batch().unwrap().items, before.items);
    office.apply(ApplyWhat::Ready).await.unwrap();
    let batch = ended(&office).await;
    assert_eq!(batch.items.len(), 3, "applying all ready drafts includes the waiting ones");
    assert!(batch.items.iter().all(|item| item.state == BatchState::Applied), "{:?}", batch.items);
}

/// A resume that cannot be saved has not happened: the batch can be resumed again.
#[tokio::test(flavor = "multi_thread")]
async fn a_resume_that_cannot_be_saved() {
    let office = Office::open().await;
    let number = drafted(&office, 1).await.remove(0);
    office.control.set_offline(true);
    office.apply(ApplyWhat::Ready).await.unwrap();
    ended(&office).await;
    office.control.set_offline(false);
    let file = rusqlite::Connection::open(office.folder.path().join("number-desk.db")).unwrap();
    file.execute_batch("CREATE TRIGGER full BEFORE UPDATE ON batch BEGIN SELECT RAISE(FAIL, 'disk'); END").unwrap();
    let error = office.apply(ApplyWhat::Waiting).await.expect_err("the file refuses it");
    assert_eq!(error.code, Code::Internal, "{}", error.message);
    assert!(!office.batch().unwrap().running);
    file.execute_batch("DROP TRIGGER full").unwrap();
    office.apply(ApplyWhat::Waiting).await.unwrap();
    assert_eq!(state(&ended(&office).await, &number), BatchState::Applied);
}

/// A mapping waits for the user: after a fresh read, one WABA at a time, and with the typed name.
#[tokio::test(flavor = "multi_thread")]
async fn mappings_are_confirmed_one_by_one() {
    let office = Office::open().await;
    let eu = office.subaccount("EU Team");
    office.edit(FIRST, [map_to(&eu), webhook("https://half.typed")]).await;
    office.desk.mark_ready(ACCOUNT, &mapping(), true).await.unwrap();
    office.apply(ApplyWhat::Ready).await.unwrap();
    let batch = ended(&office).await;
    assert_eq!((batch.items.len(), batch.items[0].state), (1, BatchState::NeedsYou), "{:?}", batch.items);
    assert_eq!(office.writes().len(), 0);
    let SaveOutcome::NeedsConfirmation { preview, .. } = office.desk.save_mapping(ACCOUNT, FIRST_WABA).await.unwrap()
    else {
        panic!("it must be confirmed")
    };
    assert!(preview.number_changes.is_empty(), "the number's own draft is not part of it");
    let confirm = |typed: &'static str| office.desk.confirm_remap(ACCOUNT, &preview.number, &preview.preview_id, typed);
    assert_eq!(confirm("Acme").await.expect_err("a wrong name").code, Code::NotConfirmed);
    assert_eq!(only_step(confirm("Acme EU").await.unwrap()).outcome, StepOutcome::Confirmed);
    assert_eq!(office.mapping(FIRST_WABA), Some(eu));
    assert_eq!(office.writes().len(), 1, "the number was left alone");
    assert!(office.has_draft(FIRST).await);
    let batch = office.batch().unwrap();
    assert_eq!(batch.items[0].state, BatchState::Applied, "{:?}", batch.items);
}

/// A lost answer is shown as such, and its result follows when it is settled.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_settled_in_the_batch() {
    let office = Office::open().await;
    let numbers = drafted(&office, 2).await;
    let first = format!("/WhatsApp/Number/{}/", numbers[0]);
    office.control.add_fault(Rule::once(Pattern::new("POST", &first), Fault::Late { after_ms: 1500 }));
    let mut notices = office.notices();
    office.apply(ApplyWhat::Ready).await.unwrap();
    until(&mut notices, |notice| matches!(notice, Notice::Settled { .. }).then_some(())).await;
    let batch = ended(&office).await;
    assert!(batch.items.iter().all(|item| item.state == BatchState::Applied), "{:?}", batch.items);
    assert_eq!(office.writes().len(), 2);
}

/// The same if a later save settles it.
#[tokio::test(flavor = "multi_thread")]
async fn a_save_settles_the_batch_too() {
    let office = Office::open().await;
    let number = drafted(&office, 1).await.remove(0);
    office.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), Fault::CutBeforeWrite));
    office.apply(ApplyWhat::Ready).await.unwrap();
    assert_eq!(state(&ended(&office).await, &number), BatchState::NotYetKnown);
    let office = office.restart().await;
    office.turn_clock(Duration::from_secs(120));
    office.edit(&number, [alias("Another")]).await;
    assert_eq!(only_step(office.save(&number).await).outcome, StepOutcome::Confirmed);
    let batch = office.batch().unwrap();
    assert_eq!(state(&batch, &number), BatchState::Failed, "{:?}", batch.items);
}

/// A draft that was blocked by an earlier lost answer waits again when that is settled. It is not sent automatically.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_held_up_may_go_on() {
    let office = Office::open().await;
    let number = drafted(&office, 1).await.remove(0);
    office.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), Fault::CutBeforeWrite));
    office.save(&number).await;
    office.apply(ApplyWhat::Ready).await.unwrap();
    assert_eq!(state(&ended(&office).await, &number), BatchState::NeedsYou);
    let mut notices = office.notices();
    office.turn_clock(Duration::from_secs(120));
    until(&mut notices, |notice| matches!(notice, Notice::Settled { .. }).then_some(())).await;
    let batch = office.batch().unwrap();
    assert_eq!((state(&batch, &number), batch.running), (BatchState::Waiting, false), "{:?}", batch.items);
    assert_eq!(office.writes().len(), 1);
    office.apply(ApplyWhat::Waiting).await.unwrap();
    assert_eq!(state(&ended(&office).await, &number), BatchState::Applied);
    assert_eq!(office.writes().len(), 2);
}

/// An open remap holds up the numbers of its WABA. Its own outcome is not that of a draft that was discarded meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn a_discarded_draft_was_not_applied_by_the_change_that_held_it_up() {
    let office = Office::open().await;
    let target = office.subaccount("EU Team");
    office.edit(FIRST, [map_to(&target)]).await;
    let SaveOutcome::NeedsConfirmation { preview, .. } = office.save(FIRST).await else { panic!("a remap") };
    office.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Account/*/"), Fault::CutBeforeWrite));
    let step = office.desk.confirm_remap(ACCOUNT, FIRST, &preview.preview_id, "Acme EU").await.unwrap();
    assert!(matches!(only_step(step).outcome, StepOutcome::NotYetKnown { .. }));
    let number = office.control.numbers_of(FIRST_WABA).pop().unwrap().number;
    office.edit(&number, [alias("Held up")]).await;
    office.desk.mark_ready(ACCOUNT, &key(&number), true).await.unwrap();
    office.apply(ApplyWhat::Ready).await.unwrap();
    assert_eq!(state(&ended(&office).await, &number), BatchState::NeedsYou);
    office.desk.discard(ACCOUNT, &number, false).await.unwrap();
    let mut notices = office.notices();
    office.control.edit(&sandbox::Edit::Map { waba_id: FIRST_WABA.into(), subaccount: Some(target) }).unwrap();
    until(&mut notices, |notice| matches!(notice, Notice::Settled { .. }).then_some(())).await;
    let batch = office.batch().unwrap();
    assert_eq!(state(&batch, &number), BatchState::NothingToDo, "{:?}", batch.items);
}

/// Signing out is refused while a batch runs.
#[tokio::test(flavor = "multi_thread")]
async fn signing_out_waits_for_the_batch() {
    let office = Office::open().await;
    drafted(&office, 2).await;
    office
        .control
        .add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), Fault::Hang { after_write: true }));
    office.apply(ApplyWhat::Ready).await.unwrap();
    let error = office.desk.sign_out(ACCOUNT).await.expect_err("drafts are being applied");
    assert_eq!(error.code, Code::InvalidInput, "{}", error.message);
    ended(&office).await;
    office.desk.sign_out(ACCOUNT).await.unwrap();
}

/// Somebody else moved the WABA to the draft's target: a sync finds that nothing is left to do.
#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_that_plivo_already_has_is_no_draft() {
    let office = Office::open().await;
    let labs = office.subaccount("Labs");
    office.edit(FIRST, [map_to(&labs)]).await;
    office.control.edit(&sandbox::Edit::Map { waba_id: FIRST_WABA.into(), subaccount: Some(labs) }).unwrap();
    office.sync().await;
    assert_eq!(office.drafts().await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_them_from_the_tray() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("One")]).await;
    office.apply(ApplyWhat::Drafts { drafts: vec![key(FIRST)] }).await.unwrap();
    assert_eq!(ended(&office).await.items[0].state, BatchState::Applied);
    assert_eq!(office.held(FIRST)["alias"], "One");
}

#[tokio::test(flavor = "multi_thread")]
async fn states_in_the_tray() {
    let office = Office::open().await;
    let state = async || office.drafts().await[0].state;
    office.edit(FIRST, [alias("One")]).await;
    assert_eq!(state().await, DraftState::Editing);
    office.desk.mark_ready(ACCOUNT, &key(FIRST), true).await.unwrap();
    assert_eq!(state().await, DraftState::Ready);
    office.desk.mark_ready(ACCOUNT, &key(FIRST), false).await.unwrap();
    assert_eq!(state().await, DraftState::Editing);
    office.edit(FIRST, [webhook("http://a.example/")]).await;
    assert_eq!(state().await, DraftState::Invalid);
    let discarded = office.desk.discard_one(ACCOUNT, &key(FIRST)).await.unwrap();
    assert_eq!(office.drafts().await, []);
    office.desk.undo_discard(ACCOUNT, discarded.id).await.unwrap();
    assert_eq!(state().await, DraftState::Invalid);
    office.desk.discard_one(ACCOUNT, &key(FIRST)).await.unwrap();
    office.edit(FIRST, [map_to(&office.subaccount("Labs"))]).await;
    assert_eq!(state().await, DraftState::NeedsConfirmation);
}
