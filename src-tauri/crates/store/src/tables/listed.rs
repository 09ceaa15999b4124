//! What the list shows, searches and sorts by: derived from each number when it is stored ([`domain::listed`]).
//!
//! The rows are in the list's usual order. The index holds what the list counts and filters by, so that a list without a
//! search reads nothing else.

use std::collections::HashSet;

use domain::listed::{Listed, VERSION};
use domain::observed::Observed;
use domain::phone::PhoneNumber;
use rusqlite::{Connection, Row, named_params, params};

use super::is_on;
use crate::statements::{exists, one, prepared, run};
use crate::{Store, StoreError};

/// A null WABA is stored as an empty text, so that rows can be grouped by it.
pub(crate) const CREATE: &str = "
    CREATE TABLE listed (
        account TEXT NOT NULL, place INTEGER NOT NULL, waba_id TEXT NOT NULL, status TEXT NOT NULL,
        configuration_type TEXT NOT NULL, calling INTEGER NOT NULL, has_problem INTEGER NOT NULL,
        quality TEXT NOT NULL, handled_by TEXT NOT NULL, country TEXT NOT NULL, search TEXT NOT NULL,
        alias_key BLOB NOT NULL, verified_key BLOB NOT NULL, iso TEXT NOT NULL, international TEXT NOT NULL,
        PRIMARY KEY (account, place)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX listed_by_waba
        ON listed (account, waba_id, place, status, configuration_type, calling, has_problem);";

/// The key of the setting that names the derivation of the stored rows.
const DERIVED_BY: &str = "listed_by";

/// So many numbers are looked up one by one. For more, reading all is faster.
const FEW: usize = 1000;

/// One row, borrowed from the database while it is read.
#[derive(Clone, Copy, Debug)]
pub struct ListedRow<'a> {
    pub number: PhoneNumber,
    /// Empty without a WABA.
    pub waba_id: &'a str,
    pub status: &'a str,
    /// Empty without one.
    pub configuration_type: &'a str,
    pub calling: bool,
    pub has_problem: bool,
    /// Only for [`Columns::All`].
    pub texts: ListedTexts<'a>,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct ListedTexts<'a> {
    pub quality: &'a str,
    pub handled_by: &'a str,
    pub country: &'a str,
    pub search: &'a str,
    pub alias_key: &'a [u8],
    pub verified_key: &'a [u8],
}

/// Which columns of each row are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// Without the texts. Twice as fast, because only the index is read.
    WithoutTexts,
    All,
}

