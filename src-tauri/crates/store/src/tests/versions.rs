//! Files from earlier versions, migrated to the current version.

use rusqlite::Connection;

use super::later::item;
use super::*;

const A: &str = "918035737458";

/// Returns a new file as that version of the program created it.
fn file_of_version(place: &Place, version: usize) -> Connection {
    std::fs::create_dir_all(place.path()).unwrap();
    let connection = Connection::open(place.file("")).unwrap();
    for statements in crate::schema::STEPS[..version].iter().flat_map(|step| step.iter()) {
        connection.execute_batch(statements).unwrap();
    }
    connection.pragma_update(None, "user_version", version as i64).unwrap();
    connection
}

#[test]
fn the_first_version() {
    let place = Place::new();
    let connection = file_of_version(&place, 1);
    let old = "INSERT INTO draft VALUES (?1, 918035737458, '{}', 'edits', 1, 2, 1, NULL)";
    connection.execute(old, [ACCOUNT]).unwrap();
    drop(connection);
    let store = place.store();
    let kept = DraftRow { started_at: 1, saved_at: 2, ready: true, ..draft(A, "edits") };
    assert_eq!(store.drafts(ACCOUNT).unwrap(), [kept]);
    assert_eq!(store.batch(ACCOUNT).unwrap(), None);
}

/// Texts from before the codes existed are read unchanged, and no code is invented for them.
#[test]
fn the_fifth_version() {
    let place = Place::new();
    let connection = file_of_version(&place, 5);
    let record = "INSERT INTO activity (account, at, who, action, waba_name, detail, outcome, message) \
                  VALUES (?1, 1, 'ana', 'configure', '', '{}', 'confirmed', 'Saved, and read back from Plivo: Alias.')";
    connection.execute(record, [ACCOUNT]).unwrap();
    connection.execute("INSERT INTO batch VALUES (?1, 2, 'Plivo cannot be reached any more.')", [ACCOUNT]).unwrap();
    let waits = "INSERT INTO batch_item VALUES (?1, 0, 'number', '918035737458', 'waiting', 'Nothing was sent.')";
    connection.execute(waits, [ACCOUNT]).unwrap();
    drop(connection);
    let store = place.store();
    let (_, records) = store.activity(ACCOUNT, &ActivityFilter::default(), 0, 10).unwrap();
    let told: Vec<_> = records.iter().map(|row| (row.said.as_deref(), row.message.as_str())).collect();
    assert_eq!(told, [(None, "Saved, and read back from Plivo: Alias.")]);
    let because = Because { said: None, message: "Plivo cannot be reached any more.".to_owned() };
    let items = vec![BatchItemRow { said: None, message: "Nothing was sent.".to_owned(), ..item(A, "waiting") }];
    let expected = BatchRow { started_at: 2, record: None, because: Some(because), items };
    assert_eq!(store.batch(ACCOUNT).unwrap(), Some(expected));
}

/// The generation of the sync that found a number gone is meaningless after a restart: no earlier request is still on
/// its way.
#[test]
fn the_sixth_version() {
    let place = Place::new();
    let connection = file_of_version(&place, 6);
    let number = "INSERT INTO number (account, number, status, quality, seen_at, generation) \
                  VALUES (?1, 918035737458, 'connected', 'green', 5, 3)";
    connection.execute(number, [ACCOUNT]).unwrap();
    connection.execute("INSERT INTO waba VALUES (?1, 'w', 'Acme', NULL, 1, 5)", [ACCOUNT]).unwrap();
    connection.execute("INSERT INTO gone VALUES (?1, 442079460018, 3)", [ACCOUNT]).unwrap();
    let sync = "INSERT INTO sync_state (account, generation, last_complete) VALUES (?1, 3, 9)";
    connection.execute(sync, [ACCOUNT]).unwrap();
    drop(connection);
    let store = place.store();
    assert_eq!(store.number(ACCOUNT, &phone(A)).unwrap().unwrap().seen_at, 5);
    assert_eq!(store.waba(ACCOUNT, "w").unwrap().unwrap().name, "Acme");
    assert_eq!(store.sync_state(ACCOUNT).unwrap(), Some(SyncRow { last_complete: Some(9), partial: false }));
    assert!(store.put_number(ACCOUNT, &seen("442079460018", "w", "back"), 6).unwrap());
    assert!(!store.put_number(ACCOUNT, &seen(A, "w", "older"), 4).unwrap());
    assert_eq!(store.next_generation(ACCOUNT, 10).unwrap(), 4);
}

/// A batch from before batches had records goes on without one.
#[test]
fn the_ninth_version() {
    let place = Place::new();
    let connection = file_of_version(&place, 9);
    let record = "INSERT INTO activity (account, at, who, action, number, waba_name, detail, outcome, message) \
                  VALUES (?1, 1, 'ana', 'configure', 918035737458, '', '{}', 'confirmed', 'Saved.')";
    connection.execute(record, [ACCOUNT]).unwrap();
    connection.execute("INSERT INTO batch (account, started_at) VALUES (?1, 2)", [ACCOUNT]).unwrap();
    drop(connection);
    let store = place.store();
    let grouped = ActivityFilter { grouping: Grouping::Batches, ..ActivityFilter::default() };
    let (total, rows) = store.activity(ACCOUNT, &grouped, 0, 10).unwrap();
    assert_eq!((total, rows[0].batch, rows[0].undoes), (1, None, None));
    let kept = store.batch(ACCOUNT).unwrap().expect("the batch is kept");
    assert_eq!((kept.started_at, kept.record), (2, None));
}

/// A discarded draft keeps its row in the old form, with columns that no longer exist.
#[test]
fn the_seventh_version() {
    let place = Place::new();
    let connection = file_of_version(&place, 7);
    let account = "INSERT INTO account VALUES (?1, 'Main', 'blue', 'MA', 'https://api.plivo.com', 'main', 'keychain', 0, 1, 2, 0)";
    connection.execute(account, [ACCOUNT]).unwrap();
    let standing = "INSERT INTO draft VALUES (?1, 918035737458, '{}', 'edits', 1, 2, 1, NULL, '{\"a\":1}')";
    connection.execute(standing, [ACCOUNT]).unwrap();
    let row = format!(
        r#"{{"draft":{{"account":"{ACCOUNT}","number":"442079460018","base":"{{}}","edits":"typed","started_at":1,
        "saved_at":2,"ready":false,"note":null,"decisions":"{{}}"}},"mapping":null}}"#
    );
    connection.execute("INSERT INTO discarded VALUES (1, ?1, ?2, 5)", [ACCOUNT, &row]).unwrap();
    drop(connection);
    let store = place.store();
    let found = store.account(ACCOUNT).unwrap().unwrap();
    assert_eq!((found.token_place.as_str(), found.created_at, found.last_used_at), ("keychain", 1, 2));
    let kept =
        DraftRow { started_at: 1, saved_at: 2, ready: true, decisions: r#"{"a":1}"#.to_owned(), ..draft(A, "edits") };
    assert_eq!(store.drafts(ACCOUNT).unwrap(), [kept]);
    assert!(store.undo_discard(ACCOUNT, 1).unwrap());
    assert_eq!(store.draft(ACCOUNT, &phone("442079460018")).unwrap().unwrap().edits, "typed");
}
