//! How whole the picture of an account is.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::may_be_on;
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
            set(connection, account, "generation = generation + 1")?;
            generation(connection, account)
        })
    }

    pub fn mark_partial(&self, account: &str, partial: bool) -> Result<(), StoreError> {
        self.write(|connection| set(connection, account, if partial { "partial = 1" } else { "partial = 0" }))
    }

    /// None for an account that was never synced.
    pub fn sync_state(&self, account: &str) -> Result<Option<SyncRow>, StoreError> {
        let select = "SELECT last_complete, partial FROM sync_state WHERE account = ?1";
        self.read(|connection| {
            let read = |row: &Row<'_>| Ok(SyncRow { last_complete: row.get(0)?, partial: may_be_on(row, 1)? });
            Ok(connection.query_row(select, [account], read).optional()?)
        })
    }
}

/// Zero before the first sync.
pub(super) fn generation(connection: &Connection, account: &str) -> Result<i64, StoreError> {
    let mut statement = connection.prepare_cached("SELECT generation FROM sync_state WHERE account = ?1")?;
    Ok(statement.query_row([account], |row| row.get(0)).optional()?.unwrap_or(0))
}

pub(super) fn complete(connection: &Connection, account: &str, now: i64) -> Result<(), StoreError> {
    set(connection, account, "partial = 0")?;
    let update = "UPDATE sync_state SET last_complete = ?2 WHERE account = ?1";
    Ok(connection.execute(update, params![account, now]).map(drop)?)
}

/// `assignment` is a text of this crate, never a user's.
pub(super) fn set(connection: &Connection, account: &str, assignment: &'static str) -> Result<(), StoreError> {
    connection.execute("INSERT OR IGNORE INTO sync_state (account) VALUES (?1)", [account])?;
    connection.execute(&format!("UPDATE sync_state SET {assignment} WHERE account = ?1"), [account])?;
    Ok(())
}

/// Whether the list named by the column was ever read.
pub(super) fn is_known(connection: &Connection, account: &str, column: &'static str) -> Result<bool, StoreError> {
    let select = format!("SELECT 1 FROM sync_state WHERE account = ?1 AND {column} = 1");
    Ok(connection.prepare_cached(&select)?.exists([account])?)
}
