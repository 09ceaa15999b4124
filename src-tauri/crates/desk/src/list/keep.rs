//! Stores what was read from Plivo, and tells the list about it.

use domain::id::WabaId;
use domain::observed::{Observed, Waba};
use domain::phone::PhoneNumber;

use crate::account::{Event, Seat};
use crate::view::{DeskError, Notice};

impl Seat {
    /// The rows on disk have changed: the list reads them again.
    pub(crate) fn numbers_changed(&self) {
        self.account.list.rows_changed();
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
            self.numbers_changed();
        }
        self.publish(&Event::Seen(seen))
    }

    /// Removes a number that was no longer at Plivo at `requested_at`. Its draft stays, and is marked as disconnected.
    pub(crate) fn keep_gone(&self, number: &PhoneNumber, requested_at: i64) -> Result<(), DeskError> {
        self.store().remove_number(self.id(), number, requested_at)?;
        self.numbers_changed();
        Ok(())
    }

    /// Removes a WABA that was no longer at Plivo at `requested_at`, so its owner is unknown. A draft of its mapping
    /// stays.
    pub(crate) fn keep_waba_gone(&self, id: &WabaId, requested_at: i64) -> Result<(), DeskError> {
        self.store().remove_waba(self.id(), id.as_str(), requested_at)?;
        self.numbers_changed();
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
        self.numbers_changed();
        Ok(())
    }
}
