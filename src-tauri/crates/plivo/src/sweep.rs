//! Which pages of a list to ask for, and what came of it: a decision, apart from the asking.
//!
//! Lists are read while they change. A total may grow, shrink or be missing, pages may come empty, shifted or again and
//! again the same; none of that may lose the way or go on for ever.

use std::collections::{BTreeSet, VecDeque};

use crate::contract::{Meta, PAGE_LIMIT};

/// So many pages with nothing new, one after the other, mean that the list runs in circles. It is more than are ever
/// asked for at once, so that a list that shrinks is not taken for one.
const BARREN: u32 = 20;
/// The most objects that a list is believed to have.
const MOST: u64 = 1_000_000;

/// How far a read of a list is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Different objects so far, unreadable ones included.
    pub done: u64,
    /// How many Plivo says there are.
    pub total: Option<u64>,
}

/// What a read of a whole list came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Different objects handed over.
    pub found: u64,
    /// How many there are by Plivo's latest word.
    pub total: Option<u64>,
    /// Objects that were there and could not be read.
    pub unreadable: u64,
    /// Whether every page told the same total, and none was short or ran in circles.
    pub steady: bool,
    /// Whether all pages were read: no error, and not stopped half way.
    pub ended: bool,
}

impl Summary {
    /// Whether everything Plivo says there is was read, from a list that held still. Even then an object may be
    /// missing: one that went and one that came can hide each other.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.ended && self.steady && self.unreadable == 0 && self.total.is_none_or(|total| total == self.found)
    }
}

/// What one page brought.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Landed {
    pub(crate) offset: u64,
    /// Objects on the page, readable or not.
    pub(crate) got: u64,
    /// Those not seen on an earlier page.
    pub(crate) fresh: u64,
    pub(crate) unreadable: u64,
    pub(crate) meta: Meta,
}

#[derive(Debug)]
pub(crate) struct Sweep {
    step: u64,
    /// The next offset to ask for, if it is below `end`.
    next: u64,
    end: u64,
    /// Short pages to be asked for once more, and those that were.
    again: VecDeque<u64>,
    doubted: BTreeSet<u64>,
    barren: u32,
    started: bool,
    found: u64,
    unreadable: u64,
    total: Option<u64>,
    steady: bool,
}

impl Sweep {
    pub(crate) fn new() -> Self {
        Self {
            step: PAGE_LIMIT,
            next: 0,
            end: 1,
            again: VecDeque::new(),
            doubted: BTreeSet::new(),
            barren: 0,
            started: false,
            found: 0,
            unreadable: 0,
            total: None,
            steady: true,
        }
    }

    /// The next page to ask for, as limit and offset; `None` while or because there is none.
    pub(crate) fn ask(&mut self) -> Option<(u64, u64)> {
        if self.barren >= BARREN {
            return None;
        }
        if let Some(offset) = self.again.pop_front() {
            return Some((self.step, offset));
        }
        let offset = Some(self.next).filter(|next| *next < self.end.min(MOST))?;
        self.next += self.step;
        Some((self.step, offset))
    }

    /// Takes a page into account.
    pub(crate) fn landed(&mut self, page: Landed) {
        self.found += page.fresh;
        self.unreadable += page.unreadable;
        self.barren = if page.fresh + page.unreadable == 0 { self.barren + 1 } else { 0 };
        self.hear(page.meta.total);
        if !self.started {
            self.start(page);
        }
        // An object seen before means that the list moved under the read, or runs in circles.
        if page.fresh + page.unreadable < page.got && !self.doubted.contains(&page.offset) {
            self.steady = false;
        }
        self.doubt(page);
        self.look_ahead(page);
        if self.next.min(self.end) >= MOST || (self.barren >= BARREN && !self.is_at_end()) {
            self.steady = false;
        }
    }

    pub(crate) fn progress(&self) -> Progress {
        Progress { done: self.found + self.unreadable, total: self.total }
    }

    pub(crate) fn summary(&self, ended: bool) -> Summary {
        let Self { found, total, unreadable, steady, .. } = *self;
        Summary { found, total, unreadable, steady, ended }
    }

    fn hear(&mut self, total: Option<u64>) {
        if self.started && total != self.total {
            self.steady = false;
        }
        if let Some(total) = total {
            self.total = Some(total);
            self.end = total;
        }
    }

    /// A first page with fewer objects than asked for, of a list that has more, tells how many a page really holds.
    fn start(&mut self, page: Landed) {
        self.started = true;
        let more = page.meta.has_next || page.meta.total.is_some_and(|total| total > page.got);
        if more && (1..PAGE_LIMIT).contains(&page.got) {
            self.step = page.got;
            self.next = page.got;
        }
    }

    /// A page with fewer objects than its place promises is asked for once more.
    fn doubt(&mut self, page: Landed) {
        let left = self.total.unwrap_or(0).saturating_sub(page.offset);
        if page.got >= left.min(self.step) {
            return;
        }
        if self.doubted.insert(page.offset) {
            self.again.push_back(page.offset);
        } else {
            self.steady = false;
        }
    }

    /// The last page may have a successor that the total does not know of.
    fn look_ahead(&mut self, page: Landed) {
        let last = page.offset + self.step >= self.next && self.is_at_end();
        let full = page.got >= self.step;
        let more = page.meta.has_next || (full && page.meta.total.is_none());
        if last && more && page.fresh > 0 {
            self.end = self.next + 1;
        }
    }

    fn is_at_end(&self) -> bool {
        self.next >= self.end && self.again.is_empty()
    }
}

#[cfg(test)]
#[path = "sweep_tests.rs"]
mod tests;
