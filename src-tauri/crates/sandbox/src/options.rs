//! The settings of a sandbox at its start.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// How to start a sandbox.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen. Port 0 takes any free port.
    pub listen: SocketAddr,
    /// How many WhatsApp numbers the account holds.
    pub numbers: usize,
    /// The same seed and count always make the same account, including the credentials.
    pub seed: u64,
    /// Requests allowed per time window. `None` means that 429 is never returned.
    pub rate_limit: Option<RateLimit>,
    /// The delay before each answer.
    pub latency: Duration,
    /// Where to keep the differences from the seed between starts. `None` keeps them in memory only.
    pub state_file: Option<PathBuf>,
    /// Returns 404 for every call that Plivo does not publish, like the live API today.
    pub public_api_only: bool,
    /// Serves `/control/...` beside the API. Refused unless `listen` is a loopback address.
    pub control_endpoint: bool,
    /// Keeps the answers in the journal, so that a test can compare what an app received with what it did.
    pub keep_answers: bool,
    /// When the newest call record ends, in milliseconds since 1970, rounded down to the second. `None` means a fixed
    /// moment, so that the same seed makes the same records. The app passes the current time, so that its pages about
    /// the last hours have records to show.
    pub calls_until: Option<i64>,
    /// How slow the slow sample endpoints are.
    pub sample_delays: SampleDelays,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            numbers: 24,
            seed: 7,
            rate_limit: Some(RateLimit::default()),
            latency: Duration::ZERO,
            state_file: None,
            public_api_only: false,
            control_endpoint: false,
            keep_answers: false,
            calls_until: None,
            sample_delays: SampleDelays::default(),
        }
    }
}

/// The delays of the sample endpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleDelays {
    /// The delay before `slow.acme.example` answers.
    pub slow: Duration,
    /// The delay between two bytes from `hanging.acme.example`.
    pub drip: Duration,
}

impl Default for SampleDelays {
    /// Slow, but within the 10 s that an endpoint test takes at most; and one byte per second.
    fn default() -> Self {
        Self { slow: Duration::from_secs(6), drip: Duration::from_secs(1) }
    }
}

/// At most this many requests in any time window of this length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    pub requests: u32,
    pub window: Duration,
}

impl Default for RateLimit {
    /// Plivo's published limit: 300 requests in 5 seconds per account.
    fn default() -> Self {
        Self { requests: 300, window: Duration::from_secs(5) }
    }
}

/// An option that cannot be parsed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not {wanted}")]
pub struct BadOption {
    given: String,
    wanted: &'static str,
}

impl FromStr for RateLimit {
    type Err = BadOption;

    /// Parses `300/5s` or `20/500ms`.
    fn from_str(given: &str) -> Result<Self, BadOption> {
        let bad = || BadOption { given: given.to_owned(), wanted: "a rate limit such as 300/5s" };
        let (requests, window) = given.split_once('/').ok_or_else(bad)?;
        let requests = requests.trim().parse().ok().filter(|n| *n > 0).ok_or_else(bad)?;
        let window = parse_latency(window).ok().filter(|w| !w.is_zero()).ok_or_else(bad)?;
        Ok(Self { requests, window })
    }
}

/// Parses a duration such as `0ms`, `250ms` or `5s`.
pub fn parse_latency(given: &str) -> Result<Duration, BadOption> {
    let bad = || BadOption { given: given.to_owned(), wanted: "a duration such as 250ms or 5s" };
    let text = given.trim();
    if let Some(millis) = text.strip_suffix("ms") {
        return millis.parse().map(Duration::from_millis).map_err(|_| bad());
    }
    let seconds = text.strip_suffix('s').ok_or_else(bad)?;
    seconds.parse().map(Duration::from_secs).map_err(|_| bad())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rate_limits_are_read() {
        let check = |given: &str, expected: Option<(u32, u64)>| {
            let read = given.parse::<RateLimit>().ok().map(|r| (r.requests, r.window.as_millis() as u64));
            assert_eq!(read, expected, "{given}");
        };
        check("300/5s", Some((300, 5_000)));
        check("20/500ms", Some((20, 500)));
        check("0/5s", None);
        check("300", None);
        check("300/5", None);
        check("300/0s", None);
        check("many/5s", None);
    }
}
