//! Forgetting an account: its state only, or everything.

use rusqlite::Connection;

use crate::error::FORGOTTEN;
use crate::statements::run;
use crate::{Store, StoreError};

/// The tables with the state of an account, as last read, and with the work on it.
const STATE: [&str; 18] = [
    "waba",
    "gone_waba",
    "number",
    "listed",
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

const LIST: &str = "CREATE TEMP TABLE IF NOT EXISTS forgotten (account TEXT PRIMARY KEY)";

/// The key of the setting that exists while deleted bytes are still in the file.
const WIPE_DUE: &str = "wipe_due";

impl Store {
    /// Deletes what was read of the account and all its drafts. Its activity and restore points stay.
    pub fn forget_account_state(&self, account: &str) -> Result<(), StoreError> {
        self.write(|connection| {
            // While the writer is held, so that no read adds to it afterwards.
            self.confirmed.forget(account);
            empty(connection, &STATE, account)
        })
    }

    /// Deletes all rows of the account, the settings with these `keys`, and the settings whose keys begin with one of
    /// `beginnings`, in one transaction. From then on the store refuses every row of the account
    /// ([`StoreError::Forgotten`]), because work that is still in progress would bring it back. It accepts them again
    /// after [`Store::connect_account`].
    ///
    /// The deleted bytes are still in the file until [`Store::wipe`].
    pub fn forget_account(&self, account: &str, keys: &[String], beginnings: &[String]) -> Result<(), StoreError> {
        self.write(|connection| {
            self.confirmed.forget(account);
            empty(connection, &STATE, account)?;
            empty(connection, &RECORD, account)?;
            run(connection, "DELETE FROM account WHERE id = ?1", [account])?;
            for key in keys {
                run(connection, "DELETE FROM setting WHERE key = ?1", [key])?;
            }
            beginnings.iter().try_for_each(|beginning| super::setting::remove(connection, beginning))?;
            run(connection, "INSERT OR REPLACE INTO setting VALUES (?1, '')", [WIPE_DUE])?;
            refuse_from_now_on(connection, account)
        })
    }

    /// Rebuilds the file from its rows and empties the log, so that no file of the data folder contains what was
    /// deleted, except a damaged file that was set aside.
    ///
    /// This fails on a full disk, and while another program reads the file ([`StoreError::Busy`]). Then
    /// [`Store::wipe_if_due`] does it later.
    pub fn wipe(&self) -> Result<(), StoreError> {
        if self.writer.is_owned_by_current_thread() {
            return Err(StoreError::Internal("the file cannot be rebuilt inside a transaction".to_owned()));
        }
        crate::blocking(|| {
            let connection = self.writer.lock();
            self.before_writing(&connection)?;
            // Overwriting deleted data is not enough: SQLite leaves copies of rows in unused parts of pages when it
            // moves them.
            connection.execute_batch("VACUUM")?;
            let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
            if busy {
                return Err(StoreError::Busy);
            }
            run(&connection, "DELETE FROM setting WHERE key = ?1", [WIPE_DUE]).map(drop)
        })
    }

    /// Wipes the file if an account was forgotten and the file was not wiped since.
    pub fn wipe_if_due(&self) -> Result<(), StoreError> {
        match self.setting(WIPE_DUE)? {
            Some(_) => self.wipe(),
            None => Ok(()),
        }
    }
}

/// Makes this connection, the only one that writes, refuse new rows of the account. The list is in memory: the next
/// start has no work in progress.
fn refuse_from_now_on(connection: &Connection, account: &str) -> Result<(), StoreError> {
    connection.execute_batch(LIST)?;
    for table in STATE.iter().chain(&RECORD) {
        refuse(connection, table, "account = NEW.account")?;
    }
    refuse(connection, "account", "account = NEW.id")?;
    refuse(connection, "setting", "instr(NEW.key || '/', '/' || account || '/') > 0")?;
    run(connection, "INSERT OR REPLACE INTO temp.forgotten VALUES (?1)", [account]).map(drop)
}

fn refuse(connection: &Connection, table: &str, named: &str) -> Result<(), StoreError> {
    let trigger = format!(
        "CREATE TEMP TRIGGER IF NOT EXISTS forgotten_{table} BEFORE INSERT ON main.{table}
         WHEN EXISTS (SELECT 1 FROM forgotten WHERE {named})
         BEGIN SELECT RAISE(ABORT, '{FORGOTTEN}'); END"
    );
    Ok(connection.execute_batch(&trigger)?)
}

pub(super) fn accept_again(connection: &Connection, account: &str) -> Result<(), StoreError> {
    connection.execute_batch(LIST)?;
    run(connection, "DELETE FROM temp.forgotten WHERE account = ?1", [account]).map(drop)
}

fn empty(connection: &Connection, tables: &[&str], account: &str) -> Result<(), StoreError> {
    for table in tables {
        connection.execute(&format!("DELETE FROM {table} WHERE account = ?1"), [account])?;
    }
    Ok(())
}
