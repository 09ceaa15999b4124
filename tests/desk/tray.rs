//! The drafts as the window requests them: one window at a time, searched, filtered and counted.

use desk::error::Code;
use desk::view::{
    ApplyWhat, BatchState, BulkEdit, DraftEntry, DraftKey, DraftKind, DraftObstacle, DraftState, DraftsQuery,
    DraftsWindow, Span,
};
use sandbox::seed::FIRST_WABA;
use sandbox::{Fault, Pattern, Rule};
use serde_json::json;

use crate::office::{ACCOUNT, FIRST, Office, alias, fields, map_to, until, webhook};

const ALL: Span = Span { offset: 0, limit: 100 };

fn key(number: &str) -> DraftKey {
    DraftKey { kind: DraftKind::Number, id: number.to_owned() }
}

async fn asked(office: &Office, search: &str, states: &[DraftState], span: Span) -> DraftsWindow {
    let query = DraftsQuery { search: search.to_owned(), states: states.to_vec() };
    office.desk.drafts(ACCOUNT, query, span).await.unwrap()
}

fn ids(rows: &[DraftEntry]) -> Vec<&str> {
    rows.iter().map(|row| row.key.id.as_str()).collect()
}

/// Drafts of the first numbers, the latest first.
async fn drafted(office: &Office, count: usize) -> Vec<String> {
    let mut numbers: Vec<String> =
        office.control.numbers_of(FIRST_WABA).into_iter().take(count).map(|number| number.number).collect();
    for number in &numbers {
        office.turn_clock(std::time::Duration::from_secs(1));
        office.edit(number, [alias(&format!("Desk {number}"))]).await;
    }
    numbers.reverse();
    numbers
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_at_a_time() {
    let office = Office::open().await;
    let numbers = drafted(&office, 7).await;
    for (offset, limit, expected) in
        [(0, 3, &numbers[0..3]), (3, 3, &numbers[3..6]), (6, 3, &numbers[6..7]), (7, 3, &[]), (90, 1, &[]), (2, 0, &[])]
    {
        let window = asked(&office, "", &[], Span { offset, limit }).await;
        assert_eq!(
            (ids(&window.rows), window.total, window.drafts),
            (expected.iter().map(String::as_str).collect(), 7, 7)
        );
    }
    assert_eq!(asked(&office, "", &[], Span { offset: u32::MAX, limit: u32::MAX }).await.rows, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn searched_as_people_type() {
    let office = Office::open().await;
    let numbers = drafted(&office, 3).await;
    let eu_team = office.subaccount("EU Team");
    office.edit(FIRST, [map_to(&eu_team)]).await;
    office.edit(&numbers[0], [webhook("https://hooks.example/ＷＩＤＥ")]).await;
    let mapping = FIRST_WABA;
    for (search, expected) in [
        ("", vec![mapping, &numbers[0], &numbers[1], &numbers[2]]),
        (numbers[1].as_str(), vec![&numbers[1]]),
        ("hooks.example", vec![&numbers[0]]),
        ("wide", vec![&numbers[0]]),
        ("webhook url", vec![&numbers[0]]),
        ("eu team", vec![mapping]),
        ("mapping of acme", vec![mapping]),
        (FIRST_WABA, vec![mapping, &numbers[0], &numbers[1], &numbers[2]]),
        ("nobody", vec![]),
    ] {
        let window = asked(&office, search, &[], ALL).await;
        let mut found = ids(&window.rows);
        let mut expected: Vec<&str> = expected;
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!((found, window.total as usize, window.drafts), (expected.clone(), expected.len(), 4), "{search:?}");
    }
    let window = asked(&office, &as_written(&numbers[1]), &[], ALL).await;
    assert_eq!(ids(&window.rows), [numbers[1].as_str()]);
}

/// A number in the format that people write: `+91(8035)737458`.
fn as_written(digits: &str) -> String {
    let (country, rest) = digits.split_at(2);
    let (area, line) = rest.split_at(4);
    format!("+{country}({area}){line}")
}

/// Counts cover all drafts, and follow every change of the drafts and of the data that decides their state.
#[tokio::test(flavor = "multi_thread")]
async fn counted_by_state_as_it_is_now() {
    let office = Office::open().await;
    let numbers = drafted(&office, 3).await;
    let states = async || {
        let window = asked(&office, "nobody", &[], ALL).await;
        let counts: Vec<_> = window.states.iter().map(|count| (count.state, count.drafts)).collect();
        (counts, window.ready)
    };
    assert_eq!(states().await, (vec![(DraftState::Editing, 3)], 0));
    office.desk.mark_ready(ACCOUNT, &key(&numbers[0]), true).await.unwrap();
    assert_eq!(states().await, (vec![(DraftState::Editing, 2), (DraftState::Ready, 1)], 1));
    office.edit(&numbers[1], [webhook("no url")]).await;
    assert_eq!(states().await.0, [(DraftState::Invalid, 1), (DraftState::Editing, 1), (DraftState::Ready, 1)]);

    let theirs = sandbox::Edit::SetFields { number: numbers[2].clone(), fields: fields(json!({ "alias": "Theirs" })) };
    office.control.edit(&theirs).unwrap();
    office.sync().await;
    let counts = states().await.0;
    assert_eq!(counts, [(DraftState::Invalid, 1), (DraftState::Conflict, 1), (DraftState::Ready, 1)], "after a sync");
    for (state, number) in [(DraftState::Invalid, 1), (DraftState::Conflict, 2), (DraftState::Ready, 0)] {
        let window = asked(&office, "", &[state], ALL).await;
        assert_eq!((ids(&window.rows), window.total), (vec![numbers[number].as_str()], 1), "{state:?}");
    }
    assert_eq!(asked(&office, "", &[DraftState::Conflict, DraftState::Ready], ALL).await.total, 2);
    office.desk.discard_one(ACCOUNT, &key(&numbers[2])).await.unwrap();
    assert_eq!(states().await.0, [(DraftState::Invalid, 1), (DraftState::Ready, 1)]);
}

/// Each draft has its own reason why it cannot be sent, also while others are being sent.
#[tokio::test(flavor = "multi_thread")]
async fn what_stands_in_the_way() {
    let office = Office::open().await;
    let numbers = drafted(&office, 4).await;
    office.edit(&numbers[2], [webhook("no url")]).await;
    let of = async |number: &str| {
        let window = asked(&office, number, &[], ALL).await;
        (window.rows[0].obstacle, window.rows[0].can_be_ready)
    };
    assert_eq!(of(&numbers[0]).await, (None, true));
    assert_eq!(of(&numbers[2]).await, (Some(DraftObstacle::Invalid), false));

    office.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), Fault::Hold));
    let drafts = vec![key(&numbers[0]), key(&numbers[1])];
    office.apply(ApplyWhat::Drafts { drafts }).await.unwrap();
    assert_eq!(of(&numbers[1]).await.0, Some(DraftObstacle::InBatch));
    assert_eq!(of(&numbers[2]).await.0, Some(DraftObstacle::BatchRunning));
    assert_eq!(of(&numbers[3]).await.0, Some(DraftObstacle::BatchRunning));
    let mut notices = office.notices();
    office.control.requests_when(|all| all.iter().any(|one| one.method == "POST" && one.landed)).await;
    office.control.release();
    while office.batch().unwrap().running {
        until(&mut notices, Some).await;
    }
    assert_eq!(of(&numbers[2]).await.0, Some(DraftObstacle::Invalid));
    assert_eq!(of(&numbers[3]).await.0, None);

    let window = office.desk.batch_items(ACCOUNT, &[BatchState::Applied], Span { offset: 1, limit: 5 }).unwrap();
    assert_eq!((window.total, window.rows.len()), (2, 1));
    assert_eq!(office.desk.batch_items(ACCOUNT, &[BatchState::Failed], ALL).unwrap().total, 0);
}

