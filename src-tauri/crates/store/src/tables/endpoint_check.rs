//! The last test of each URL. A result belongs to the URL, whichever numbers use it.

use rusqlite::{Row, params};

use crate::statements::{all, one, run};
use crate::{Store, StoreError};

/// `report` is opaque here. `passed_at` stays after a later failure.
pub(crate) const CREATE: &str = "
    CREATE TABLE endpoint_check (
        account TEXT NOT NULL, endpoint TEXT NOT NULL, url TEXT NOT NULL, at INTEGER NOT NULL, outcome TEXT NOT NULL,
        headline TEXT NOT NULL, passed_at INTEGER, report TEXT NOT NULL, PRIMARY KEY (account, endpoint, url)
    ) STRICT, WITHOUT ROWID";

/// The part of a test that the list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckHeadRow {
    pub endpoint: String,
    pub url: String,
    pub at: i64,
    pub outcome: String,
    pub headline: String,
    /// When a test of this URL last passed.
    pub passed_at: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckRow {
    pub head: CheckHeadRow,
    pub report: String,
}

impl Store {
    /// Stores a test, and replaces the URL's last test. If this test did not pass, the earlier `passed_at` stays.
    pub fn put_check(&self, account: &str, row: &CheckRow) -> Result<(), StoreError> {
        let insert = "INSERT INTO endpoint_check VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
                      ON CONFLICT (account, endpoint, url) DO UPDATE SET at = excluded.at, outcome = excluded.outcome, \
                      headline = excluded.headline, report = excluded.report, \
                      passed_at = coalesce(excluded.passed_at, passed_at)";
        let CheckHeadRow { endpoint, url, at, outcome, headline, passed_at } = &row.head;
        let values = params![account, endpoint, url, at, outcome, headline, passed_at, row.report];
        self.write(|connection| run(connection, insert, values).map(drop))
    }

    pub fn check(&self, account: &str, endpoint: &str, url: &str) -> Result<Option<CheckRow>, StoreError> {
        let select = "SELECT endpoint, url, at, outcome, headline, passed_at, report FROM endpoint_check \
                      WHERE account = ?1 AND endpoint = ?2 AND url = ?3";
        self.read(|connection| one(connection, select, [account, endpoint, url], read))
    }

    /// Returns all tests of the account, without their reports.
    pub fn check_heads(&self, account: &str) -> Result<Vec<CheckHeadRow>, StoreError> {
        let select = "SELECT endpoint, url, at, outcome, headline, passed_at FROM endpoint_check WHERE account = ?1";
        self.read(|connection| all(connection, select, [account], read_head))
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<CheckRow> {
    Ok(CheckRow { head: read_head(row)?, report: row.get(6)? })
}

fn read_head(row: &Row<'_>) -> rusqlite::Result<CheckHeadRow> {
    Ok(CheckHeadRow {
        endpoint: row.get(0)?,
        url: row.get(1)?,
        at: row.get(2)?,
        outcome: row.get(3)?,
        headline: row.get(4)?,
        passed_at: row.get(5)?,
    })
}
