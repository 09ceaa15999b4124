//! The rate limit, enforced on our side: no time window ever holds more requests than the account may send. A token
//! bucket would not be enough, because a full bucket and its refill together exceed the limit of a window.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::error::ApiError;
use crate::settings::{Rate, Urgency};

/// Reads of whole lists use about their share of each such part of the window.
const PARTS: u32 = 50;
/// More than that share, to make up for a slow beginning: a read of 500 pages then uses 95 % of the rate.
const SHARES: usize = 36;

/// The longest time for which one `Retry-After` stops all requests.
const LONGEST_HOLD: Duration = Duration::from_secs(300);

/// Shared by all clones of a client, because Plivo counts requests per account.
#[derive(Debug)]
pub(crate) struct Pace(Mutex<Window>);

#[derive(Debug)]
struct Window {
    rate: Rate,
    sent: VecDeque<Instant>,
    /// Plivo answered 429: no request is sent before this moment.
    held_until: Option<Instant>,
}

#[derive(Debug, PartialEq, Eq)]
enum Turn {
    Go,
    /// The window is full for this long.
    Full(Duration),
    /// Plivo requested a pause, and this much of it is left.
    Held(Duration),
}

impl Pace {
    pub(crate) fn new(rate: Rate) -> Self {
        Self(Mutex::new(Window { rate, sent: VecDeque::new(), held_until: None }))
    }

    /// Waits until a request may be sent, and counts it. Fails at once if Plivo requested a pause longer than
    /// `longest`.
    pub(crate) async fn ready(&self, urgency: Urgency, longest: Duration) -> Result<(), ApiError> {
        loop {
            let turn = self.window().turn(Instant::now(), urgency);
            match turn {
                Turn::Go => return Ok(()),
                Turn::Held(left) if left > longest => return Err(ApiError::RateLimited { retry_after: Some(left) }),
                Turn::Held(left) | Turn::Full(left) => tokio::time::sleep(left).await,
            }
        }
    }

    /// Stops all requests for a while, after a 429.
    pub(crate) fn hold(&self, pause: Duration) {
        self.window().hold(Instant::now(), pause);
    }

    fn window(&self) -> std::sync::MutexGuard<'_, Window> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Window {
    fn turn(&mut self, now: Instant, urgency: Urgency) -> Turn {
        if let Some(left) = self.held_until.map(|until| until.saturating_duration_since(now)).filter(|l| !l.is_zero()) {
            return Turn::Held(left);
        }
        let window = self.rate.window;
        while self.sent.front().is_some_and(|first| now.saturating_duration_since(*first) >= window) {
            self.sent.pop_front();
        }
        let share = self.share(urgency);
        let whole = self.full_for(now, share, window);
        let wait = match urgency {
            Urgency::Person => whole,
            Urgency::Background => whole.max(self.full_for(now, share.div_ceil(SHARES), window / PARTS)),
        };
        match wait {
            Some(left) => Turn::Full(left),
            None => {
                self.sent.push_back(now);
                Turn::Go
            }
        }
    }

    /// Returns how long a window of this length is full, if it may hold so many requests. When it is full, the oldest of
    /// the last `share` requests has to leave it first.
    fn full_for(&self, now: Instant, share: usize, window: Duration) -> Option<Duration> {
        let first = self.sent.len().checked_sub(share).and_then(|at| self.sent.get(at))?;
        let left = window.saturating_sub(now.saturating_duration_since(*first));
        (!left.is_zero()).then_some(left)
    }

    fn share(&self, urgency: Urgency) -> usize {
        let share = match urgency {
            Urgency::Person => self.rate.requests,
            Urgency::Background => self.rate.requests.saturating_sub(self.rate.reserved),
        };
        share.max(1) as usize
    }

