//! Work on many numbers: what is shown first, and what has to be typed.

use std::time::Duration;

use desk::Desk;
use desk::error::Code;
use desk::view::{
    ApplyWhat, BatchState, DeskError, DraftCount, DraftKey, DraftKind, DraftState, FieldCount, FieldName, StatusView,
    TestRunView,
};
use sandbox::seed::FIRST_WABA;
use sandbox::{Fault, Options, Pattern, Rule};

use crate::office::{ACCOUNT, FIRST, Office, alias, fields, map_to, until, webhook};

/// More than five minutes.
const LATER: Duration = Duration::from_secs(5 * 60 + 1);

impl Office {
    /// For tests of something else: looks at what a batch would send, types what that requires, and starts it.
    pub async fn apply(&self, what: ApplyWhat) -> Result<StatusView, DeskError> {
        apply(&self.desk, what).await
    }

    /// For tests of something else: looks at what the tests would send, types what that requires, and starts them.
    pub async fn test_many(&self, selection: u32) -> Result<TestRunView, DeskError> {
        let preview = self.desk.tests_preview(ACCOUNT, selection).await?;
        self.desk.tests_start(ACCOUNT, &preview.preview_id, &required(preview.count_to_type)).await
    }
}

pub async fn apply(desk: &Desk, what: ApplyWhat) -> Result<StatusView, DeskError> {
    let preview = desk.apply_preview(ACCOUNT, what).await?;
    desk.apply_start(ACCOUNT, &preview.preview_id, &required(preview.count_to_type)).await
}

/// What has to be typed.
pub fn required(count_to_type: Option<u32>) -> String {
    count_to_type.map(|count| count.to_string()).unwrap_or_default()
}

fn key(number: &str) -> DraftKey {
    DraftKey { kind: DraftKind::Number, id: number.to_owned() }
}

fn numbers(office: &Office, count: usize) -> Vec<String> {
    let all = office.control.wabas().into_iter().flat_map(|waba| office.control.numbers_of(&waba.waba_id));
    all.take(count).map(|number| number.number).collect()
}

/// An account with this many numbers, each with a draft of its alias that is ready.
async fn with_ready(count: usize) -> (Office, Vec<String>) {
    let office = Office::open_with(Options { numbers: count, ..Options::default() }).await;
    let numbers = numbers(&office, count);
    for number in &numbers {
        office.edit(number, [alias(&format!("Many {number}"))]).await;
        office.desk.mark_ready(ACCOUNT, &key(number), true).await.unwrap();
    }
    (office, numbers)
}

