use super::*;

#[test]
fn a_new_file_is_reopened() {
    let place = Place::new();
    place.store().put_setting("key", "value").unwrap();
    assert_eq!(place.store().setting("key").unwrap().as_deref(), Some("value"));
    assert_eq!(place.store().setting("other").unwrap(), None);
}

#[test]
fn each_connection_is_set_up() {
    let place = Place::new();
    let store = place.store();
    let check = |connection: &rusqlite::Connection, pragma: &str, expected: &str| {
        let found = connection.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get_ref(0).map(text));
        assert_eq!(found.unwrap(), expected, "{pragma}");
    };
    let shared = |connection: &rusqlite::Connection| {
        check(connection, "journal_mode", "wal");
        check(connection, "synchronous", "2");
        check(connection, "foreign_keys", "1");
        check(connection, "fullfsync", "1");
        check(connection, "checkpoint_fullfsync", "1");
        check(connection, "trusted_schema", "0");
        check(connection, "temp_store", "2");
        check(connection, "busy_timeout", "5000");
        check(connection, "user_version", &crate::schema::KNOWN.to_string());
        let folded: String = connection.query_row("SELECT fold('ÜNITED')", [], |row| row.get(0)).unwrap();
        assert_eq!(folded, "ünited");
    };
    let writer = store.writer.lock();
    shared(&writer);
    check(&writer, "query_only", "0");
    check(&writer, "secure_delete", "1");
    for reader in &store.readers.connections {
        let reader = reader.lock();
        shared(&reader);
        check(&reader, "query_only", "1");
    }
}

fn text(value: rusqlite::types::ValueRef<'_>) -> String {
    match value {
        rusqlite::types::ValueRef::Integer(number) => number.to_string(),
        other => other.as_str().unwrap().to_owned(),
    }
}

/// A second connection sees the commit while the first one is open. So does a connection that finds the log only.
#[test]
fn a_crash_right_after_a_commit_loses_nothing() {
    let place = Place::new();
    let store = place.store();
    store.put_draft(&draft("918035737458", "typed")).unwrap();
    let copy = Place::new();
    std::fs::create_dir(copy.path()).unwrap();
    for suffix in ["", "-wal"] {
        std::fs::copy(place.file(suffix), copy.file(suffix)).unwrap();
    }
    let found = copy.store().draft(ACCOUNT, &phone("918035737458")).unwrap();
    assert_eq!(found, Some(draft("918035737458", "typed")));
}

#[test]
fn a_failed_transaction_leaves_nothing() {
    let place = Place::new();
    let store = place.store();
    let failed = store.write(|connection| {
        connection.execute("INSERT INTO setting VALUES ('key', 'value')", [])?;
        Err::<(), _>(StoreError::Full)
    });
    assert_eq!(failed, Err(StoreError::Full));
    assert_eq!(store.setting("key").unwrap(), None);
}