    fn hold(&mut self, now: Instant, pause: Duration) {
        let until = now.checked_add(pause.min(LONGEST_HOLD)).unwrap_or(now);
        self.held_until = Some(self.held_until.map_or(until, |held| held.max(until)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Urgency::{Background, Person};

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    fn window(requests: u32, reserved: u32) -> Window {
        let rate = Rate { requests, window: ms(100), reserved };
        Window { rate, sent: VecDeque::new(), held_until: None }
    }

    #[test]
    fn the_window_slides_and_reserves_a_share_for_people() {
        let start = Instant::now();
        let mut window = window(3, 1);
        let mut check = |at: u64, urgency, expected: Turn| {
            assert_eq!(window.turn(start + ms(at), urgency), expected, "{at} ms {urgency:?}");
        };
        check(0, Background, Turn::Go);
        check(10, Background, Turn::Go);
        check(20, Background, Turn::Full(ms(80)));
        check(20, Person, Turn::Go);
        check(30, Person, Turn::Full(ms(70)));
        check(30, Background, Turn::Full(ms(80)));
        check(99, Person, Turn::Full(ms(1)));
        check(100, Person, Turn::Go);
        check(110, Background, Turn::Full(ms(10)));
        check(120, Background, Turn::Go);
    }

    #[test]
    fn no_window_ever_holds_more_than_the_limit() {
        let start = Instant::now();
        let mut window = window(7, 0);
        let asked = (0..1_000).map(|at| start + ms(at * 3));
        let sent: Vec<Instant> = asked.filter(|at| window.turn(*at, Person) == Turn::Go).collect();
        assert!(sent.windows(8).all(|eight| eight[7] - eight[0] >= ms(100)));
        assert!(sent.len() >= 7 * 28, "{} requests are far below the limit", sent.len());
    }

    /// A long read takes its whole share, nearly evenly, and leaves room for people at any time.
    #[test]
    fn a_long_read_is_spread_evenly() {
        let start = Instant::now();
        let mut window = Window { rate: Rate::default(), sent: VecDeque::new(), held_until: None };
        // In each millisecond, as often as there is a turn.
        let (mut sent, mut longest): (Vec<u64>, Duration) = Default::default();
        for at in 0..20_000 {
            while window.turn(start + ms(at), Background) == Turn::Go {
                sent.push(at);
            }
            let full = window.full_for(start + ms(at), window.share(Background), window.rate.window);
            longest = longest.max(full.unwrap_or_default());
        }
        assert!(longest < ms(2_000), "who has used up the reserve waits for {longest:?}");
        let most = |times: &[u64], length: u64| {
            let within = |from: &u64| times.iter().filter(|at| (*from..*from + length).contains(at)).count();
            times.iter().map(within).max().unwrap_or_default()
        };
        assert_eq!((most(&sent, 5_200), most(&sent, 104)), (296, 9));
        assert!(sent.len() >= 20 * 60 * 94 / 100, "{} requests in 20 s", sent.len());
        // The requests of the first second are late, as those on new connections are. Plivo allows 300 in 5 s.
        for late in [0, 60, 150, 200] {
            let arrived: Vec<u64> = sent.iter().map(|at| if *at < 1_000 { at + late } else { *at }).collect();
            assert!(most(&arrived, 5_000) <= 300, "{late} ms late: {}", most(&arrived, 5_000));
        }
        let at = start + ms(19_999);
        assert!((0..3).all(|_| window.turn(at, Person) == Turn::Go), "people have their reserve");
        let Turn::Full(left) = window.turn(at, Person) else { panic!("the window is full") };
        assert!(left < ms(1_000), "people wait for {left:?}");
    }

    #[test]
    fn a_pause_that_plivo_requests_stops_everybody() {
        let start = Instant::now();
        let check = |holds: &[(u64, u64)], at: u64, expected: Turn| {
            let mut window = window(3, 1);
            holds.iter().for_each(|(at, pause)| window.hold(start + ms(*at), ms(*pause)));
            assert_eq!(window.turn(start + ms(at), Person), expected, "{holds:?} {at}");
        };
        let mut window = window(3, 1);
        window.hold(start, Duration::MAX);
        assert_eq!(window.turn(start, Person), Turn::Held(LONGEST_HOLD));
        check(&[], 0, Turn::Go);
        check(&[(0, 50)], 10, Turn::Held(ms(40)));
        check(&[(0, 50)], 50, Turn::Go);
        check(&[(0, 50), (10, 5)], 20, Turn::Held(ms(30)));
        check(&[(0, 50), (10, 90)], 20, Turn::Held(ms(80)));
        check(&[(0, u64::MAX)], 0, Turn::Held(LONGEST_HOLD));
    }

    #[tokio::test]
    async fn a_pause_longer_than_the_limit_fails_at_once() {
        let pace = Pace::new(Rate::default());
        pace.hold(Duration::from_secs(60));
        let answer = pace.ready(Person, Duration::from_secs(1)).await;
        assert!(
            matches!(answer, Err(ApiError::RateLimited { retry_after: Some(left) }) if left > ms(1_000)),
            "{answer:?}"
        );
    }
}
