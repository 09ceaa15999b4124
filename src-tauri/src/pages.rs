//! A save goes on when its page is lost. Its outcome is then told to the next page.

use std::sync::{Mutex, PoisonError};

use desk::view::Notice;

#[derive(Default)]
pub struct Pages(Mutex<State>);

#[derive(Default)]
struct State {
    /// How many pages were lost.
    lost: u32,
    /// Whether a page listens to notices.
    listens: bool,
    untold: Vec<Notice>,
}

impl Pages {
    pub fn lost(&self) {
        let mut state = self.state();
        state.lost += 1;
        state.listens = false;
    }

    /// This page listens from now on. Returns what it has to be told: nothing if it was lost meanwhile.
    pub fn listens(&self, page: u32) -> Vec<Notice> {
        let mut state = self.state();
        if state.lost != page {
            return Vec::new();
        }
        state.listens = true;
        std::mem::take(&mut state.untold)
    }

    /// Returns the page that calls now.
    pub fn current(&self) -> u32 {
        self.state().lost
    }

    /// The outcome of a call of this page is known. If the page was lost, returns what the next one has to be told, or
    /// keeps it until that one listens.
    pub fn answered(&self, page: u32, notice: Notice) -> Option<Notice> {
        let mut state = self.state();
        if state.lost == page {
            return None;
        }
        if state.listens {
            return Some(notice);
        }
        state.untold.push(notice);
        None
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_is_told() {
        let notice = || Notice::NumbersChanged { account: "one".to_owned() };
        let pages = Pages::default();
        assert_eq!(pages.listens(pages.current()), []);
        let page = pages.current();
        assert_eq!(pages.answered(page, notice()), None, "the page itself gets the answer");
        pages.lost();
        assert_eq!(pages.answered(page, notice()), None, "nobody listens");
        assert_eq!(pages.listens(pages.current()), [notice()]);
        assert_eq!(pages.answered(page, notice()), Some(notice()), "the next page listens");
        assert_eq!(pages.answered(pages.current(), notice()), None);
        // Lost again before it was told.
        pages.lost();
        pages.lost();
        assert_eq!(pages.answered(page, notice()), None);
        assert_eq!(pages.listens(page), [], "it was lost");
        assert_eq!(pages.listens(pages.current()), [notice()]);
        assert_eq!(pages.listens(pages.current()), [], "once");
    }
}
