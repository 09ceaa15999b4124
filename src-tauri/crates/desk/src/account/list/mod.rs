//! The list in memory: the index of the account's numbers, the marks, the selection, and the rows of the last query.
//!
//! The window requests one screen of rows at a time, so 100,000 numbers cost it no more than 10. Sort orders are cached
//! between requests, so a search walks one order.

mod facets;
mod index;
mod marks;
mod order;
mod rows;
mod search;
mod selection;
mod table;

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::lock::lock;
use crate::view::NumbersQuery;

pub(crate) use facets::facets;
pub(crate) use index::Index;
pub(crate) use marks::{Checks, Marks};
pub(crate) use order::OrderKey;
pub(crate) use rows::{Listing, Selected, list};
pub(crate) use selection::Selection;
pub(crate) use table::Names;

#[derive(Default)]
pub(crate) struct List {
    index: RwLock<Cached>,
    pub marks: Mutex<Arc<Marks>>,
    /// Locked while the marks of drafts are read from disk and replaced.
    pub marking: Mutex<()>,
    last: Mutex<Option<LastListing>>,
    pub selection: Mutex<Selection>,
}

#[derive(Default)]
struct Cached {
    index: Option<Arc<Index>>,
    /// Counts the changes of the rows on disk: an index that was built from older rows is not kept.
    age: u64,
    /// The number of the latest build that began, and of the build that is kept.
    begun: u64,
    kept: u64,
}

/// A build of the index: what it was built from, and when it began.
#[derive(Clone, Copy)]
pub(crate) struct Build {
    age: u64,
    number: u64,
}

/// The rows of the last query, so that scrolling does not search again.
struct LastListing {
    query: NumbersQuery,
    index: Arc<Index>,
    marks: Arc<Marks>,
    listing: Arc<Listing>,
}

impl List {
    /// Returns none if the index has to be built from disk first.
    pub(crate) fn index(&self) -> Option<Arc<Index>> {
        self.cached().index.clone()
    }

    /// Begins to build an index, before its rows are read from disk.
    pub(crate) fn begin_build(&self) -> Build {
        let mut cached = self.index.write().unwrap_or_else(PoisonError::into_inner);
        cached.begun += 1;
        Build { age: cached.age, number: cached.begun }
    }

    /// Keeps a built index, unless the rows have changed since it began, or a build that began later is kept: a running
    /// sync adds rows without a change of their age.
    pub(crate) fn keep_index(&self, index: &Arc<Index>, build: Build) {
        let mut cached = self.index.write().unwrap_or_else(PoisonError::into_inner);
        if cached.age == build.age && cached.kept < build.number {
            cached.index = Some(index.clone());
            cached.kept = build.number;
        }
    }

    /// Applies a change of the rows on disk. If `change` returns none, the next request builds the index from disk.
    pub(crate) fn change_index(&self, change: impl FnOnce(&Index) -> Option<Index>) {
        let mut cached = self.index.write().unwrap_or_else(PoisonError::into_inner);
        cached.age += 1;
        cached.index = cached.index.as_deref().and_then(change).map(Arc::new);
    }

    fn cached(&self) -> std::sync::RwLockReadGuard<'_, Cached> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn marks(&self) -> Arc<Marks> {
        lock(&self.marks).clone()
    }

    /// Returns the rows of the query over this index. Scrolling uses the cached rows.
    pub(crate) fn listing(&self, index: &Arc<Index>, query: NumbersQuery) -> Arc<Listing> {
        let marks = self.marks();
        let by_marks = query.filter.has_draft || query.filter.has_problem;
        if let Some(last) = lock(&self.last).as_ref()
            && last.query == query
            && Arc::ptr_eq(&last.index, index)
            && (Arc::ptr_eq(&last.marks, &marks) || !by_marks)
        {
            return last.listing.clone();
        }
        let listing = Arc::new(list(index, &marks, &query));
        *lock(&self.last) = Some(LastListing { query, index: index.clone(), marks, listing: listing.clone() });
        listing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Builds overlap. The one that began last is kept, whichever ends first, unless the rows have changed since.
    #[test]
    fn the_latest_build_is_kept() {
        let build = || Arc::new(Index::new(Vec::new(), Vec::new(), Names::default()));
        let (older, newer) = (build(), build());
        let list = List::default();
        let (first, second) = (list.begin_build(), list.begin_build());
        list.keep_index(&newer, second);
        list.keep_index(&older, first);
        assert!(list.index().is_some_and(|kept| Arc::ptr_eq(&kept, &newer)));
        let third = list.begin_build();
        list.change_index(|_| None);
        list.keep_index(&older, third);
        assert!(list.index().is_none());
    }
}
