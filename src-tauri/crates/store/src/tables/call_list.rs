//! Call records as last read, so that they can be viewed offline: the newest calls of a number, and its calls with one
//! customer.

use domain::phone::PhoneNumber;
use rusqlite::params;

use super::digits;
use crate::statements::{one, run};
use crate::{Store, StoreError};

/// `calls` is opaque here.
pub(crate) const CREATE: &str = "
    CREATE TABLE call_list (
        account TEXT NOT NULL, number INTEGER NOT NULL, read_at INTEGER NOT NULL, calls TEXT NOT NULL,
        PRIMARY KEY (account, number)
    ) STRICT, WITHOUT ROWID";

/// `calls` is opaque here.
pub(crate) const CREATE_OF_CUSTOMER: &str = "
    CREATE TABLE customer_call_list (
        account TEXT NOT NULL, number INTEGER NOT NULL, customer INTEGER NOT NULL, read_at INTEGER NOT NULL,
        calls TEXT NOT NULL, PRIMARY KEY (account, number, customer)
    ) STRICT, WITHOUT ROWID";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallListRow {
    pub read_at: i64,
    pub calls: String,
}

impl Store {
    pub fn put_calls(&self, account: &str, number: &PhoneNumber, row: &CallListRow) -> Result<(), StoreError> {
        let insert = "INSERT OR REPLACE INTO call_list VALUES (?1, ?2, ?3, ?4)";
        let values = params![account, digits(number), row.read_at, row.calls];
        self.write(|connection| run(connection, insert, values).map(drop))
    }

    pub fn calls(&self, account: &str, number: &PhoneNumber) -> Result<Option<CallListRow>, StoreError> {
        let select = "SELECT read_at, calls FROM call_list WHERE account = ?1 AND number = ?2";
        self.read(|connection| {
            let read = |row: &rusqlite::Row<'_>| Ok(CallListRow { read_at: row.get(0)?, calls: row.get(1)? });
            one(connection, select, params![account, digits(number)], read)
        })
    }

    /// Stores the calls of a number with one customer.
    pub fn put_customer_calls(
        &self,
        account: &str,
        number: &PhoneNumber,
        customer: &PhoneNumber,
        row: &CallListRow,
    ) -> Result<(), StoreError> {
        let insert = "INSERT OR REPLACE INTO customer_call_list VALUES (?1, ?2, ?3, ?4, ?5)";
        let values = params![account, digits(number), digits(customer), row.read_at, row.calls];
        self.write(|connection| run(connection, insert, values).map(drop))
    }

    pub fn customer_calls(
        &self,
        account: &str,
        number: &PhoneNumber,
        customer: &PhoneNumber,
    ) -> Result<Option<CallListRow>, StoreError> {
        let select =
            "SELECT read_at, calls FROM customer_call_list WHERE account = ?1 AND number = ?2 AND customer = ?3";
        let key = params![account, digits(number), digits(customer)];
        self.read(|connection| {
            let read = |row: &rusqlite::Row<'_>| Ok(CallListRow { read_at: row.get(0)?, calls: row.get(1)? });
            one(connection, select, key, read)
        })
    }
}
