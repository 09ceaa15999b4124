//! Waiting for a condition, never for a length of time.

use std::time::{Duration, Instant};

/// When to give up. It is long because it decides only how long a failing test takes, on the slowest machine.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// Between two looks at the condition.
const PAUSE: Duration = Duration::from_millis(25);

/// Looks until there is an answer; `what` completes "waited for ...".
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(answer) = look() {
            return answer;
        }
        assert!(started.elapsed() < PATIENCE, "waited in vain for {what}");
        std::thread::sleep(PAUSE);
    }
}

/// Looks until there is an answer, or gives up with `None`, so that the caller can say what was there instead.
pub async fn patiently<T>(look: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    at_most(PATIENCE, look).await
}

/// As `patiently`, with a limit of its own.
pub async fn at_most<T>(limit: Duration, mut look: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let started = Instant::now();
    loop {
        if let Some(answer) = look().await {
            return Some(answer);
        }
        if started.elapsed() >= limit {
            return None;
        }
        tokio::time::sleep(PAUSE).await;
    }
}
