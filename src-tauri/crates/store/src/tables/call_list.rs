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

/// Two reads may overlap, and the one that began first may end last. Then the stored list is newer and stays. No read
/// takes ten minutes: a stored list that seems to be newer by more is from before this computer's clock was set back.
const PUT: &str = "
    INSERT INTO call_list VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (account, number) DO UPDATE SET read_at = excluded.read_at, calls = excluded.calls
    WHERE excluded.read_at >= read_at OR excluded.read_at < read_at - 600000";

const PUT_OF_CUSTOMER: &str = "
    INSERT INTO customer_call_list VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (account, number, customer) DO UPDATE SET read_at = excluded.read_at, calls = excluded.calls
    WHERE excluded.read_at >= read_at OR excluded.read_at < read_at - 600000";

impl Store {
    /// Stores the newest calls of a number. A list whose read began later stays.
    pub fn put_calls(&self, account: &str, number: &PhoneNumber, row: &CallListRow) -> Result<(), StoreError> {
        let values = params![account, digits(number), row.read_at, row.calls];
        self.write(|connection| run(connection, PUT, values).map(drop))
    }

    pub fn calls(&self, account: &str, number: &PhoneNumber) -> Result<Option<CallListRow>, StoreError> {
        let select = "SELECT read_at, calls FROM call_list WHERE account = ?1 AND number = ?2";
        self.read(|connection| {
            let read = |row: &rusqlite::Row<'_>| Ok(CallListRow { read_at: row.get(0)?, calls: row.get(1)? });
            one(connection, select, params![account, digits(number)], read)
        })
    }

    /// Stores the calls of a number with one customer. A list whose read began later stays.
    pub fn put_customer_calls(
        &self,
        account: &str,
        number: &PhoneNumber,
        customer: &PhoneNumber,
        row: &CallListRow,
    ) -> Result<(), StoreError> {
        let values = params![account, digits(number), digits(customer), row.read_at, row.calls];
        self.write(|connection| run(connection, PUT_OF_CUSTOMER, values).map(drop))
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