impl Store {
    /// Calls `visit` with every number of the account, as one commit has them. Without texts, the numbers of a WABA come
    /// together.
    pub fn visit_listed(
        &self,
        account: &str,
        columns: Columns,
        mut visit: impl FnMut(ListedRow<'_>),
    ) -> Result<(), StoreError> {
        let select = match columns {
            Columns::WithoutTexts => {
                "SELECT place, waba_id, status, configuration_type, calling, has_problem FROM listed \
                 INDEXED BY listed_by_waba WHERE account = ?1 ORDER BY waba_id, place"
            }
            Columns::All => {
                "SELECT place, waba_id, status, configuration_type, calling, has_problem, quality, handled_by, \
                 country, search, alias_key, verified_key FROM listed WHERE account = ?1 ORDER BY place"
            }
        };
        self.read(|connection| {
            let mut statement = prepared(connection, select)?;
            let mut rows = statement.query([account])?;
            while let Some(row) = rows.next()? {
                // The disk holds places of numbers only.
                if let Some(number) = PhoneNumber::at_place(row.get(0)?) {
                    visit(borrow(number, row, columns)?);
                }
            }
            Ok(())
        })
    }

    /// Returns those of the numbers that are not stored.
    pub fn missing_of(
        &self,
        account: &str,
        numbers: &HashSet<PhoneNumber>,
    ) -> Result<HashSet<PhoneNumber>, StoreError> {
        if numbers.len() > FEW {
            let mut missing = numbers.clone();
            self.visit_listed(account, Columns::WithoutTexts, |row| {
                missing.remove(&row.number);
            })?;
            return Ok(missing);
        }
        let select = "SELECT 1 FROM listed WHERE account = ?1 AND place = ?2";
        self.read(|connection| {
            let mut missing = HashSet::new();
            for number in numbers {
                if !exists(connection, select, params![account, number.place()])? {
                    missing.insert(*number);
                }
            }
            Ok(missing)
        })
    }
}

fn borrow<'a>(number: PhoneNumber, row: &'a Row<'_>, columns: Columns) -> rusqlite::Result<ListedRow<'a>> {
    let text = |at: usize| row.get_ref(at).and_then(|value| Ok(value.as_str()?));
    let texts = match columns {
        Columns::WithoutTexts => ListedTexts::default(),
        Columns::All => ListedTexts {
            quality: text(6)?,
            handled_by: text(7)?,
            country: text(8)?,
            search: text(9)?,
            alias_key: row.get_ref(10)?.as_blob()?,
            verified_key: row.get_ref(11)?.as_blob()?,
        },
    };
    Ok(ListedRow {
        number,
        waba_id: text(1)?,
        status: text(2)?,
        configuration_type: text(3)?,
        calling: is_on(row, 4)?,
        has_problem: is_on(row, 5)?,
        texts,
    })
}

/// What a row of the list shows that is derived.
pub(super) struct Head {
    pub international: String,
    pub iso: String,
    pub country: String,
    pub handled_by: String,
    pub has_problem: bool,
}

pub(super) fn head(connection: &Connection, account: &str, number: &PhoneNumber) -> Result<Option<Head>, StoreError> {
    let select = "SELECT international, iso, country, handled_by, has_problem FROM listed \
                  WHERE account = ?1 AND place = ?2";
    one(connection, select, params![account, number.place()], |row| {
        Ok(Head {
            international: row.get(0)?,
            iso: row.get(1)?,
            country: row.get(2)?,
            handled_by: row.get(3)?,
            has_problem: is_on(row, 4)?,
        })
    })
}

/// Stores what is derived from a number that is being stored.
pub(super) fn put(connection: &Connection, account: &str, seen: &Observed) -> Result<(), StoreError> {
    let insert = "INSERT OR REPLACE INTO listed (account, place, waba_id, status, configuration_type, calling, \
                  has_problem, quality, handled_by, country, search, alias_key, verified_key, iso, international) \
                  VALUES (:account, :place, :waba_id, :status, :configuration_type, :calling, :has_problem, \
                  :quality, :handled_by, :country, :search, :alias_key, :verified_key, :iso, :international)";
    let listed = Listed::of(seen);
    let values = named_params! {
        ":account": account, ":place": seen.number.place(),
        ":waba_id": seen.waba_id.as_ref().map_or("", |id| id.as_str()), ":status": seen.status,
        ":configuration_type": seen.held.configuration_type.as_deref().unwrap_or_default(),
        ":calling": seen.held.calling(), ":has_problem": listed.has_problem, ":quality": seen.quality,
        ":handled_by": listed.handled_by, ":country": listed.country, ":search": listed.search,
        ":alias_key": listed.alias_key, ":verified_key": listed.verified_key, ":iso": listed.iso,
        ":international": listed.international,
    };
    run(connection, insert, values).map(drop)
}

pub(super) fn delete(connection: &Connection, account: &str, number: &PhoneNumber) -> Result<(), StoreError> {
    let delete = "DELETE FROM listed WHERE account = ?1 AND place = ?2";
    run(connection, delete, params![account, number.place()]).map(drop)
}

/// Returns true if another version derived the rows: after an update of the app, and for a file that had none.
pub(crate) fn is_due(connection: &Connection) -> Result<bool, StoreError> {
    let select = "SELECT value FROM setting WHERE key = ?1";
    let by: Option<String> = one(connection, select, [DERIVED_BY], |row| row.get(0))?;
    Ok(by.as_deref() != Some(VERSION))
}

/// All rows are about to be derived anew, by this version.
pub(super) fn begin(connection: &Connection) -> Result<(), StoreError> {
    run(connection, "DELETE FROM listed", [])?;
    run(connection, "INSERT OR REPLACE INTO setting VALUES (?1, ?2)", [DERIVED_BY, VERSION]).map(drop)
}
