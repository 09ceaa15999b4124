//! Time, by three clocks. The wall clock may be set back or forward at any moment.

use std::sync::{Arc, Mutex};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::lock::lock;

type Hand = Box<dyn Fn() -> i64 + Send + Sync>;

/// Tells the time in milliseconds. A value, so that a test can turn its hands. All clones are one clock.
#[derive(Clone)]
pub struct Clock(Arc<Hands>);

struct Hands {
    wall: Hand,
    steady: Hand,
    forward: Mutex<Forward>,
}

/// The last moment that was told.
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

    /// Both clocks have this one hand.
    pub fn new(now: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        let now = Arc::new(now);
        let same = now.clone();
        Self::with_steady(move || now(), move || same())
    }

    /// `steady` counts milliseconds from any beginning, and is never set.
    pub fn with_steady(
        wall: impl Fn() -> i64 + Send + Sync + 'static,
        steady: impl Fn() -> i64 + Send + Sync + 'static,
    ) -> Self {
        let forward = Mutex::new(Forward { at: wall(), steady: steady() });
        Self(Arc::new(Hands { wall: Box::new(wall), steady: Box::new(steady), forward }))
    }

    /// The wall clock: milliseconds since 1970 (UTC). For what is shown and recorded, never for how long something took.
    pub fn now(&self) -> i64 {
        (self.0.wall)()
    }

    /// Milliseconds since some moment of this process: for grace periods. It does not count while the computer sleeps.
    pub(crate) fn steady(&self) -> i64 {
        (self.0.steady)()
    }

    /// The wall clock, but never back: for which of two reads is newer, and for what expires. Where the wall clock was
    /// set back, it goes on by the steady one. Where that was set forward, or the computer slept, it follows.
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

    /// The wall clock and the steady one at each look, and what is told then.
    #[test]
    fn forward() {
        let check = |looks: &[(i64, i64, i64)]| {
            let hands = Arc::new((AtomicI64::new(looks[0].0), AtomicI64::new(looks[0].1)));
            let (wall, steady) = (hands.clone(), hands.clone());
            let clock =
                Clock::with_steady(move || wall.0.load(Ordering::SeqCst), move || steady.1.load(Ordering::SeqCst));
            for (wall, steady, expected) in looks {
                hands.0.store(*wall, Ordering::SeqCst);
                hands.1.store(*steady, Ordering::SeqCst);
                assert_eq!(clock.forward(), *expected, "{looks:?} at {wall}, {steady}");
            }
        };
        check(&[(1000, 0, 1000), (1010, 10, 1010)]);
        // Set back by an hour: it goes on by the steady clock.
        check(&[(5_000_000, 0, 5_000_000), (1_400_000, 10, 5_000_010), (1_400_100, 110, 5_000_110)]);
        // Set forward, and then right again: it never goes back.
        check(&[(1000, 0, 1000), (9000, 10, 9000), (1020, 20, 9010), (9500, 30, 9500)]);
        // Asleep: the steady clock stands still.
        check(&[(1000, 0, 1000), (60_000, 1, 60_000)]);
        check(&[(i64::MAX, 0, i64::MAX), (i64::MAX, 10, i64::MAX), (i64::MIN, 20, i64::MAX)]);
    }
}
