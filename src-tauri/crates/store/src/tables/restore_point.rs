//! Configurations that were stored before a write.

use domain::phone::PhoneNumber;
use rusqlite::{Connection, Row, named_params, params};

use super::{digits, phone};
use crate::statements::{all, run};
use crate::{Store, StoreError};

pub(crate) const CREATE: &str = "
    CREATE TABLE restore_point (
        id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL,
        reason TEXT NOT NULL, held TEXT NOT NULL, mapping TEXT
    ) STRICT;
    CREATE INDEX restore_point_by_number ON restore_point (account, number);";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRestorePoint {
    pub account: String,
    pub number: PhoneNumber,
    pub at: i64,
    /// The action that was about to be carried out.
    pub reason: String,
    /// JSON: what Plivo held.
    pub held: String,
    /// JSON: the mapping of the WABA, which is offered separately.
    pub mapping: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestorePointRow {
    pub id: i64,
    pub number: PhoneNumber,
    pub at: i64,
    pub reason: String,
    pub held: String,
    pub mapping: Option<String>,
}

impl Store {
    /// Returns the restore points of one number, the latest first.
    pub fn restore_points(&self, account: &str, number: &PhoneNumber) -> Result<Vec<RestorePointRow>, StoreError> {
        let select = "SELECT * FROM restore_point WHERE account = ?1 AND number = ?2 ORDER BY id DESC";
        self.read(|connection| all(connection, select, params![account, digits(number)], read))
    }
}

pub(super) fn add(connection: &Connection, new: &NewRestorePoint) -> Result<i64, StoreError> {
    let insert = "INSERT INTO restore_point (account, number, at, reason, held, mapping) \
                  VALUES (:account, :number, :at, :reason, :held, :mapping)";
    run(
        connection,
        insert,
        named_params! {
            ":account": new.account, ":number": digits(&new.number), ":at": new.at, ":reason": new.reason,
            ":held": new.held, ":mapping": new.mapping,
        },
    )?;
    Ok(connection.last_insert_rowid())
}

fn read(row: &Row<'_>) -> rusqlite::Result<RestorePointRow> {
    Ok(RestorePointRow {
        id: row.get("id")?,
        number: phone(row, "number")?,
        at: row.get("at")?,
        reason: row.get("reason")?,
        held: row.get("held")?,
        mapping: row.get("mapping")?,
    })
}
