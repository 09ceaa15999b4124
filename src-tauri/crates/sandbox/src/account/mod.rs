//! The account itself: what it holds and how a change in one place shows in the others.

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

/// A Plivo account with everything below it.
///
/// Who owns a number is written once, on its WABA: mapping a WABA moves all its numbers because no
/// number knows more than its WABA.
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
    /// What every number touched since the seed was like in the seed; `None` where it was not there.
    pub(crate) seed_numbers: BTreeMap<u64, Option<Number>>,
    /// The seed's mapping of every WABA mapped since.
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

    /// Puts a number in, or in the place of its former self.
    pub(crate) fn put(&mut self, key: u64, number: Number) {
        self.note(key);
        self.numbers.put(key, number);
    }

    /// Takes a number out; false where there was none.
    pub(crate) fn remove(&mut self, key: u64) -> bool {
        self.note(key);
        self.numbers.remove(key).is_some()
    }

    /// Maps a WABA to a subaccount, or to the main account; false where there is no such WABA.
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
