//! A hundred thousand numbers, written to disk directly, because a sync of this size would take more than a minute at
//! Plivo's rate limit. The tests check results, never durations.

use std::time::Duration;

use desk::view::{ListRow, NumbersQuery, NumbersSort, RowKey, SelectionChange, SelectionView, SortKey};
use desk::{Desk, Setup, Tidied};
use domain::id::WabaId;
use domain::observed::{Held, Mapping, Observed, Waba};
use domain::phone::PhoneNumber;
use store::{AccountRow, DataFolder, Store};
use tempfile::TempDir;

const ACCOUNT: &str = "MAXXXXXXXXXXXXXXXXXX@https://api.plivo.com";
const COUNT: u64 = 100_000;
const WABAS: u64 = 100;
const FIRST: u64 = 918_000_000_000;

fn seen(place: u64) -> Observed {
    Observed {
        number: PhoneNumber::parse(&(FIRST + place).to_string()).unwrap(),
        waba_id: Some(waba(place % WABAS)),
        country_iso: Some("IN".to_owned()),
        verified_name: Some("Acme".to_owned()),
        status: if place.is_multiple_of(1000) { "pending" } else { "connected" }.to_owned(),
        name_status: None,
        quality: "green".to_owned(),
        messaging_limit: None,
        held: Held {
            alias: Some(format!("Desk {place:06}")),
            configuration_type: Some("webhook".to_owned()),
            webhook_url: Some(format!("https://hooks.acme.example/{}", place % 7)),
            agent_uuid: None,
            calling_enabled: Some(false),
            answer_url: None,
        },
    }
}

fn waba(place: u64) -> WabaId {
    WabaId::new(format!("{}", 100_000_000_000_000 + place))
}

/// Closed again, as after an earlier run of the app.
fn seed() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(&DataFolder::open(folder.path()).unwrap(), 0).unwrap();
    let account = AccountRow {
        id: ACCOUNT.to_owned(),
        name: "Acme".to_owned(),
        colour: "blue".to_owned(),
        auth_id: ACCOUNT[..20].to_owned(),
        api_address: "https://api.plivo.com".to_owned(),
        kind: "main".to_owned(),
        token_place: "session".to_owned(),
        created_at: 0,
        last_used_at: 0,
        signed_out: false,
    };
    store.put_account(&account).unwrap();
    let wabas: Vec<_> = (0..WABAS)
        .map(|place| Waba {
            id: waba(place),
            name: format!("Team-{place:03}"),
            mapping: Mapping::Main,
            number_count: Some((COUNT / WABAS) as u32),
        })
        .collect();
    store.replace_wabas(ACCOUNT, &wabas, 0).unwrap();
    let generation = store.next_generation(ACCOUNT, 0).unwrap();
    let numbers: Vec<_> = (0..COUNT).map(seen).collect();
    store.upsert_numbers(ACCOUNT, &numbers, generation, 0).unwrap();
    store.finish_sync(ACCOUNT, generation, 0).unwrap();
    folder
}

async fn rows(desk: &Desk, query: &NumbersQuery, offset: u32, limit: u32) -> (Vec<ListRow>, u32, u32) {
    let window = desk.numbers_window(ACCOUNT, query.clone(), (offset, limit), &[]).await.unwrap();
    assert_eq!((window.numbers, window.offset), (COUNT as u32, offset));
    (window.rows, window.total_rows, window.matching)
}

