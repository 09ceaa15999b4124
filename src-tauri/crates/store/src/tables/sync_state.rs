//! How whole the picture of an account is.

use rusqlite::{Connection, Row, params};

use crate::statements::{one, run};
use crate::{Store, StoreError};

/// `generation` is that of the last sync that was begun. `agents_known` and `subaccounts_known` tell an empty list from
/// one that was never read.
pub(crate) const CREATE: &str = "
    CREATE TABLE sync_state (
        account TEXT PRIMARY KEY, generation INTEGER NOT NULL DEFAULT 0, last_complete INTEGER,
        partial INTEGER NOT NULL DEFAULT 0, agents_known INTEGER NOT NULL DEFAULT 0,
        subaccounts_known INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyncRow {
    /// When the last whole sync ended.
    pub last_complete: Option<i64>,
    /// A later one was stopped or failed, so rows differ in age.
    pub partial: bool,
}

impl Store {
    /// The number of a sync that begins now.
    pub fn next_generation(&self, account: &str) -> Result<i64, StoreError> {
        self.write(|connection| {
            set(connection, account, "UPDATE sync_state SET generation = generation + 1 WHERE account = ?1")?;
            generation(connection, account)
        })
    }

    pub fn mark_partial(&self, account: &str, partial: bool) -> Result<(), StoreError> {
        let update = match partial {
            true => "UPDATE sync_state SET partial = 1 WHERE account = ?1",
            false => "UPDATE sync_state SET partial = 0 WHERE account = ?1",
        };
        self.write(|connection| set(connection, account, update))
    }

    /// None for an account that was never synced.
    pub fn sync_state(&self, account: &str) -> Result<Option<SyncRow>, StoreError> {
        let select = "SELECT last_complete, partial FROM sync_state WHERE account = ?1";
        let read = |row: &Row<'_>| Ok(SyncRow { last_complete: row.get(0)?, partial: row.get(1)? });
        self.read(|connection| one(connection, select, [account], read))
    }
}

/// Zero before the first sync.
pub(super) fn generation(connection: &Connection, account: &str) -> Result<i64, StoreError> {
    let select = "SELECT generation FROM sync_state WHERE account = ?1";
    Ok(one(connection, select, [account], |row| row.get(0))?.unwrap_or(0))
}

pub(super) fn complete(connection: &Connection, account: &str, now: i64) -> Result<(), StoreError> {
    begin(connection, account)?;
    let update = "UPDATE sync_state SET partial = 0, last_complete = ?2 WHERE account = ?1";
    run(connection, update, params![account, now]).map(drop)
}

/// Runs an update of the account's row, which is made if need be.
pub(super) fn set(connection: &Connection, account: &str, update: &'static str) -> Result<(), StoreError> {
    begin(connection, account)?;
    run(connection, update, [account]).map(drop)
}

fn begin(connection: &Connection, account: &str) -> Result<(), StoreError> {
    run(connection, "INSERT OR IGNORE INTO sync_state (account) VALUES (?1)", [account]).map(drop)
}
