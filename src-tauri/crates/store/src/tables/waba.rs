//! WhatsApp Business Accounts as last read, each with its mapping.

use std::collections::{HashMap, HashSet};

use domain::id::WabaId;
use domain::observed::{Mapping, Waba};
use rusqlite::{Connection, Row, params};

use super::sync_state;
use crate::statements::{all, exists, one, run};
use crate::{Store, StoreError};

/// A null `sub_account` means the main account, as at Plivo.
pub(crate) const CREATE: &str = "
    CREATE TABLE waba (
        account TEXT NOT NULL, waba_id TEXT NOT NULL, name TEXT NOT NULL, sub_account TEXT, number_count INTEGER,
        seen_at INTEGER NOT NULL, PRIMARY KEY (account, waba_id)
    ) STRICT, WITHOUT ROWID";

/// WABAs that a read found gone, with the time when that read was requested.
pub(crate) const CREATE_GONE: &str = "
    CREATE TABLE gone_waba (
        account TEXT NOT NULL, waba_id TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (account, waba_id)
    ) STRICT, WITHOUT ROWID";

impl Store {
    /// Stores a complete list: WABAs that are not in it are removed. A WABA that was read alone after the list was
    /// requested keeps the result of that read, even if it was gone. Returns false if a newer list is kept instead.
    pub fn replace_wabas(&self, account: &str, wabas: &[Waba], requested_at: i64) -> Result<bool, StoreError> {
        self.write(|connection| {
            if !sync_state::wabas_read(connection, account, requested_at)? {
                return Ok(false);
            }
            // What is unchanged is not written again: `wabas_since` says that it was seen.
            let stored = "SELECT * FROM waba WHERE account = ?1 AND seen_at <= ?2";
            let stored = all(connection, stored, params![account, requested_at], read)?;
            let listed: HashMap<&WabaId, &Waba> = wabas.iter().map(|waba| (&waba.id, waba)).collect();
            let mut same = HashSet::new();
            for waba in &stored {
                if listed.get(&waba.id).is_some_and(|listed| *listed == waba) {
                    same.insert(&waba.id);
                } else {
                    run(
                        connection,
                        "DELETE FROM waba WHERE account = ?1 AND waba_id = ?2",
                        [account, waba.id.as_str()],
                    )?;
                }
            }
            let older = "DELETE FROM gone_waba WHERE account = ?1 AND at <= ?2";
            run(connection, older, params![account, requested_at])?;
            for waba in wabas.iter().filter(|waba| !same.contains(&waba.id)) {
                if !is_older(connection, account, waba.id.as_str(), requested_at)? {
                    put(connection, account, waba, requested_at)?;
                }
            }
            Ok(true)
        })
    }

    /// Stores a WABA that was read alone. Returns false if a newer read is kept instead.
    pub fn put_waba(&self, account: &str, waba: &Waba, requested_at: i64) -> Result<bool, StoreError> {
        self.write(|connection| {
            if is_older(connection, account, waba.id.as_str(), requested_at)? {
                return Ok(false);
            }
            put(connection, account, waba, requested_at)?;
            Ok(true)
        })
    }

    /// Stores that a read, requested at `requested_at`, found the WABA gone. Returns false if a newer read has seen it.
    pub fn remove_waba(&self, account: &str, waba_id: &str, requested_at: i64) -> Result<bool, StoreError> {
        self.write(|connection| {
            let newer = "SELECT 1 FROM waba WHERE account = ?1 AND waba_id = ?2 AND ?3 < max(seen_at, \
                         coalesce((SELECT wabas_since FROM sync_state WHERE account = ?1), 0))";
            if exists(connection, newer, params![account, waba_id, requested_at])? {
                return Ok(false);
            }
            run(connection, "DELETE FROM waba WHERE account = ?1 AND waba_id = ?2", [account, waba_id])?;
            let remember = "INSERT INTO gone_waba VALUES (?1, ?2, ?3) \
                            ON CONFLICT (account, waba_id) DO UPDATE SET at = max(at, excluded.at)";
            run(connection, remember, params![account, waba_id, requested_at])?;
            Ok(true)
        })
    }

    pub fn waba(&self, account: &str, waba_id: &str) -> Result<Option<Waba>, StoreError> {
        let select = "SELECT * FROM waba WHERE account = ?1 AND waba_id = ?2";
        self.read(|connection| one(connection, select, [account, waba_id], read))
    }

    pub fn wabas(&self, account: &str) -> Result<Vec<Waba>, StoreError> {
        let select = "SELECT * FROM waba WHERE account = ?1 ORDER BY name, waba_id";
        self.read(|connection| all(connection, select, [account], read))
    }
}

/// Whether a newer read saw the WABA, found it gone, or saw the whole list without it.
fn is_older(connection: &Connection, account: &str, waba_id: &str, requested_at: i64) -> Result<bool, StoreError> {
    let select = "SELECT 1 WHERE ?3 < max( \
                  coalesce((SELECT seen_at FROM waba WHERE account = ?1 AND waba_id = ?2), ?3), \
                  coalesce((SELECT at FROM gone_waba WHERE account = ?1 AND waba_id = ?2), ?3), \
                  coalesce((SELECT wabas_since FROM sync_state WHERE account = ?1), ?3))";
    exists(connection, select, params![account, waba_id, requested_at])
}

pub(super) fn put(connection: &Connection, account: &str, waba: &Waba, seen_at: i64) -> Result<(), StoreError> {
    let insert = "INSERT OR REPLACE INTO waba VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let values = params![account, waba.id.as_str(), waba.name, waba.mapping.wire(), waba.number_count, seen_at];
    run(connection, insert, values)?;
    let back = "DELETE FROM gone_waba WHERE account = ?1 AND waba_id = ?2";
    run(connection, back, [account, waba.id.as_str()]).map(drop)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Waba> {
    let sub_account: Option<String> = row.get("sub_account")?;
    Ok(Waba {
        id: WabaId::new(row.get::<_, String>("waba_id")?),
        name: row.get("name")?,
        mapping: Mapping::from_wire(sub_account.as_deref()),
        number_count: row.get("number_count")?,
    })
}