fn places(rows: &[ListRow]) -> Vec<u64> {
    let number = |row: &ListRow| match row {
        ListRow::Number(row) => Some(row.number.parse::<u64>().unwrap() - FIRST),
        ListRow::Group(_) => None,
    };
    rows.iter().filter_map(number).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_thousand_numbers() {
    let folder = seed();
    let desk = Desk::open_early(folder.path(), Setup::default()).unwrap();
    assert!(desk.rest_before_tidying() > Duration::ZERO, "the first clicks come before the check of such a file");
    assert_eq!(desk.tidy_up().unwrap(), Tidied::Done);
    assert_eq!(desk.rest_before_tidying(), Duration::ZERO);
    let flat = NumbersQuery::default();
    let (first, total, matching) = rows(&desk, &flat, 0, 40).await;
    assert_eq!((places(&first), total, matching), ((0..40).collect(), COUNT as u32, COUNT as u32));
    scrolling_reads_what_is_shown(&desk, &folder, &flat).await;
    // A request for all rows returns one window, not a hundred thousand rows.
    assert_eq!(rows(&desk, &flat, 0, u32::MAX).await.0.len(), 500);

    let grouped = NumbersQuery { grouped: true, ..flat.clone() };
    let (first, total, _) = rows(&desk, &grouped, 0, 3).await;
    assert_eq!((places(&first), total), (vec![0, 100], (COUNT + WABAS) as u32));
    let all = (0..WABAS).map(|place| waba(place).to_string()).collect();
    let (headings, total, matching) = rows(&desk, &NumbersQuery { collapsed: all, ..grouped }, 0, 500).await;
    assert_eq!((headings.len(), places(&headings).len(), total, matching), (100, 0, 100, COUNT as u32));

    let searched = |search: &str| NumbersQuery { search: search.to_owned(), ..flat.clone() };
    let found: [(&str, u32, &[u64]); 6] = [
        ("desk 04711", 11, &[4711, 47_110, 47_111]),
        ("+91 80000 99999", 1, &[99_999]),
        ("team-042", 1000, &[42, 142, 242]),
        ("pending", 100, &[0, 1000, 2000]),
        ("hooks.acme.example/6 team-042", 143, &[342, 1042, 1742]),
        ("nobody", 0, &[]),
    ];
    for (search, count, first) in found {
        let (rows, total, matching) = rows(&desk, &searched(search), 0, 3).await;
        assert_eq!(
            (total, matching, &*places(&rows)),
            (count, count, &first[..first.len().min(rows.len())]),
            "{search}"
        );
    }
    selections_are_counted(&desk, &flat).await;
    let down = NumbersSort { key: SortKey::Alias, descending: true };
    let (last, ..) = rows(&desk, &NumbersQuery { sort: down, ..flat }, 0, 2).await;
    assert_eq!(places(&last), [99_999, 99_998]);
}

/// Scrolling reads the shown rows only: without the index over all of them, the app continues to scroll.
async fn scrolling_reads_what_is_shown(desk: &Desk, folder: &TempDir, query: &NumbersQuery) {
    let other = rusqlite::Connection::open(folder.path().join("number-desk.db")).unwrap();
    let index = "SELECT sql FROM sqlite_schema WHERE name = 'listed_by_waba'";
    let index: String = other.query_row(index, [], |row| row.get(0)).unwrap();
    other.execute_batch("DROP INDEX listed_by_waba").unwrap();
    for offset in [40, 5_000, 99_960, 12_345] {
        let (rows, ..) = rows(desk, query, offset, 40).await;
        assert_eq!(places(&rows), (u64::from(offset)..u64::from(offset) + 40).collect::<Vec<_>>());
    }
    other.execute_batch(&index).unwrap();
}

/// All numbers, and the numbers that match a search.
async fn selections_are_counted(desk: &Desk, flat: &NumbersQuery) {
    let all = SelectionChange::Matching { selected: true };
    let team = NumbersQuery { search: "team-042".to_owned(), ..flat.clone() };
    let counts = |view: SelectionView| (view.total, view.matching);
    assert_eq!(counts(desk.select(ACCOUNT, flat.clone(), all).await.unwrap()), (COUNT as u32, COUNT as u32));
    let none = SelectionChange::Matching { selected: false };
    assert_eq!(counts(desk.select(ACCOUNT, team.clone(), none).await.unwrap()), (99_000, 0));
    let key = |place: u64| RowKey::Number { number: (FIRST + place).to_string() };
    let range = SelectionChange::Range { from: key(42), to: key(50_042) };
    assert_eq!(counts(desk.select(ACCOUNT, team.clone(), range).await.unwrap()), (99_501, 501));
    let window = desk.numbers_window(ACCOUNT, team, (0, 40), &[]).await.unwrap();
    assert_eq!(counts(window.selection), (99_501, 501));
    assert!(window.rows.iter().all(|row| matches!(row, ListRow::Number(row) if row.selected)));
    assert_eq!(desk.selected_numbers(ACCOUNT).await.unwrap().lines().count(), 99_501);
    desk.select(ACCOUNT, flat.clone(), SelectionChange::None).await.unwrap();
}