/// Drafts that were made together are undone by one id, for as long as the id is known.
#[tokio::test(flavor = "multi_thread")]
async fn made_at_once_and_forgotten() {
    let office = Office::open().await;
    let numbers: Vec<String> = drafted(&office, 2).await;
    let selection = office.select(&numbers[..1]).await;
    let edit = |text: String| BulkEdit { alias: Some(text), ..BulkEdit::default() };
    let first = office.desk.bulk_draft(ACCOUNT, selection, &edit("First".into())).await.unwrap().made;
    let open = [key(&numbers[0]), key(&numbers[1])];
    let told = office.desk.take_back(ACCOUNT, first.id, &open).await.unwrap();
    assert_eq!(told.open, [key(&numbers[0])], "the panel of the other one shows what it showed");
    for round in 0..16 {
        office.desk.bulk_draft(ACCOUNT, selection, &edit(format!("Round {round}"))).await.unwrap();
    }
    let error = office.desk.take_back(ACCOUNT, first.id, &[]).await.expect_err("too long ago");
    assert_eq!(error.code, Code::Gone);
    assert!(error.message.contains("Drafts"), "says where they are: {}", error.message);
    let unknown = office.apply(ApplyWhat::Made { made: 4_000 }).await.expect_err("never made");
    assert_eq!(unknown.code, Code::Gone);
}
