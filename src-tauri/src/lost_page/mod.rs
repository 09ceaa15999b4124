//! The page is lost when its process ends or hangs. It is loaded again, and begins where the user was: what was saved is
//! on disk, and the desk remembers the rest. If the page is lost again and again, the user decides.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tauri::{Manager, WebviewWindow};

use crate::state::Shell;

mod question;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(windows)]
mod windows;

#[cfg(target_os = "linux")]
pub use linux::watch;
#[cfg(target_os = "macos")]
pub use macos::{ended, watch};
#[cfg(windows)]
pub use windows::watch;

/// The page is loaded again, unless this is the third loss within [`WITHIN`].
const TOO_OFTEN: usize = 3;
const WITHIN: Duration = Duration::from_secs(60);

/// Why the page is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    Crashed,
    #[cfg(target_os = "linux")]
    OutOfMemory,
    /// It did not answer for a long time, so it was ended.
    #[cfg(not(target_os = "macos"))]
    Hung,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Crashed => "its process ended",
            #[cfg(target_os = "linux")]
            Self::OutOfMemory => "its process used too much memory",
            #[cfg(not(target_os = "macos"))]
            Self::Hung => "it did not answer",
        })
    }
}

/// When the page was lost. Managed by tauri.
#[derive(Default)]
pub struct Losses(Mutex<VecDeque<Instant>>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    LoadAgain,
    Ask,
}

impl Losses {
    fn count(&self, now: Instant) -> Next {
        let mut losses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        losses.push_back(now);
        losses.retain(|at| now.saturating_duration_since(*at) < WITHIN);
        if losses.len() < TOO_OFTEN { Next::LoadAgain } else { Next::Ask }
    }
}

/// Brings the page back, or asks the user what to do. Call it on the main thread.
pub fn lost(window: &WebviewWindow, cause: Cause) {
    log::error!("the page was lost: {cause}");
    let shell = window.state::<Shell>();
    if let Ok(desk) = shell.desk() {
        desk.page_was_lost();
    }
    match window.state::<Losses>().count(Instant::now()) {
        Next::LoadAgain => load_again(window),
        Next::Ask => question::ask(window),
    }
}

/// A reload would do nothing if the page was lost before it was loaded.
fn load_again(window: &WebviewWindow) {
    let loaded = window.url().and_then(|url| window.navigate(url));
    if let Err(error) = loaded {
        log::error!("the page could not be loaded again: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When the page is lost, in seconds, and whether the user is asked then.
    #[test]
    fn three_times_within_a_minute() {
        let check = |lost: &[(u64, bool)]| {
            let (losses, start) = (Losses::default(), Instant::now());
            for (at, asked) in lost {
                let expected = if *asked { Next::Ask } else { Next::LoadAgain };
                assert_eq!(losses.count(start + Duration::from_secs(*at)), expected, "{lost:?} at {at}");
            }
        };
        check(&[(0, false), (1, false), (2, true)]);
        check(&[(0, false), (0, false), (0, true), (1, true)]);
        check(&[(0, false), (30, false), (59, true)]);
        check(&[(0, false), (30, false), (60, false), (89, true)]);
        check(&[(0, false), (61, false), (122, false), (183, false)]);
        check(&[(0, false), (1, false), (61, false), (62, false), (63, true)]);
    }
}
