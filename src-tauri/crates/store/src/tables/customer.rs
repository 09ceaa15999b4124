//! What a person entered about a customer: when calls were permitted, and when permission was requested.

use domain::phone::PhoneNumber;
use rusqlite::params;

use super::digits;
use crate::statements::{one, run};
use crate::{Store, StoreError};

/// `facts` is opaque here.
pub(crate) const CREATE: &str = "
    CREATE TABLE customer (
        account TEXT NOT NULL, number INTEGER NOT NULL, customer INTEGER NOT NULL, facts TEXT NOT NULL,
        kept_at INTEGER NOT NULL, PRIMARY KEY (account, number, customer)
    ) STRICT, WITHOUT ROWID";

impl Store {
    /// Stores the facts. Without facts, the customer is deleted.
    pub fn put_customer(
        &self,
        account: &str,
        number: &PhoneNumber,
        customer: &PhoneNumber,
        (facts, now): (Option<&str>, i64),
    ) -> Result<(), StoreError> {
        let key = params![account, digits(number), digits(customer)];
        self.write(|connection| {
            match facts {
                None => {
                    let delete = "DELETE FROM customer WHERE account = ?1 AND number = ?2 AND customer = ?3";
                    run(connection, delete, key)?
                }
                Some(facts) => {
                    let insert = "INSERT OR REPLACE INTO customer VALUES (?1, ?2, ?3, ?4, ?5)";
                    run(connection, insert, params![account, digits(number), digits(customer), facts, now])?
                }
            };
            Ok(())
        })
    }

    pub fn customer(
        &self,
        account: &str,
        number: &PhoneNumber,
        customer: &PhoneNumber,
    ) -> Result<Option<String>, StoreError> {
        let select = "SELECT facts FROM customer WHERE account = ?1 AND number = ?2 AND customer = ?3";
        let key = params![account, digits(number), digits(customer)];
        self.read(|connection| one(connection, select, key, |row| row.get(0)))
    }
}
