//! Decides whether to retry. The decision is separate from sending the request.
//!
//! This concerns reads only. A write is never retried: only a read can show what happened to it.

use std::time::Duration;

use crate::error::ApiError;

/// How much effort a read is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Retries after the first attempt.
    pub retries: u32,
    pub first_pause: Duration,
    /// If Plivo requests a longer pause than this, the failure is returned instead.
    pub longest_pause: Duration,
    /// Whether to retry a request that used up its whole deadline.
    pub after_timeout: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Stop,
    Wait(Duration),
}

/// Decides after failure number `failures` (the first is 1). `roll` in 0..1 spreads the pauses of many clients over the
/// whole back-off span ("full jitter"). A pause that Plivo itself requested is respected.
#[must_use]
pub fn decide(failures: u32, effort: &Effort, outcome: &ApiError, roll: f64) -> Decision {
    if failures > effort.retries || !worth_another(outcome, effort) {
        return Decision::Stop;
    }
    match outcome {
        ApiError::RateLimited { retry_after: Some(asked) } if *asked > effort.longest_pause => Decision::Stop,
        ApiError::RateLimited { retry_after: Some(asked) } => Decision::Wait(*asked),
        _ => Decision::Wait(span(failures, effort).mul_f64(roll.clamp(0.0, 1.0))),
    }
}

fn worth_another(outcome: &ApiError, effort: &Effort) -> bool {
    match outcome {
        ApiError::Timeout { .. } => effort.after_timeout,
        other => other.is_passing(),
    }
}

fn span(failures: u32, effort: &Effort) -> Duration {
    let doubled = 2u32.saturating_pow(failures.saturating_sub(1));
    effort.first_pause.saturating_mul(doubled).min(effort.longest_pause)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EFFORT: Effort = Effort {
        retries: 3,
        first_pause: Duration::from_millis(100),
        longest_pause: Duration::from_secs(30),
        after_timeout: true,
    };

    fn limited(seconds: Option<u64>) -> ApiError {
        ApiError::RateLimited { retry_after: seconds.map(Duration::from_secs) }
    }

    fn failing(status: u16) -> ApiError {
        ApiError::Failing { status, message: String::new(), request_id: None }
    }

    fn gone(list: bool) -> ApiError {
        ApiError::NotFound { list, message: String::new(), request_id: None }
    }

    fn offline() -> ApiError {
        ApiError::Offline { reason: String::new() }
    }

    #[test]
    fn only_reads_that_may_yet_succeed_are_repeated() {
        let check = |failures, outcome: ApiError, expected: Option<u64>| {
            let decided = decide(failures, &EFFORT, &outcome, 1.0);
            let expected = expected.map_or(Decision::Stop, |ms| Decision::Wait(Duration::from_millis(ms)));
            assert_eq!(decided, expected, "{failures} {outcome:?}");
        };
        check(1, offline(), Some(100));
        check(2, offline(), Some(200));
        check(3, offline(), Some(400));
        check(4, offline(), None);
        check(1, ApiError::Cut, Some(100));
        check(1, ApiError::Timeout { after: Duration::from_secs(1) }, Some(100));
        check(1, failing(500), Some(100));
        check(2, failing(503), Some(200));
        check(1, failing(408), Some(100));
        check(1, limited(None), Some(100));
        check(1, limited(Some(7)), Some(7_000));
        check(3, limited(Some(30)), Some(30_000));
        check(1, limited(Some(31)), None);
        check(4, limited(Some(1)), None);
        check(1, ApiError::Unauthorised { message: String::new() }, None);
        check(1, ApiError::Forbidden { message: String::new(), request_id: None }, None);
        check(1, gone(true), None);
        check(1, gone(false), None);
        check(1, ApiError::Refused { status: 400, message: String::new(), request_id: None }, None);
        check(1, ApiError::Unreadable { what: String::new() }, None);
        check(1, ApiError::Redirected { status: 302 }, None);
        check(1, ApiError::Insecure { reason: String::new() }, None);
        check(1, ApiError::Unsendable { what: String::new() }, None);
    }

    #[test]
    fn pauses_are_spread_and_bounded() {
        let check = |failures, roll, expected: u64| {
            let effort = Effort { retries: u32::MAX, ..EFFORT };
            let decided = decide(failures, &effort, &offline(), roll);
            assert_eq!(decided, Decision::Wait(Duration::from_millis(expected)), "{failures} {roll}");
        };
        check(1, 0.0, 0);
        check(1, 0.5, 50);
        check(4, 0.25, 200);
        check(9, 1.0, 25_600);
        check(10, 1.0, 30_000);
        check(u32::MAX, 1.0, 30_000);
    }

    #[test]
    fn a_person_never_waits_for_two_deadlines() {
        let effort = Effort { after_timeout: false, ..EFFORT };
        let check = |outcome: ApiError, expected: Decision| {
            assert_eq!(decide(1, &effort, &outcome, 0.0), expected, "{outcome:?}");
        };
        check(ApiError::Timeout { after: Duration::from_secs(20) }, Decision::Stop);
        check(offline(), Decision::Wait(Duration::ZERO));
    }
}
