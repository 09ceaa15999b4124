//! Drafts of numbers.

use domain::phone::PhoneNumber;
use rusqlite::{Connection, Row, named_params, params};
use serde::{Deserialize, Serialize};

use super::{digits, is_on, phone};
use crate::statements::{all, one, run};
use crate::{Store, StoreError};

pub(crate) const CREATE: &str = "
    CREATE TABLE draft (
        account TEXT NOT NULL, number INTEGER NOT NULL, base TEXT NOT NULL, edits TEXT NOT NULL,
        started_at INTEGER NOT NULL, saved_at INTEGER NOT NULL, ready INTEGER NOT NULL, note TEXT,
        PRIMARY KEY (account, number)
    ) STRICT, WITHOUT ROWID";

/// No version ever wrote this column.
pub(crate) const DROP_NOTE: &str = "ALTER TABLE draft DROP COLUMN note";

pub(crate) const ADD_DECISIONS: &str = "ALTER TABLE draft ADD COLUMN decisions TEXT NOT NULL DEFAULT '{}'";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftRow {
    pub account: String,
    pub number: PhoneNumber,
    /// JSON: the state from which the draft started.
    pub base: String,
    /// JSON: the edited fields.
    pub edits: String,
    pub started_at: i64,
    pub saved_at: i64,
    /// A person marked the draft as ready. Unfinished edits are never ready on their own.
    pub ready: bool,
    /// JSON: the decisions about conflicts.
    #[serde(default = "none_decided")]
    pub decisions: String,
}

fn none_decided() -> String {
    "{}".to_owned()
}

impl Store {
    /// Stores the draft. It is on disk when this returns.
    pub fn put_draft(&self, row: &DraftRow) -> Result<(), StoreError> {
        self.write(|connection| put(connection, row))
    }

    /// Returns which numbers have a draft, and whether it is ready.
    pub fn draft_numbers(&self, account: &str) -> Result<Vec<(PhoneNumber, bool)>, StoreError> {
        let select = "SELECT number, ready FROM draft WHERE account = ?1";
        let read = |row: &Row<'_>| Ok((phone(row, 0)?, is_on(row, 1)?));
        self.read(|connection| all(connection, select, [account], read))
    }

    /// Returns false if there is no such draft.
    pub fn mark_draft_ready(&self, account: &str, number: &PhoneNumber, ready: bool) -> Result<bool, StoreError> {
        let update = "UPDATE draft SET ready = ?3 WHERE account = ?1 AND number = ?2";
        self.write(|connection| Ok(run(connection, update, params![account, digits(number), ready])? > 0))
    }

    pub fn draft(&self, account: &str, number: &PhoneNumber) -> Result<Option<DraftRow>, StoreError> {
        self.read(|connection| find(connection, account, number))
    }

    pub fn remove_draft(&self, account: &str, number: &PhoneNumber) -> Result<(), StoreError> {
        self.write(|connection| remove(connection, account, number))
    }

    /// Returns the drafts, the latest first.
    pub fn drafts(&self, account: &str) -> Result<Vec<DraftRow>, StoreError> {
        let select = "SELECT * FROM draft WHERE account = ?1 ORDER BY saved_at DESC, number";
        self.read(|connection| all(connection, select, [account], read))
    }
}

pub(super) fn put(connection: &Connection, row: &DraftRow) -> Result<(), StoreError> {
    let insert = "INSERT OR REPLACE INTO draft VALUES \
                  (:account, :number, :base, :edits, :started_at, :saved_at, :ready, :decisions)";
    let values = named_params! {
        ":account": row.account, ":number": digits(&row.number), ":base": row.base, ":edits": row.edits,
        ":started_at": row.started_at, ":saved_at": row.saved_at, ":ready": row.ready,
        ":decisions": row.decisions,
    };
    run(connection, insert, values).map(drop)
}

pub(super) fn find(
    connection: &Connection,
    account: &str,
    number: &PhoneNumber,
) -> Result<Option<DraftRow>, StoreError> {
    let select = "SELECT * FROM draft WHERE account = ?1 AND number = ?2";
    one(connection, select, params![account, digits(number)], read)
}

pub(super) fn remove(connection: &Connection, account: &str, number: &PhoneNumber) -> Result<(), StoreError> {
    let delete = "DELETE FROM draft WHERE account = ?1 AND number = ?2";
    run(connection, delete, params![account, digits(number)]).map(drop)
}

fn read(row: &Row<'_>) -> rusqlite::Result<DraftRow> {
    Ok(DraftRow {
        account: row.get("account")?,
        number: phone(row, "number")?,
        base: row.get("base")?,
        edits: row.get("edits")?,
        started_at: row.get("started_at")?,
        saved_at: row.get("saved_at")?,
        ready: is_on(row, "ready")?,
        decisions: row.get("decisions")?,
    })
}
