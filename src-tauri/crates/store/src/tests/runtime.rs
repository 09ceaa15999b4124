//! On the one worker thread of a runtime, other tasks run while a call waits for the disk.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use super::*;

/// Fails the test instead of waiting for ever.
const LONGEST: Duration = Duration::from_secs(20);

fn one_worker() -> Runtime {
    Builder::new_multi_thread().worker_threads(1).enable_time().build().unwrap()
}

/// `call` cannot end while `held` lives. Another task of the same worker has to.
fn others_run<T: Send + 'static>(
    store: &Arc<Store>,
    held: impl FnOnce(),
    call: impl FnOnce(&Store) -> T + Send + 'static,
) -> T {
    let runtime = one_worker();
    let (begins, has_begun) = oneshot::channel();
    let store = store.clone();
    let waiting = runtime.spawn(async move {
        begins.send(()).unwrap();
        call(&store)
    });
    runtime.block_on(async {
        has_begun.await.unwrap();
        let other = tokio::spawn(async {});
        tokio::time::timeout(LONGEST, other).await.expect("another task runs meanwhile").unwrap();
        assert!(!waiting.is_finished(), "the call waits");
        held();
        waiting.await.unwrap()
    })
}

#[test]
fn a_read_that_waits_for_a_connection() {
    let place = Place::new();
    let store = Arc::new(place.store());
    store.put_setting("key", "value").unwrap();
    let taken: Vec<_> = (0..crate::readers::COUNT).map(|_| store.readers.take()).collect();
    let read = others_run(&store, || drop(taken), |store| store.setting("key"));
    assert_eq!(read.unwrap().as_deref(), Some("value"));
}

#[test]
fn a_write_that_waits_for_another() {
    let place = Place::new();
    let store = Arc::new(place.store());
    let writer = store.writer.lock();
    others_run(&store, || drop(writer), |store| store.put_setting("key", "value")).unwrap();
    assert_eq!(store.setting("key").unwrap().as_deref(), Some("value"));
}

#[test]
fn several_writes_together() {
    let place = Place::new();
    let store = Arc::new(place.store());
    let writer = store.writer.lock();
    let together = |store: &Store| store.together(|| store.put_setting("key", "value"));
    others_run(&store, || drop(writer), together).unwrap();
    assert_eq!(store.setting("key").unwrap().as_deref(), Some("value"));
}

#[test]
fn an_account_that_is_forgotten() {
    let place = Place::new();
    let store = Arc::new(place.store());
    let writer = store.writer.lock();
    others_run(&store, || drop(writer), |store| store.forget_account("MAACME", &[], &[])).unwrap();
}

#[tokio::test]
async fn a_runtime_with_one_thread_is_fit_too() {
    let place = Place::new();
    let store = place.store();
    store.put_setting("key", "value").unwrap();
    assert_eq!(store.setting("key").unwrap().as_deref(), Some("value"));
}
