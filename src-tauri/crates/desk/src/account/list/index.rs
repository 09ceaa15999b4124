//! The index: the account's numbers as last seen, ready to be searched and sorted.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use domain::observed::{Mapping, Observed, Waba};
use domain::phone::PhoneNumber;
use domain::problem::problems_of;

use super::order::{self, Order, OrderKey};
use super::search::haystack;
use super::table::{Entry, Names, Table, WabaEntry};
use crate::account::lock;

/// Immutable. A number that was read again makes a new index, which shares all other entries with the old one.
pub struct Index {
    pub table: Table,
    by_number: Arc<HashMap<PhoneNumber, u32>>,
    orders: Mutex<HashMap<OrderKey, Order>>,
}

impl Index {
    pub fn new(numbers: Vec<Observed>, wabas: Vec<Waba>, names: Names) -> Self {
        let entries = Vec::with_capacity(numbers.len());
        let by_number = Arc::new(HashMap::with_capacity(numbers.len()));
        let table = Table { entries, names: Arc::new(names), ..Table::default() };
        let mut index = Self { table, by_number, orders: Mutex::default() };
        let mut positions = HashMap::new();
        for waba in wabas {
            index.add_waba(&mut positions, waba.id.as_str(), waba.name, Some(waba.mapping));
        }
        for seen in numbers {
            index.add(&mut positions, seen);
        }
        index
    }

    fn add_waba(
        &mut self,
        positions: &mut HashMap<String, u32>,
        id: &str,
        name: String,
        mapping: Option<Mapping>,
    ) -> u32 {
        let position = self.table.wabas.len() as u32;
        let owner = mapping.as_ref().map(|mapping| self.table.names.owner(mapping)).unwrap_or_default();
        positions.insert(id.to_owned(), position);
        Arc::make_mut(&mut self.table.wabas).push(WabaEntry { id: id.to_owned(), name, mapping, owner, numbers: 0 });
        position
    }

    fn add(&mut self, positions: &mut HashMap<String, u32>, seen: Observed) {
        let id = seen.waba_id.as_ref().map_or("", |id| id.as_str());
        let waba = match positions.get(id) {
            Some(position) => *position,
            // The list of WABAs is older than the number, or this account has no such list.
            None => self.add_waba(positions, id, String::new(), None),
        };
        Arc::make_mut(&mut self.table.wabas)[waba as usize].numbers += 1;
        Arc::make_mut(&mut self.by_number).insert(seen.number, self.table.entries.len() as u32);
        let entry = self.entry(waba, seen);
        self.table.entries.push(Arc::new(entry));
    }

    fn entry(&self, waba: u32, seen: Observed) -> Entry {
        let region = seen.number.region();
        let iso = match &region {
            Some(country) => country.iso2.to_owned(),
            None => seen.country_iso.clone().unwrap_or_default(),
        };
        let country = region.map(|country| country.name.to_owned()).unwrap_or_else(|| iso.clone());
        let has_problem = !problems_of(&seen).is_empty();
        let mut entry = Entry { seen, waba, iso, country, has_problem, haystack: Box::default() };
        entry.haystack = haystack(&entry, self.table.waba_of(&entry), &self.table.handled_by(&entry));
        entry
    }

    /// Returns an index with the new state of one number. None if a new entry is not enough: the number is unknown to
    /// this index, or belongs to another WABA now.
    pub fn with(&self, seen: Observed) -> Option<Self> {
        let position = *self.by_number.get(&seen.number)? as usize;
        let old = &self.table.entries[position];
        if old.seen.waba_id != seen.waba_id {
            return None;
        }
        let new = self.entry(old.waba, seen);
        let stays = |key: &OrderKey| order::text(&self.table, old, key.key) == order::text(&self.table, &new, key.key);
        let held = lock(&self.orders).clone();
        let orders = held.iter().filter(|(key, _)| stays(key)).map(|(key, order)| (*key, order.clone())).collect();
        let mut table = self.table.clone();
        table.entries[position] = Arc::new(new);
        Some(Self { table, by_number: self.by_number.clone(), orders: Mutex::new(orders) })
    }

    /// Returns the number's position in `Table::entries`.
    pub fn position(&self, number: &PhoneNumber) -> Option<u32> {
        self.by_number.get(number).copied()
    }

    /// Returns the number at this position.
    pub fn number_at(&self, position: u32) -> PhoneNumber {
        self.table.entries[position as usize].seen.number
    }

    /// Returns the entries in the requested order. Orders are cached.
    pub fn order(&self, key: OrderKey) -> Order {
        if let Some(order) = lock(&self.orders).get(&key) {
            return order.clone();
        }
        let sorted = order::sorted(&self.table, key);
        lock(&self.orders).entry(key).or_insert(sorted).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::list::{Marks, Selected, list};
    use crate::view::{ListRow, NumbersQuery, NumbersSort, SortKey};
    use domain::id::WabaId;
    use domain::observed::Held;

    fn seen(number: &str, waba: &str, alias: &str) -> Observed {
        Observed {
            number: PhoneNumber::parse(number).expect("a number"),
            waba_id: Some(WabaId::new(waba)),
            country_iso: None,
            verified_name: None,
            status: "connected".to_owned(),
            name_status: None,
            quality: "green".to_owned(),
            messaging_limit: None,
            held: Held { alias: Some(alias.to_owned()), ..Held::default() },
        }
    }

    fn query(key: SortKey, search: &str) -> NumbersQuery {
        NumbersQuery {
            search: search.to_owned(),
            sort: NumbersSort { key, descending: false },
            ..NumbersQuery::default()
        }
    }

    fn aliases(index: &Index, query: &NumbersQuery) -> Vec<String> {
        let marks = Marks::default();
        let rows = list(index, &marks, query).window(index, &marks, &Selected::default(), (0, 100), &[]).rows;
        let alias = |row| match row {
            ListRow::Number(row) => row.alias,
            ListRow::Group(group) => group.name,
        };
        rows.into_iter().map(alias).collect()
    }

    #[test]
    fn a_number_that_is_read_again() {
        let numbers = vec![seen("4930901820", "1", "Bravo"), seen("4930901821", "1", "Charlie")];
        let index = Index::new(numbers, Vec::new(), Names::default());
        let (by_alias, by_number) = (query(SortKey::Alias, ""), query(SortKey::Number, ""));
        assert_eq!(aliases(&index, &by_alias), ["Bravo", "Charlie"]);
        assert_eq!(aliases(&index, &by_number), ["Bravo", "Charlie"]);

        let next = index.with(seen("4930901821", "1", "Alpha")).expect("it is known");
        assert_eq!(aliases(&next, &by_alias), ["Alpha", "Bravo"], "an order that changes is computed again");
        assert_eq!(aliases(&next, &by_number), ["Bravo", "Alpha"], "an order that does not change is kept");
        assert_eq!(aliases(&next, &query(SortKey::Number, "alpha")), ["Alpha"]);
        assert_eq!(aliases(&next, &query(SortKey::Number, "charlie")), [] as [&str; 0]);
        assert_eq!(aliases(&index, &by_alias), ["Bravo", "Charlie"], "the old index does not change");

        assert!(index.with(seen("4930901822", "1", "New")).is_none());
        assert!(index.with(seen("4930901821", "2", "Moved")).is_none());
    }
}
