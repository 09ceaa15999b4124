//! The log of the window's defects: no other part of the app learns of an error in the page.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use domain::shown::shown;

use crate::account::lock;
use crate::view::Defect;

/// The longest logged part, in characters.
const LONGEST: usize = 2_000;
/// How many defects are logged in [`IN`]. Without a limit, a page that fails in a loop would fill the disk.
const MOST: usize = 20;
const IN: Duration = Duration::from_secs(60);

/// Not a part of [`Desk`](crate::Desk): the window can have defects when no desk could be opened.
#[derive(Default)]
pub struct Defects(Mutex<VecDeque<Instant>>);

impl Defects {
    pub fn report(&self, defect: &Defect) {
        if may_be_logged(&mut lock(&self.0), Instant::now()) {
            log::error!("{}", line(defect));
        }
    }
}

/// Builds the log line. The texts come from the page and are not trusted, so control characters are replaced.
fn line(defect: &Defect) -> String {
    format!("a defect of the window: {} (at {})", shown(&defect.what, LONGEST), shown(&defect.place, LONGEST))
}

fn may_be_logged(logged: &mut VecDeque<Instant>, now: Instant) -> bool {
    while logged.front().is_some_and(|at| now.saturating_duration_since(*at) >= IN) {
        logged.pop_front();
    }
    let may = logged.len() < MOST;
    if may {
        logged.push_back(now);
    }
    may
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_log() {
        let check = |what: &str, place: &str, expected: &str| {
            let defect = Defect { what: what.to_owned(), place: place.to_owned() };
            assert_eq!(line(&defect), expected);
        };
        check("x is undefined", "Panel", "a defect of the window: x is undefined (at Panel)");
        check("a\nERROR forged", "b\u{1b}[2J", "a defect of the window: a\u{fffd}ERROR forged (at b\u{fffd}[2J)");
        let (cut, long) = ("é".repeat(2_000), "é".repeat(2_001));
        check(&long, &long, &format!("a defect of the window: {cut}… (at {cut}…)"));
    }

    /// When defects come, in seconds, how many come at once, and how many of them are logged.
    #[test]
    fn at_most_twenty_a_minute() {
        let (mut logged, start) = (VecDeque::new(), Instant::now());
        for (at, come, expected) in
            [(0, 15, 15), (30, 15, 5), (59, 5, 0), (60, 30, 15), (89, 1, 0), (90, 9, 5), (500, 99, 20)]
        {
            let now = start + Duration::from_secs(at);
            let passed = (0..come).filter(|_| may_be_logged(&mut logged, now)).count();
            assert_eq!(passed, expected, "{come} at {at} s");
            assert!(logged.len() <= MOST);
        }
    }
}
