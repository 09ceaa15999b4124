//! Keeps what was read from Plivo: on disk, and in the index in memory.

use std::sync::Arc;

use domain::id::WabaId;
use domain::observed::{Observed, Waba};
use domain::phone::PhoneNumber;

use crate::account::list::{Index, Names};
use crate::account::{Event, Seat, aside};
use crate::view::{DeskError, Notice};

impl Seat {
    /// The index in memory, made from the disk at first use.
    pub(crate) async fn index(&self) -> Result<Arc<Index>, DeskError> {
        match self.account.list.index() {
            Some(index) => Ok(index),
            None => self.make_index().await,
        }
    }

    /// What a running sync has put on disk is shown from now on. Until then the rows before it are shown.
    pub(crate) async fn renew_index(&self) -> Result<(), DeskError> {
        self.make_index().await?;
        self.numbers_changed();
        Ok(())
    }

    async fn make_index(&self) -> Result<Arc<Index>, DeskError> {
        let age = self.account.list.age();
        let seat = self.clone();
        let index = Arc::new(aside(move || seat.read_index()).await?);
        self.account.list.keep_index(&index, age);
        Ok(index)
    }

    fn read_index(&self) -> Result<Index, DeskError> {
        let store = self.store();
        let agents = store.agents(self.id())?.unwrap_or_default();
        let owners = store.subaccounts(self.id())?.unwrap_or_default();
        let names = Names {
            agents: agents.into_iter().map(|agent| (agent.agent_uuid, agent.name)).collect(),
            owners: owners.into_iter().map(|owner| (owner.auth_id, owner.name)).collect(),
        };
        Ok(Index::new(store.load_numbers(self.id())?, store.wabas(self.id())?, names))
    }

    /// The rows on disk changed: the next question makes the index from them.
    pub(crate) fn drop_index(&self) {
        self.change_index(|_| None);
    }

    fn change_index(&self, change: impl FnOnce(&Index) -> Option<Index>) {
        self.account.list.change_index(change);
        self.numbers_changed();
    }

    fn numbers_changed(&self) {
        self.account.drafts.tray.expire();
        self.tell(Notice::NumbersChanged { account: self.account.id.clone() });
    }

    /// Keeps a number as a read that was requested at `requested_at` saw it, unless a newer one is kept.
    pub(crate) fn keep_seen(&self, seen: &Observed, requested_at: i64) -> Result<(), DeskError> {
        let known = self.store().number(self.id(), &seen.number)?;
        if !self.store().put_number(self.id(), seen, requested_at)? {
            return Ok(());
        }
        if known.is_none_or(|known| known.seen != *seen) {
            self.change_index(|index| index.with(seen.clone()));
        }
        self.publish(&Event::Seen(seen))
    }

    /// The number was no longer at Plivo when that was requested. Its draft stays, and is marked as one of a number that is
    /// gone.
    pub(crate) fn keep_gone(&self, number: &PhoneNumber, requested_at: i64) -> Result<(), DeskError> {
        self.store().remove_number(self.id(), number, requested_at)?;
        self.drop_index();
        Ok(())
    }

    /// The WABA was no longer at Plivo when that was requested, so its owner is unknown. A draft of its mapping stays.
    pub(crate) fn keep_waba_gone(&self, id: &WabaId, requested_at: i64) -> Result<(), DeskError> {
        self.store().remove_waba(self.id(), id.as_str(), requested_at)?;
        self.drop_index();
        Ok(())
    }

    /// Keeps a WABA as it was read, with those of its numbers that were read with it. Each comes with when its read was
    /// requested.
    pub(crate) fn keep_waba<'a>(
        &self,
        (waba, waba_at): (&Waba, i64),
        (members, members_at): (impl Iterator<Item = &'a Observed>, i64),
    ) -> Result<(), DeskError> {
        self.store().put_waba(self.id(), waba, waba_at)?;
        self.store().put_numbers(self.id(), members, members_at)?;
        self.drop_index();
        Ok(())
    }
}
