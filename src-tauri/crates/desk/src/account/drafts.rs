//! Drafts: the lock that makes their changes one at a time, and what is remembered of them. The drafts are on disk.

use std::collections::{HashSet, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use domain::phone::PhoneNumber;

use super::lock::{Locked, lock, lock_over_disk};
use crate::view::{DraftCount, DraftKey, DraftKind, DraftsQuery, MadeDrafts};

/// Undo is offered right after something was made. What was made before the last so many is undone one by one.
const MOST_KEPT: usize = 16;

#[derive(Default)]
pub(crate) struct Drafts {
    lock: Mutex<()>,
    pub tray: TrayCache,
    pub made: LatelyMade,
}

/// The proof that nobody else changes a draft of the account: two edits never start from one state. Made by
/// [`Drafts::hold`] alone.
pub(crate) struct Drafting<'a> {
    _held: Locked<'a, ()>,
}

impl Drafts {
    /// Waits until nobody else changes a draft of the account.
    pub(crate) fn hold(&self) -> Drafting<'_> {
        Drafting { _held: lock_over_disk(&self.lock) }
    }
}

/// The drafts that fit the last query, so that scrolling does not judge every draft again.
#[derive(Default)]
pub(crate) struct TrayCache {
    /// Counts the changes of drafts, and of what they are judged by.
    age: AtomicU64,
    held: Mutex<Option<(u64, DraftsQuery, Arc<Found>)>>,
}

/// Which drafts fit a query, the latest first, and what is counted over all of them.
pub(crate) struct Found {
    pub keys: Vec<DraftKey>,
    pub drafts: u32,
    pub ready: u32,
    pub states: Vec<DraftCount>,
}

impl TrayCache {
    /// A draft changed, or what drafts are judged by.
    pub(crate) fn expire(&self) {
        self.age.fetch_add(1, Ordering::SeqCst);
    }

    /// Finds the drafts of a query, unless nothing has changed since the same query was last asked.
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

/// Drafts that were made at once, by a bulk edit or an import.
#[derive(Debug, Default)]
pub(crate) struct Made {
    pub numbers: Vec<PhoneNumber>,
    pub wabas: Vec<String>,
    /// The numbers among them whose drafts can be sent.
    pub ready: Vec<PhoneNumber>,
    /// Every draft that stood there before, by the id under which it was set aside.
    pub aside: Vec<i64>,
    /// When, in milliseconds since 1970.
    pub at: i64,
}

impl Made {
    /// The drafts among these that it made.
    pub(crate) fn among(&self, keys: &[DraftKey]) -> Vec<DraftKey> {
        let numbers: HashSet<String> = self.numbers.iter().map(ToString::to_string).collect();
        let made = |key: &&DraftKey| match key.kind {
            DraftKind::Number => numbers.contains(&key.id),
            DraftKind::Mapping => self.wabas.contains(&key.id),
        };
        keys.iter().filter(made).cloned().collect()
    }
}

/// The latest that were made while the app runs, by an id: the window never names a hundred thousand of them.
#[derive(Default)]
pub(crate) struct LatelyMade(Mutex<VecDeque<(u32, Arc<Made>)>>);

impl LatelyMade {
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
