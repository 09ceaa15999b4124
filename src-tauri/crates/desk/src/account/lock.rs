use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::view::{DeskError, words};

/// A panic elsewhere must not take the drafts with it: what a mutex guards here is whole after every statement.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs work that blocks on a thread of its own, so that it holds up no other task.
pub(crate) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DeskError> + Send + 'static,
) -> Result<T, DeskError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(words::broken(&error)))
}
