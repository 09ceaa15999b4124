//! The rate limit: a maximum number of requests in any time window.

use crate::options::RateLimit;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The arrival times of the requests in the current window. All subaccounts share one window.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    seen: VecDeque<Instant>,
}

impl Limiter {
    /// Admits a request, or returns how long to wait. Refused requests do not count.
    pub(crate) fn admit(&mut self, now: Instant, limit: RateLimit) -> Result<(), Duration> {
        while self.seen.front().is_some_and(|first| now.duration_since(*first) >= limit.window) {
            self.seen.pop_front();
        }
        match self.seen.front() {
            Some(first) if self.seen.len() >= limit.requests as usize => {
                Err(limit.window.saturating_sub(now.duration_since(*first)))
            }
            _ => {
                self.seen.push_back(now);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_slides() {
        let start = Instant::now();
        let mut limiter = Limiter::default();
        let limit = RateLimit { requests: 2, window: Duration::from_millis(100) };
        let mut check = |at: u64, expected: Result<(), u64>| {
            let answer = limiter.admit(start + Duration::from_millis(at), limit);
            assert_eq!(answer.map_err(|wait| wait.as_millis() as u64), expected, "at {at} ms");
        };
        check(0, Ok(()));
        check(10, Ok(()));
        check(20, Err(80));
        check(99, Err(1));
        check(100, Ok(()));
        check(105, Err(5));
        check(110, Ok(()));
    }
}
