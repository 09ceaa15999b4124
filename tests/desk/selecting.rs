//! The selection of the list: what changes it, what keeps it, and which commands are refused after a change.

use std::collections::BTreeSet;

use desk::error::Code;
use desk::view::{
    BulkEdit, ListRow, NumbersFilter, NumbersQuery, NumbersSort, RowKey, SelectionChange, SelectionView, SortKey, Span,
};
use sandbox::seed::FIRST_WABA;

use crate::office::{ACCOUNT, FIRST, Office};

fn grouped(collapsed: &[&str]) -> NumbersQuery {
    let collapsed = collapsed.iter().map(|waba| (*waba).to_owned()).collect();
    NumbersQuery { grouped: true, collapsed, ..NumbersQuery::default() }
}

fn of_waba(waba: &str) -> NumbersQuery {
    let filter = NumbersFilter { wabas: vec![waba.to_owned()], ..NumbersFilter::default() };
    NumbersQuery { filter, ..NumbersQuery::default() }
}

fn toggle(number: &str) -> SelectionChange {
    SelectionChange::Toggle { number: number.to_owned() }
}

fn range(from: &RowKey, to: &RowKey) -> SelectionChange {
    SelectionChange::Range { from: from.clone(), to: to.clone() }
}

const ALL: SelectionChange = SelectionChange::Matching { selected: true };

async fn select(office: &Office, query: &NumbersQuery, change: SelectionChange) -> SelectionView {
    office.desk.select(ACCOUNT, query.clone(), change).await.unwrap()
}

async fn rows(office: &Office, query: &NumbersQuery) -> Vec<ListRow> {
    office.desk.numbers_window(ACCOUNT, query.clone(), (0, 500), &[]).await.unwrap().rows
}

fn key(row: &ListRow) -> RowKey {
    match row {
        ListRow::Group(group) => RowKey::Group { waba_id: group.waba_id.clone() },
        ListRow::Number(row) => RowKey::Number { number: row.number.clone() },
    }
}

/// The indexes of the selected rows in the list.
fn marked(rows: &[ListRow]) -> Vec<usize> {
    let selected = |row: &ListRow| matches!(row, ListRow::Number(row) if row.selected);
    rows.iter().enumerate().filter(|(_, row)| selected(row)).map(|(place, _)| place).collect()
}

/// The selected numbers, as copied to the clipboard.
async fn copied(office: &Office) -> Vec<String> {
    office.desk.selected_numbers(ACCOUNT).await.unwrap().lines().map(str::to_owned).collect()
}

/// Steps over the first rows of the flat list, given by their indexes: `t3` toggles, `r25` selects the range from 2 to
/// 5, `a` selects all matches, `u` deselects all matches, `n` deselects everything. With the selection after each step.
#[tokio::test(flavor = "multi_thread")]
async fn is_changed_step_by_step() {
    let office = Office::open().await;
    let flat = NumbersQuery::default();
    let keys: Vec<RowKey> = rows(&office, &flat).await.iter().map(key).collect();
    let number = |place: usize| match &keys[place] {
        RowKey::Number { number } => number.clone(),
        RowKey::Group { .. } => panic!("the list is flat"),
    };
    let tables: [(&str, &[&str]); 9] = [
        ("t0 t2 t0", &["0", "02", "2"]),
        ("r13 r11 r14", &["123", "1", "1234"]),
        ("r31 r35 r33", &["123", "345", "3"]),
        // Rows that were selected before the first range stay selected, whether a range covers them or not.
        ("t4 t9 r25 r22 r29", &["4", "49", "23459", "249", "23456789"]),
        // Another anchor, or another change, ends what the next range replaces.
        ("r13 r57 r55", &["123", "123567", "1235"]),
        ("r13 t2 r11 r12", &["123", "13", "13", "123"]),
        ("r13 n r11", &["123", "", "1"]),
        ("r02 u r00", &["012", "", "0"]),
        ("t0 n n", &["0", "", ""]),
    ];
    for (steps, expected) in tables {
        select(&office, &flat, SelectionChange::None).await;
        let mut version = select(&office, &flat, SelectionChange::None).await.version;
        let mut before = String::new();
        for (step, expected) in steps.split(' ').zip(expected) {
            let at = |place: usize| step[place..=place].parse::<usize>().unwrap();
            let change = match &step[..1] {
                "t" => toggle(&number(at(1))),
                "r" => range(&keys[at(1)], &keys[at(2)]),
                "u" => SelectionChange::Matching { selected: false },
                _ => SelectionChange::None,
            };
            let view = select(&office, &flat, change).await;
            let places = marked(&rows(&office, &flat).await);
            let shown: String = places.iter().map(usize::to_string).collect();
            assert_eq!(shown, *expected, "{step} of {steps}");
            assert_eq!(
                (view.total as usize, view.matching as usize),
                (places.len(), places.len()),
                "{step} of {steps}"
            );
            assert_eq!(view.version > version, before != shown, "{step} of {steps}: a version is a selection's name");
            assert!(view.version >= version, "{step} of {steps}");
            (version, before) = (view.version, shown);
        }
    }
}

