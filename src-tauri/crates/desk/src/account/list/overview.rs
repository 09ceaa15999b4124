//! The account as a whole: its WABAs, the names that rows show, and what is counted over all numbers.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use domain::collation::collation_key;
use domain::observed::{Mapping, RoutingType, Waba};
use domain::search::fold;

use super::order;

#[derive(Default)]
pub struct Overview {
    pub wabas: Vec<WabaEntry>,
    positions: HashMap<String, u32>,
    order: OnceLock<Vec<u32>>,
    searched: OnceLock<Vec<String>>,
    pub names: Names,
    /// The count of all numbers.
    pub numbers: u32,
    /// How many numbers have each status, and each configuration type.
    pub statuses: BTreeMap<String, u32>,
    pub configurations: BTreeMap<String, u32>,
    pub calling_on: u32,
    pub with_draft: u32,
    pub with_problem: u32,
}

pub struct WabaEntry {
    pub id: String,
    pub name: String,
    /// None if the WABA itself was not read: its owner is unknown.
    pub mapping: Option<Mapping>,
    /// Empty if the owner is unknown.
    pub owner: String,
    pub numbers: u32,
}

/// Names that the rows show instead of IDs.
#[derive(Clone, Default)]
pub struct Names {
    pub agents: HashMap<String, String>,
    pub owners: HashMap<String, String>,
}

impl Names {
    fn owner(&self, mapping: &Mapping) -> String {
        match mapping.wire() {
            None => "Main Account".to_owned(),
            Some(id) => self.owners.get(id).cloned().unwrap_or_else(|| id.to_owned()),
        }
    }

    /// Returns the host of the webhook, or the agent's name. `kept` is the host or the agent's ID.
    pub fn handler<'a>(&'a self, configuration_type: &str, kept: &'a str) -> &'a str {
        match RoutingType::from_wire(configuration_type) {
            Some(RoutingType::AiAgent) => self.agents.get(kept).map_or(kept, String::as_str),
            _ => kept,
        }
    }
}

impl Overview {
    pub fn new(wabas: Vec<Waba>, names: Names) -> Self {
        let mut overview = Self { names, ..Self::default() };
        for waba in wabas {
            overview.add_waba(waba.id.as_str(), waba.name, Some(waba.mapping));
        }
        overview
    }

    /// Returns the position of a WABA. If the list of WABAs is older than the number, or if this account has no such
    /// list, the WABA is added without a name.
    pub fn position_of(&mut self, id: &str) -> u32 {
        match self.positions.get(id) {
            Some(position) => *position,
            None => self.add_waba(id, String::new(), None),
        }
    }

    pub fn position(&self, id: &str) -> Option<u32> {
        self.positions.get(id).copied()
    }

    pub fn waba(&self, id: &str) -> Option<&WabaEntry> {
        self.position(id).map(|position| &self.wabas[position as usize])
    }

    /// Returns the folded texts in which a search may find each WABA, of those that are known by their names.
    pub fn searched(&self) -> &[String] {
        self.searched.get_or_init(|| {
            self.wabas.iter().map(|waba| fold(&[&*waba.name, &waba.id, &waba.owner].join("\n"))).collect()
        })
    }

    /// Makes what a search needs, so that the first one does not have to.
    pub fn prepare_search(&self) {
        self.searched();
        self.in_order();
    }

    fn add_waba(&mut self, id: &str, name: String, mapping: Option<Mapping>) -> u32 {
        let position = self.wabas.len() as u32;
        let owner = mapping.as_ref().map(|mapping| self.names.owner(mapping)).unwrap_or_default();
        self.positions.insert(id.to_owned(), position);
        self.wabas.push(WabaEntry { id: id.to_owned(), name, mapping, owner, numbers: 0 });
        position
    }

    /// Returns the positions of the WABAs in the order of their groups: by name, those without a name last, and those
    /// with the same name by ID.
    pub fn in_order(&self) -> &[u32] {
        self.order.get_or_init(|| {
            let keys: Vec<Vec<u8>> = self.wabas.iter().map(|waba| collation_key(&waba.name)).collect();
            let mut order: Vec<u32> = (0..self.wabas.len() as u32).collect();
            order.sort_by(|left, right| {
                let (left, right) = (*left as usize, *right as usize);
                order::compare(&keys[left], &keys[right], false)
                    .then_with(|| self.wabas[left].id.cmp(&self.wabas[right].id))
            });
            order
        })
    }
}

/// Adds one to the count of a value.
pub fn count(counts: &mut BTreeMap<String, u32>, value: &str) {
    match counts.get_mut(value) {
        Some(count) => *count += 1,
        None => {
            counts.insert(value.to_owned(), 1);
        }
    }
}
