//! Waits for a condition (polling), never for a fixed time.

use std::time::{Duration, Instant};

/// The timeout. It is long, because it only decides how long a failing test takes on the slowest machine.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// The pause between two polls.
const PAUSE: Duration = Duration::from_millis(25);

/// Polls until there is a result. `what` completes "timed out waiting for ...".
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(answer) = look() {
            return answer;
        }
        assert!(started.elapsed() < PATIENCE, "timed out waiting for {what}");
        std::thread::sleep(PAUSE);
    }
}

/// Polls until there is a result. Returns `None` after the timeout, so that the caller can say what was there instead.
pub async fn patiently<T>(look: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    at_most(PATIENCE, look).await
}

/// Like `patiently`, with another timeout.
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
