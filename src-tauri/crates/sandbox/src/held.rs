//! Locks without poisoning.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Takes the lock. A panic elsewhere does not matter here: every change under these locks is made of
/// steps that leave the data whole.
pub(crate) fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
