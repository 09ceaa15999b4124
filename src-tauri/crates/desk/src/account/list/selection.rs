//! The selection of the list: its changes by clicks and by ranges.

use std::collections::HashSet;
use std::sync::Arc;

use domain::phone::PhoneNumber;

use crate::view::{RowKey, SelectionChange};

use super::listing::{Listing, Selected};

/// The selected numbers. The selection stays when the search or the filters change.
#[derive(Clone, Default)]
pub struct Selection {
    pub now: Selected,
    /// The last range, until the selection changes in another way.
    range: Option<Range>,
    /// The age of the rows in which all selected numbers were found.
    pub known_at: Option<u64>,
}

#[derive(Clone)]
struct Range {
    from: RowKey,
    /// The selection before the first range from that row.
    before: Arc<HashSet<PhoneNumber>>,
}

impl Selection {
    /// Changes the selection over these rows. The number of a toggle is one that the account has. `version` returns the
    /// version of a selection that differs from the one before.
    pub fn change(&mut self, listing: &Listing, change: &SelectionChange, version: impl FnOnce() -> u32) {
        let mut numbers = HashSet::clone(&self.now.numbers);
        match change {
            SelectionChange::Range { from, to } => {
                if let Some(between) = listing.between(from, to) {
                    self.select_range(from, between, version);
                }
                return;
            }
            SelectionChange::Toggle { number } => toggle(&mut numbers, number),
            SelectionChange::Matching { selected: true } => numbers.extend(listing.numbers()),
            SelectionChange::Matching { selected: false } => {
                for number in listing.numbers() {
                    numbers.remove(number);
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

    /// Removes numbers that the account no longer has.
    pub fn remove(&mut self, gone: &HashSet<PhoneNumber>, version: impl FnOnce() -> u32) {
        if gone.is_empty() {
            return;
        }
        if let Some(range) = &mut self.range {
            Arc::make_mut(&mut range.before).retain(|number| !gone.contains(number));
        }
        let numbers = self.now.numbers.iter().copied().filter(|number| !gone.contains(number)).collect();
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

fn toggle(numbers: &mut HashSet<PhoneNumber>, number: &str) {
    if let Ok(number) = PhoneNumber::parse(number)
        && !numbers.remove(&number)
    {
        numbers.insert(number);
    }
}
