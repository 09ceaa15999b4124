//! Helpers for locks and for work that blocks.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::view::{DeskError, words};

/// Locks the mutex, also after a panic. The data behind our mutexes is consistent after every statement, so a panic
/// elsewhere must not make the drafts unusable.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs blocking work on a thread of its own, so that it delays no other task.
pub(crate) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DeskError> + Send + 'static,
) -> Result<T, DeskError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(words::broken(&error)))
}
