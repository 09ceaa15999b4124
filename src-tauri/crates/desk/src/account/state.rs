//! The state of one account in memory, one field for each owner.

use std::sync::Mutex;

use super::batch::Batches;
use super::checks::Tests;
use super::drafts::Drafts;
use super::link::Link;
use super::list::List;
use super::lock::lock;
use super::writes::Writes;
use crate::view::AccountView;

/// One loaded account.
pub(crate) struct Account {
    pub(crate) id: String,
    about: Mutex<AccountView>,
    pub(crate) link: Link,
    pub(crate) list: List,
    pub(crate) drafts: Drafts,
    pub(crate) writes: Writes,
    pub(crate) batch: Batches,
    pub(crate) checks: Tests,
}

impl Account {
    pub(crate) fn new(about: AccountView) -> Self {
        Self {
            id: about.id.clone(),
            link: Link::new(about.token),
            about: Mutex::new(about),
            list: List::default(),
            drafts: Drafts::default(),
            writes: Writes::default(),
            batch: Batches::default(),
            checks: Tests::default(),
        }
    }

    pub(crate) fn view(&self) -> AccountView {
        AccountView { token: lock(&self.link.token).place, ..lock(&self.about).clone() }
    }

    pub(crate) fn name(&self) -> String {
        lock(&self.about).name.clone()
    }

    pub(crate) fn describe(&self, change: impl FnOnce(&mut AccountView)) {
        change(&mut lock(&self.about));
    }
}
