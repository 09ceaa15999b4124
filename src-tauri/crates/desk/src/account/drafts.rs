//! Drafts in memory: the lock that allows one change at a time, the cached tray, and the latest bulk-made drafts. The
//! drafts themselves are on disk.

use std::collections::{HashSet, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use domain::phone::PhoneNumber;

use super::lock::{Locked, lock, lock_over_disk};
use crate::view::{DraftCount, DraftKey, DraftKind, DraftsQuery, MadeDrafts};

/// How many bulk edits and imports can be undone as a whole. The drafts of older ones are discarded one by one.
const MOST_KEPT: usize = 16;

#[derive(Default)]
pub(crate) struct Drafts {
    lock: Mutex<()>,
    pub tray: TrayCache,
    pub made: RecentlyMade,
}

/// The proof that nobody else changes a draft of the account, so two edits never start from the same state. Only
/// [`Drafts::hold`] makes it.
pub(crate) struct Drafting<'a> {
    _held: Locked<'a, ()>,
}

impl Drafts {
    /// Waits until nobody else changes a draft of the account.
    pub(crate) fn hold(&self) -> Drafting<'_> {
        Drafting { _held: lock_over_disk(&self.lock) }
    }
}

/// The result of the last query of the tray: scrolling does not compute the state of every draft again.
#[derive(Default)]
pub(crate) struct TrayCache {
    /// Counts the changes of drafts, and of the data that their states depend on.
    age: AtomicU64,
    held: Mutex<Option<(u64, DraftsQuery, Arc<Found>)>>,
}

/// The drafts that match a query, the latest first, with counts over all drafts.
pub(crate) struct Found {
    pub keys: Vec<DraftKey>,
    pub drafts: u32,
    pub ready: u32,
    pub states: Vec<DraftCount>,
}

impl TrayCache {
    /// Invalidates the cached result: a draft changed, or data that the states depend on.
    pub(crate) fn expire(&self) {
        self.age.fetch_add(1, Ordering::SeqCst);
    }

    /// Returns the cached result of the same query. Finds the drafts again if anything has changed since.
    pub(crate) fn found<E>(
        &self,
        query: DraftsQuery,
        find: impl FnOnce(&DraftsQuery) -> Result<Found, E>,
    ) -> Result<Arc<Found>, E> {
        let age = self.age.load(Ordering::SeqCst);
        if let Some((_, _, found)) = lock(&self.held).as_ref().filter(|held| (held.0, &held.1) == (age, &query)) {
            return Ok(found.clone());
        }
        let found = Arc::new(find(&query)?);
        *lock(&self.held) = Some((age, query, found.clone()));
        Ok(found)
    }
}

/// Drafts that one bulk edit or one import made.
#[derive(Debug, Default)]
pub(crate) struct Made {
    pub numbers: Vec<PhoneNumber>,
    pub wabas: Vec<String>,
    /// The numbers whose drafts can be sent.
    pub ready: Vec<PhoneNumber>,
    /// The drafts that were there before, by the ids under which they were set aside.
    pub aside: Vec<i64>,
    /// When they were made, in milliseconds since 1970.
    pub at: i64,
    /// The record of the batch that they undo.
    pub undoes: Option<i64>,
}

impl Made {
    /// Returns those of the given drafts that are among these.
    pub(crate) fn among(&self, keys: &[DraftKey]) -> Vec<DraftKey> {
        let numbers: HashSet<String> = self.numbers.iter().map(ToString::to_string).collect();
        let made = |key: &&DraftKey| match key.kind {
            DraftKind::Number => numbers.contains(&key.id),
            DraftKind::Mapping => self.wabas.contains(&key.id),
        };
        keys.iter().filter(made).cloned().collect()
    }
}

/// The latest bulk-made drafts, by id. With the id, the window never has to list a hundred thousand drafts.
#[derive(Default)]
pub(crate) struct RecentlyMade(Mutex<VecDeque<(u32, Arc<Made>)>>);

impl RecentlyMade {
    pub(crate) fn keep(&self, id: u32, made: Made) -> MadeDrafts {
        let drafts = made.numbers.len() + made.wabas.len();
        let view = MadeDrafts { id, drafts: drafts as u32, aside: made.aside.len() as u32 };
        let mut kept = lock(&self.0);
        kept.push_back((id, Arc::new(made)));
        if kept.len() > MOST_KEPT {
            kept.pop_front();
        }
        view
    }

    pub(crate) fn get(&self, id: u32) -> Option<Arc<Made>> {
        lock(&self.0).iter().find(|(kept, _)| *kept == id).map(|(_, made)| made.clone())
    }
}
