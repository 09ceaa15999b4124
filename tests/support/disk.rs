//! A data file that refuses to be written to, as one on a disk that is full does.

use std::path::Path;

use rusqlite::Connection;

use super::desktop::Desktop;

/// Refuses every write of the app until it is dropped. What is on disk can be read.
pub struct Refusing(#[allow(dead_code, reason = "holds the lock")] Connection);

impl Desktop {
    /// Takes the data file's one place for writing, and keeps it. The app waits some seconds for it, and gives up.
    pub fn refuse_writes(&self) -> Refusing {
        refuse(&self.data().join("number-desk.db"))
    }
}

fn refuse(file: &Path) -> Refusing {
    let connection = Connection::open(file).unwrap();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    Refusing(connection)
}
