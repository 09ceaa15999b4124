//! Time, read from three clocks: the wall clock, the steady clock, and the wall clock without its steps back.

use std::sync::{Arc, Mutex};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::lock::lock;

type TimeSource = Box<dyn Fn() -> i64 + Send + Sync>;

/// Returns the time in milliseconds. Tests pass time sources of their own. All clones share one clock.
#[derive(Clone)]
pub struct Clock(Arc<TimeSources>);

struct TimeSources {
    wall: TimeSource,
    steady: TimeSource,
    forward: Mutex<Forward>,
}

/// The last moment that [`Clock::forward`] returned, and the steady time at which it did.
struct Forward {
    at: i64,
    steady: i64,
}

impl Clock {
    pub fn system() -> Self {
        let start = Instant::now();
        let wall = || {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        };
        Self::with_steady(wall, move || i64::try_from(start.elapsed().as_millis()).unwrap_or(i64::MAX))
    }

    /// Reads the wall clock and the steady clock from one source.
    pub fn new(now: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        let now = Arc::new(now);
        let same = now.clone();
        Self::with_steady(move || now(), move || same())
    }

    /// `steady` counts milliseconds from any start, and is never set back or forward.
    pub fn with_steady(
        wall: impl Fn() -> i64 + Send + Sync + 'static,
        steady: impl Fn() -> i64 + Send + Sync + 'static,
    ) -> Self {
        let forward = Mutex::new(Forward { at: wall(), steady: steady() });
        Self(Arc::new(TimeSources { wall: Box::new(wall), steady: Box::new(steady), forward }))
    }

    /// Returns the wall clock: milliseconds since 1970 (UTC). It can be set back or forward at any moment, so it serves
    /// what is shown and recorded, and never measures a duration.
    pub fn now(&self) -> i64 {
        (self.0.wall)()
    }

    /// Returns milliseconds since some moment of this process. Grace periods use it. It does not count while the
    /// computer sleeps.
    pub(crate) fn steady(&self) -> i64 {
        (self.0.steady)()
    }

    /// Returns the wall clock, but never goes back. It decides which of two reads is newer, and when something expires.
    /// If the wall clock was set back, it continues with the steady clock. If the wall clock was set forward, or the
    /// computer slept, it follows.
    pub(crate) fn forward(&self) -> i64 {
        let (wall, steady) = (self.now(), self.steady());
        let mut last = lock(&self.0.forward);
        let passed = steady.saturating_sub(last.steady).max(0);
        *last = Forward { at: wall.max(last.at.saturating_add(passed)), steady: steady.max(last.steady) };
        last.at
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    /// The wall clock and the steady clock at each read, and what the read returns.
    #[test]
    fn forward() {
        let check = |reads: &[(i64, i64, i64)]| {
            let sources = Arc::new((AtomicI64::new(reads[0].0), AtomicI64::new(reads[0].1)));
            let (wall, steady) = (sources.clone(), sources.clone());
            let clock =
                Clock::with_steady(move || wall.0.load(Ordering::SeqCst), move || steady.1.load(Ordering::SeqCst));
            for (wall, steady, expected) in reads {
                sources.0.store(*wall, Ordering::SeqCst);
                sources.1.store(*steady, Ordering::SeqCst);
                assert_eq!(clock.forward(), *expected, "{reads:?} at {wall}, {steady}");
            }
        };
        check(&[(1000, 0, 1000), (1010, 10, 1010)]);
        // Set back by an hour: it continues with the steady clock.
        check(&[(5_000_000, 0, 5_000_000), (1_400_000, 10, 5_000_010), (1_400_100, 110, 5_000_110)]);
        // Set forward, and then corrected: it never goes back.
        check(&[(1000, 0, 1000), (9000, 10, 9000), (1020, 20, 9010), (9500, 30, 9500)]);
        // Asleep: the steady clock stands still.
        check(&[(1000, 0, 1000), (60_000, 1, 60_000)]);
        check(&[(i64::MAX, 0, i64::MAX), (i64::MAX, 10, i64::MAX), (i64::MIN, 20, i64::MAX)]);
    }
}
