//! Stores what was read from Plivo: on disk, and in the index in memory.

use std::sync::Arc;

use domain::id::WabaId;
use domain::observed::{Observed, Waba};
use domain::phone::PhoneNumber;

use crate::account::list::{Index, Names};
use crate::account::{Event, Seat, aside};
use crate::view::{DeskError, Notice};

impl Seat {
    /// Returns the index. It is built from disk at first use.
    pub(crate) async fn index(&self) -> Result<Arc<Index>, DeskError> {
        match self.account.list.index() {
            Some(index) => Ok(index),
            None => self.make_index().await,
        }
    }

    /// Shows the rows that a running sync has stored so far. The old rows are shown until then.
    pub(crate) async fn renew_index(&self) -> Result<(), DeskError> {
        self.make_index().await?;
        self.numbers_changed();
        Ok(())
    }

    async fn make_index(&self) -> Result<Arc<Index>, DeskError> {
        let build = self.account.list.begin_build();
        let seat = self.clone();
        let index = Arc::new(aside(move || seat.read_index()).await?);
        self.account.list.keep_index(&index, build);
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

    /// Drops the index, because the rows on disk changed. The next request builds it again.
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

    /// Stores a number as it was read. `requested_at` is when the read was requested: a newer stored read wins.
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

    /// Removes a number that was no longer at Plivo at `requested_at`. Its draft stays, and is marked as disconnected.
    pub(crate) fn keep_gone(&self, number: &PhoneNumber, requested_at: i64) -> Result<(), DeskError> {
        self.store().remove_number(self.id(), number, requested_at)?;
        self.drop_index();
        Ok(())
    }

    /// Removes a WABA that was no longer at Plivo at `requested_at`, so its owner is unknown. A draft of its mapping
    /// stays.
    pub(crate) fn keep_waba_gone(&self, id: &WabaId, requested_at: i64) -> Result<(), DeskError> {
        self.store().remove_waba(self.id(), id.as_str(), requested_at)?;
        self.drop_index();
        Ok(())
    }

    /// Stores a WABA as it was read, and those of its numbers that were read with it. Each comes with the time when its
    /// read was requested.
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
