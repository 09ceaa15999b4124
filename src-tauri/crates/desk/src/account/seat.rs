//! One account at one desk: what every use case works with.

use std::sync::{Arc, Weak};

use store::Store;

use super::Account;
use super::core::Core;
use crate::view::Notice;

/// Cheap to clone. A task that outlives its call keeps a [`WeakSeat`], so that it ends with the desk.
#[derive(Clone)]
pub(crate) struct Seat {
    pub core: Arc<Core>,
    pub account: Arc<Account>,
}

impl Seat {
    pub(crate) fn store(&self) -> &Store {
        self.core.store()
    }

    /// In milliseconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        self.core.now()
    }

    pub(crate) fn id(&self) -> &str {
        &self.account.id
    }

    pub(crate) fn tell(&self, notice: Notice) -> bool {
        self.core.tell(notice)
    }

    pub(crate) fn downgrade(&self) -> WeakSeat {
        WeakSeat { core: Arc::downgrade(&self.core), account: self.account.clone() }
    }
}

/// Does not keep the desk alive.
#[derive(Clone)]
pub(crate) struct WeakSeat {
    core: Weak<Core>,
    pub account: Arc<Account>,
}

impl WeakSeat {
    /// None once the desk is gone.
    pub(crate) fn upgrade(&self) -> Option<Seat> {
        Some(Seat { core: self.core.upgrade()?, account: self.account.clone() })
    }
}
