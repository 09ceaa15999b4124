//! The rate limit, enforced on our side: no time window ever holds more requests than the account may send. A token
//! bucket would not be enough, because a full bucket and its refill together exceed the limit of a window.
//!
//! A read of a whole list is spread over the window as well. If it sent its share at once, a person who needs more than
//! the reserve would wait until the window has passed.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::error::ApiError;
use crate::settings::{Rate, Urgency};

/// A read begins half again as fast as an even spread would be, to make up for its first requests, which wait for each
/// other. It becomes slower, so that it still has turns until the window has passed.
const FASTER: (u32, u32) = (3, 2);
/// It never sends at more than this many times the speed of an even spread.
const FASTEST: u32 = 2;
/// After this part of a window without a request, the next one is of another read.
const PAUSE: u32 = 5;

/// The longest time for which one `Retry-After` stops all requests.
const LONGEST_HOLD: Duration = Duration::from_secs(300);

/// Shared by all clones of a client, because Plivo counts requests per account.
#[derive(Debug)]
pub(crate) struct Pace(Mutex<Window>);

#[derive(Debug)]
struct Window {
    rate: Rate,
    sent: VecDeque<Instant>,
    read: Option<Read>,
    /// Plivo answered 429: no request is sent before this moment.
    held_until: Option<Instant>,
}

/// A read of whole lists: its first request and its last one.
#[derive(Clone, Copy, Debug)]
struct Read {
    begun: Instant,
    last: Instant,
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
        Self(Mutex::new(Window::new(rate)))
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
    fn new(rate: Rate) -> Self {
        Self { rate, sent: VecDeque::new(), read: None, held_until: None }
    }

    fn turn(&mut self, now: Instant, urgency: Urgency) -> Turn {
        if let Some(left) = self.held_until.map(|until| until.saturating_duration_since(now)).filter(|l| !l.is_zero()) {
            return Turn::Held(left);
        }
        let window = self.rate.window;
        while self.sent.front().is_some_and(|first| now.saturating_duration_since(*first) >= window) {
            self.sent.pop_front();
        }
        let share = self.share(urgency);
        let full = self.full_for(now, share);
        let (left, read) = match urgency {
            Urgency::Person => (full, self.read),
            Urgency::Background => {
                let begun = self.begun(now);
                (full.max(self.spread(now, begun, share)), Some(Read { begun, last: now }))
            }
        };
        if !left.is_zero() {
            return Turn::Full(left);
        }
        self.read = read;
        self.sent.push_back(now);
        Turn::Go
    }

    /// Returns when the read began that has a turn now.
    fn begun(&self, now: Instant) -> Instant {
        let goes_on = |read: &Read| now.saturating_duration_since(read.last) < self.rate.window / PAUSE;
        self.read.filter(goes_on).map_or(now, |read| read.begun)
    }

    /// Returns how long a read waits for its next request: it spreads what is left of its share over what is left of its
    /// first window. In the next windows, its turns come in the same rhythm, because they are those of the requests that
    /// leave the window.
    fn spread(&self, now: Instant, begun: Instant, share: u32) -> Duration {
        let window = self.rate.window;
        let Some(last) = self.sent.back() else { return Duration::ZERO };
        let left_of_window = window.saturating_sub(now.saturating_duration_since(begun));
        let left_of_share = share.saturating_sub(self.sent.len() as u32).max(1);
        let (faster, than) = FASTER;
        let pause = (left_of_window * than / faster / left_of_share).max(window / share / FASTEST);
        pause.saturating_sub(now.saturating_duration_since(*last))
    }

    /// Returns how long the window is full, if it may hold `share` requests. When it is full, the oldest of the last
    /// `share` requests has to leave it first.
    fn full_for(&self, now: Instant, share: u32) -> Duration {
        let first = self.sent.len().checked_sub(share as usize).and_then(|at| self.sent.get(at));
        first.map_or(Duration::ZERO, |first| self.rate.window.saturating_sub(now.saturating_duration_since(*first)))
    }

    fn share(&self, urgency: Urgency) -> u32 {
        let share = match urgency {
            Urgency::Person => self.rate.requests,
            Urgency::Background => self.rate.requests.saturating_sub(self.rate.reserved),
        };
        share.max(1)
    }

    fn hold(&mut self, now: Instant, pause: Duration) {
        let until = now.checked_add(pause.min(LONGEST_HOLD)).unwrap_or(now);
        // After the pause, reads begin anew.
        self.read = None;
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
        Window::new(rate)
    }