/// A range covers the rows as they are shown: in their groups, in their order, and only matches.
#[tokio::test(flavor = "multi_thread")]
async fn a_range_is_over_the_rows_that_are_shown() {
    let office = Office::open().await;
    let down = NumbersSort { key: SortKey::Alias, descending: true };
    let searched = NumbersQuery { search: "calling off".to_owned(), ..NumbersQuery::default() };
    let queries = [
        NumbersQuery::default(),
        NumbersQuery { sort: down, ..NumbersQuery::default() },
        grouped(&[]),
        grouped(&[FIRST_WABA]),
        NumbersQuery { grouped: true, ..searched.clone() },
        searched,
    ];
    for query in queries {
        let shown = rows(&office, &query).await;
        for (from, to) in [(0, shown.len() - 1), (shown.len() - 1, 0), (1, 4), (4, 1), (0, 0), (2, 2)] {
            select(&office, &query, SelectionChange::None).await;
            select(&office, &query, range(&key(&shown[from]), &key(&shown[to]))).await;
            let (first, last) = (from.min(to), from.max(to));
            let numbers = (first..=last).filter(|place| matches!(shown[*place], ListRow::Number(_)));
            assert_eq!(marked(&rows(&office, &query).await), numbers.collect::<Vec<_>>(), "{from}..{to} of {query:?}");
            // Hidden rows too: nothing outside of the range is selected.
            let total = marked(&rows(&office, &NumbersQuery::default()).await).len();
            assert_eq!(copied(&office).await.len(), total);
            assert_eq!(total, marked(&rows(&office, &query).await).len(), "{from}..{to} of {query:?}");
        }
    }
}

/// A row that is not shown cannot be the end of a range.
#[tokio::test(flavor = "multi_thread")]
async fn a_range_to_nowhere_changes_nothing() {
    let office = Office::open().await;
    let flat = NumbersQuery::default();
    let first = RowKey::Number { number: FIRST.to_owned() };
    let other = rows(&office, &flat).await.iter().map(key).find(|key| *key != first).unwrap();
    let kept = select(&office, &flat, toggle(FIRST)).await;
    let unknown = RowKey::Number { number: "15550000000".to_owned() };
    let no_number = RowKey::Number { number: "none".to_owned() };
    let group = RowKey::Group { waba_id: FIRST_WABA.to_owned() };
    let folded = grouped(&[FIRST_WABA]);
    let hidden = NumbersQuery { search: "nobody".to_owned(), ..flat.clone() };
    let table = [
        (&flat, &first, &unknown),
        (&flat, &unknown, &other),
        (&flat, &no_number, &other),
        (&flat, &first, &group),
        (&folded, &first, &group),
        (&hidden, &first, &first),
    ];
    for (query, from, to) in table {
        let view = select(&office, query, range(from, to)).await;
        assert_eq!((view.version, view.total), (kept.version, 1), "{from:?} to {to:?}");
    }
    let view = select(&office, &flat, toggle("15550000000")).await;
    assert_eq!((view.version, view.total), (kept.version, 1), "a number that the account does not have");
}

