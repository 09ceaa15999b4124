//! Decides which pages of a list to request, and what the read amounts to. The decision is separate from sending
//! requests.
//!
//! A list may change while it is read. Its total may grow, shrink or be missing. Pages may be empty, shifted or
//! repeated. In all these cases the read must continue correctly, and it must end.

use std::collections::{BTreeSet, VecDeque};

use crate::contract::{Meta, PAGE_LIMIT};

/// After this many consecutive pages without anything new, the read stops, because the list repeats itself. The value
/// is higher than the number of parallel requests, so that a shrinking list is not mistaken for a repeating one.
const BARREN: u32 = 20;
/// The most objects that are accepted as the size of a list.
const MOST: u64 = 1_000_000;

/// The progress of a read of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Distinct objects so far, including unreadable ones.
    pub done: u64,
    /// The total according to Plivo.
    pub total: Option<u64>,
}

/// The result of reading a whole list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Distinct objects that were returned.
    pub found: u64,
    /// The latest total from Plivo.
    pub total: Option<u64>,
    /// Objects that could not be read.
    pub unreadable: u64,
    /// Whether the list was stable: every page gave the same total, and no page was short or repeated.
    pub steady: bool,
    /// Whether all pages were read, without an error and without an early stop.
    pub ended: bool,
}

impl Summary {
    /// Returns whether everything was read that Plivo announced, from a stable list. Even then an object may be
    /// missing: a removed object and a new one can cancel each other out in the count.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.ended && self.steady && self.unreadable == 0 && self.total.is_none_or(|total| total == self.found)
    }
}

/// The contents of one page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Landed {
    pub(crate) offset: u64,
    /// Objects on the page, readable or not.
    pub(crate) got: u64,
    /// Objects that were not on an earlier page.
    pub(crate) fresh: u64,
    pub(crate) unreadable: u64,
    pub(crate) meta: Meta,
}

#[derive(Debug)]
pub(crate) struct Sweep {
    step: u64,
    /// The next offset to request, if it is below `end`.
    next: u64,
    end: u64,
    /// Short pages that must be requested again.
    again: VecDeque<u64>,
    /// The offsets of all pages that were requested again.
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

    /// Returns the next page to request, as limit and offset, or `None` if there is none at present or at all.
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
        // An object that came before means that the list moved during the read, or that it repeats itself.
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

    /// If the first page holds fewer objects than requested, and the list has more, its length is the real page size.
    fn start(&mut self, page: Landed) {
        self.started = true;
        let more = page.meta.has_next || page.meta.total.is_some_and(|total| total > page.got);
        if more && (1..PAGE_LIMIT).contains(&page.got) {
            self.step = page.got;
            self.next = page.got;
        }
    }

    /// A page that is shorter than expected is requested once more.
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

    /// The last page may be followed by another page that the total does not include.
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
