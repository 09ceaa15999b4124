//! What the page shows when it is loaded: from disk only, and where the user was.

use desk::view::{
    AccountKind, FirstList, FirstPaint, ListRow, NumbersQuery, PageName, Place, PlaceTop, RowKey, TokenPlace,
};
use desk::{Desk, Setup, Tidied};
use sandbox::Options;

use crate::office::{ACCOUNT, FIRST, Office, alias};

async fn office() -> Office {
    Office::open_with(Options { numbers: 300, ..Options::default() }).await
}

fn list(paint: FirstPaint) -> FirstList {
    paint.list.expect("the list is part of it")
}

fn key(row: &ListRow) -> RowKey {
    match row {
        ListRow::Group(row) => RowKey::Group { waba_id: row.waba_id.clone() },
        ListRow::Number(row) => RowKey::Number { number: row.number.clone() },
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn is_what_the_page_would_read() {
    let office = office().await;
    office.edit(FIRST, [alias("Drafted")]).await;
    office.desk.open_number(ACCOUNT, FIRST).await.unwrap();
    let office = office.restart().await;
    let paint = office.desk.first_paint().unwrap();
    assert_eq!(paint.start.open_number.as_deref(), Some(FIRST));
    assert_eq!(paint.panel, Some(office.desk.number_panel(ACCOUNT, FIRST).unwrap()));
    assert_eq!((paint.panel.as_ref().unwrap().alias.value.as_str(), paint.page), ("Drafted", None));
    let FirstList { query, window, facets, .. } = list(paint);
    assert_eq!(query, NumbersQuery::first());
    assert_eq!(facets, office.desk.facets(ACCOUNT).await.unwrap());
    let open = [RowKey::Number { number: FIRST.to_owned() }];
    let span = (window.offset, window.rows.len() as u32);
    assert_eq!(window, office.desk.numbers_window(ACCOUNT, query, span, &open).await.unwrap());
}

/// The open number is far down the list: the rows around it come with the page.
#[tokio::test(flavor = "multi_thread")]
async fn begins_near_the_open_number() {
    let office = office().await;
    let all = office.desk.numbers_window(ACCOUNT, NumbersQuery::first(), (200, 100), &[]).await.unwrap();
    let last =
        all.rows.iter().rev().find_map(|row| if let ListRow::Number(row) = row { Some(row) } else { None }).unwrap();
    office.desk.open_number(ACCOUNT, &last.number).await.unwrap();
    let FirstList { window, top, .. } = list(office.desk.first_paint().unwrap());
    let row = window.located[0].expect("it is listed");
    let top = top.expect("the list is scrolled");
    assert!(top.row <= row && row < top.row + 10, "{top:?} {row}");
    assert!((window.offset..window.offset + window.rows.len() as u32).contains(&row), "{}", window.offset);
}

/// The place that the page reported, and the first row after a change above it.
#[tokio::test(flavor = "multi_thread")]
async fn begins_where_the_user_was() {
    let office = office().await;
    let query = NumbersQuery { search: "acme".to_owned(), grouped: false, ..NumbersQuery::default() };
    let rows = office.desk.numbers_window(ACCOUNT, query.clone(), (0, 500), &[]).await.unwrap().rows;
    let place = |account: &str, key: Option<RowKey>, row: u32| Place {
        account: account.to_owned(),
        page: PageName::Activity,
        query: query.clone(),
        top: Some(PlaceTop { key, row, hidden: 5.0 }),
    };
    let top = |paint: FirstPaint| list(paint).top.map(|top| (top.row, top.hidden));

    office.desk.remember(place(ACCOUNT, Some(key(&rows[30])), 30));
    let paint = office.desk.first_paint().unwrap();
    assert_eq!((paint.page, list(paint.clone()).query), (Some(PageName::Activity), query.clone()));
    assert_eq!(top(paint), Some((30, 5.0)));
    // A number above it is gone.
    let ListRow::Number(gone) = &rows[3] else { panic!("the list is flat") };
    office.control.edit(&sandbox::Edit::RemoveNumber { number: gone.number.clone() }).unwrap();
    office.sync().await;
    assert_eq!(top(office.desk.first_paint().unwrap()), Some((29, 5.0)));
    // Its content is not known, or is gone: the index counts, within the list.
    office.desk.remember(place(ACCOUNT, None, 20));
    assert_eq!(top(office.desk.first_paint().unwrap()), Some((20, 5.0)));
    office.desk.remember(place(ACCOUNT, Some(key(&rows[3])), 100_000));
    assert_eq!(top(office.desk.first_paint().unwrap()), Some((rows.len() as u32 - 2, 5.0)));
    // The place in another account.
    office.desk.remember(place("another", None, 20));
    let paint = office.desk.first_paint().unwrap();
    assert_eq!((paint.page, list(paint).query), (None, NumbersQuery::first()));
}

/// The account of the sandbox is shown before its server runs, at the first start of all and at later ones.
#[tokio::test(flavor = "multi_thread")]
async fn does_not_wait_for_the_sandbox() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let desk = Desk::open_early(folder.path(), Setup::default()).unwrap();
        desk.show_sandbox().unwrap();
        let start = desk.first_paint().unwrap().start;
        let (account, status) = (start.current.expect("the sandbox"), start.status.unwrap());
        assert_eq!((account.kind, status.token), (AccountKind::Sandbox, TokenPlace::Session));
        assert_eq!(desk.tidy_up().unwrap(), Tidied::Done);
    }
}

/// The list is shown before the file was checked. Damage is found before anything is written.
#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_read_but_not_written_to() {
    let office = office().await;
    let damage = |folder: &std::path::Path| {
        let path = folder.join("number-desk.db");
        let mut bytes = std::fs::read(&path).unwrap();
        let end = bytes.len();
        bytes[end - 12_288..].fill(0xA5);
        std::fs::write(path, bytes).unwrap();
    };
    let folder = office.close().await;
    damage(folder.path());
    let before = std::fs::read(folder.path().join("number-desk.db")).unwrap();
    let desk = Desk::open_early(folder.path(), Setup::default()).unwrap();
    assert_eq!(desk.start().unwrap().notes, [] as [&str; 0]);
    assert_eq!(desk.tidy_up().unwrap(), Tidied::Damaged);
    assert!(desk.edit(ACCOUNT, FIRST, alias("Lost")).await.is_err());
    drop(desk);
    assert_eq!(std::fs::read(folder.path().join("number-desk.db")).unwrap(), before);
    let desk = Desk::open_early(folder.path(), Setup::default()).unwrap();
    assert!(desk.start().unwrap().notes[0].contains("set aside"));
    assert_eq!(desk.tidy_up().unwrap(), Tidied::Done);
}
