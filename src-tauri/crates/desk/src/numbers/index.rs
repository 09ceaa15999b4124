use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use domain::observed::{Mapping, Observed, Waba};
use domain::phone::PhoneNumber;
use domain::problem::problems_of;

use super::order::{Order, OrderKey};
use super::search::haystack;

/// The account's numbers as last seen, ready to be searched. Made anew when the snapshot changes.
pub struct Index {
    pub entries: Vec<Entry>,
    pub wabas: Vec<WabaEntry>,
    by_number: HashMap<PhoneNumber, u32>,
    agents: HashMap<String, String>,
    owners: HashMap<String, String>,
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    pub drafts: HashSet<PhoneNumber>,
    pub mapping_drafts: HashSet<String>,
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
            wabas: Vec::new(),
            by_number: HashMap::with_capacity(numbers.len()),
            agents: names.agents,
            owners: names.owners,
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
        self.wabas.push(WabaEntry { id: id.to_owned(), name, mapping, owner, numbers: 0 });
        position
    }

    fn add(&mut self, positions: &mut HashMap<String, u32>, seen: Observed) {
        let id = seen.waba_id.as_ref().map_or("", |id| id.as_str());
        let waba = match positions.get(id) {
            Some(position) => *position,
            // The list of WABAs is older than the number, or does not exist for this account.
            None => self.add_waba(positions, id, String::new(), None),
        };
        self.wabas[waba as usize].numbers += 1;
        let region = seen.number.region();
        let iso = match &region {
            Some(country) => country.iso2.to_owned(),
            None => seen.country_iso.clone().unwrap_or_default(),
        };
        let country = region.map(|country| country.name.to_owned()).unwrap_or_else(|| iso.clone());
        let has_problem = !problems_of(&seen).is_empty();
        let mut entry = Entry { seen, waba, iso, country, has_problem, haystack: Box::default() };
        entry.haystack = haystack(&entry, &self.wabas[waba as usize], &self.handled_by(&entry));
        self.by_number.insert(entry.seen.number, self.entries.len() as u32);
        self.entries.push(entry);
    }

    pub fn owner_name(&self, mapping: &Mapping) -> String {
        match mapping.wire() {
            None => "Main Account".to_owned(),
            Some(id) => self.owners.get(id).cloned().unwrap_or_else(|| id.to_owned()),
        }
    }

    pub fn get(&self, number: &PhoneNumber) -> Option<&Entry> {
        self.by_number.get(number).map(|position| &self.entries[*position as usize])
    }

    pub fn waba_of(&self, entry: &Entry) -> &WabaEntry {
        &self.wabas[entry.waba as usize]
    }

    pub fn waba(&self, id: &str) -> Option<&WabaEntry> {
        self.wabas.iter().find(|waba| waba.id == id)
    }

    /// The webhook's host, or the agent's name.
    pub fn handled_by(&self, entry: &Entry) -> String {
        let held = &entry.seen.held;
        match held.configuration_type.as_deref() {
            Some("webhook") => host(held.webhook_url.as_deref().unwrap_or_default()),
            Some("ai_agent") => {
                let id = held.agent_uuid.clone().unwrap_or_default();
                self.agents.get(&id).cloned().unwrap_or(id)
            }
            _ => String::new(),
        }
    }

    /// The entries in the asked order, from memory where it was asked before.
    pub fn order(&self, key: OrderKey) -> Order {
        let mut orders = self.orders.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        orders.entry(key).or_insert_with(|| super::order::sorted(self, key)).clone()
    }
}

/// For showing only: what stands between `://` and the next slash. A stored URL may be no URL at all.
fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default().to_owned()
}
