//! Reads that found a number as it is stored. They change nothing on disk, so they are kept in memory only: when they
//! were requested, and which sync they belong to. After a restart no earlier request is still on its way, so nothing is
//! lost with them.

use std::collections::HashMap;

use domain::phone::PhoneNumber;
use parking_lot::Mutex;

/// For each account, the last such read of each number.
#[derive(Default)]
pub(crate) struct Confirmed(Mutex<HashMap<String, HashMap<PhoneNumber, Read>>>);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Read {
    /// When the newest read was requested.
    pub at: i64,
    /// The last sync that saw the number.
    pub generation: i64,
}

impl Confirmed {
    /// Returns zeros for a number without such a read.
    pub fn of(&self, account: &str, number: &PhoneNumber) -> Read {
        let all = self.0.lock();
        all.get(account).and_then(|numbers| numbers.get(number)).copied().unwrap_or_default()
    }

    /// Adds a read that found the number as it is stored.
    pub fn add(&self, account: &str, number: &PhoneNumber, read: Read) {
        let mut all = self.0.lock();
        if !all.contains_key(account) {
            all.insert(account.to_owned(), HashMap::new());
        }
        if let Some(numbers) = all.get_mut(account) {
            let known = numbers.entry(*number).or_default();
            *known = Read { at: known.at.max(read.at), generation: known.generation.max(read.generation) };
        }
    }

    pub fn remove(&self, account: &str, number: &PhoneNumber) {
        if let Some(numbers) = self.0.lock().get_mut(account) {
            numbers.remove(number);
        }
    }

    /// A sync has seen the whole list: what earlier syncs saw is no longer needed.
    pub fn keep_since(&self, account: &str, generation: i64) {
        if let Some(numbers) = self.0.lock().get_mut(account) {
            numbers.retain(|_, read| read.generation >= generation);
            numbers.shrink_to_fit();
        }
    }

    pub fn forget(&self, account: &str) {
        self.0.lock().remove(account);
    }

    /// The clock was set back: a read later than `latest` counts as one at `now`.
    pub fn clamp(&self, now: i64, latest: i64) {
        let mut all = self.0.lock();
        let reads = all.values_mut().flat_map(HashMap::values_mut);
        reads.filter(|read| read.at > latest).for_each(|read| read.at = now);
    }
}
