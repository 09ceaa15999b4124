//! The grace period of an open record. Until it ends, an old value at Plivo is no proof that the write was not carried
//! out.
//!
//! It is measured by the steady clock. A record of an earlier start gets a whole period. The record also stores the end by
//! the wall clock, to show it.

use store::ActivityRow;

use crate::account::{Seat, lock};
use crate::view::DeskError;

/// An attempt whose outcome is unknown.
pub(super) struct OpenAttempt {
    pub record: i64,
    /// From this time on, by the steady clock, an old value is a proof.
    pub due: i64,
    /// Plivo accepted the write.
    pub accepted: bool,
}

impl Seat {
    /// Starts the grace period. Returns its end by the wall clock.
    pub(super) fn begin_grace(&self, record: i64) -> i64 {
        let grace = self.core.timings.known_after_ms();
        lock(&self.account.writes.due).insert(record, self.steady().saturating_add(grace));
        self.now().saturating_add(grace)
    }

    /// Starts the grace periods of records that an earlier start left open.
    pub(super) fn resume_graces(&self) -> Result<(), DeskError> {
        for row in self.store().unsettled(self.id())? {
            self.due(&row);
        }
        Ok(())
    }

    pub(super) fn open(&self, row: &ActivityRow) -> OpenAttempt {
        let accepted = row.accepted || lock(&self.account.writes.accepted).contains(&row.id);
        OpenAttempt { record: row.id, due: self.due(row), accepted }
    }

    /// Returns the end of the record's grace period by the steady clock. For a record of an earlier start, the whole
    /// period counts from this start, because the wall clock does not show how long ago the write was sent: it may have
    /// been set since.
    pub(super) fn due(&self, row: &ActivityRow) -> i64 {
        let whole = self.steady().saturating_add(self.core.timings.known_after_record_ms());
        *lock(&self.account.writes.due).entry(row.id).or_insert(whole)
    }

    /// Returns the end of the record's grace period by the wall clock.
    pub(super) fn known_by(&self, row: &ActivityRow) -> i64 {
        self.now().saturating_add(self.due(row).saturating_sub(self.steady()))
    }

    pub(super) fn end_grace(&self, record: i64) {
        lock(&self.account.writes.due).remove(&record);
        lock(&self.account.writes.accepted).remove(&record);
    }
}
