//! Reads and writes at the same time.

use std::sync::Barrier;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::*;

/// Fails the test instead of waiting forever.
fn wait(signal: &Receiver<()>) {
    signal.recv_timeout(Duration::from_secs(20)).expect("the other thread continues meanwhile");
}

fn value(store: &Store) -> Option<String> {
    store.setting("key").unwrap()
}

#[test]
fn a_read_does_not_wait_for_a_transaction_that_is_open() {
    let place = Place::new();
    let store = place.store();
    store.put_setting("key", "before").unwrap();
    let (begun, has_begun) = channel();
    let (read, was_read) = channel();
    std::thread::scope(|threads| {
        let reader = &store;
        threads.spawn(move || {
            wait(&has_begun);
            assert_eq!(value(reader).as_deref(), Some("before"), "uncommitted changes are not visible");
            read.send(()).unwrap();
        });
        let done = store.together(|| {
            store.put_setting("key", "after")?;
            begun.send(()).unwrap();
            wait(&was_read);
            Ok::<_, StoreError>(value(&store))
        });
        assert_eq!(done.unwrap().as_deref(), Some("after"), "the thread sees its own changes");
    });
    assert_eq!(value(&store).as_deref(), Some("after"));
}

#[test]
fn a_write_does_not_wait_for_a_long_read_which_sees_one_commit() {
    let place = Place::new();
    let store = place.store();
    for key in ["a", "b"] {
        store.put_setting(key, "old").unwrap();
    }
    let (begun, has_begun) = channel();
    let (written, was_written) = channel();
    let select = |connection: &rusqlite::Connection, key: &str| -> Result<String, StoreError> {
        Ok(connection.query_row("SELECT value FROM setting WHERE key = ?1", [key], |row| row.get(0))?)
    };
    std::thread::scope(|threads| {
        let writer = &store;
        threads.spawn(move || {
            wait(&has_begun);
            let both = writer.together(|| {
                writer.put_setting("a", "new")?;
                writer.put_setting("b", "new")
            });
            both.unwrap();
            written.send(()).unwrap();
        });
        let seen = store.read(|connection| {
            let a = select(connection, "a")?;
            begun.send(()).unwrap();
            wait(&was_written);
            Ok((a, select(connection, "b")?))
        });
        assert_eq!(seen.unwrap(), ("old".to_owned(), "old".to_owned()));
    });
    assert_eq!(store.setting("b").unwrap().as_deref(), Some("new"), "a later read sees the change");
}

#[test]
fn every_reader_works_at_once() {
    let place = Place::new();
    let store = place.store();
    let barrier = Barrier::new(crate::readers::COUNT);
    std::thread::scope(|threads| {
        for _ in 0..crate::readers::COUNT {
            threads.spawn(|| {
                let read = store.read(|connection| {
                    barrier.wait();
                    Ok(connection.query_row("SELECT fold('Ü')", [], |row| row.get::<_, String>(0))?)
                });
                assert_eq!(read.unwrap(), "ü");
            });
        }
    });
}

/// More threads than readers. Each thread sees its own last write, and never a part of another thread's transaction.
#[test]
fn many_threads() {
    let place = Place::new();
    let store = place.store();
    let work = |thread: usize| {
        let own = format!("own {thread}");
        for round in 0..20 {
            let text = format!("{thread} {round}");
            store.put_setting(&own, &text).unwrap();
            assert_eq!(store.setting(&own).unwrap(), Some(text.clone()));
            let both = store.together(|| {
                store.put_draft(&draft("918035737458", &text))?;
                store.put_draft(&draft("442079460018", &text))
            });
            both.unwrap();
            let drafts = store.drafts(ACCOUNT).unwrap();
            assert_eq!(drafts[0].edits, drafts[1].edits);
        }
    };
    std::thread::scope(|threads| {
        let work = &work;
        (0..6).for_each(|thread| drop(threads.spawn(move || work(thread))));
    });
}

#[test]
fn a_reader_is_free_again_after_a_failure_and_a_panic() {
    let place = Place::new();
    let store = place.store();
    for _ in 0..crate::readers::COUNT {
        store.read(|connection| Ok(connection.execute("INSERT INTO setting VALUES ('a', 'b')", [])?)).unwrap_err();
        let panics = || store.read::<()>(|_| panic!("on purpose"));
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(panics)).unwrap_err();
    }
    assert_eq!(store.setting("a").unwrap(), None);
    for reader in &store.readers.connections {
        assert!(reader.lock().is_autocommit(), "no transaction is left open");
    }
}

/// SQLite removes its log and index files when the last connection closes.
#[test]
fn no_connection_outlives_the_store() {
    let place = Place::new();
    let store = place.store();
    store.put_setting("key", "value").unwrap();
    assert_eq!(value(&store).as_deref(), Some("value"));
    drop(store);
    assert_eq!(names(&place.path()), ["lock", "number-desk.db"]);
}
