//! The grace period of an open record: until when the old value proves nothing.
//!
//! Within a process it counts by the steady clock. The record keeps its end by the wall clock, for a later start.

use store::ActivityRow;

use crate::account::{Seat, lock};
use crate::view::DeskError;

/// An attempt whose outcome is unknown.
pub(super) struct Open {
    pub record: i64,
    /// From then on, by the steady clock, an old value proves something.
    pub due: i64,
    /// Plivo's answer said yes.
    pub accepted: bool,
}

impl Seat {
    /// The grace period begins now. Returns its end by the wall clock.
    pub(super) fn begin_grace(&self, record: i64) -> i64 {
        let grace = self.core.patience.known_after_ms();
        lock(&self.account.writes.due).insert(record, self.steady().saturating_add(grace));
        self.now().saturating_add(grace)
    }

    /// The grace periods of records that an earlier start left open count from now on.
    pub(super) fn resume_graces(&self) -> Result<(), DeskError> {
        for row in self.store().unsettled(self.id())? {
            self.due(&row);
        }
        Ok(())
    }

    pub(super) fn open(&self, row: &ActivityRow) -> Open {
        Open { record: row.id, due: self.due(row), accepted: row.accepted }
    }

    /// The end of the record's grace period, by the steady clock. For a record of an earlier start it follows from what
    /// the record keeps. Where the wall clock was set back since, the period counts anew.
    pub(super) fn due(&self, row: &ActivityRow) -> i64 {
        let (now, steady) = (self.now(), self.steady());
        let longest = self.core.patience.known_after_record_ms();
        let left = row.deadline.unwrap_or(now).saturating_sub(now).clamp(0, longest);
        *lock(&self.account.writes.due).entry(row.id).or_insert_with(|| steady.saturating_add(left))
    }

    pub(super) fn end_grace(&self, record: i64) {
        lock(&self.account.writes.due).remove(&record);
    }
}