#[cfg(unix)]
#[test]
fn files_are_for_this_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    drop(place.store());
    std::fs::set_permissions(place.file(""), PermissionsExt::from_mode(0o644)).unwrap();
    let store = place.store();
    store.put_setting("key", "value").unwrap();
    assert_eq!(names(&place.path()), ["lock", "number-desk.db", "number-desk.db-shm", "number-desk.db-wal"]);
    for name in names(&place.path()) {
        let mode = std::fs::metadata(place.path().join(&name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_newer_file_is_left_as_it_is() {
    let place = Place::new();
    place.store().write(|c| Ok(c.pragma_update(None, "user_version", 99)?)).unwrap();
    let before = std::fs::read(place.file("")).unwrap();
    match place.open() {
        Err(OpenError::Newer { found: 99, known: crate::schema::KNOWN }) => {}
        other => panic!("{:?}", other.map(|(_, notes)| notes)),
    }
    assert_eq!(std::fs::read(place.file("")).unwrap(), before);
    assert_eq!(names(&place.path()), ["lock", "number-desk.db"]);
}

#[test]
fn a_damaged_file_is_set_aside_whole() {
    let check = |damage: fn(&mut Vec<u8>)| {
        let place = Place::new();
        let store = place.store();
        let rows: Vec<_> = (0..2_000u64).map(|n| seen(&(918_035_700_000 + n).to_string(), "w", "alias")).collect();
        store.upsert_numbers(ACCOUNT, &rows, 1, NOW).unwrap();
        store.put_setting("key 1", "old").unwrap();
        drop(store);
        let mut bytes = std::fs::read(place.file("")).unwrap();
        damage(&mut bytes);
        std::fs::write(place.file(""), &bytes).unwrap();
        std::fs::write(place.file("-wal"), "log").unwrap();

        let (store, notes) = place.open().unwrap();
        let aside = place.file(".damaged-20261105T101112Z");
        assert!(matches!(&notes[..], [OpenNote::SetAside { file, .. }] if *file == aside), "{notes:?}");
        assert!(notes[0].to_string().contains("number-desk.db.damaged-20261105T101112Z"));
        assert_eq!(std::fs::read(&aside).unwrap(), bytes);
        assert_eq!((store.setting("key 1").unwrap(), store.load_numbers(ACCOUNT).unwrap()), (None, vec![]));
        store.put_setting("key 1", "new").unwrap();
        drop(store);
        assert_eq!(place.store().setting("key 1").unwrap().as_deref(), Some("new"));
    };
    check(|bytes| bytes.fill(b'x'));
    check(|bytes| bytes.truncate(3_000));
    check(|bytes| bytes.truncate(bytes.len() / 2));
    check(|bytes| bytes[100..8_000].fill(0));
    check(|bytes| {
        let middle = bytes.len() / 2;
        bytes[middle..middle + 20_000].fill(0xff);
    });
}

/// The file is damaged while the app is not running, after a clean end. Nothing is written to it.
#[test]
fn damage_is_found_before_the_first_change() {
    let place = Place::new();
    let store = place.store();
    let rows: Vec<_> = (0..2_000u64).map(|n| seen(&(918_035_700_000 + n).to_string(), "w", "alias")).collect();
    store.upsert_numbers(ACCOUNT, &rows, 1, NOW).unwrap();
    store.close().unwrap();
    drop(store);
    let mut bytes = std::fs::read(place.file("")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 20_000].fill(0xff);
    std::fs::write(place.file(""), &bytes).unwrap();

    let early = || Store::open_unchecked(&DataFolder::open(&place.path()).unwrap(), NOW).unwrap();
    let (store, notes) = early();
    assert_eq!(notes, []);
    assert_eq!(store.setting("key").unwrap(), None, "what is not damaged can be read");
    for _ in 0..2 {
        assert!(matches!(store.put_setting("key", "value"), Err(StoreError::Damaged(_))));
        assert!(matches!(store.together(|| store.put_setting("key", "value")), Err(StoreError::Damaged(_))));
        assert_eq!(store.find_damage(), Ok(true));
        assert!(matches!(store.wipe(), Err(StoreError::Damaged(_))));
    }
    drop(store);
    assert_eq!(std::fs::read(place.file("")).unwrap(), bytes, "nothing was written");

    let (store, notes) = early();
    assert!(matches!(&notes[..], [OpenNote::SetAside { .. }]), "{notes:?}");
    store.put_setting("key", "value").unwrap();
    drop(store);
    let (store, notes) = early();
    assert_eq!((store.setting("key").unwrap().as_deref(), notes), (Some("value"), vec![]));
}

/// What is written while the app ends would make its end look like a crash.
#[test]
fn nothing_is_written_after_the_end() {
    let place = Place::new();
    let store = place.store();
    store.put_setting("key", "value").unwrap();
    store.close().unwrap();
    assert!(matches!(store.put_setting("key", "later"), Err(StoreError::Disk(_))));
    assert_eq!(std::fs::metadata(place.file("-wal")).unwrap().len(), 0);
    assert_eq!(store.setting("key").unwrap().as_deref(), Some("value"));
}

/// A crash leaves a log beside the file. Then the file is checked when it is opened.
#[test]
fn the_file_is_checked_at_once_after_a_crash() {
    let place = Place::new();
    let store = place.store();
    let rows: Vec<_> = (0..2_000u64).map(|n| seen(&(918_035_700_000 + n).to_string(), "w", "alias")).collect();
    store.upsert_numbers(ACCOUNT, &rows, 1, NOW).unwrap();
    store.writer.lock().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    store.put_setting("key", "in the log").unwrap();
    let crashed = Place::new();
    std::fs::create_dir(crashed.path()).unwrap();
    let mut bytes = std::fs::read(place.file("")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 20_000].fill(0xff);
    std::fs::write(crashed.file(""), &bytes).unwrap();
    std::fs::copy(place.file("-wal"), crashed.file("-wal")).unwrap();
    let (_, notes) = Store::open_unchecked(&DataFolder::open(&crashed.path()).unwrap(), NOW).unwrap();
    assert!(matches!(&notes[..], [OpenNote::SetAside { .. }]), "{notes:?}");
}

/// No version of this program wrote a version below zero.
#[test]
fn a_file_with_an_invalid_version_is_set_aside() {
    let place = Place::new();
    place.store().write(|c| Ok(c.pragma_update(None, "user_version", -1)?)).unwrap();
    let (store, notes) = place.open().unwrap();
    assert!(matches!(&notes[..], [OpenNote::SetAside { reason, .. }] if reason.contains("-1")), "{notes:?}");
    store.put_setting("key", "value").unwrap();
}

/// A wrong clock prevents no start.
#[test]
fn a_damaged_file_at_the_ends_of_time() {
    for now in [i64::MIN, -1, 0, i64::MAX] {
        let place = Place::new();
        drop(place.store());
        std::fs::write(place.file(""), "no database, and longer than a header of one would be. ".repeat(50)).unwrap();
        let folder = DataFolder::open(&place.path()).unwrap();
        let (_, notes) = Store::open(&folder, now).unwrap();
        assert_eq!(notes.len(), 1, "{now}");
    }
}

#[test]
fn several_damaged_files_never_replace_each_other() {
    let place = Place::new();
    for _ in 0..3 {
        drop(place.open().unwrap());
        std::fs::write(place.file(""), "no database, and longer than a header of one would be. ".repeat(50)).unwrap();
    }
    drop(place.open().unwrap());
    let stamp = "number-desk.db.damaged-20261105T101112Z";
    let expected = ["lock", "number-desk.db", stamp, &format!("{stamp}-2"), &format!("{stamp}-3")];
    assert_eq!(names(&place.path()), expected);
}

#[test]
fn a_folder_where_the_file_should_be() {
    let place = Place::new();
    std::fs::create_dir_all(place.file("")).unwrap();
    assert!(matches!(place.open(), Err(OpenError::Store(StoreError::Disk(_)))));
}

/// A new start would not repair this, so it is not reported as a damaged file. A new start would set a damaged file
/// aside.
#[test]
fn an_unreadable_row_is_not_a_damaged_file() {
    let place = Place::new();
    let store = place.store();
    store.put_number(ACCOUNT, &seen("918035737458", "w", "a"), NOW).unwrap();
    let rows = ["UPDATE number SET number = -1", "INSERT INTO discarded VALUES (1, 'a', 'no JSON', 1)"];
    rows.into_iter().for_each(|sql| store.write(|connection| Ok(connection.execute_batch(sql)?)).unwrap());
    let unreadable = |error: &StoreError| matches!(error, StoreError::Unreadable(_));
    assert!(store.load_numbers(ACCOUNT).is_err_and(|error| unreadable(&error)));
    assert!(store.undo_discard("a", 1).is_err_and(|error| unreadable(&error)));
    drop(store);
    assert!(place.store().load_numbers(ACCOUNT).is_err_and(|error| unreadable(&error)));
}

/// Desk distinguishes these errors from a failing disk.
#[test]
fn each_cause_has_its_own_type() {
    let place = Place::new();
    let held = DataFolder::open(&place.path()).unwrap();
    assert!(matches!(DataFolder::open(&place.path()), Err(FolderError::InUse(..))));
    drop(held);
    let store = place.store();
    let mistake = store.write(|connection| Ok(connection.execute_batch("SELECT nothing")?));
    assert!(matches!(mistake, Err(StoreError::Internal(_))));
    let other = rusqlite::Connection::open(place.file("")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    store.writer.lock().busy_timeout(std::time::Duration::ZERO).unwrap();
    assert_eq!(store.put_setting("a", "b"), Err(StoreError::Busy));
    assert_eq!(store.setting("a").unwrap(), None, "a read still succeeds");
}