async fn ended(office: &Office) {
    let mut notices = office.notices();
    while office.batch().expect("a batch").running {
        until(&mut notices, Some).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_batch_would_send_is_counted_first() {
    let office = Office::open().await;
    let of_type = |wanted: &str| -> Vec<String> {
        let is_wanted = |number: &String| office.held(number)["configuration_type"] == wanted;
        numbers(&office, 24).into_iter().filter(is_wanted).collect()
    };
    let hooks = of_type("webhook");
    let [one, two, invalid, conflict] = &hooks[..4] else { panic!("too few numbers: {hooks:?}") };
    let parked = &of_type("ai_agent")[0];
    office.edit(one, [alias("One"), webhook("https://new.example/one")]).await;
    office.edit(two, [webhook("https://new.example/two")]).await;
    office.edit(invalid, [webhook("http://not-secure.example")]).await;
    office.edit(conflict, [alias("Mine")]).await;
    let theirs = fields(serde_json::json!({ "alias": "Theirs" }));
    office.control.edit(&sandbox::Edit::SetFields { number: conflict.clone(), fields: theirs }).unwrap();
    office.sync().await;
    // It waits in the draft until the configuration type is changed.
    office.edit(parked, [webhook("https://later.example/hook")]).await;
    office.edit(FIRST, [map_to(&office.subaccount("EU Team"))]).await;

    let mapping = DraftKey { kind: DraftKind::Mapping, id: FIRST_WABA.to_owned() };
    let drafts: Vec<DraftKey> =
        [one, two, invalid, conflict, parked].into_iter().map(|number| key(number)).chain([mapping]).collect();
    // Named twice, a draft counts once.
    let what = ApplyWhat::Drafts { drafts: [drafts.clone(), drafts].concat() };
    let preview = office.desk.apply_preview(ACCOUNT, what).await.unwrap();
    assert_eq!((preview.numbers, preview.mappings, preview.parked), (5, 1, 1));
    let count = |field, numbers| FieldCount { field, numbers };
    assert_eq!(preview.fields, [count(FieldName::Alias, 1), count(FieldName::WebhookUrl, 2)]);
    let stay = |state| DraftCount { state, drafts: 1 };
    let mut stays = preview.stay.clone();
    stays.sort_by_key(|count| count.state);
    assert_eq!(stays, [stay(DraftState::Invalid), stay(DraftState::Conflict)]);
    let wabas: std::collections::HashSet<_> =
        [one, two, invalid, conflict, parked].iter().map(|number| office.held(number)["waba_id"].to_string()).collect();
    assert_eq!(preview.wabas as usize, wabas.len());
    assert_eq!(preview.first.len(), 5);
    assert_eq!(preview.first[0].international.replace([' ', '+', '-'], ""), *one);
    assert_eq!(preview.count_to_type, None, "a few numbers need no typing");
    assert_eq!(office.writes().len(), 0, "looking sends nothing");
    assert!(office.drafts().await.iter().all(|draft| !draft.ready), "looking marks nothing as ready");
    assert_eq!(office.batch(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_count_of_more_than_25_numbers_is_typed() {
    let (office, numbers) = with_ready(26).await;
    let preview = office.desk.apply_preview(ACCOUNT, ApplyWhat::Ready).await.unwrap();
    assert_eq!((preview.numbers, preview.count_to_type), (26, Some(26)));
    assert_eq!(preview.first.len(), 5, "the others are only counted");
    for typed in ["", "25", "260", "twenty-six"] {
        let error = office.desk.apply_start(ACCOUNT, &preview.preview_id, typed).await.unwrap_err();
        assert_eq!((error.code, error.field), (Code::NotConfirmed, Some(FieldName::ConfirmCount)), "{typed:?}");
        assert!(error.message.contains("26"), "{error}");
    }
    assert_eq!((office.writes().len(), office.batch()), (0, None));
    office.desk.apply_start(ACCOUNT, &preview.preview_id, " 26 ").await.unwrap();
    ended(&office).await;
    let batch = office.batch().unwrap();
    assert!(batch.items.iter().all(|item| item.state == BatchState::Applied), "{batch:?}");
    assert_eq!(office.writes().len(), numbers.len());
    // It served once.
    let again = office.desk.apply_start(ACCOUNT, &preview.preview_id, "26").await.unwrap_err();
    assert_eq!(again.code, Code::ConfirmationExpired);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_without_a_valid_preview_is_refused() {
    let (office, _) = with_ready(3).await;
    let refused = async |id: &str| office.desk.apply_start(ACCOUNT, id, "").await.expect_err("refused").code;
    for id in ["", "0", "00000000000000000000000000000000"] {
        assert_eq!(refused(id).await, Code::ConfirmationExpired, "{id:?}");
    }
    let first = office.desk.apply_preview(ACCOUNT, ApplyWhat::Ready).await.unwrap().preview_id;
    let second = office.desk.apply_preview(ACCOUNT, ApplyWhat::Ready).await.unwrap().preview_id;
    assert_eq!(refused(&first).await, Code::ConfirmationExpired, "a newer one is on the screen");
    office.desk.drop_preview(ACCOUNT, &second).unwrap();
    assert_eq!(refused(&second).await, Code::ConfirmationExpired, "the answer was no");
    let second = office.desk.apply_preview(ACCOUNT, ApplyWhat::Ready).await.unwrap().preview_id;
    office.turn_clock(LATER);
    assert_eq!(refused(&second).await, Code::ConfirmationExpired, "five minutes have passed");
    assert_eq!(office.writes().len(), 0);
    let preview = office.desk.apply_preview(ACCOUNT, ApplyWhat::Ready).await.unwrap();
    office.desk.apply_start(ACCOUNT, &preview.preview_id, "").await.unwrap();
    ended(&office).await;
    assert_eq!(office.writes().len(), 3);
}

/// What was confirmed is what is sent: after any change it has to be looked at again.
#[tokio::test(flavor = "multi_thread")]
async fn drafts_that_have_changed_since_are_looked_at_again() {
    let (office, numbers) = with_ready(3).await;
    let ready = async |number: &str, ready| office.desk.mark_ready(ACCOUNT, &key(number), ready).await.unwrap();
    let after = async |change: &str| {
        let before = office.desk.apply_preview(ACCOUNT, ApplyWhat::Ready).await.unwrap().preview_id;
        match change {
            "another value" => {
                office.edit(&numbers[0], [alias("Another")]).await;
                ready(&numbers[0], true).await;
            }
            "one less" => ready(&numbers[1], false).await,
            "one more" => ready(&numbers[1], true).await,
            "discarded" => drop(office.desk.discard_one(ACCOUNT, &key(&numbers[2])).await.unwrap()),
            other => panic!("{other}"),
        }
        office.desk.apply_start(ACCOUNT, &before, "").await.unwrap_err()
    };
    for change in ["another value", "one less", "one more", "discarded"] {
        let error = after(change).await;
        assert_eq!(error.code, Code::ConfirmationExpired, "{change}");
        assert!(error.message.contains("have changed"), "{change}: {error}");
    }
    assert_eq!((office.writes().len(), office.batch()), (0, None));
    office.apply(ApplyWhat::Ready).await.unwrap();
    ended(&office).await;
    assert_eq!(office.writes().len(), 2);
    assert_eq!(office.held(&numbers[0])["alias"], "Another");
}

#[tokio::test(flavor = "multi_thread")]
async fn tests_of_more_than_25_numbers_are_confirmed_by_their_count() {
    let office = Office::open_with(Options { numbers: 60, ..Options::default() }).await.with_samples().await;
    let selected = numbers(&office, 60);
    let selection = office.select(&selected).await;
    let preview = office.desk.tests_preview(ACCOUNT, selection).await.unwrap();
    let count = preview.count_to_type.expect("so many");
    assert_eq!(count, preview.numbers);
    assert!(preview.numbers > 25 && preview.wabas > 1 && preview.webhooks > 0 && preview.answers > 0, "{preview:?}");
    let error = office.desk.tests_start(ACCOUNT, &preview.preview_id, "1").await.unwrap_err();
    assert_eq!((error.code, error.field), (Code::NotConfirmed, Some(FieldName::ConfirmCount)));
    assert_eq!(office.control.endpoint_requests(), []);
    let run = office.desk.tests_start(ACCOUNT, &preview.preview_id, &count.to_string()).await.unwrap();
    assert_eq!(run.requests, preview.webhooks + preview.answers);
    let mut notices = office.notices();
    office.desk.test_stop(ACCOUNT).unwrap();
    while office.desk.test_run(ACCOUNT, 0, 0).unwrap().unwrap().running {
        until(&mut notices, Some).await;
    }
    let again = office.desk.tests_start(ACCOUNT, &preview.preview_id, &count.to_string()).await.unwrap_err();
    assert_eq!(again.code, Code::ConfirmationExpired, "it served once");
    // A no.
    let preview = office.desk.tests_preview(ACCOUNT, selection).await.unwrap();
    office.desk.drop_preview(ACCOUNT, &preview.preview_id).unwrap();
    let dropped = office.desk.tests_start(ACCOUNT, &preview.preview_id, &count.to_string()).await.unwrap_err();
    assert_eq!(dropped.code, Code::ConfirmationExpired);
}

/// What happens to a draft after the batch was confirmed, by whatever way: only what was confirmed is sent.
#[tokio::test(flavor = "multi_thread")]
async fn a_running_batch_sends_what_was_confirmed_and_nothing_else() {
    let (office, numbers) = with_ready(4).await;
    let [_, edited, undone, kept] = &numbers[..] else { panic!("{numbers:?}") };
    // Another draft of this number waits to be brought back, and it is ready.
    let set_aside = office.desk.discard_one(ACCOUNT, &key(undone)).await.unwrap();
    office.edit(undone, [alias("Newer")]).await;
    office.desk.mark_ready(ACCOUNT, &key(undone), true).await.unwrap();
    office.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), Fault::Hold));
    office.apply(ApplyWhat::Ready).await.unwrap();
    office.control.requests_when(|all| all.iter().any(|one| one.method == "POST" && one.landed)).await;
    // The first is being written. The others wait.
    let waits = office.desk.mark_ready(ACCOUNT, &key(edited), false).await.unwrap_err();
    assert_eq!(waits.code, Code::InvalidInput, "{waits}");
    office.edit(edited, [alias("Edited meanwhile")]).await;
    office.desk.mark_ready(ACCOUNT, &key(edited), true).await.unwrap_err();
    office.desk.discard_one(ACCOUNT, &key(undone)).await.unwrap();
    office.desk.undo_discard(ACCOUNT, set_aside.id).await.unwrap();
    office.control.release();
    ended(&office).await;
    let batch = office.batch().unwrap();
    let state = |number: &String| batch.items.iter().find(|item| item.key.id == *number).unwrap().state;
    assert_eq!(
        [state(edited), state(undone), state(kept)],
        [BatchState::NeedsYou, BatchState::NeedsYou, BatchState::Applied]
    );
    assert_eq!(office.writes().len(), 2);
    assert_eq!(office.held(kept)["alias"], format!("Many {kept}"));
    for number in [edited, undone] {
        assert!(office.has_draft(number).await, "it is kept");
    }
}

/// An interrupted batch says what is left of it, and a draft that is no longer ready is not a part of that.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_of_a_batch_is_counted_before_it_goes_on() {
    let (office, numbers) = with_ready(3).await;
    office.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), Fault::Hold));
    office.apply(ApplyWhat::Ready).await.unwrap();
    office.control.requests_when(|all| all.iter().any(|one| one.method == "POST" && one.landed)).await;
    office.desk.apply_stop(ACCOUNT, false).unwrap();
    office.control.release();
    ended(&office).await;
    let office = office.restart().await;
    office.edit(&numbers[1], [alias("Half typed")]).await;
    let preview = office.desk.apply_preview(ACCOUNT, ApplyWhat::Waiting).await.unwrap();
    assert_eq!(
        (preview.numbers, preview.fields.clone()),
        (2, vec![FieldCount { field: FieldName::Alias, numbers: 1 }])
    );
    assert_eq!(preview.stay, [DraftCount { state: DraftState::Editing, drafts: 1 }]);
    // Marked after that, it is looked at again.
    office.desk.mark_ready(ACCOUNT, &key(&numbers[1]), true).await.unwrap();
    let error = office.desk.apply_start(ACCOUNT, &preview.preview_id, "").await.unwrap_err();
    assert_eq!(error.code, Code::ConfirmationExpired);
    office.apply(ApplyWhat::Waiting).await.unwrap();
    ended(&office).await;
    assert_eq!(office.held(&numbers[1])["alias"], "Half typed");
    assert_eq!(office.writes().len(), 3);
}

