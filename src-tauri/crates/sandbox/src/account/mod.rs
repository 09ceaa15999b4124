//! The account: its contents, and how a change in one place shows in other places.

mod differences;
mod kinds;
mod lag;
mod numbers;
mod replica;

pub(crate) use differences::Differences;
pub use kinds::{Agent, Call, Number, Subaccount, Waba};
pub(crate) use kinds::{Owner, digits};
pub(crate) use lag::{Lag, Target};
pub(crate) use numbers::Numbers;

use std::collections::BTreeMap;

/// A Plivo account with all its objects.
///
/// The owner of a number is stored only once, with its WABA. So mapping a WABA moves all its numbers.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) owner: Owner,
    pub(crate) subaccounts: Vec<Subaccount>,
    pub(crate) agents: Vec<Agent>,
    pub(crate) wabas: Vec<Waba>,
    pub(crate) numbers: Numbers,
    pub(crate) calls: Vec<Call>,
    /// The writes that reads do not show yet.
    pub(crate) lag: Lag,
    /// The seed's version of every number changed since. `None` if the seed does not have the number.
    pub(crate) seed_numbers: BTreeMap<u64, Option<Number>>,
    /// The seed's mapping of every WABA that was mapped since.
    pub(crate) seed_mappings: BTreeMap<String, Option<String>>,
}

impl Account {
    pub(crate) fn waba(&self, id: &str) -> Option<&Waba> {
        self.wabas.iter().find(|waba| waba.waba_id == id)
    }

    pub(crate) fn owner_of(&self, number: &Number) -> Option<&str> {
        self.waba(&number.waba_id).and_then(|waba| waba.sub_account.as_deref())
    }

    pub(crate) fn knows_subaccount(&self, id: &str) -> bool {
        self.subaccounts.iter().any(|sub| sub.auth_id == id)
    }

    pub(crate) fn knows_agent(&self, id: &str) -> bool {
        self.agents.iter().any(|agent| agent.agent_uuid == id)
    }

    /// Adds a number, or replaces it.
    pub(crate) fn put(&mut self, key: u64, number: Number) {
        self.note(key);
        self.numbers.put(key, number);
    }

    /// Removes a number. Returns false if there was none.
    pub(crate) fn remove(&mut self, key: u64) -> bool {
        self.note(key);
        self.numbers.remove(key).is_some()
    }

    /// Maps a WABA to a subaccount, or to the main account. Returns false if there is no such WABA.
    pub(crate) fn map(&mut self, id: &str, to: Option<String>) -> bool {
        let Some(waba) = self.wabas.iter_mut().find(|waba| waba.waba_id == id) else { return false };
        self.seed_mappings.entry(id.to_owned()).or_insert_with(|| waba.sub_account.clone());
        waba.sub_account = to;
        true
    }

    fn note(&mut self, key: u64) {
        let before = || self.numbers.get(key).cloned();
        self.seed_numbers.entry(key).or_insert_with(before);
    }
}
