//! The list in memory: an index of the account's numbers, and windows of rows cut from it.
//!
//! The window asks for a screenful at a time, so 100,000 numbers cost it no more than 10. Orders are kept between
//! questions; a search only walks one.

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
pub(crate) use search::{Words, searched};
pub(crate) use selection::Selection;
pub(crate) use table::Names;

#[derive(Default)]
pub(crate) struct List {
    index: RwLock<Cached>,
    pub marks: Mutex<Arc<Marks>>,
    /// Held while the marks of drafts are read from the disk and replaced.
    pub marking: Mutex<()>,
    cut: Mutex<Option<Cut>>,
    pub selection: Mutex<Selection>,
}

#[derive(Default)]
struct Cached {
    index: Option<Arc<Index>>,
    /// Counts the changes of what the index is made from, so that one made from older rows is not kept.
    age: u64,
}

/// The rows of the last query, so that scrolling does not search again.
struct Cut {
    query: NumbersQuery,
    index: Arc<Index>,
    marks: Arc<Marks>,
    listing: Arc<Listing>,
}

impl List {
    /// None where it has to be made from the disk first.
    pub(crate) fn index(&self) -> Option<Arc<Index>> {
        self.cached().index.clone()
    }

    /// Counts the changes of what the index is made from.
    pub(crate) fn age(&self) -> u64 {
        self.cached().age
    }

    /// Keeps an index that was made when the rows had this age, unless they changed since.
    pub(crate) fn keep_index(&self, index: &Arc<Index>, age: u64) {
        let mut cached = self.index.write().unwrap_or_else(PoisonError::into_inner);
        if cached.age == age {
            cached.index = Some(index.clone());
        }
    }

    /// The rows on disk changed. Where the change returns none, the next question makes the index from the disk.
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

    /// The rows of the query over this index: from memory where only the window of rows moved.
    pub(crate) fn listing(&self, index: &Arc<Index>, query: NumbersQuery) -> Arc<Listing> {
        let marks = self.marks();
        let by_marks = query.filter.has_draft || query.filter.has_problem;
        if let Some(cut) = lock(&self.cut).as_ref()
            && cut.query == query
            && Arc::ptr_eq(&cut.index, index)
            && (Arc::ptr_eq(&cut.marks, &marks) || !by_marks)
        {
            return cut.listing.clone();
        }
        let listing = Arc::new(list(index, &marks, &query));
        *lock(&self.cut) = Some(Cut { query, index: index.clone(), marks, listing: listing.clone() });
        listing
    }
}
