//! The entries of the index: numbers and WABAs as last seen, with the texts that a row shows and a search reads.

use std::collections::HashMap;
use std::sync::Arc;

use domain::observed::{Mapping, Observed};

/// The entries of one index.
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
    /// All searched texts, normalised.
    pub haystack: Box<str>,
}

#[derive(Clone)]
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

    /// Returns the webhook's host, or the agent's name.
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

/// Returns the text between `://` and the next slash, for display only. A stored URL may be invalid.
fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default().to_owned()
}