/// A draft that waits is discarded, the batch goes on without it, and then the discard is undone.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_last_question_left_out_is_not_sent() {
    let (office, numbers) = with_ready(4).await;
    let hold = || Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), Fault::Hold);
    let written = async |count: usize| {
        let landed =
            move |all: &[sandbox::Request]| all.iter().filter(|one| one.method == "POST" && one.landed).count();
        office.control.requests_when(move |all| landed(all) == count).await;
    };
    office.control.add_fault(hold());
    office.apply(ApplyWhat::Ready).await.unwrap();
    written(1).await;
    office.desk.apply_stop(ACCOUNT, false).unwrap();
    office.control.release();
    ended(&office).await;
    let left_out = office.desk.discard_one(ACCOUNT, &key(&numbers[3])).await.unwrap();
    office.control.add_fault(hold());
    office.apply(ApplyWhat::Waiting).await.unwrap();
    written(2).await;
    office.desk.undo_discard(ACCOUNT, left_out.id).await.unwrap();
    office.control.release();
    ended(&office).await;
    let batch = office.batch().unwrap();
    let item = batch.items.iter().find(|item| item.key.id == numbers[3]).unwrap();
    assert_eq!(item.state, BatchState::NeedsYou, "{item:?}");
    assert!(item.message.contains("was not about this draft"), "{item:?}");
    assert_eq!(office.writes().len(), 3);
    assert!(office.has_draft(&numbers[3]).await);
}
