//! Numbers that a person or a file provided, because Plivo offers no list to read them from.

use domain::phone::PhoneNumber;
use rusqlite::{Connection, params};

use super::digits;
use crate::statements::{exists, run};
use crate::{Store, StoreError};

pub(crate) const CREATE: &str = "
    CREATE TABLE hand_number (
        account TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (account, number)
    ) STRICT, WITHOUT ROWID";

impl Store {
    pub fn is_by_hand(&self, account: &str, number: &PhoneNumber) -> Result<bool, StoreError> {
        let select = "SELECT 1 FROM hand_number WHERE account = ?1 AND number = ?2";
        self.read(|connection| exists(connection, select, params![account, digits(number)]))
    }
}

pub(super) fn mark(connection: &Connection, account: &str, number: &PhoneNumber) -> Result<(), StoreError> {
    let insert = "INSERT OR IGNORE INTO hand_number VALUES (?1, ?2)";
    run(connection, insert, params![account, digits(number)]).map(drop)
}

/// Marks the numbers as read from Plivo. Most accounts have none added by hand, so one query checks that first.
pub(super) fn read_from_plivo<'a>(
    connection: &Connection,
    account: &str,
    numbers: impl Iterator<Item = &'a PhoneNumber>,
) -> Result<(), StoreError> {
    let any = "SELECT 1 FROM hand_number WHERE account = ?1 LIMIT 1";
    if !exists(connection, any, [account])? {
        return Ok(());
    }
    let delete = "DELETE FROM hand_number WHERE account = ?1 AND number = ?2";
    for number in numbers {
        run(connection, delete, params![account, digits(number)])?;
    }
    Ok(())
}
