use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};

use domain::observed::{Mapping, Observed, Waba};
use domain::phone::PhoneNumber;
use domain::problem::problems_of;

use super::order::{Order, OrderKey};
use super::search::haystack;
use crate::check::Checks;

/// The account's numbers as last seen, ready to be searched. It never changes: a number that was seen anew makes another
/// index, which shares everything else with the one before.
pub struct Index {
    pub entries: Vec<Arc<Entry>>,
    pub wabas: Arc<Vec<WabaEntry>>,
    by_number: Arc<HashMap<PhoneNumber, u32>>,
    names: Arc<Names>,
    orders: Mutex<HashMap<OrderKey, Order>>,
}

pub struct Entry {
    pub seen: Observed,
    /// Position in `Index::wabas`.
    pub waba: u32,
    pub iso: String,
    pub country: String,
    pub has_problem: bool,
    /// Everything that a search looks at, normalised.
    pub haystack: Box<str>,
}

#[derive(Clone)]
pub struct WabaEntry {
    pub id: String,
    pub name: String,
    /// None where the WABA itself was not read: then nobody knows who owns it.
    pub mapping: Option<Mapping>,
    /// Empty where it is not known.
    pub owner: String,
    pub numbers: u32,
}

/// What changes while one types: kept apart, so that an edit does not rebuild the index.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    pub drafts: HashSet<PhoneNumber>,
    pub mapping_drafts: HashSet<String>,
    /// How many of both somebody said to be ready.
    pub ready: usize,
    /// What tests of endpoints came to.
    pub(crate) checks: Arc<Checks>,
}

/// The names that the rows show for IDs.
#[derive(Default)]
pub struct Names {
    pub agents: HashMap<String, String>,
    pub owners: HashMap<String, String>,
}

impl Index {
    pub fn new(numbers: Vec<Observed>, wabas: Vec<Waba>, names: Names) -> Self {
        let mut index = Self {
            entries: Vec::with_capacity(numbers.len()),
            wabas: Arc::default(),
            by_number: Arc::new(HashMap::with_capacity(numbers.len())),
            names: Arc::new(names),
            orders: Mutex::default(),
        };
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
        let position = self.wabas.len() as u32;
        let owner = mapping.as_ref().map(|mapping| self.owner_name(mapping)).unwrap_or_default();
        positions.insert(id.to_owned(), position);
        Arc::make_mut(&mut self.wabas).push(WabaEntry { id: id.to_owned(), name, mapping, owner, numbers: 0 });
        position
    }

    fn add(&mut self, positions: &mut HashMap<String, u32>, seen: Observed) {
        let id = seen.waba_id.as_ref().map_or("", |id| id.as_str());
        let waba = match positions.get(id) {
            Some(position) => *position,
            // The list of WABAs is older than the number, or does not exist for this account.
            None => self.add_waba(positions, id, String::new(), None),
        };
        Arc::make_mut(&mut self.wabas)[waba as usize].numbers += 1;
        Arc::make_mut(&mut self.by_number).insert(seen.number, self.entries.len() as u32);
        let entry = self.entry(waba, seen);
        self.entries.push(Arc::new(entry));
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
        entry.haystack = haystack(&entry, &self.wabas[waba as usize], &self.handled_by(&entry));
        entry
    }

    /// The index with one number as it was seen anew. None where that is not enough: the number is new to it, or belongs
    /// to another WABA now.
    pub fn with(&self, seen: Observed) -> Option<Self> {
        let position = *self.by_number.get(&seen.number)? as usize;
        let old = &self.entries[position];
        if old.seen.waba_id != seen.waba_id {
            return None;
        }
        let new = self.entry(old.waba, seen);
        let stays = |key: &OrderKey| super::order::text(self, old, key.key) == super::order::text(self, &new, key.key);
        let orders =
            self.held_orders().iter().filter(|(key, _)| stays(key)).map(|(key, order)| (*key, order.clone())).collect();
        let mut entries = self.entries.clone();
        entries[position] = Arc::new(new);
        let (wabas, by_number, names) = (self.wabas.clone(), self.by_number.clone(), self.names.clone());
        Some(Self { entries, wabas, by_number, names, orders: Mutex::new(orders) })
    }

    /// Where the number stands in `entries`.
    pub fn position(&self, number: &PhoneNumber) -> Option<u32> {
        self.by_number.get(number).copied()
    }

    pub fn owner_name(&self, mapping: &Mapping) -> String {
        match mapping.wire() {
            None => "Main Account".to_owned(),
            Some(id) => self.names.owners.get(id).cloned().unwrap_or_else(|| id.to_owned()),
        }
    }

    pub fn waba_of(&self, entry: &Entry) -> &WabaEntry {
        &self.wabas[entry.waba as usize]
    }

    /// The webhook's host, or the agent's name.
    pub fn handled_by(&self, entry: &Entry) -> String {
        let held = &entry.seen.held;
        match held.configuration_type.as_deref() {
            Some("webhook") => host(held.webhook_url.as_deref().unwrap_or_default()),
            Some("ai_agent") => {
                let id = held.agent_uuid.clone().unwrap_or_default();
                self.names.agents.get(&id).cloned().unwrap_or(id)
            }
            _ => String::new(),
        }
    }

    /// The entries in the asked order, from memory where it was asked before.
    pub fn order(&self, key: OrderKey) -> Order {
        self.held_orders().entry(key).or_insert_with(|| super::order::sorted(self, key)).clone()
    }

    fn held_orders(&self) -> MutexGuard<'_, HashMap<OrderKey, Order>> {
        self.orders.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// For showing only: what stands between `://` and the next slash. A stored URL may be no URL at all.
fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::{Selection, list};
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
        let rows = list(index, &marks, query).window(index, &marks, &Selection::default(), (0, 100), &[]).rows;
        let alias = |row| match row {
            ListRow::Number(row) => row.alias,
            ListRow::Group(group) => group.name,
        };
        rows.into_iter().map(alias).collect()
    }

    #[test]
    fn a_number_that_is_seen_anew() {
        let numbers = vec![seen("4930901820", "1", "Bravo"), seen("4930901821", "1", "Charlie")];
        let index = Index::new(numbers, Vec::new(), Names::default());
        let (by_alias, by_number) = (query(SortKey::Alias, ""), query(SortKey::Number, ""));
        assert_eq!(aliases(&index, &by_alias), ["Bravo", "Charlie"]);
        assert_eq!(aliases(&index, &by_number), ["Bravo", "Charlie"]);

        let next = index.with(seen("4930901821", "1", "Alpha")).expect("it is known");
        assert_eq!(aliases(&next, &by_alias), ["Alpha", "Bravo"], "an order that it changes is made anew");
        assert_eq!(aliases(&next, &by_number), ["Bravo", "Alpha"], "one that it does not is kept");
        assert_eq!(aliases(&next, &query(SortKey::Number, "alpha")), ["Alpha"]);
        assert_eq!(aliases(&next, &query(SortKey::Number, "charlie")), [] as [&str; 0]);
        assert_eq!(aliases(&index, &by_alias), ["Bravo", "Charlie"], "the one before is as it was");

        assert!(index.with(seen("4930901822", "1", "New")).is_none());
        assert!(index.with(seen("4930901821", "2", "Moved")).is_none());
    }
}
