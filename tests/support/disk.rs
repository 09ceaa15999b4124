//! A data file that refuses writes, like on a full disk.

use std::path::Path;

use rusqlite::Connection;

use super::desktop::Desktop;

/// Makes every write of the app fail until it is dropped. Reads still work.
pub struct Refusing(#[allow(dead_code, reason = "holds the lock")] Connection);

impl Desktop {
    /// Takes the write lock of the database, and keeps it. The app waits for it for some seconds, and then gives up.
    pub fn refuse_writes(&self) -> Refusing {
        refuse(&self.data().join("number-desk.db"))
    }
}

fn refuse(file: &Path) -> Refusing {
    let connection = Connection::open(file).unwrap();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    Refusing(connection)
}
