//! Waiting for the disk without delaying other tasks.

use tokio::runtime::{Handle, RuntimeFlavor};

/// Runs work that may wait for the disk, or for a thread that waits for the disk.
///
/// On a worker thread of a multi-thread runtime, the other tasks of that worker go to another thread before the work
/// begins. Elsewhere the work simply runs: on a thread for blocking work, on
/// a thread outside the runtime, or on the only thread of a current-thread runtime, which then waits. Calls may be nested;
/// only the outermost costs anything.
pub fn blocking<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|runtime| runtime.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        _ => work(),
    }
}
