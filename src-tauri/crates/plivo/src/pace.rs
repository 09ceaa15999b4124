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

/// A read begins 1.5 times as fast as an even spread would be, to make up for its first requests, which wait for each
/// other. It becomes slower, so that it still has turns until the window has passed.
const FASTER: (u32, u32) = (3, 2);
/// It never sends at more than this many times the speed of an even spread.
const FASTEST: u32 = 2;
/// After this part of a window in which no read has asked for a turn, the next one that asks begins anew.
const PAUSE: u32 = 10;
/// A read asks again after this part of a window at the latest, because people's requests change when its turn is.
const ASKS: u32 = 50;

/// The longest time for which one `Retry-After` stops all requests.
const LONGEST_HOLD: Duration = Duration::from_secs(300);

/// Shared by all clones of a client, because Plivo counts requests per account.
#[derive(Debug)]
pub(crate) struct Pace(Mutex<Window>);

#[derive(Debug)]
struct Window {
    rate: Rate,
    sent: VecDeque<Instant>,
    /// What asks for turns in the background, unless nothing has for a while.
    read: Option<Read>,
    /// Plivo answered 429: no request is sent before this moment.
    held_until: Option<Instant>,
}

/// A read of whole lists, or several of them at the same time.
#[derive(Clone, Copy, Debug)]
struct Read {
    /// When it first asked for a turn.
    begun: Instant,
    /// When it last asked for one.
    asked: Instant,
    /// When it sent its latest request.
    sent: Option<Instant>,
}

#[derive(Debug, PartialEq, Eq)]
enum Turn {
    Go,
    /// The window is full for this long, or the spread allows no request.
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
            let (turn, longest_sleep) = {
                let mut window = self.window();
                (window.turn(Instant::now(), urgency), window.longest_sleep(urgency))
            };
            match turn {
                Turn::Go => return Ok(()),
                Turn::Held(left) if left > longest => return Err(ApiError::RateLimited { retry_after: Some(left) }),
                Turn::Held(left) => tokio::time::sleep(left).await,
                Turn::Full(left) => tokio::time::sleep(left.min(longest_sleep)).await,
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
        let left = match urgency {
            Urgency::Person => full,
            Urgency::Background => {
                let goes_on = |read: &Read| now.saturating_duration_since(read.asked) < window / PAUSE;
                let new = Read { begun: now, asked: now, sent: None };
                let read = Read { asked: now, ..self.read.filter(goes_on).unwrap_or(new) };
                let left = full.max(self.spread(now, read, share));
                self.read = Some(if left.is_zero() { Read { sent: Some(now), ..read } } else { read });
                left
            }
        };
        if !left.is_zero() {
            return Turn::Full(left);
        }
        self.sent.push_back(now);
        Turn::Go
    }

    /// Returns after which time at the latest the question for a turn is asked again.
    fn longest_sleep(&self, urgency: Urgency) -> Duration {
        match urgency {
            Urgency::Person => Duration::MAX,
            Urgency::Background => self.rate.window / ASKS,
        }
    }

    /// Returns how long a read waits after its latest request: it spreads what is left of its share over what is left of
    /// its first window. In the next windows, its turns come in the same rhythm, because they are those of the requests
    /// that leave the window.
    fn spread(&self, now: Instant, read: Read, share: u32) -> Duration {
        let window = self.rate.window;
        let Some(sent) = read.sent else { return Duration::ZERO };
        let left_of_window = window.saturating_sub(now.saturating_duration_since(read.begun));
        let left_of_share = share.saturating_sub(self.sent.len() as u32).max(1);
        let (faster, than) = FASTER;
        let pause = (left_of_window * than / faster / left_of_share).max(window / share / FASTEST);
        pause.saturating_sub(now.saturating_duration_since(sent))
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
        self.held_until = Some(self.held_until.map_or(until, |held| held.max(until)));
    }
}

#[cfg(test)]
#[path = "pace_tests.rs"]
mod tests;
