//! Small values that are kept between starts: the window's bounds, the open number.

use rusqlite::Connection;

use crate::statements::{one, run};
use crate::{Store, StoreError};

pub(crate) const CREATE: &str = "
    CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID";

impl Store {
    pub fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        let select = "SELECT value FROM setting WHERE key = ?1";
        self.read(|connection| one(connection, select, [key], |row| row.get(0)))
    }

    pub fn put_setting(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let insert = "INSERT OR REPLACE INTO setting VALUES (?1, ?2)";
        self.write(|connection| run(connection, insert, [key, value]).map(drop))
    }

    /// Removes every setting whose key begins with this text.
    pub fn remove_settings(&self, beginning: &str) -> Result<(), StoreError> {
        self.write(|connection| remove(connection, beginning))
    }
}

pub(super) fn remove(connection: &Connection, beginning: &str) -> Result<(), StoreError> {
    let delete = "DELETE FROM setting WHERE substr(key, 1, length(?1)) = ?1";
    run(connection, delete, [beginning]).map(drop)
}
