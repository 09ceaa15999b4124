//! The selection of the list: its changes by clicks and by ranges.

use std::collections::HashSet;
use std::sync::{Arc, Weak};

use domain::phone::PhoneNumber;

use crate::view::{RowKey, SelectionChange};

use super::index::Index;
use super::rows::{Listing, Selected};

/// The selected numbers. The selection stays when the search or the filters change.
#[derive(Clone, Default)]
pub struct Selection {
    pub now: Selected,
    /// The last range, until the selection changes in another way.
    range: Option<Range>,
    /// The last index that was checked for all selected numbers.
    known_in: Weak<Index>,
}

#[derive(Clone)]
struct Range {
    from: RowKey,
    /// The selection before the first range from that row.
    before: Arc<HashSet<PhoneNumber>>,
}

impl Selection {
    /// Changes the selection over these rows. `version` returns the version of a selection that differs from the one
    /// before.
    pub fn change(
        &mut self,
        index: &Index,
        listing: &Listing,
        change: &SelectionChange,
        version: impl FnOnce() -> u32,
    ) {
        let mut numbers = HashSet::clone(&self.now.numbers);
        match change {
            SelectionChange::Range { from, to } => {
                if let Some(between) = listing.between(index, from, to) {
                    self.select_range(from, between, version);
                }
                return;
            }
            SelectionChange::Toggle { number } => toggle(&mut numbers, index, number),
            SelectionChange::Matching { selected: true } => numbers.extend(listing.matching_numbers(index)),
            SelectionChange::Matching { selected: false } => {
                for number in listing.matching_numbers(index) {
                    numbers.remove(&number);
                }
            }
            SelectionChange::None => numbers.clear(),
        }
        self.range = None;
        self.put(numbers, version);
    }

    fn select_range(
        &mut self,
        from: &RowKey,
        between: impl Iterator<Item = PhoneNumber>,
        version: impl FnOnce() -> u32,
    ) {
        let last = self.range.take().filter(|last| last.from == *from);
        let before = last.map_or_else(|| self.now.numbers.clone(), |last| last.before);
        let mut numbers = HashSet::clone(&before);
        numbers.extend(between);
        self.range = Some(Range { from: from.clone(), before });
        self.put(numbers, version);
    }

    /// Removes numbers that the account no longer has from the selection.
    pub fn keep_known(&mut self, index: &Arc<Index>, version: impl FnOnce() -> u32) {
        if std::ptr::eq(self.known_in.as_ptr(), Arc::as_ptr(index)) {
            return;
        }
        self.known_in = Arc::downgrade(index);
        if self.now.numbers.iter().all(|number| index.position(number).is_some()) {
            return;
        }
        let known = |number: &PhoneNumber| index.position(number).is_some();
        if let Some(range) = &mut self.range {
            Arc::make_mut(&mut range.before).retain(known);
        }
        let numbers = self.now.numbers.iter().copied().filter(known).collect();
        self.put(numbers, version);
    }

    pub fn clear(&mut self, version: impl FnOnce() -> u32) {
        self.range = None;
        self.put(HashSet::new(), version);
    }

    fn put(&mut self, numbers: HashSet<PhoneNumber>, version: impl FnOnce() -> u32) {
        if numbers != *self.now.numbers {
            self.now.version = version();
            self.now.numbers = Arc::new(numbers);
        }
    }
}

/// Ignores a number that the account does not have.
fn toggle(numbers: &mut HashSet<PhoneNumber>, index: &Index, number: &str) {
    let known = PhoneNumber::parse(number).ok().filter(|number| index.position(number).is_some());
    if let Some(number) = known
        && !numbers.remove(&number)
    {
        numbers.insert(number);
    }
}
