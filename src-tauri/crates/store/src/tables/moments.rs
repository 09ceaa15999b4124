//! Corrects time stamps in the future, which exist if this computer's clock was set back.
//!
//! A row with such a stamp would refuse newer reads, or be kept too long, until the clock reaches the stamp.

use rusqlite::Connection;

use crate::statements::run;
use crate::{Store, StoreError};

impl Store {
    /// Sets the stamps of reads, and the stamps that decide how long something is kept, to `now` if they are later. The
    /// times in the record stay as they were written.
    ///
    /// The deadline of an open record may be ahead by `longest_wait` milliseconds, which is the longest time that this
    /// program ever waits. Only a later deadline is shortened, because before its deadline an old value proves nothing.
    pub fn clamp_moments(&self, now: i64, longest_wait: i64) -> Result<(), StoreError> {
        self.write(|connection| {
            clamp_reads(connection, now, now)?;
            self.confirmed.clamp(now, now);
            clamp_ages(connection, now)?;
            let deadlines = "UPDATE activity SET deadline = ?1 WHERE outcome = 'not_yet_known' AND deadline > ?1";
            run(connection, deadlines, [now.saturating_add(longest_wait)]).map(drop)
        })
    }
}

/// Corrects when reads of numbers and WABAs were requested: a stamp later than `latest` becomes `now`.
pub(super) fn clamp_reads(connection: &Connection, now: i64, latest: i64) -> Result<(), StoreError> {
    let moments = [now, latest];
    run(connection, "UPDATE number SET seen_at = ?1 WHERE seen_at > ?2", moments)?;
    run(connection, "UPDATE waba SET seen_at = ?1 WHERE seen_at > ?2", moments)?;
    run(connection, "UPDATE gone SET at = ?1 WHERE at > ?2", moments)?;
    run(connection, "UPDATE gone_waba SET at = ?1 WHERE at > ?2", moments)?;
    let syncs = "UPDATE sync_state SET last_complete = min(last_complete, ?1), begun_at = min(begun_at, ?1), \
                 whole_since = min(whole_since, ?1), wabas_since = min(wabas_since, ?1) \
                 WHERE max(coalesce(last_complete, 0), begun_at, whole_since, wabas_since) > ?2";
    run(connection, syncs, moments).map(drop)
}

/// Corrects the stamps that decide how long something is kept.
fn clamp_ages(connection: &Connection, now: i64) -> Result<(), StoreError> {
    run(connection, "UPDATE call_list SET read_at = ?1 WHERE read_at > ?1", [now])?;
    run(connection, "UPDATE customer_call_list SET read_at = ?1 WHERE read_at > ?1", [now])?;
    run(connection, "UPDATE customer SET kept_at = ?1 WHERE kept_at > ?1", [now])?;
    run(connection, "UPDATE discarded SET at = ?1 WHERE at > ?1", [now])?;
    let checks = "UPDATE endpoint_check SET at = min(at, ?1), passed_at = min(passed_at, ?1) \
                  WHERE at > ?1 OR passed_at > ?1";
    run(connection, checks, [now]).map(drop)
}
