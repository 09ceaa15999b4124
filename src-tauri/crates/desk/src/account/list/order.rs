//! The sort orders of the list.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::account::collation_key;
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
    let of_text = if is_name(key.key) { |text: String| collation_key(&text) } else { String::into_bytes };
    let keys: Vec<Vec<u8>> = table.entries.iter().map(|entry| of_text(text(table, entry, key.key))).collect();
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
fn compare(left: &[u8], right: &[u8], descending: bool) -> Ordering {
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
    let shown = |text: &Option<String>| text.clone().unwrap_or_default();
    match key {
        SortKey::Number => seen.number.to_string(),
        SortKey::Country => entry.country.clone(),
        SortKey::Alias => shown(&seen.held.alias),
        SortKey::VerifiedName => shown(&seen.verified_name),
        SortKey::Status => seen.status.clone(),
        SortKey::Quality => quality_rank(&seen.quality).to_owned(),
        SortKey::Configuration => {
            let text = format!("{} {}", shown(&seen.held.configuration_type), table.handled_by(entry));
            text.trim_end().to_owned()
        }
        SortKey::Calling => if seen.held.calling() { "1" } else { "2" }.to_owned(),
        SortKey::Owner => table.waba_of(entry).owner.clone(),
    }
}

/// Returns true if the text is a name, which people expect in the order of their letters.
fn is_name(key: SortKey) -> bool {
    match key {
        SortKey::Country | SortKey::Alias | SortKey::VerifiedName | SortKey::Configuration | SortKey::Owner => true,
        SortKey::Number | SortKey::Status | SortKey::Quality | SortKey::Calling => false,
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
    let keys: Vec<Vec<u8>> = table.wabas.iter().map(|waba| collation_key(&waba.name)).collect();
    let mut order: Vec<usize> = (0..table.wabas.len()).collect();
    order.sort_by(|left, right| {
        let (one, other) = (&table.wabas[*left], &table.wabas[*right]);
        compare(&keys[*left], &keys[*right], false).then_with(|| one.id.cmp(&other.id))
    });
    let mut ranks = vec![0; order.len()];
    for (rank, position) in order.into_iter().enumerate() {
        ranks[position] = rank as u32;
    }
    ranks
}
