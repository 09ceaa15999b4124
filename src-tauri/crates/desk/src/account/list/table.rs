//! The account's numbers and WABAs as last seen, with what each row shows and is searched by.

use std::collections::HashMap;
use std::sync::Arc;

use domain::observed::{Mapping, Observed};

/// What an index is made of.
#[derive(Clone, Default)]
pub struct Table {
    pub entries: Vec<Arc<Entry>>,
    pub wabas: Arc<Vec<WabaEntry>>,
    pub names: Arc<Names>,
}

pub struct Entry {
    pub seen: Observed,
    /// Position in `Table::wabas`.
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
    /// None where the WABA itself was not read: then its owner is unknown.
    pub mapping: Option<Mapping>,
    /// Empty where it is unknown.
    pub owner: String,
    pub numbers: u32,
}

/// The names that the rows show for IDs.
#[derive(Default)]
pub struct Names {
    pub agents: HashMap<String, String>,
    pub owners: HashMap<String, String>,
}

impl Names {
    pub fn owner(&self, mapping: &Mapping) -> String {
        match mapping.wire() {
            None => "Main Account".to_owned(),
            Some(id) => self.owners.get(id).cloned().unwrap_or_else(|| id.to_owned()),
        }
    }
}

impl Table {
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
}

/// For showing only: the text between `://` and the next slash. A stored URL may be no URL at all.
fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default().to_owned()
}
