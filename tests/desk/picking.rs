//! Drafts that are picked in the tray, and marked, applied or discarded together.

use desk::error::Code;
use desk::view::{ApplyWhat, BatchState, DraftKey, DraftKind, DraftState, DraftsPick, DraftsQuery, FieldName};
use sandbox::seed::FIRST_WABA;
use sandbox::{Fault, Pattern, Rule};

use crate::office::{ACCOUNT, FIRST, Office, alias, map_to, until, webhook};

fn key(number: &str) -> DraftKey {
    DraftKey { kind: DraftKind::Number, id: number.to_owned() }
}

fn mapping() -> DraftKey {
    DraftKey { kind: DraftKind::Mapping, id: FIRST_WABA.to_owned() }
}

fn these(drafts: &[DraftKey]) -> DraftsPick {
    DraftsPick::These { drafts: drafts.to_vec() }
}

fn matching(search: &str, except: &[DraftKey], matching: u32) -> DraftsPick {
    let query = DraftsQuery { search: search.to_owned(), ..DraftsQuery::default() };
    DraftsPick::Matching { query, except: except.to_vec(), matching }
}

/// Drafts of these kinds: two valid ones, an invalid one, and one of a mapping.
async fn four(office: &Office) -> [String; 3] {
    let all = office.control.wabas().into_iter().flat_map(|waba| office.control.numbers_of(&waba.waba_id));
    let is_hooked = |number: &String| *number != FIRST && office.held(number)["configuration_type"] == "webhook";
    let found: Vec<String> = all.map(|number| number.number).filter(is_hooked).take(3).collect();
    let [one, two, invalid] = found.try_into().unwrap();
    office.edit(&one, [alias("Picked one")]).await;
    office.edit(&two, [alias("Picked two")]).await;
    office.edit(&invalid, [webhook("http://not-secure.example")]).await;
    office.edit(FIRST, [map_to(&office.subaccount("EU Team"))]).await;
    [one, two, invalid]
}

/// The drafts that are marked as ready, sorted.
async fn ready(office: &Office) -> Vec<String> {
    let drafts = office.drafts().await;
    let mut ready: Vec<String> = drafts.into_iter().filter(|draft| draft.ready).map(|draft| draft.key.id).collect();
    ready.sort();
    ready
}

