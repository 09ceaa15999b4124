//! Two kinds of locks, and a helper for work that blocks.
//!
//! [`lock`] is brief: under such a lock the code never waits, never uses the disk, and sends no notice.
//! [`lock_over_disk`] protects state that must not change while the disk is read or written. In builds with debug
//! assertions, [`assert_none`] and [`assert_no_moment`] check this.

use std::cell::Cell;
use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::view::{DeskError, words};

thread_local! {
    static MOMENTS: Cell<u32> = const { Cell::new(0) };
    static OVER_DISK: Cell<u32> = const { Cell::new(0) };
}

/// Counts a lock that this thread holds.
struct Counted(&'static std::thread::LocalKey<Cell<u32>>);

impl Counted {
    fn new(held: &'static std::thread::LocalKey<Cell<u32>>) -> Self {
        held.set(held.get() + 1);
        Self(held)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

/// Access to the locked data. Dropping it unlocks.
pub(crate) struct Locked<'a, T> {
    guard: MutexGuard<'a, T>,
    _counted: Counted,
}

impl<T> Deref for Locked<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.guard
    }
}

impl<T> DerefMut for Locked<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.guard
    }
}

/// Locks briefly, also after a panic. The data behind our mutexes is consistent after every statement, so a panic
/// elsewhere must not make the drafts unusable.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> Locked<'_, T> {
    Locked { guard: mutex.lock().unwrap_or_else(PoisonError::into_inner), _counted: Counted::new(&MOMENTS) }
}

/// Locks for as long as the disk takes. Waiting for this lock delays no other task.
pub(crate) fn lock_over_disk<T>(mutex: &Mutex<T>) -> Locked<'_, T> {
    assert_no_moment();
    let guard = store::blocking(|| mutex.lock().unwrap_or_else(PoisonError::into_inner));
    Locked { guard, _counted: Counted::new(&OVER_DISK) }
}

/// Panics if this thread holds a brief lock. Call it before waiting for the disk or for another lock.
#[track_caller]
pub(crate) fn assert_no_moment() {
    debug_assert_eq!(MOMENTS.get(), 0, "a brief lock is held");
}

/// Panics if this thread holds any lock. Call it before sending a notice, because the receiver may need that lock.
#[track_caller]
pub(crate) fn assert_none() {
    assert_no_moment();
    debug_assert_eq!(OVER_DISK.get(), 0, "a lock is held while a notice is sent");
}

/// Runs blocking work on a thread of its own, so that it delays no other task.
pub(crate) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DeskError> + Send + 'static,
) -> Result<T, DeskError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(words::broken(&error)))
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    fn panics(work: impl FnOnce()) -> bool {
        catch_unwind(AssertUnwindSafe(work)).is_err()
    }

    #[test]
    fn what_a_lock_is_for() {
        let (moment, over_disk) = (Mutex::new(1), Mutex::new(2));
        assert!(!panics(assert_none));
        let held = lock(&moment);
        assert!(panics(assert_none) && panics(assert_no_moment));
        assert!(panics(|| drop(lock_over_disk(&over_disk))));
        drop(held);
        let held = lock_over_disk(&over_disk);
        assert!(panics(assert_none) && !panics(assert_no_moment));
        assert_eq!(*lock(&moment) + *held, 3);
        drop(held);
        assert!(!panics(assert_none));
    }
}
