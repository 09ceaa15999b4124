//! Drafts of numbers.

use domain::phone::PhoneNumber;
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};
use serde::{Deserialize, Serialize};

use super::{all, digits, phone};
use crate::{Store, StoreError};

pub(crate) const CREATE: &str = "
    CREATE TABLE draft (
        account TEXT NOT NULL, number INTEGER NOT NULL, base TEXT NOT NULL, edits TEXT NOT NULL,
        started_at INTEGER NOT NULL, saved_at INTEGER NOT NULL, ready INTEGER NOT NULL, note TEXT,
        PRIMARY KEY (account, number)
    ) STRICT, WITHOUT ROWID";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftRow {
    pub account: String,
    pub number: PhoneNumber,
    /// JSON: the state that the draft started from.
    pub base: String,
    /// JSON: the edited fields.
    pub edits: String,
    pub started_at: i64,
    pub saved_at: i64,
    /// Somebody said so; half-typed work is never ready by itself.
    pub ready: bool,
    /// Such as *number disconnected*.
    pub note: Option<String>,
}

impl Store {
    /// On the disk when this answers.
    pub fn put_draft(&self, row: &DraftRow) -> Result<(), StoreError> {
        self.write(|connection| put(connection, row))
    }

    pub fn draft(&self, account: &str, number: &PhoneNumber) -> Result<Option<DraftRow>, StoreError> {
        self.read(|connection| find(connection, account, number))
    }

    pub fn remove_draft(&self, account: &str, number: &PhoneNumber) -> Result<(), StoreError> {
        self.write(|connection| remove(connection, account, number))
    }

    /// The latest first.
    pub fn drafts(&self, account: &str) -> Result<Vec<DraftRow>, StoreError> {
        let select = "SELECT * FROM draft WHERE account = ?1 ORDER BY saved_at DESC, number";
        self.read(|connection| all(&mut connection.prepare_cached(select)?, [account], read))
    }
}

pub(super) fn put(connection: &Connection, row: &DraftRow) -> Result<(), StoreError> {
    let insert = "INSERT OR REPLACE INTO draft VALUES \
                  (:account, :number, :base, :edits, :started_at, :saved_at, :ready, :note)";
    let values = named_params! {
        ":account": row.account, ":number": digits(&row.number), ":base": row.base, ":edits": row.edits,
        ":started_at": row.started_at, ":saved_at": row.saved_at, ":ready": row.ready, ":note": row.note,
    };
    Ok(connection.prepare_cached(insert)?.execute(values).map(drop)?)
}

pub(super) fn find(
    connection: &Connection,
    account: &str,
    number: &PhoneNumber,
) -> Result<Option<DraftRow>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT * FROM draft WHERE account = ?1 AND number = ?2")?;
    Ok(statement.query_row(params![account, digits(number)], read).optional()?)
}

pub(super) fn remove(connection: &Connection, account: &str, number: &PhoneNumber) -> Result<(), StoreError> {
    let delete = "DELETE FROM draft WHERE account = ?1 AND number = ?2";
    Ok(connection.execute(delete, params![account, digits(number)]).map(drop)?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<DraftRow> {
    Ok(DraftRow {
        account: row.get("account")?,
        number: phone(row, "number")?,
        base: row.get("base")?,
        edits: row.get("edits")?,
        started_at: row.get("started_at")?,
        saved_at: row.get("saved_at")?,
        ready: row.get("ready")?,
        note: row.get("note")?,
    })
}
