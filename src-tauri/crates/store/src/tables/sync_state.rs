//! The state of an account's syncs.

use rusqlite::{Connection, Row, params};

use super::{may_be_on, moments};
use crate::statements::{one, run};
use crate::{Store, StoreError};

/// `generation` belongs to the last sync that began. `agents_known` and `subaccounts_known` distinguish an empty list
/// from one that was never read.
pub(crate) const CREATE: &str = "
    CREATE TABLE sync_state (
        account TEXT PRIMARY KEY, generation INTEGER NOT NULL DEFAULT 0, last_complete INTEGER,
        partial INTEGER NOT NULL DEFAULT 0, agents_known INTEGER NOT NULL DEFAULT 0,
        subaccounts_known INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID";

/// `begun_at` is when the last sync began. A read requested before `whole_since` is older than the last sync that saw
/// every number. A read requested before `wabas_since` is older than the last complete list of WABAs.
pub(crate) const ADD_STAMPS: &str = "
    ALTER TABLE sync_state ADD COLUMN begun_at INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE sync_state ADD COLUMN whole_since INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE sync_state ADD COLUMN wabas_since INTEGER NOT NULL DEFAULT 0;";

/// In milliseconds. A read on another thread may be requested after the start time of a sync, and be stored before the
/// sync starts here. Its stamp is correct, although it is later than the start time.
const OVERLAP: i64 = 60_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyncRow {
    /// When the last complete sync ended.
    pub last_complete: Option<i64>,
    /// A later sync was stopped or failed, so the rows differ in age.
    pub partial: bool,
}

impl Store {
    /// Returns the generation of a sync that begins at `now`. If the clock was set back, old stamps would refuse the
    /// reads of the sync, so such stamps become `now`.
    pub fn next_generation(&self, account: &str, now: i64) -> Result<i64, StoreError> {
        self.write(|connection| {
            moments::clamp_reads(connection, now, now.saturating_add(OVERLAP))?;
            self.confirmed.clamp(now, now.saturating_add(OVERLAP));
            begin(connection, account)?;
            let update = "UPDATE sync_state SET generation = generation + 1, begun_at = ?2 WHERE account = ?1";
            run(connection, update, params![account, now])?;
            Ok(last(connection, account)?.generation)
        })
    }

    pub fn mark_partial(&self, account: &str, partial: bool) -> Result<(), StoreError> {
        let update = match partial {
            true => "UPDATE sync_state SET partial = 1 WHERE account = ?1",
            false => "UPDATE sync_state SET partial = 0 WHERE account = ?1",
        };
        self.write(|connection| set(connection, account, update))
    }

    /// Returns `None` for an account that was never synced.
    pub fn sync_state(&self, account: &str) -> Result<Option<SyncRow>, StoreError> {
        let select = "SELECT last_complete, partial FROM sync_state WHERE account = ?1";
        let read = |row: &Row<'_>| Ok(SyncRow { last_complete: row.get(0)?, partial: may_be_on(row, 1)? });
        self.read(|connection| one(connection, select, [account], read))
    }
}

/// The sync that began last.
#[derive(Default)]
pub(super) struct Last {
    pub generation: i64,
    pub begun_at: i64,
    /// See [`ADD_STAMPS`].
    pub whole_since: i64,
}

/// Returns the last sync. The values are zero before the first sync.
pub(super) fn last(connection: &Connection, account: &str) -> Result<Last, StoreError> {
    let select = "SELECT generation, begun_at, whole_since FROM sync_state WHERE account = ?1";
    let read = |row: &Row<'_>| Ok(Last { generation: row.get(0)?, begun_at: row.get(1)?, whole_since: row.get(2)? });
    Ok(one(connection, select, [account], read)?.unwrap_or_default())
}

pub(super) fn complete(connection: &Connection, account: &str, generation: i64, now: i64) -> Result<(), StoreError> {
    begin(connection, account)?;
    let update = "UPDATE sync_state SET partial = 0, last_complete = ?3, \
                  whole_since = iif(generation = ?2, begun_at, whole_since) WHERE account = ?1";
    run(connection, update, params![account, generation, now]).map(drop)
}

/// Stores when the whole list of WABAs was requested. Returns false, without a change, if the stored list was requested
/// later.
pub(super) fn wabas_read(connection: &Connection, account: &str, requested_at: i64) -> Result<bool, StoreError> {
    begin(connection, account)?;
    let update = "UPDATE sync_state SET wabas_since = ?2 WHERE account = ?1 AND wabas_since <= ?2";
    Ok(run(connection, update, params![account, requested_at])? > 0)
}

/// Runs an update of the account's row, and creates the row if necessary.
pub(super) fn set(connection: &Connection, account: &str, update: &'static str) -> Result<(), StoreError> {
    begin(connection, account)?;
    run(connection, update, [account]).map(drop)
}

fn begin(connection: &Connection, account: &str) -> Result<(), StoreError> {
    run(connection, "INSERT OR IGNORE INTO sync_state (account) VALUES (?1)", [account]).map(drop)
}
