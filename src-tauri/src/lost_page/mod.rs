//! The page is lost when its process ends or hangs. It is loaded again, and begins where the user was: what was saved is
//! on disk, and the desk remembers the rest. If the page is lost again and again, the user decides.

mod question;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(windows)]
mod windows;

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use tauri::{Manager, Url, WebviewWindow};

use crate::state::Shell;

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

/// Managed by tauri.
#[derive(Default)]
pub struct LostPages {
    /// The address of the page. A view without a process does not know it.
    page: OnceLock<Url>,
    losses: Losses,
    /// The question is shown.
    is_asking: AtomicBool,
}

impl LostPages {
    /// Call it when the window was made.
    pub fn begin(&self, window: &WebviewWindow) {
        if let Some(page) = window.url().ok().filter(is_own) {
            self.page.get_or_init(|| page);
        }
    }
}

/// Whether it is the app's own page. No navigation may leave it.
pub fn is_own(url: &Url) -> bool {
    url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost")
}

/// When pages were lost.
#[derive(Default)]
struct Losses(Mutex<VecDeque<Instant>>);

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
fn lost(window: &WebviewWindow, cause: Cause) {
    log::error!("the page was lost: {cause}");
    let (shell, pages) = (window.state::<Shell>(), window.state::<LostPages>());
    if shell.is_closing() {
        // Nobody can save what was typed any more. At the end of a session, the system ends all processes at once.
        return shell.exit(window.app_handle());
    }
    shell.page_was_lost();
    if pages.losses.count(Instant::now()) == Next::Ask {
        return ask(window, question::TOO_OFTEN);
    }
    // A reload would do nothing if the page was lost before it was loaded.
    // A view that had loaded nothing when the window was made knows its page now.
    pages.begin(window);
    let loaded = pages.page.get().map(|page| window.navigate(page.clone()));
    if !matches!(loaded, Some(Ok(()))) {
        log::error!("the page could not be loaded again: {loaded:?}");
        ask(window, question::STOPPED);
    }
}

/// Asks once, whatever else happens to the page meanwhile.
fn ask(window: &WebviewWindow, what_happened: &str) {
    if !window.state::<LostPages>().is_asking.swap(true, Ordering::SeqCst) {
        question::ask(window, what_happened);
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
