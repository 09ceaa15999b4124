//! Numbers in list order, indexed by digits and by WABA. A page is read without visiting the other numbers.

use super::kinds::Number;
use std::collections::HashMap;

#[derive(Debug, Clone, Default)]
pub(crate) struct Numbers {
    order: Vec<u64>,
    by_digits: HashMap<u64, Number>,
    by_waba: HashMap<String, Vec<u64>>,
}

/// The position of a number in the list, and among the numbers of its WABA.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    listed: usize,
    in_waba: usize,
}

impl Numbers {
    pub(crate) fn get(&self, key: u64) -> Option<&Number> {
        self.by_digits.get(&key)
    }

    /// Adds a new number at the end of the list. A known number keeps its position, also in its WABA unless it moved to
    /// another one.
    pub(crate) fn put(&mut self, key: u64, number: Number) {
        let waba = number.waba_id.clone();
        match self.by_digits.insert(key, number) {
            Some(before) if before.waba_id == waba => return,
            Some(before) => self.leave(&before.waba_id, key),
            None => self.order.push(key),
        }
        self.by_waba.entry(waba).or_default().push(key);
    }

    pub(crate) fn remove(&mut self, key: u64) -> Option<Number> {
        let number = self.by_digits.remove(&key)?;
        self.order.retain(|other| *other != key);
        self.leave(&number.waba_id, key);
        Some(number)
    }

    pub(crate) fn place(&self, key: u64) -> Option<Place> {
        let in_waba = self.of_waba(&self.get(key)?.waba_id);
        let at = |keys: &[u64]| keys.iter().position(|other| *other == key);
        Some(Place { listed: at(&self.order)?, in_waba: at(in_waba)? })
    }

    /// Restores a number at its former position. A number that exists keeps its position.
    pub(crate) fn put_back(&mut self, key: u64, number: Number, place: Place) {
        if self.by_digits.contains_key(&key) {
            return self.put(key, number);
        }
        let members = self.by_waba.entry(number.waba_id.clone()).or_default();
        members.insert(place.in_waba.min(members.len()), key);
        self.order.insert(place.listed.min(self.order.len()), key);
        self.by_digits.insert(key, number);
    }

    fn leave(&mut self, waba: &str, key: u64) {
        if let Some(members) = self.by_waba.get_mut(waba) {
            members.retain(|other| *other != key);
        }
    }

    /// Returns all numbers as a single run for [`Self::page`].
    pub(crate) fn all(&self) -> Vec<&[u64]> {
        vec![&self.order]
    }

    pub(crate) fn of_waba(&self, waba: &str) -> &[u64] {
        self.by_waba.get(waba).map_or(&[], Vec::as_slice)
    }

    /// Returns at most `limit` numbers from `offset` on, in the concatenation of the runs. Whole runs are skipped by
    /// their length.
    pub(crate) fn page(&self, runs: &[&[u64]], mut offset: usize, limit: usize) -> Vec<&Number> {
        let mut page = Vec::with_capacity(limit);
        for run in runs {
            let wanted = limit - page.len();
            page.extend(run.iter().skip(offset).take(wanted).filter_map(|key| self.get(*key)));
            offset = offset.saturating_sub(run.len());
            if page.len() == limit {
                break;
            }
        }
        page
    }
}
