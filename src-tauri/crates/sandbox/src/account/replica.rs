//! The account as shown by a replica that has not yet received the latest writes.

use super::Account;
use super::lag::{Before, Target};

impl Account {
    /// Returns the current state of a target, or `None` for a WABA that does not exist.
    pub(crate) fn before(&self, target: &Target) -> Option<Before> {
        match target {
            Target::Number(key) => {
                let number = self.numbers.get(*key).cloned();
                Some(Before::Number(number.zip(self.numbers.place(*key))))
            }
            Target::Waba(id) => self.waba(id).map(|waba| Before::Mapping(waba.sub_account.clone())),
        }
    }

    /// Returns the account as the replica shows it.
    pub(crate) fn replica(&self) -> Self {
        let mut replica = self.clone();
        // Writes are undone from the newest to the oldest, so the state before the oldest write remains.
        for pending in self.lag.befores() {
            match pending {
                (Target::Number(key), Before::Number(Some((number, place)))) => {
                    replica.numbers.put_back(*key, number.clone(), *place);
                }
                (Target::Number(key), Before::Number(None)) => drop(replica.numbers.remove(*key)),
                (Target::Waba(id), Before::Mapping(to)) => drop(replica.map(id, to.clone())),
                (Target::Number(_), Before::Mapping(_)) | (Target::Waba(_), Before::Number(_)) => {}
            }
        }
        replica
    }
}
