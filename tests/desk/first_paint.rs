//! What the page shows when it is loaded: from disk only, and where the user was.

use std::path::Path;
use std::time::Duration;

use desk::sandbox_door::SandboxDoor;
use desk::view::{
    AccountKind, FirstList, FirstPaint, ListRow, Notice, NumbersQuery, PageName, Place, PlaceTop, RowKey, TokenPlace,
};
use desk::{Desk, Setup, Tidied, Timings};
use sandbox::{Options, Sandbox};
use store::{DataFolder, Store};

use crate::office::{ACCOUNT, FIRST, Office, alias};
use crate::support::wait;

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

/// A click in the first moment of a start does not begin the check of the file, and is remembered by the end of it.
#[tokio::test(flavor = "multi_thread")]
async fn the_number_that_is_opened_before_the_check_is_remembered_after_it() {
    let office = office().await;
    office.edit(FIRST, [alias("Drafted")]).await;
    let folder = office.close().await;
    let desk = Desk::open_early(folder.path(), Setup::default()).unwrap();
    assert_eq!(desk.rest_before_tidying(), Duration::ZERO, "a small file is checked in no time");
    desk.open_number(ACCOUNT, FIRST).await.unwrap();
    assert_eq!(desk.start().unwrap().open_number.as_deref(), Some(FIRST));
    let stored = |folder: &Path| {
        let file = rusqlite::Connection::open(folder.join("number-desk.db")).unwrap();
        let key = "SELECT count(*) FROM setting WHERE value = ?1";
        file.query_row(key, [FIRST], |row| row.get::<_, u32>(0)).unwrap()
    };
    assert_eq!(stored(folder.path()), 0);
    assert_eq!(desk.tidy_up().unwrap(), Tidied::Done);
    assert_eq!(stored(folder.path()), 1);
    // From now on at once, behind the answer.
    desk.close_number(ACCOUNT).unwrap();
    wait::until("the closed panel to be stored", || (stored(folder.path()) == 0).then_some(()));
}

/// A sync that starts before the server of the sandbox runs waits for it.
#[tokio::test(flavor = "multi_thread")]
async fn a_sync_waits_for_the_sandbox() {
    let folder = tempfile::tempdir().unwrap();
    let timings = Timings { turn: Duration::from_secs(60), ..Timings::default() };
    let desk = Desk::open_early(folder.path(), Setup { timings, ..Setup::default() }).unwrap();
    desk.show_sandbox().unwrap();
    let (heard, mut ended) = tokio::sync::mpsc::unbounded_channel();
    desk.subscribe(move |notice| match notice {
        Notice::Status { status, .. } if !status.sync.running => heard.send(status.sync.last_complete).is_ok(),
        _ => true,
    });
    desk.sync_start(ACCOUNT).unwrap();
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let door = SandboxDoor::new(sandbox.api(), sandbox.auth_id(), sandbox.auth_token());
    desk.attach_sandbox(door).await.unwrap();
    assert!(ended.recv().await.unwrap().is_some(), "it was read whole");
}

/// The disk refuses everything about the first sync, which finds no Plivo either. The page does not say for ever that
/// the account is being read.
#[tokio::test(flavor = "multi_thread")]
async fn a_first_sync_that_leaves_nothing_on_disk_has_ended() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open_early(folder.path(), Setup::default()).unwrap();
    desk.show_sandbox().unwrap();
    let file = rusqlite::Connection::open(folder.path().join("number-desk.db")).unwrap();
    for change in ["INSERT", "UPDATE"] {
        let refuse =
            format!("CREATE TRIGGER no_{change} BEFORE {change} ON sync_state BEGIN SELECT RAISE(ABORT, 'full'); END");
        file.execute_batch(&refuse).unwrap();
    }
    let (heard, mut ended) = tokio::sync::mpsc::unbounded_channel();
    desk.subscribe(move |notice| match notice {
        Notice::Status { status, .. } if !status.sync.running => heard.send(status.sync).is_ok(),
        _ => true,
    });
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    desk.attach_sandbox(SandboxDoor::new(sandbox.api(), sandbox.auth_id(), sandbox.auth_token())).await.unwrap();
    sandbox.control().set_offline(true);
    while ended.try_recv().is_ok() {}
    desk.sync_start(ACCOUNT).unwrap();
    let sync = ended.recv().await.unwrap();
    assert_eq!((sync.last_complete, sync.partial), (None, true));
}

/// The list is shown before the file was checked. Damage is found before anything is written.
#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_read_but_not_written_to() {
    let office = office().await;
    let damage = |folder: &Path| {
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

/// Opens the folder as the app does, and returns whether the app has to start again.
async fn starts(folder: &Path) -> (Desk, bool) {
    let open = || Desk::open_early(folder, Setup::default());
    let opened = open().or_else(|error| if Desk::has_met_damage(folder) { open() } else { Err(error) });
    let desk = opened.unwrap_or_else(|error| panic!("it does not start: {error}"));
    let _without_a_list = desk.first_paint();
    let _tried_again = desk.start();
    let again = desk.tidy_up().unwrap() == Tidied::Damaged;
    (desk, again)
}

/// One page of the file is damaged after a clean end, whichever it is: the app starts, with the file set aside, after one
/// more start at most.
#[tokio::test(flavor = "multi_thread")]
async fn damage_of_any_page_is_set_aside() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Drafted")]).await;
    office.desk.open_number(ACCOUNT, FIRST).await.unwrap();
    let folder = office.close().await;
    let whole = std::fs::read(folder.path().join("number-desk.db")).unwrap();
    let pages = whole.len() / 4096;
    assert!(pages > 30, "{pages} pages");
    for page in 1..pages {
        let damaged = tempfile::tempdir().unwrap();
        let mut bytes = whole.clone();
        bytes[page * 4096..(page + 1) * 4096].fill(0xA5);
        std::fs::write(damaged.path().join("number-desk.db"), &bytes).unwrap();
        let mut notes = Vec::new();
        for start in 1..=2 {
            let (desk, again) = starts(damaged.path()).await;
            notes = desk.start().map(|start| start.notes).unwrap_or_default();
            desk.close();
            drop(desk);
            if !again {
                break;
            }
            assert!(start == 1, "page {page}: it starts again and again");
        }
        let is_aside = notes.iter().any(|note| note.contains("set aside"));
        // A page that is not in use is not read by anything.
        let unused =
            Store::open(&DataFolder::open(damaged.path()).unwrap(), 0).is_ok_and(|(_, notes)| notes.is_empty());
        assert!(is_aside || unused, "page {page}: {notes:?}");
    }
}

/// While a sync runs, another account is switched to, and the clock is set back: no stamp is changed.
#[tokio::test(flavor = "multi_thread")]
async fn stamps_are_corrected_once() {
    let office = Office::open().await;
    assert_eq!(office.desk.tidy_up().unwrap(), Tidied::Done);
    let read_at = || office.desk.number_panel(ACCOUNT, FIRST).unwrap().read_at;
    office.turn_clock(Duration::from_secs(60));
    office.sync().await;
    let before = read_at();
    office.set_clock(-3_600_000);
    assert_eq!(office.desk.tidy_up().unwrap(), Tidied::Done);
    office.set_clock(3_600_000);
    assert_eq!(read_at(), before);
}
