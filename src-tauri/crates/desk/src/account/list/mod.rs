//! What is kept in memory of the list: the rows of the last query as numbers in their order, the marks, the selection,
//! and, once somebody is about to search, the texts of the rows. Everything else is read from disk when it is shown.
//!
//! The window requests one screen of rows at a time, so 100,000 numbers cost it no more than 10.

mod facets;
mod kept_rows;
mod listing;
mod marks;
mod order;
mod overview;
mod pass;
mod rows;
mod search;
mod selection;

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use domain::phone::PhoneNumber;

use super::lock::lock;
use crate::view::NumbersQuery;

pub(crate) use facets::{facets, wabas};
pub(crate) use kept_rows::{Keeping, KeptRows};
pub(crate) use listing::{Line, Listing, Selected};
pub(crate) use marks::{Checks, Marks};
pub(crate) use overview::{Names, Overview};
pub(crate) use pass::Pass;
pub(crate) use rows::rows;
pub(crate) use selection::Selection;

#[derive(Default)]
pub(crate) struct List {
    /// Counts the changes of the rows on disk that are shown. What was read before the last one is out of date. A running
    /// sync stores rows all the time, and counts them now and then.
    age: AtomicU64,
    pub marks: Mutex<Arc<Marks>>,
    /// Locked while the marks of drafts are read from disk and replaced.
    pub marking: Mutex<()>,
    /// The number whose panel is open: an empty text if none is, and none before that was said in this run.
    pub open: Mutex<Option<String>>,
    /// Locked while that is stored.
    pub storing_open: Mutex<()>,
    /// The rows that searches go over, and their age.
    rows: Mutex<Option<(u64, Arc<KeptRows>)>>,
    /// Locked while they are read.
    pub reading_rows: Mutex<()>,
    last: Mutex<Option<Last>>,
    overview: Mutex<Option<(State, Arc<Overview>)>>,
    failing: Mutex<Option<Failing>>,
    pub selection: Mutex<Selection>,
}

/// The state that rows are read in: before they are read, so that a change in between is not missed.
#[derive(Clone)]
pub(crate) struct State {
    pub age: u64,
    pub marks: Arc<Marks>,
}

/// The rows of the last query, so that scrolling does not search again.
struct Last {
    query: NumbersQuery,
    state: State,
    listing: Arc<Listing>,
}

/// The numbers with a failed endpoint test, and the state in which they were found.
struct Failing {
    age: u64,
    checks: Arc<Checks>,
    numbers: Arc<HashSet<PhoneNumber>>,
}

impl List {
    pub(crate) fn marks(&self) -> Arc<Marks> {
        lock(&self.marks).clone()
    }

    pub(crate) fn state(&self) -> State {
        // The age first: what changes in between makes the rows out of date, and never the age.
        let age = self.age.load(Ordering::SeqCst);
        State { age, marks: self.marks() }
    }

    /// The rows on disk have changed. Call it after the change is on disk.
    pub(crate) fn rows_changed(&self) {
        self.age.fetch_add(1, Ordering::SeqCst);
        *lock(&self.rows) = None;
    }

    pub(crate) fn kept_rows(&self, state: &State) -> Option<Arc<KeptRows>> {
        lock(&self.rows).as_ref().filter(|(age, _)| *age == state.age).map(|(_, rows)| rows.clone())
    }

    pub(crate) fn keep_rows(&self, state: &State, rows: Arc<KeptRows>) {
        let mut kept = lock(&self.rows);
        if self.age.load(Ordering::SeqCst) == state.age {
            *kept = Some((state.age, rows));
        }
    }

    /// Returns the cached rows of the query, if they are those of this state.
    pub(crate) fn kept(&self, query: &NumbersQuery, state: &State) -> Option<Arc<Listing>> {
        let by_marks = query.filter.has_draft || query.filter.has_problem;
        let last = lock(&self.last);
        let last = last.as_ref().filter(|last| last.query == *query && last.state.age == state.age)?;
        (!by_marks || Arc::ptr_eq(&last.state.marks, &state.marks)).then(|| last.listing.clone())
    }

    /// Returns the cached counts over all numbers, whatever the last query was.
    pub(crate) fn kept_overview(&self, state: &State) -> Option<Arc<Overview>> {
        let kept = lock(&self.overview);
        let same = |kept: &&(State, Arc<Overview>)| kept.0.age == state.age && Arc::ptr_eq(&kept.0.marks, &state.marks);
        kept.as_ref().filter(same).map(|(_, overview)| overview.clone())
    }

    pub(crate) fn keep(&self, query: NumbersQuery, state: State, listing: Arc<Listing>) {
        *lock(&self.last) = Some(Last { query, state, listing });
    }

    pub(crate) fn keep_overview(&self, state: State, overview: Arc<Overview>) {
        *lock(&self.overview) = Some((state, overview));
    }

    pub(crate) fn kept_failing(&self, state: &State) -> Option<Arc<HashSet<PhoneNumber>>> {
        let failing = lock(&self.failing);
        let same = |one: &&Failing| one.age == state.age && Arc::ptr_eq(&one.checks, &state.marks.checks);
        failing.as_ref().filter(same).map(|failing| failing.numbers.clone())
    }

    pub(crate) fn keep_failing(&self, state: &State, numbers: Arc<HashSet<PhoneNumber>>) {
        *lock(&self.failing) = Some(Failing { age: state.age, checks: state.marks.checks.clone(), numbers });
    }
}
