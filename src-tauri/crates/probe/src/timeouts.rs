//! How long Plivo waits for an endpoint.
//!
//! Sources: Plivo's page on callback configurations, and its support page on a message's URL (8 s). A voice URL's
//! fragment may set `ct` and `rt`, in milliseconds, within limits. The defaults are 2,000 and 40,000.

use std::time::Duration;

use domain::endpoint_url::EndpointUrl;
use url::form_urlencoded;

use crate::report::StepResult;
use crate::request::Kind;

/// How long Plivo waits for an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Timeouts {
    /// The time until there is a connection. `None` if Plivo does not say.
    connect: Option<Duration>,
    /// The time until an answer begins.
    answer: Duration,
}

/// The times that a test measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timing {
    pub connect: Duration,
    /// The time from the request until the answer began.
    pub answer: Duration,
    /// The time from the click to the last byte.
    pub whole: Duration,
}

/// A longer delay gets a warning, because a caller hears nothing and a customer sees no tick until the endpoint
/// answers.
const SLOW: Duration = Duration::from_secs(4);

impl Timeouts {
    pub fn of(kind: Kind, url: &EndpointUrl) -> Self {
        if kind == Kind::Webhook {
            return Self { connect: None, answer: Duration::from_secs(8) };
        }
        let fragment = url.url().fragment().unwrap_or_default();
        Self { connect: Some(setting(fragment, "ct", 10_000, 2_000)), answer: setting(fragment, "rt", 40_000, 40_000) }
    }

    pub fn check(self, timing: Timing) -> StepResult {
        let seen = format!(
            "Connected in {} ms, answered after {} ms more, done after {} ms in all. Plivo waits {} s for an answer.",
            timing.connect.as_millis(),
            timing.answer.as_millis(),
            timing.whole.as_millis(),
            self.answer.as_secs_f32(),
        );
        if timing.answer > self.answer {
            return StepResult::failed(seen, "Answer sooner: do slow work after answering.");
        }
        if self.connect.is_some_and(|longest| timing.connect > longest) {
            let advice = "It took longer to connect from this computer than Plivo waits (ct in the URL's fragment, or 2 s). \
                          Check how far away and how busy the server is.";
            return StepResult::warned(seen, advice);
        }
        if timing.answer > SLOW || timing.answer.saturating_mul(2) > self.answer {
            return StepResult::warned(seen, "Answer sooner: somebody is waiting. Do slow work after answering.");
        }
        StepResult::passed(seen)
    }

    /// Returns the result for an answer that did not begin, or did not end, within the budget.
    pub fn exceeded(self, seen: String) -> StepResult {
        let plivo = self.answer.as_secs_f32();
        StepResult::failed(
            seen,
            format!("Answer sooner: do slow work after answering. Plivo waits {plivo} s for an answer."),
        )
    }
}

/// Reads a setting in milliseconds, from 100 to `longest`. Values outside this range are ignored.
fn setting(fragment: &str, key: &str, longest: u64, otherwise: u64) -> Duration {
    let set = form_urlencoded::parse(fragment.as_bytes()).find(|(name, _)| name == key);
    let set = set.and_then(|(_, value)| value.parse().ok()).filter(|set| (100..=longest).contains(set));
    Duration::from_millis(set.unwrap_or(otherwise))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Outcome;

    fn of(kind: Kind, fragment: &str) -> Timeouts {
        Timeouts::of(kind, &EndpointUrl::parse(&format!("https://bot.example.com/answer{fragment}")).unwrap())
    }

    #[test]
    fn what_a_fragment_sets() {
        let check = |fragment: &str, connect: u64, answer: u64| {
            let expected =
                Timeouts { connect: Some(Duration::from_millis(connect)), answer: Duration::from_millis(answer) };
            assert_eq!(of(Kind::Answer, fragment), expected, "{fragment}");
        };
        check("", 2_000, 40_000);
        check("#", 2_000, 40_000);
        check("#ct=2500&rt=3000", 2_500, 3_000);
        check("#rt=3000", 2_000, 3_000);
        check("#ct=100&rt=100", 100, 100);
        check("#ct=99&rt=99", 2_000, 40_000);
        check("#ct=10000&rt=40000", 10_000, 40_000);
        check("#ct=10001&rt=40001", 2_000, 40_000);
        check("#ct=soon&rt=", 2_000, 40_000);
        check("#CT=100", 2_000, 40_000);
        check("#ct=18446744073709551615&rt=18446744073709551616", 2_000, 40_000);
        check("#ct=-1&rt=-9223372036854775808", 2_000, 40_000);
        assert_eq!(of(Kind::Webhook, "#ct=100&rt=100").answer, Duration::from_secs(8));
    }

    #[test]
    fn what_is_too_slow() {
        let check = |kind: Kind, fragment: &str, connect: u64, answer: u64, expected: Outcome| {
            let [connect, answer] = [connect, answer].map(Duration::from_millis);
            let timing = Timing { connect, answer, whole: connect.saturating_add(answer) };
            let result = of(kind, fragment).check(timing);
            assert_eq!(result.outcome, expected, "{kind:?} {fragment} {timing:?}");
            assert_eq!(result.advice.is_some(), expected != Outcome::Passed);
        };
        check(Kind::Webhook, "", 20, 100, Outcome::Passed);
        check(Kind::Webhook, "", 20, 4_000, Outcome::Passed);
        check(Kind::Webhook, "", 20, 4_001, Outcome::Warned);
        check(Kind::Webhook, "", 20, 8_000, Outcome::Warned);
        check(Kind::Webhook, "", 20, 8_001, Outcome::Failed);
        check(Kind::Webhook, "", 5_000, 100, Outcome::Passed);
        check(Kind::Answer, "", 2_000, 4_000, Outcome::Passed);
        check(Kind::Answer, "", 2_001, 100, Outcome::Warned);
        check(Kind::Answer, "", 20, 4_001, Outcome::Warned);
        check(Kind::Answer, "", 20, 9_999, Outcome::Warned);
        check(Kind::Answer, "#rt=1000", 20, 500, Outcome::Passed);
        check(Kind::Answer, "#rt=1000", 20, 501, Outcome::Warned);
        check(Kind::Answer, "#rt=1000", 20, 1_001, Outcome::Failed);
        check(Kind::Answer, "#ct=3000", 2_500, 100, Outcome::Passed);
        check(Kind::Answer, "", 20, u64::MAX, Outcome::Failed);
        check(Kind::Webhook, "", u64::MAX, u64::MAX, Outcome::Failed);
    }
}
