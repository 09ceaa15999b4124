//! The sort orders of the list.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::view::{NumbersSort, SortKey};

use super::table::{Entry, Table};

/// Positions in `Table::entries`, sorted.
pub type Order = Arc<[u32]>;

/// The key of a cached order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OrderKey {
    pub grouped: bool,
    pub key: SortKey,
    pub descending: bool,
}

impl OrderKey {
    pub fn new(grouped: bool, sort: NumbersSort) -> Self {
        Self { grouped, key: sort.key, descending: sort.descending }
    }
}

/// Sorts equal rows by number, so the order is always the same.
pub(super) fn sorted(table: &Table, key: OrderKey) -> Order {
    let keys: Vec<String> = table.entries.iter().map(|entry| text(table, entry, key.key)).collect();
    let groups = group_ranks(table);
    let mut order: Vec<u32> = (0..table.entries.len() as u32).collect();
    order.sort_unstable_by(|left, right| {
        let (left, right) = (*left as usize, *right as usize);
        let (one, other) = (&table.entries[left], &table.entries[right]);
        let by_group = match key.grouped {
            true => groups[one.waba as usize].cmp(&groups[other.waba as usize]),
            false => Ordering::Equal,
        };
        let by_key = compare(&keys[left], &keys[right], key.descending);
        by_group.then(by_key).then_with(|| one.seen.number.cmp(&other.seen.number))
    });
    order.into()
}

/// Sorts empty values last in both directions: nobody looks for them first.
fn compare(left: &str, right: &str, descending: bool) -> Ordering {
    match (left.is_empty(), right.is_empty()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        (false, false) if descending => right.cmp(left),
        (false, false) => left.cmp(right),
    }
}

/// Returns the text that an entry is sorted by.
pub(super) fn text(table: &Table, entry: &Entry, key: SortKey) -> String {
    let seen = &entry.seen;
    let lower = |text: &Option<String>| text.as_deref().unwrap_or_default().to_lowercase();
    match key {
        SortKey::Number => seen.number.to_string(),
        SortKey::Country => entry.country.to_lowercase(),
        SortKey::Alias => lower(&seen.held.alias),
        SortKey::VerifiedName => lower(&seen.verified_name),
        SortKey::Status => seen.status.clone(),
        SortKey::Quality => quality_rank(&seen.quality).to_owned(),
        SortKey::Configuration => {
            format!("{} {}", lower(&seen.held.configuration_type), table.handled_by(entry).to_lowercase())
        }
        SortKey::Calling => if seen.held.calling() { "1" } else { "2" }.to_owned(),
        SortKey::Owner => table.waba_of(entry).owner.to_lowercase(),
    }
}

/// Ranks from good to bad. A value that this version does not know ranks as unknown.
fn quality_rank(quality: &str) -> &'static str {
    match quality {
        "green" => "1",
        "yellow" => "2",
        "red" => "3",
        _ => "4",
    }
}

/// Ranks WABAs by name. WABAs without a name come last, and WABAs with the same name are sorted by ID.
fn group_ranks(table: &Table) -> Vec<u32> {
    let mut order: Vec<usize> = (0..table.wabas.len()).collect();
    order.sort_by(|left, right| {
        let (one, other) = (&table.wabas[*left], &table.wabas[*right]);
        compare(&one.name.to_lowercase(), &other.name.to_lowercase(), false).then_with(|| one.id.cmp(&other.id))
    });
    let mut ranks = vec![0; order.len()];
    for (rank, position) in order.into_iter().enumerate() {
        ranks[position] = rank as u32;
    }
    ranks
}