fn sorted(ids: &[&str]) -> Vec<String> {
    let mut ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
    ids.sort();
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn marking() {
    let office = Office::open().await;
    let [one, two, invalid] = four(&office).await;
    let check = async |pick: DraftsPick, mark: bool, told: (u32, u32), expected: &[&str]| {
        let done = office.desk.mark_picked(ACCOUNT, pick.clone(), mark).await.unwrap();
        assert_eq!((done.marked, done.left), told, "{pick:?}");
        assert_eq!(ready(&office).await, sorted(expected), "{pick:?}");
    };
    check(these(&[key(&one), key(&invalid)]), true, (1, 1), &[&one]).await;
    check(matching("", &[key(&two)], 4), true, (2, 1), &[&one, FIRST_WABA]).await;
    check(matching("picked", &[], 2), true, (2, 0), &[&one, &two, FIRST_WABA]).await;
    check(these(&[mapping(), key("15550001")]), false, (1, 0), &[&one, &two]).await;
    check(matching("", &[], 4), false, (4, 0), &[]).await;
}

/// Somebody who picked 3 drafts does not mean a fourth that came since.
#[tokio::test(flavor = "multi_thread")]
async fn what_came_since_is_not_picked() {
    let office = Office::open().await;
    four(&office).await;
    let stale = matching("", &[], 3);
    let results = [
        office.desk.mark_picked(ACCOUNT, stale.clone(), true).await.map(drop),
        office.desk.discard_picked(ACCOUNT, stale.clone()).await.map(drop),
        office.desk.apply_preview(ACCOUNT, ApplyWhat::Picked { pick: stale }).await.map(drop),
    ];
    for result in results {
        let error = result.expect_err("it is refused");
        assert_eq!(error.code, Code::InvalidInput);
        assert!(error.message.contains("Pick them again"), "{}", error.message);
    }
    assert_eq!((office.drafts().await.len(), ready(&office).await.len()), (4, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn discarding_and_its_undo() {
    let office = Office::open().await;
    let [one, two, invalid] = four(&office).await;
    let before = office.drafts().await;
    let done = office.desk.discard_picked(ACCOUNT, matching("", &[key(&two)], 4)).await.unwrap();
    assert_eq!((done.made.aside, done.made.drafts, done.left), (3, 0, 0));
    let left: Vec<DraftKey> = office.drafts().await.into_iter().map(|draft| draft.key).collect();
    assert_eq!(left, [key(&two)]);
    assert!(!office.desk.number_panel(ACCOUNT, &one).unwrap().alias.changed);
    office.edit(&invalid, [alias("Typed since")]).await;
    let told = office.desk.take_back(ACCOUNT, done.made.id, &[]).await.unwrap();
    assert_eq!((told.back, told.taken), (2, 0), "a draft that was typed since stays");
    let after = office.drafts().await;
    let of = |drafts: &[desk::view::DraftEntry], id: &str| {
        drafts.iter().find(|draft| draft.key.id == id).map(|draft| draft.changes.clone())
    };
    for id in [one.as_str(), &two, FIRST_WABA] {
        assert_eq!(of(&after, id), of(&before, id), "{id}");
    }
    assert_eq!(of(&after, &invalid).unwrap()[0].field, FieldName::Alias);
}

/// The same question as before any batch: the drafts are counted first, and marked by the yes.
#[tokio::test(flavor = "multi_thread")]
async fn applying() {
    let office = Office::open().await;
    let [one, two, invalid] = four(&office).await;
    let pick = matching("", &[mapping()], 4);
    let preview = office.desk.apply_preview(ACCOUNT, ApplyWhat::Picked { pick: pick.clone() }).await.unwrap();
    assert_eq!((preview.numbers, preview.mappings), (3, 0));
    assert_eq!(preview.stay.iter().map(|count| count.state).collect::<Vec<_>>(), [DraftState::Invalid]);
    assert_eq!(ready(&office).await, [] as [String; 0], "looking marks nothing");
    office.desk.apply_start(ACCOUNT, &preview.preview_id, "").await.unwrap();
    let mut notices = office.notices();
    while office.batch().expect("a batch").running {
        until(&mut notices, Some).await;
    }
    let batch = office.batch().unwrap();
    let state = |number: &str| batch.items.iter().find(|item| item.key.id == number).unwrap().state;
    let states = [&one, &two, &invalid].map(|number| state(number));
    assert_eq!(states, [BatchState::Applied, BatchState::Applied, BatchState::NeedsYou]);
    assert_eq!(office.writes().len(), 2);
}

/// What waits in a running batch is neither marked nor discarded.
#[tokio::test(flavor = "multi_thread")]
async fn a_running_batch_keeps_its_drafts() {
    let office = Office::open().await;
    let [one, two, invalid] = four(&office).await;
    office.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), Fault::Hold));
    office.apply(ApplyWhat::Drafts { drafts: vec![key(&one), key(&two)] }).await.unwrap();
    office.answer_held().await;
    let mut notices = office.notices();
    let done = office.desk.discard_picked(ACCOUNT, these(&[key(&one), key(&two), key(&invalid)])).await.unwrap();
    assert_eq!((done.made.aside, done.left), (1, 2));
    let done = office.desk.mark_picked(ACCOUNT, these(&[key(&two), mapping()]), false).await.unwrap();
    assert_eq!((done.marked, done.left), (1, 1));
    office.control.release();
    while office.batch().expect("a batch").running {
        until(&mut notices, Some).await;
    }
    assert_eq!(office.writes().len(), 2);
}
