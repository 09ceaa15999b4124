//! Subaccounts as last read. Plivo sends their tokens in plain text. A column for them is deliberately absent.

use rusqlite::{Row, params};

use super::sync_state;
use crate::statements::{all, exists, run};
use crate::{Store, StoreError};

pub(crate) const CREATE: &str = "
    CREATE TABLE subaccount (
        account TEXT NOT NULL, auth_id TEXT NOT NULL, name TEXT NOT NULL, enabled INTEGER NOT NULL,
        PRIMARY KEY (account, auth_id)
    ) STRICT, WITHOUT ROWID";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubaccountRow {
    pub auth_id: String,
    pub name: String,
    pub enabled: bool,
}

impl Store {
    /// Writes nothing if the same list is stored.
    pub fn replace_subaccounts(&self, account: &str, subaccounts: &[SubaccountRow]) -> Result<(), StoreError> {
        let mut sorted = subaccounts.to_vec();
        sorted.sort_by(|left, right| (&left.name, &left.auth_id).cmp(&(&right.name, &right.auth_id)));
        self.write(|connection| {
            if self.subaccounts(account)?.is_some_and(|stored| stored == sorted) {
                return Ok(());
            }
            run(connection, "DELETE FROM subaccount WHERE account = ?1", [account])?;
            let insert = "INSERT OR REPLACE INTO subaccount VALUES (?1, ?2, ?3, ?4)";
            for row in subaccounts {
                run(connection, insert, params![account, row.auth_id, row.name, row.enabled])?;
            }
            sync_state::set(connection, account, "UPDATE sync_state SET subaccounts_known = 1 WHERE account = ?1")
        })
    }

    /// Returns `None` if the list was never read. That differs from an empty list.
    pub fn subaccounts(&self, account: &str) -> Result<Option<Vec<SubaccountRow>>, StoreError> {
        let select = "SELECT * FROM subaccount WHERE account = ?1 ORDER BY name, auth_id";
        let known = "SELECT 1 FROM sync_state WHERE account = ?1 AND subaccounts_known = 1";
        self.read(|connection| {
            if !exists(connection, known, [account])? {
                return Ok(None);
            }
            all(connection, select, [account], read).map(Some)
        })
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<SubaccountRow> {
    Ok(SubaccountRow { auth_id: row.get("auth_id")?, name: row.get("name")?, enabled: row.get("enabled")? })
}
