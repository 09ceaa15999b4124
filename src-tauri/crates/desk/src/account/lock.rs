//! Locks of two kinds, and work that waits.
//!
//! [`lock`] is for a moment: under such a lock nothing waits, nothing is read from or written to the disk, and nobody is
//! notified. [`lock_over_disk`] is for what has to stay as it is while the disk is read or written. In builds with debug
//! assertions, [`assert_none`] and [`assert_no_moment`] hold callers to that.

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

/// What a lock guards, for as long as this lives.
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

/// Locks for a moment. A panic elsewhere must not take the drafts with it: what a mutex guards here is whole after every
/// statement.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> Locked<'_, T> {
    Locked { guard: mutex.lock().unwrap_or_else(PoisonError::into_inner), _counted: Counted::new(&MOMENTS) }
}

/// Locks for as long as the disk takes. To wait for it holds up no other task.
pub(crate) fn lock_over_disk<T>(mutex: &Mutex<T>) -> Locked<'_, T> {
    assert_no_moment();
    let guard = store::blocking(|| mutex.lock().unwrap_or_else(PoisonError::into_inner));
    Locked { guard, _counted: Counted::new(&OVER_DISK) }
}

/// Panics where this thread holds a lock that is for a moment: it is about to wait for the disk, or for another lock.
#[track_caller]
pub(crate) fn assert_no_moment() {
    debug_assert_eq!(MOMENTS.get(), 0, "a lock is held that is for a moment only");
}

/// Panics where this thread holds a lock: whom it is about to notify may need that lock.
#[track_caller]
pub(crate) fn assert_none() {
    assert_no_moment();
    debug_assert_eq!(OVER_DISK.get(), 0, "a lock is held, and somebody is notified");
}

/// Runs work that blocks on a thread of its own, so that it holds up no other task.
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