    #[test]
    fn the_window_slides_and_reserves_a_share_for_people() {
        let start = Instant::now();
        let mut window = window(3, 1);
        let mut check = |at: u64, urgency, expected: Turn| {
            assert_eq!(window.turn(start + ms(at), urgency), expected, "{at} ms {urgency:?}");
        };
        check(0, Person, Turn::Go);
        check(10, Person, Turn::Go);
        check(20, Background, Turn::Full(ms(80)));
        check(20, Person, Turn::Go);
        check(30, Person, Turn::Full(ms(70)));
        check(30, Background, Turn::Full(ms(80)));
        check(99, Person, Turn::Full(ms(1)));
        check(100, Person, Turn::Go);
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

    /// A read and people, in steps of a millisecond, at Plivo's rate.
    struct Account {
        start: Instant,
        window: Window,
        at: u64,
        /// When the read and people sent, in milliseconds.
        sent: Vec<u64>,
        /// The longest wait of somebody who would use up the reserve at any moment, and need one more request.
        longest: Duration,
    }

    impl Account {
        fn new() -> Self {
            let (start, window) = (Instant::now(), Window::new(Rate::default()));
            Self { start, window, at: 0, sent: Vec::new(), longest: Duration::ZERO }
        }

        fn turn(&mut self, urgency: Urgency) -> bool {
            let goes = self.window.turn(self.start + ms(self.at), urgency) == Turn::Go;
            if goes {
                self.sent.push(self.at);
            }
            goes
        }

        /// Sends as many requests of the read as there are turns for. Returns how many there were.
        fn read(&mut self, until: u64, most: usize) -> usize {
            let mut count = 0;
            while self.at < until && count < most {
                while count < most && self.turn(Background) {
                    count += 1;
                }
                self.look_at_people();
                self.at += 1;
            }
            count
        }

        fn look_at_people(&mut self) {
            let Window { rate, sent, .. } = &self.window;
            let mut people = Window { sent: sent.clone(), ..Window::new(*rate) };
            let now = self.start + ms(self.at);
            for nth in 1..=rate.reserved {
                assert_eq!(people.turn(now, Person), Turn::Go, "the {nth}. request of a person at {} ms", self.at);
            }
            if let Turn::Full(left) = people.turn(now, Person) {
                self.longest = self.longest.max(left);
            }
        }
    }

    fn share() -> u64 {
        let rate = Rate::default();
        u64::from(rate.requests - rate.reserved)
    }

    /// The most that were sent in a time of this length, in milliseconds.
    fn most(times: &[u64], length: u64) -> usize {
        let within = |from: &u64| times.iter().filter(|at| (*from..*from + length).contains(at)).count();
        times.iter().map(within).max().unwrap_or_default()
    }

    #[test]
    fn a_long_read_takes_its_whole_share_and_leaves_the_reserve_to_people() {
        let mut account = Account::new();
        for end in (1_000..=20_000).step_by(1_000) {
            account.read(end, usize::MAX);
            let even = (end * share() / 5_200) as usize;
            assert!(account.sent.len() + 3 >= even, "{} of {even} requests in {end} ms", account.sent.len());
        }
        assert_eq!(most(&account.sent, 5_200) as u64, share());
        assert!(most(&account.sent, 104) <= 9, "{} requests in 104 ms", most(&account.sent, 104));
        assert!(account.longest < ms(100), "who has used up the reserve waits for {:?}", account.longest);
    }

    /// As the first sync of 10,000 numbers with a distant Plivo, whose first requests wait for each other.
    #[test]
    fn a_read_makes_up_for_a_slow_beginning() {
        let (trip, requests) = (150, 506);
        let mut account = Account::new();
        let mut left = requests;
        for most in [1, 12, 3, 2, 1, usize::MAX] {
            left -= account.read(u64::MAX, most.min(left));
            account.at += trip;
        }
        let share_of_plivos_rate = requests as f64 / (account.at as f64 / 1000.0) / 60.0;
        assert!(share_of_plivos_rate >= 0.95, "{share_of_plivos_rate}");
        assert!(account.longest <= ms(trip + 1), "who has used up the reserve waits for {:?}", account.longest);
    }

    /// Reads that begin beside requests of people, after pauses, and after a 429.
    #[test]
    fn a_read_is_spread_whatever_came_before() {
        for (people, pauses) in [(0, [0, 0]), (60, [0, 0]), (200, [500, 500]), (0, [900, 900]), (0, [3_000, 1_500])] {
            let mut account = Account::new();
            for _ in 0..people {
                assert!(account.turn(Person));
                account.at += 20;
            }
            for pause in pauses {
                account.read(account.at + 1_200, 100);
                account.at += pause;
            }
            account.longest = Duration::ZERO;
            account.read(account.at + 15_000, usize::MAX);
            let longest = account.longest;
            assert!(longest < ms(1_000), "{people} requests of people, pauses {pauses:?}: a wait of {longest:?}");
        }
        let mut account = Account::new();
        account.read(3_000, usize::MAX);
        account.window.hold(account.start + ms(account.at), ms(1_000));
        account.at += 1_000;
        let before = account.sent.len();
        account.read(account.at + 104, usize::MAX);
        assert!(account.sent.len() - before <= 9, "{} requests right after a 429", account.sent.len() - before);
    }

    /// Plivo counts requests when they arrive, and some are on their way for longer than others. It allows 300 in 5 s.
    #[test]
    fn no_five_seconds_at_plivo_have_too_many_even_if_some_requests_are_late() {
        let mut account = Account::new();
        while account.at < 20_000 {
            if account.at.is_multiple_of(700) {
                account.turn(Person);
            }
            while account.turn(Background) {}
            account.at += 1;
        }
        for late in [[0, 60, 150, 200], [200, 0, 0, 0], [200, 200, 0, 0]] {
            let later = |(nth, at): (usize, &u64)| at + late[nth * 4 / account.sent.len()];
            let arrived: Vec<u64> = account.sent.iter().enumerate().map(later).collect();
            assert!(most(&arrived, 5_000) <= 299, "{late:?} ms late: {}", most(&arrived, 5_000));
        }
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
