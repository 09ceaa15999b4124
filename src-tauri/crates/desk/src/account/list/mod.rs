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

    /// Returns the count of changes of the rows on disk.
    pub(crate) fn age(&self) -> u64 {
        self.cached().age
    }

    /// Keeps an index that was built when the rows had this age, unless they have changed since.
    pub(crate) fn keep_index(&self, index: &Arc<Index>, age: u64) {
        let mut cached = self.index.write().unwrap_or_else(PoisonError::into_inner);
        if cached.age == age {
            cached.index = Some(index.clone());
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
