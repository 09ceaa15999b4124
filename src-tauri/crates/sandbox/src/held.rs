//! Locks without poisoning.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Takes the lock. A panic in another thread does not matter: every change under these locks consists of steps that
/// leave the data valid.
pub(crate) fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