/// Matches are counted, also in collapsed groups. Rows that do not match stay selected.
#[tokio::test(flavor = "multi_thread")]
async fn outlives_a_change_of_the_query() {
    let office = Office::open().await;
    let (flat, here) = (NumbersQuery::default(), of_waba(FIRST_WABA));
    let folded = grouped(&[FIRST_WABA]);
    let members = office.control.numbers_of(FIRST_WABA).len() as u32;
    let everybody = rows(&office, &flat).await.len() as u32;
    assert!(1 < members && members < everybody);
    let counts = |view: SelectionView| (view.total, view.matching);

    assert_eq!(counts(select(&office, &here, ALL).await), (members, members));
    let window = office.desk.numbers_window(ACCOUNT, folded.clone(), (0, 0), &[]).await.unwrap();
    assert_eq!(counts(window.selection), (members, members), "folded away and selected all the same");
    let nobody = NumbersQuery { search: "nobody".to_owned(), ..flat.clone() };
    let window = office.desk.numbers_window(ACCOUNT, nobody, (0, 0), &[]).await.unwrap();
    assert_eq!(counts(window.selection), (members, 0));
    assert_eq!(counts(select(&office, &flat, ALL).await), (everybody, everybody));
    assert_eq!(
        counts(select(&office, &here, SelectionChange::Matching { selected: false }).await),
        (everybody - members, 0)
    );
    let window = office.desk.numbers_window(ACCOUNT, flat.clone(), (0, 0), &[]).await.unwrap();
    assert_eq!(counts(window.selection), (everybody - members, everybody - members));
    assert_eq!(counts(select(&office, &folded, SelectionChange::None).await), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn is_copied_in_the_plain_order() {
    let office = Office::open().await;
    assert_eq!(office.desk.selected_numbers(ACCOUNT).await.unwrap(), "");
    let down = NumbersQuery {
        sort: NumbersSort { key: SortKey::Number, descending: true },
        grouped: true,
        ..NumbersQuery::default()
    };
    select(&office, &down, ALL).await;
    let mut numbers = office.desk.numbers_matching(ACCOUNT, NumbersQuery::default()).await.unwrap();
    for number in &mut numbers {
        number.insert(0, '+');
    }
    assert_eq!(copied(&office).await, numbers);
    select(&office, &down, toggle(FIRST)).await;
    assert!(!copied(&office).await.contains(&format!("+{FIRST}")));
}

/// Each command that works on the selection names the version that was seen.
#[tokio::test(flavor = "multi_thread")]
async fn what_works_on_another_selection_is_refused() {
    let office = Office::open().await;
    let edit = BulkEdit { alias: Some("All".to_owned()), ..BulkEdit::default() };
    let seen = office.select(&[FIRST.to_owned()]).await;
    let other = office.control.numbers_of(FIRST_WABA)[1].number.clone();
    let now = select(&office, &NumbersQuery::default(), toggle(&other)).await.version;
    for stale in [seen, now + 1, 0] {
        let refusals = [
            office.desk.bulk_preview(ACCOUNT, stale, &edit).await.err(),
            office.desk.bulk_items(ACCOUNT, stale, &edit, Span { offset: 0, limit: 1 }).await.err(),
            office.desk.bulk_draft(ACCOUNT, stale, &edit).await.err(),
            office.test_many(stale).await.err(),
        ];
        for refusal in refusals {
            let error = refusal.expect("it is another selection");
            assert_eq!(error.code, Code::SelectionChanged);
            assert!(error.message.contains("nothing was done"), "{error}");
        }
    }
    assert_eq!(office.drafts().await, []);
    assert_eq!(office.desk.test_run(ACCOUNT, 0, 0).unwrap(), None);
    assert_eq!(office.desk.bulk_preview(ACCOUNT, now, &edit).await.unwrap().numbers, 2);
    assert_eq!(office.desk.bulk_draft(ACCOUNT, now, &edit).await.unwrap().made.drafts, 2);
}

/// A number that is removed leaves the selection, and the selection gets a new version.
#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_is_no_longer_known_leaves_it() {
    let office = Office::open().await;
    let flat = NumbersQuery::default();
    let other = office.control.numbers_of(FIRST_WABA)[1].number.clone();
    let before = office.select(&[FIRST.to_owned(), other.clone()]).await;
    office.sync().await;
    let window = office.desk.numbers_window(ACCOUNT, flat.clone(), (0, 0), &[]).await.unwrap();
    assert_eq!((window.selection.version, window.selection.total), (before, 2), "a sync alone changes nothing");

    office.control.edit(&sandbox::Edit::RemoveNumber { number: other.clone() }).unwrap();
    office.sync().await;
    let error = office.desk.bulk_preview(ACCOUNT, before, &BulkEdit::default()).await.expect_err("one is gone");
    assert_eq!(error.code, Code::SelectionChanged);
    let window = office.desk.numbers_window(ACCOUNT, flat.clone(), (0, 0), &[]).await.unwrap();
    assert!(window.selection.version > before && window.selection.total == 1, "{:?}", window.selection);
    assert_eq!(copied(&office).await, [format!("+{FIRST}")]);
}

/// Signing out and a reset of the sandbox clear the selection, and no version number is used twice.
#[tokio::test(flavor = "multi_thread")]
async fn is_emptied_with_its_account() {
    let office = Office::open().await;
    let flat = NumbersQuery::default();
    let mut versions = BTreeSet::new();
    for reset in [true, false, true] {
        assert!(versions.insert(office.select(&[FIRST.to_owned()]).await));
        if reset {
            office.desk.sandbox_was_reset(office.door()).await.unwrap();
        } else {
            office.desk.sign_out(ACCOUNT).await.unwrap();
            office.desk.attach_sandbox(office.door()).await.unwrap();
        }
        office.sync().await;
        assert_eq!(copied(&office).await, [] as [String; 0]);
        let window = office.desk.numbers_window(ACCOUNT, flat.clone(), (0, 500), &[]).await.unwrap();
        assert_eq!((window.selection.total, marked(&window.rows)), (0, vec![]));
    }
}

/// Each account has its own selection.
#[tokio::test(flavor = "multi_thread")]
async fn is_of_one_account() {
    let plivo = crate::plivo::Plivo::open().await;
    let other = crate::plivo::Plivo::open_with(sandbox::Options { seed: 8, ..Default::default() }).await;
    let desk = plivo.desk();
    let (first, second) = (plivo.connect(&desk).await.unwrap().id, other.connect(&desk).await.unwrap().id);
    for account in [&first, &second] {
        crate::plivo::sync(&desk, account).await;
    }
    desk.select(&first, NumbersQuery::default(), ALL).await.unwrap();
    assert!(!desk.selected_numbers(&first).await.unwrap().is_empty());
    assert_eq!(desk.selected_numbers(&second).await.unwrap(), "");
}
