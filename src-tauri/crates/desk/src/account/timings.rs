//! The timings of the desk: deadlines, waits, intervals and the rate limit. Tests use short ones.

use std::time::Duration;

/// Deadlines, waits, intervals and the rate limit.
#[derive(Clone, Debug)]
pub struct Timings {
    /// The deadline of one request.
    pub request: Duration,
    /// How long a write may wait for its turn under the rate limit. After that it is not sent.
    pub turn: Duration,
    /// The grace period after a request's deadline. Until it ends, Plivo may still carry out a request whose answer was
    /// lost, so an old value proves nothing.
    pub grace: Duration,
    /// The interval of reads while a lost answer is settled in the background.
    pub poll: Duration,
    /// The interval of requests while Plivo cannot be reached.
    pub reconnect: Duration,
    /// The deadline of one endpoint test.
    pub probe: Duration,
    /// The interval at which a running sync shows the rows read so far.
    pub show: Duration,
    /// The rate limit of an account's requests.
    pub rate: plivo::Rate,
}

impl Default for Timings {
    fn default() -> Self {
        Self {
            request: Duration::from_secs(20),
            turn: Duration::from_secs(6),
            grace: Duration::from_secs(30),
            poll: Duration::from_secs(3),
            reconnect: Duration::from_secs(10),
            probe: Duration::from_secs(10),
            show: Duration::from_secs(1),
            rate: plivo::Rate::default(),
        }
    }
}

impl Timings {
    /// Returns how long after a write is sent an old value proves that the write was not carried out, in milliseconds.
    pub fn known_after_ms(&self) -> i64 {
        i64::try_from((self.request + self.grace).as_millis()).unwrap_or(i64::MAX)
    }

    /// Returns the same time, counted from when the record is written: the write may wait for its turn first.
    pub fn known_after_record_ms(&self) -> i64 {
        self.known_after_ms().saturating_add(i64::try_from(self.turn.as_millis()).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After a crash, the record keeps the whole grace period, however late within its turn the write was sent.
    #[test]
    fn the_grace_counts_from_the_sending() {
        let timings = Timings::default();
        let sent_last = i64::try_from(timings.turn.as_millis()).unwrap();
        assert_eq!(timings.known_after_record_ms(), sent_last + timings.known_after_ms());
        assert_eq!(timings.known_after_ms(), 50_000);
    }
}
