//! WhatsApp Business Accounts as last seen, each with its mapping.

use domain::id::WabaId;
use domain::observed::{Mapping, Waba};
use rusqlite::{Connection, Row, params};

use crate::statements::{all, exists, one, run};
use crate::{Store, StoreError};

/// A null `sub_account` is the main account, as at Plivo.
pub(crate) const CREATE: &str = "
    CREATE TABLE waba (
        account TEXT NOT NULL, waba_id TEXT NOT NULL, name TEXT NOT NULL, sub_account TEXT, number_count INTEGER,
        seen_at INTEGER NOT NULL, PRIMARY KEY (account, waba_id)
    ) STRICT, WITHOUT ROWID";

impl Store {
    /// The list, which Plivo was asked for at `asked_at`, was read whole: what is not in it is no longer there. A WABA
    /// that was read by itself after that keeps what was read.
    pub fn replace_wabas(&self, account: &str, wabas: &[Waba], asked_at: i64) -> Result<(), StoreError> {
        self.write(|connection| {
            run(connection, "DELETE FROM waba WHERE account = ?1 AND seen_at <= ?2", params![account, asked_at])?;
            let newer = "SELECT 1 FROM waba WHERE account = ?1 AND waba_id = ?2";
            for waba in wabas {
                if !exists(connection, newer, params![account, waba.id.as_str()])? {
                    put(connection, account, waba, asked_at)?;
                }
            }
            Ok(())
        })
    }

    pub fn put_waba(&self, account: &str, waba: &Waba, now: i64) -> Result<(), StoreError> {
        self.write(|connection| put(connection, account, waba, now))
    }

    pub fn remove_waba(&self, account: &str, waba_id: &str) -> Result<(), StoreError> {
        let delete = "DELETE FROM waba WHERE account = ?1 AND waba_id = ?2";
        self.write(|connection| run(connection, delete, [account, waba_id]).map(drop))
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

pub(super) fn put(connection: &Connection, account: &str, waba: &Waba, now: i64) -> Result<(), StoreError> {
    let insert = "INSERT OR REPLACE INTO waba VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let values = params![account, waba.id.as_str(), waba.name, waba.mapping.wire(), waba.number_count, now];
    run(connection, insert, values).map(drop)
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
