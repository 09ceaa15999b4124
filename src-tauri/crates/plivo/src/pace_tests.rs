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
fn a_read_is_spread_and_leaves_the_reserve_to_people() {
    let start = Instant::now();
    let mut window = window(3, 1);
    let mut check = |at: u64, urgency, expected: Turn| {
        assert_eq!(window.turn(start + ms(at), urgency), expected, "{at} ms {urgency:?}");
    };
    check(0, Background, Turn::Go);
    // Two thirds of the 96 ms that are left for its other request, less the 4 ms since the first one.
    check(4, Background, Turn::Full(ms(60)));
    check(4, Person, Turn::Go);
    check(5, Person, Turn::Go);
    check(6, Person, Turn::Full(ms(94)));
    check(6, Background, Turn::Full(ms(98)));
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

/// A read and people at Plivo's rate, in steps of a millisecond. Those who have no turn sleep as long as they are told.
struct Account {
    start: Instant,
    window: Window,
    /// In milliseconds, as all moments here.
    at: u64,
    sent: Vec<u64>,
    sent_by_read: Vec<u64>,
    read_sleeps_until: u64,
    person_sleeps_until: u64,
    /// The longest wait of somebody who would use up the reserve at any moment, and need one more request.
    longest: Duration,
}

impl Account {
    fn new() -> Self {
        let (start, window) = (Instant::now(), Window::new(Rate::default()));
        let (sent, sent_by_read) = Default::default();
        let (read_sleeps_until, person_sleeps_until, longest) = Default::default();
        Self { start, window, at: 0, sent, sent_by_read, read_sleeps_until, person_sleeps_until, longest }
    }

    fn now(&self) -> Instant {
        self.start + ms(self.at)
    }

    fn turn(&mut self, urgency: Urgency) -> bool {
        let sleeps_until = match urgency {
            Person => &mut self.person_sleeps_until,
            Background => &mut self.read_sleeps_until,
        };
        if *sleeps_until > self.at {
            return false;
        }
        match self.window.turn(self.start + ms(self.at), urgency) {
            Turn::Go => {
                self.sent.push(self.at);
                if urgency == Background {
                    self.sent_by_read.push(self.at);
                }
                true
            }
            Turn::Full(left) | Turn::Held(left) => {
                let sleep = left.min(self.window.longest_sleep(urgency));
                *sleeps_until = self.at + sleep.as_millis() as u64 + 1;
                false
            }
        }
    }

    /// A read that needs this many requests, and nobody else. Returns how many it has sent.
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

    /// A read without an end, and a person who wants to send in each of these moments.
    fn read_beside_people(&mut self, until: u64, wants: impl Fn(u64) -> bool) {
        let mut wanted = 0;
        while self.at < until {
            wanted += usize::from(wants(self.at));
            while wanted > 0 && self.turn(Person) {
                wanted -= 1;
            }
            while self.turn(Background) {}
            self.at += 1;
        }
    }

    fn look_at_people(&mut self) {
        let Window { rate, sent, .. } = &self.window;
        let mut people = Window { sent: sent.clone(), ..Window::new(*rate) };
        for nth in 1..=rate.reserved {
            assert_eq!(people.turn(self.now(), Person), Turn::Go, "request {nth} of a person at {} ms", self.at);
        }
        if let Turn::Full(left) = people.turn(self.now(), Person) {
            self.longest = self.longest.max(left);
        }
    }
}

fn share() -> u64 {
    let rate = Rate::default();
    u64::from(rate.requests - rate.reserved)
}

/// The most that were sent in a time of this length.
fn most(times: &[u64], length: u64) -> usize {
    let within = |from: &u64| times.iter().filter(|at| (*from..*from + length).contains(at)).count();
    times.iter().map(within).max().unwrap_or_default()
}

/// Opening a number is one request, and saving it is three.
#[test]
fn the_reserve_is_enough_to_open_a_number_and_save_it() {
    assert!(Rate::default().reserved >= 4);
}

#[test]
fn a_long_read_takes_its_whole_share_and_leaves_the_reserve_to_people() {
    let mut account = Account::new();
    for end in (1_000..=20_000).step_by(1_000) {
        account.read(end, usize::MAX);
        let even = (end * share() / 5_200) as usize;
        // A sleep ends up to a millisecond late.
        assert!(account.sent.len() + even / 100 >= even, "{} of {even} requests in {end} ms", account.sent.len());
    }
    assert!(account.sent.len() >= 20 * 60 * 94 / 100, "{} requests in 20 s", account.sent.len());
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
    assert!(account.longest <= ms(trip + 10), "who has used up the reserve waits for {:?}", account.longest);
}

/// Reads after requests of people, after pauses, and after a 429.
#[test]
fn a_read_is_spread_whatever_came_before() {
    for (people, pause, most_wait) in [(0, 0, 100), (60, 0, 100), (200, 0, 100), (0, 500, 550), (0, 1_500, 100)] {
        let mut account = Account::new();
        for _ in 0..people {
            assert!(account.turn(Person));
            account.at += 20;
        }
        for _ in 0..2 {
            account.read(account.at + 1_200, 100);
            account.at += pause;
        }
        account.longest = Duration::ZERO;
        account.read(account.at + 15_000, usize::MAX);
        let longest = account.longest;
        assert!(longest < ms(most_wait), "{people} requests of people, a pause of {pause} ms: {longest:?}");
    }
    let mut account = Account::new();
    account.read(3_000, usize::MAX);
    account.window.hold(account.now(), ms(1_000));
    account.at += 1_000;
    let before = account.sent.len();
    account.read(account.at + 104, usize::MAX);
    assert!(account.sent.len() - before <= 9, "{} requests right after a 429", account.sent.len() - before);
    // Requests that answer slowly at first do not come all at once later.
    let mut account = Account::new();
    for _ in 0..20 {
        account.read(u64::MAX, 1);
        account.at += 300;
    }
    account.read(20_000, usize::MAX);
    assert!(most(&account.sent, 104) <= 13, "{} requests in 104 ms", most(&account.sent, 104));
}

#[test]
fn a_read_goes_on_beside_people() {
    // Somebody opens a number now and then.
    let mut account = Account::new();
    account.read_beside_people(20_000, |at| at.is_multiple_of(700));
    let sent = account.sent_by_read.len();
    assert!(sent >= 1_050, "{sent} requests of the read in 20 s beside a person now and then");
    // A batch of saves, which began before the read.
    let mut account = Account::new();
    account.read_beside_people(6_000, |at| at.is_multiple_of(29));
    let before = account.sent_by_read.len();
    account.read_beside_people(26_000, |at| at.is_multiple_of(29));
    let sent = account.sent_by_read.len() - before;
    assert!(sent >= 20 * 15, "{sent} requests of the read in 20 s beside 34 of people in each second");
    // Most of a batch leaves the window soon after the read has begun.
    let mut account = Account::new();
    assert!((0..290).all(|_| account.turn(Person)));
    account.at = 5_000;
    account.read_beside_people(6_000, |_| false);
    let sent = account.sent_by_read.len();
    assert!(sent >= 50, "{sent} requests of the read in its first second");
    // A remap reads all numbers of its WABA at once.
    let mut account = Account::new();
    account.read_beside_people(10_000, |_| false);
    account.read_beside_people(10_050, |_| true);
    account.read_beside_people(20_000, |_| false);
    let gaps = account.sent_by_read.windows(2).map(|two| two[1] - two[0]);
    let longest = gaps.max().unwrap_or_default();
    assert!(longest < 1_500, "the read has stood still for {longest} ms");
}

/// Plivo counts requests when they arrive, and some are on their way for longer than others. It allows 300 in 5 s.
#[test]
fn no_five_seconds_at_plivo_have_too_many_even_if_some_requests_are_late() {
    let mut account = Account::new();
    account.read_beside_people(8_000, |at| at.is_multiple_of(700));
    account.read_beside_people(20_000, |_| true);
    assert_eq!(most(&account.sent, 5_200), 299, "the whole limit is used");
    // Those of the first second, as requests on new connections are.
    for late in [0, 60, 150, 200] {
        let arrived: Vec<u64> = account.sent.iter().map(|at| if *at < 1_000 { at + late } else { *at }).collect();
        assert!(most(&arrived, 5_000) <= 299, "{late} ms late: {}", most(&arrived, 5_000));
    }
    // Those of some quarters of the time.
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
    assert!(matches!(answer, Err(ApiError::RateLimited { retry_after: Some(left) }) if left > ms(1_000)), "{answer:?}");
}
