use std::time::Duration;

/// How long the desk waits, and for what.
#[derive(Clone, Debug)]
pub struct Patience {
    /// What one request may take.
    pub request: Duration,
    /// How long a write may wait for its turn under the rate limit; after that it is not sent.
    pub turn: Duration,
    /// How long after a lost request's deadline it may still be carried out at Plivo. Until then, an old value proves
    /// nothing.
    pub grace: Duration,
    /// How often Plivo is read while a lost answer is settled in the background.
    pub poll: Duration,
    /// How often Plivo is asked for again while it cannot be reached.
    pub look: Duration,
    /// What one test of an endpoint may take.
    pub probe: Duration,
    /// How often at most a running sync shows what it has read so far.
    pub show: Duration,
    /// How many requests an account may send.
    pub rate: plivo::Rate,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            request: Duration::from_secs(20),
            turn: Duration::from_secs(6),
            grace: Duration::from_secs(30),
            poll: Duration::from_secs(3),
            look: Duration::from_secs(10),
            probe: Duration::from_secs(10),
            show: Duration::from_secs(1),
            rate: plivo::Rate::default(),
        }
    }
}

impl Patience {
    /// From when a write is sent until an old value proves that it was not carried out, in milliseconds.
    pub fn known_after_ms(&self) -> i64 {
        i64::try_from((self.request + self.grace).as_millis()).unwrap_or(i64::MAX)
    }

    /// The same from when its record is written: it may be sent as late as its turn may come.
    pub fn known_after_record_ms(&self) -> i64 {
        self.known_after_ms().saturating_add(i64::try_from(self.turn.as_millis()).unwrap_or(i64::MAX))
    }

    /// Until a running sync shows its rows again, given what showing them took: most of its time is for reading.
    pub(crate) fn until_shown_again(&self, took: Duration) -> Duration {
        self.show.max(took * 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whenever within its turn a write is sent, the record that a crash leaves behind keeps to the whole grace.
    #[test]
    fn the_grace_counts_from_the_sending() {
        let patience = Patience::default();
        let sent_last = i64::try_from(patience.turn.as_millis()).unwrap();
        assert_eq!(patience.known_after_record_ms(), sent_last + patience.known_after_ms());
        assert_eq!(patience.known_after_ms(), 50_000);
    }

    /// What showing the rows took, and when they may be shown again; both in milliseconds.
    #[test]
    fn the_pause_grows_with_its_cost() {
        let check = |took: u64, expected: u64| {
            let pause = Patience::default().until_shown_again(Duration::from_millis(took));
            assert_eq!(pause, Duration::from_millis(expected), "{took} ms");
        };
        check(0, 1000);
        check(20, 1000);
        check(100, 1000);
        check(400, 4000);
        check(2500, 25_000);
    }
}
