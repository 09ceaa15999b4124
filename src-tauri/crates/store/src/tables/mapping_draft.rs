//! Drafts of mappings: one per WABA, whichever number's panel it was edited in.

use rusqlite::{Connection, Row, named_params, params};
use serde::{Deserialize, Serialize};

use super::is_on;
use crate::statements::{all, one, run};
use crate::{Store, StoreError};

/// A null `base` or `target` means the main account.
pub(crate) const CREATE: &str = "
    CREATE TABLE mapping_draft (
        account TEXT NOT NULL, waba_id TEXT NOT NULL, base TEXT, target TEXT, started_at INTEGER NOT NULL,
        saved_at INTEGER NOT NULL, ready INTEGER NOT NULL, PRIMARY KEY (account, waba_id)
    ) STRICT, WITHOUT ROWID";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappingDraftRow {
    pub account: String,
    pub waba_id: String,
    /// A subaccount's Auth ID. `None` means the main account.
    pub base: Option<String>,
    /// A subaccount's Auth ID. `None` means the main account.
    pub target: Option<String>,
    pub started_at: i64,
    pub saved_at: i64,
    pub ready: bool,
}

impl Store {
    /// Stores the draft. It is on disk when this returns.
    pub fn put_mapping_draft(&self, row: &MappingDraftRow) -> Result<(), StoreError> {
        self.write(|connection| put(connection, row))
    }

    /// Returns false if there is no such draft.
    pub fn mark_mapping_ready(&self, account: &str, waba_id: &str, ready: bool) -> Result<bool, StoreError> {
        let update = "UPDATE mapping_draft SET ready = ?3 WHERE account = ?1 AND waba_id = ?2";
        self.write(|connection| Ok(run(connection, update, params![account, waba_id, ready])? > 0))
    }

    pub fn mapping_draft(&self, account: &str, waba_id: &str) -> Result<Option<MappingDraftRow>, StoreError> {
        self.read(|connection| find(connection, account, waba_id))
    }

    pub fn remove_mapping_draft(&self, account: &str, waba_id: &str) -> Result<(), StoreError> {
        self.write(|connection| remove(connection, account, waba_id))
    }

    /// Returns the drafts, the latest first.
    pub fn mapping_drafts(&self, account: &str) -> Result<Vec<MappingDraftRow>, StoreError> {
        let select = "SELECT * FROM mapping_draft WHERE account = ?1 ORDER BY saved_at DESC, waba_id";
        self.read(|connection| all(connection, select, [account], read))
    }
}

pub(super) fn put(connection: &Connection, row: &MappingDraftRow) -> Result<(), StoreError> {
    let insert = "INSERT OR REPLACE INTO mapping_draft VALUES \
                  (:account, :waba_id, :base, :target, :started_at, :saved_at, :ready)";
    let values = named_params! {
        ":account": row.account, ":waba_id": row.waba_id, ":base": row.base, ":target": row.target,
        ":started_at": row.started_at, ":saved_at": row.saved_at, ":ready": row.ready,
    };
    run(connection, insert, values).map(drop)
}

pub(super) fn find(
    connection: &Connection,
    account: &str,
    waba_id: &str,
) -> Result<Option<MappingDraftRow>, StoreError> {
    let select = "SELECT * FROM mapping_draft WHERE account = ?1 AND waba_id = ?2";
    one(connection, select, [account, waba_id], read)
}

pub(super) fn remove(connection: &Connection, account: &str, waba_id: &str) -> Result<(), StoreError> {
    let delete = "DELETE FROM mapping_draft WHERE account = ?1 AND waba_id = ?2";
    run(connection, delete, [account, waba_id]).map(drop)
}

fn read(row: &Row<'_>) -> rusqlite::Result<MappingDraftRow> {
    Ok(MappingDraftRow {
        account: row.get("account")?,
        waba_id: row.get("waba_id")?,
        base: row.get("base")?,
        target: row.get("target")?,
        started_at: row.get("started_at")?,
        saved_at: row.get("saved_at")?,
        ready: is_on(row, "ready")?,
    })
}
