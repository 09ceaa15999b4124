//! The differences between an account and its seed. Only these are kept between starts.

use super::{Account, Number, digits};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Only numbers and mappings. Agents, subaccounts, call records and all tokens come from the seed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Differences {
    changed: Vec<Number>,
    added: Vec<Number>,
    deleted: Vec<String>,
    mapped: BTreeMap<String, Option<String>>,
}

impl Differences {
    pub(crate) fn of(account: &Account) -> Self {
        let mut found = Self::default();
        for (key, before) in &account.seed_numbers {
            match (before, account.numbers.get(*key)) {
                (Some(before), Some(now)) if before != now => found.changed.push(now.clone()),
                (None, Some(now)) => found.added.push(now.clone()),
                (Some(before), None) => found.deleted.push(before.number.clone()),
                _ => {}
            }
        }
        for (id, before) in &account.seed_mappings {
            let now = account.waba(id).and_then(|waba| waba.sub_account.clone());
            if *before != now {
                found.mapped.insert(id.clone(), now);
            }
        }
        found
    }

    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Applies the differences to an account made from the seed. Differences that no longer fit the seed are ignored.
    pub(crate) fn apply(self, account: &mut Account) {
        for number in self.changed.into_iter().chain(self.added) {
            let Some(key) = digits(&number.number) else { continue };
            if account.waba(&number.waba_id).is_some() {
                account.put(key, number);
            }
        }
        for number in self.deleted.iter().filter_map(|number| digits(number)) {
            account.remove(number);
        }
        for (id, to) in self.mapped {
            if to.as_deref().is_none_or(|to| account.knows_subaccount(to)) {
                account.map(&id, to);
            }
        }
    }
}
