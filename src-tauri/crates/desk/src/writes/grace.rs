//! The grace period of an open record. Until it ends, an old value at Plivo is no proof that the write was not carried
//! out.
//!
//! Within a process it is measured by the steady clock. The record stores its end by the wall clock, for a later start.

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
        OpenAttempt { record: row.id, due: self.due(row), accepted: row.accepted }
    }

    /// Returns the end of the record's grace period by the steady clock. For a record of an earlier start, it is
    /// computed from the stored end. If the wall clock was set back since, the full period counts again.
    pub(super) fn due(&self, row: &ActivityRow) -> i64 {
        let (now, steady) = (self.now(), self.steady());
        let longest = self.core.timings.known_after_record_ms();
        let left = row.deadline.unwrap_or(now).saturating_sub(now).clamp(0, longest);
        *lock(&self.account.writes.due).entry(row.id).or_insert_with(|| steady.saturating_add(left))
    }

    pub(super) fn end_grace(&self, record: i64) {
        lock(&self.account.writes.due).remove(&record);
    }
}
