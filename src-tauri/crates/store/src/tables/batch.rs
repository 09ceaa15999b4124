//! Batches: drafts that are carried out one after the other. They are on disk so that an interrupted batch can be
//! resumed.

use rusqlite::{Connection, Row, params};

use crate::statements::{all, one, run};
use crate::{Store, StoreError};

/// `id` is a number's digits or a WABA's ID, depending on `kind`.
pub(crate) const CREATE: &str = "
    CREATE TABLE batch (account TEXT PRIMARY KEY, started_at INTEGER NOT NULL, because TEXT) STRICT, WITHOUT ROWID;
    CREATE TABLE batch_item (
        account TEXT NOT NULL, position INTEGER NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL,
        message TEXT NOT NULL, PRIMARY KEY (account, position), UNIQUE (account, kind, id)
    ) STRICT, WITHOUT ROWID;";

/// The state of a draft, and why the batch stopped, as codes from the caller, which are opaque here. Rows from earlier
/// versions have none. `message` and `because` hold the same in words, for a reader that does not know the code.
pub(crate) const ADD_SAID: &str = "
    ALTER TABLE batch ADD COLUMN said TEXT;
    ALTER TABLE batch_item ADD COLUMN said TEXT;";

/// The record of the batch among the activity. A batch of one number, or of an earlier version, has none.
pub(crate) const ADD_RECORD: &str = "ALTER TABLE batch ADD COLUMN record INTEGER";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchRow {
    pub started_at: i64,
    pub record: Option<i64>,
    /// Why the batch stopped before its end, if it stopped on its own.
    pub because: Option<Because>,
    /// In the order of the batch.
    pub items: Vec<BatchItemRow>,
}

/// Why a batch stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Because {
    pub said: Option<String>,
    pub message: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchItemRow {
    pub kind: String,
    pub id: String,
    pub state: String,
    pub said: Option<String>,
    pub message: String,
}

impl Store {
    /// Stores a batch. There is one batch per account, and it replaces the earlier one.
    pub fn put_batch(&self, account: &str, batch: &BatchRow) -> Result<(), StoreError> {
        self.write(|connection| {
            remove(connection, account)?;
            let insert = "INSERT INTO batch (account, started_at, because, said, record) VALUES (?1, ?2, ?3, ?4, ?5)";
            let (because, said) = columns(batch.because.as_ref());
            run(connection, insert, params![account, batch.started_at, because, said, batch.record])?;
            let insert = "INSERT INTO batch_item (account, position, kind, id, state, message, said) \
                          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            for (position, item) in batch.items.iter().enumerate() {
                let values = params![account, position as i64, item.kind, item.id, item.state, item.message, item.said];
                run(connection, insert, values)?;
            }
            Ok(())
        })
    }

    pub fn batch(&self, account: &str) -> Result<Option<BatchRow>, StoreError> {
        self.read(|connection| {
            let select = "SELECT started_at, record, because, said FROM batch WHERE account = ?1";
            let head = one(connection, select, [account], |row| Ok((row.get(0)?, row.get(1)?, because(row)?)))?;
            let Some((started_at, record, because)) = head else { return Ok(None) };
            let select = "SELECT kind, id, state, message, said FROM batch_item WHERE account = ?1 ORDER BY position";
            let items = all(connection, select, [account], read)?;
            Ok(Some(BatchRow { started_at, record, because, items }))
        })
    }

    pub fn put_batch_item(&self, account: &str, item: &BatchItemRow) -> Result<(), StoreError> {
        let update = "UPDATE batch_item SET state = ?4, message = ?5, said = ?6 \
                      WHERE account = ?1 AND kind = ?2 AND id = ?3";
        let values = params![account, item.kind, item.id, item.state, item.message, item.said];
        self.write(|connection| run(connection, update, values).map(drop))
    }

    pub fn put_batch_because(&self, account: &str, because: Option<&Because>) -> Result<(), StoreError> {
        let update = "UPDATE batch SET because = ?2, said = ?3 WHERE account = ?1";
        let (because, said) = columns(because);
        self.write(|connection| run(connection, update, params![account, because, said]).map(drop))
    }

    pub fn remove_batch(&self, account: &str) -> Result<(), StoreError> {
        self.write(|connection| remove(connection, account))
    }
}

fn remove(connection: &Connection, account: &str) -> Result<(), StoreError> {
    run(connection, "DELETE FROM batch_item WHERE account = ?1", [account])?;
    run(connection, "DELETE FROM batch WHERE account = ?1", [account]).map(drop)
}

/// Returns the text, and the code beside it.
fn columns(because: Option<&Because>) -> (Option<&str>, Option<&str>) {
    (because.map(|because| because.message.as_str()), because.and_then(|because| because.said.as_deref()))
}

fn because(row: &Row<'_>) -> rusqlite::Result<Option<Because>> {
    let message: Option<String> = row.get("because")?;
    let said = row.get("said")?;
    Ok(message.map(|message| Because { said, message }))
}

fn read(row: &Row<'_>) -> rusqlite::Result<BatchItemRow> {
    Ok(BatchItemRow {
        kind: row.get("kind")?,
        id: row.get("id")?,
        state: row.get("state")?,
        said: row.get("said")?,
        message: row.get("message")?,
    })
}
