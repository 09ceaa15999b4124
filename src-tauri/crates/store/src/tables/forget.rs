//! Forgetting an account: its state only, or everything.

use rusqlite::Connection;

use crate::statements::run;
use crate::{Store, StoreError};

/// The tables with the state of an account, as last read, and with the work on it.
const STATE: [&str; 17] = [
    "waba",
    "gone_waba",
    "number",
    "gone",
    "hand_number",
    "agent",
    "subaccount",
    "sync_state",
    "draft",
    "mapping_draft",
    "discarded",
    "batch",
    "batch_item",
    "endpoint_check",
    "call_list",
    "customer_call_list",
    "customer",
];

/// The tables with the record. An activity refers to a restore point, so it is deleted first.
const RECORD: [&str; 2] = ["activity", "restore_point"];

impl Store {
    /// Deletes what was read of the account and all its drafts. Its activity and restore points stay.
    pub fn forget_account_state(&self, account: &str) -> Result<(), StoreError> {
        self.write(|connection| empty(connection, &STATE, account))
    }

    /// Forgets the account: all its rows, the settings with these `keys`, and the settings whose keys begin with one of
    /// `beginnings`. When this returns, nothing of it is left in any file of the data folder, except in a damaged file
    /// that was set aside.
    ///
    /// The rows are deleted first, in one transaction. If a later step fails, the rows are gone but their bytes may be
    /// left. This happens on a full disk, or while another program reads the file ([`StoreError::Busy`]). Calling this
    /// again removes those bytes too.
    pub fn forget_account(&self, account: &str, keys: &[String], beginnings: &[String]) -> Result<(), StoreError> {
        if self.writer.is_owned_by_current_thread() {
            return Err(StoreError::Internal(
                "forgetting an account cannot be a part of another transaction".to_owned(),
            ));
        }
        crate::blocking(|| {
            let connection = self.writer.lock();
            self.write(|connection| {
                empty(connection, &STATE, account)?;
                empty(connection, &RECORD, account)?;
                run(connection, "DELETE FROM account WHERE id = ?1", [account])?;
                for key in keys {
                    run(connection, "DELETE FROM setting WHERE key = ?1", [key])?;
                }
                beginnings.iter().try_for_each(|beginning| super::setting::remove(connection, beginning))
            })?;
            wipe(&connection)
        })
    }
}

fn empty(connection: &Connection, tables: &[&str], account: &str) -> Result<(), StoreError> {
    for table in tables {
        connection.execute(&format!("DELETE FROM {table} WHERE account = ?1"), [account])?;
    }
    Ok(())
}

/// Rebuilds the file from the remaining rows, and empties the log. Overwriting deleted data is not enough, because
/// SQLite leaves copies of rows in the unused parts of pages when it moves them.
fn wipe(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch("VACUUM")?;
    let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy { Err(StoreError::Busy) } else { Ok(()) }
}
