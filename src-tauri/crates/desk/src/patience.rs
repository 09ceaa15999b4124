use std::time::Duration;

/// How long the desk waits, and for what.
#[derive(Clone, Debug)]
pub struct Patience {
    /// What one request may take.
    pub request: Duration,
    /// How long after a lost request's deadline it may still be carried out at Plivo. Until then, an old value proves
    /// nothing.
    pub grace: Duration,
    /// How often Plivo is read while a lost answer is settled in the background.
    pub poll: Duration,
    /// How often Plivo is asked for again while it cannot be reached.
    pub look: Duration,
    /// What one test of an endpoint may take.
    pub probe: Duration,
    /// How many requests an account may send.
    pub rate: plivo::Rate,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            request: Duration::from_secs(20),
            grace: Duration::from_secs(30),
            poll: Duration::from_secs(3),
            look: Duration::from_secs(10),
            probe: Duration::from_secs(10),
            rate: plivo::Rate::default(),
        }
    }
}

impl Patience {
    /// From when a write is begun until an old value proves that it was not carried out, in milliseconds.
    pub fn known_after_ms(&self) -> i64 {
        i64::try_from((self.request + self.grace).as_millis()).unwrap_or(i64::MAX)
    }
}
