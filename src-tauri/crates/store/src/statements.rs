//! SQL that a connection prepares once and keeps.
//!
//! Each text is a constant of this program, so there are only as many statements as the source has. Text that is put
//! together at run time is never kept: it would push the others out.

use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, Row};

use crate::error::StoreError;

/// How many statements a connection keeps. A test counts those of the source.
pub(crate) const CAPACITY: usize = 128;

/// Returns how many rows were changed.
pub(crate) fn run(connection: &Connection, sql: &'static str, parameters: impl Params) -> Result<usize, StoreError> {
    Ok(prepared(connection, sql)?.execute(parameters)?)
}

pub(crate) fn exists(connection: &Connection, sql: &'static str, parameters: impl Params) -> Result<bool, StoreError> {
    Ok(prepared(connection, sql)?.exists(parameters)?)
}

/// The first row.
pub(crate) fn one<T>(
    connection: &Connection,
    sql: &'static str,
    parameters: impl Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>, StoreError> {
    Ok(prepared(connection, sql)?.query_row(parameters, read).optional()?)
}

/// Every row.
pub(crate) fn all<T>(
    connection: &Connection,
    sql: &'static str,
    parameters: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = prepared(connection, sql)?;
    let rows = statement.query_map(parameters, read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn prepared<'a>(connection: &'a Connection, sql: &'static str) -> Result<CachedStatement<'a>, StoreError> {
    Ok(connection.prepare_cached(sql)?)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::CAPACITY;

    /// What this crate runs, without its tests.
    fn sources(folder: &Path) -> Vec<String> {
        let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let shipped = paths.filter(|path| path.file_stem().is_none_or(|name| name != "tests"));
        let read = |path: std::path::PathBuf| match path.is_dir() {
            true => sources(&path),
            false => {
                vec![fs::read_to_string(path).unwrap().split("#[cfg(test)]").next().unwrap_or_default().to_owned()]
            }
        };
        shipped.flat_map(read).collect()
    }

    /// Only constants can be kept, so the source has at least as many texts as a connection ever keeps.
    #[test]
    fn every_statement_has_room() {
        let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
        let count = |text: &str| sources.iter().map(|source| source.matches(text).count()).sum::<usize>();
        let statements = ["\"SELECT ", "\"INSERT ", "\"UPDATE ", "\"DELETE ", "select!("].map(count);
        let statements: usize = statements.iter().sum();
        assert!(statements > 60, "{statements} found: the count has lost sight of them");
        assert!(statements <= CAPACITY, "{statements} statements, and room for {CAPACITY}");
        assert_eq!(count("prepare_cached("), 1, "one function keeps statements, and it takes constants only");
    }

    #[test]
    fn each_connection_has_that_capacity() {
        // The cache tells nobody what it holds. A statement that stayed in it counts its runs; one that was made anew
        // begins at zero.
        let place = tempfile::tempdir().unwrap();
        let folder = crate::DataFolder::open(place.path()).unwrap();
        let (store, _) = crate::Store::open(&folder, 0).unwrap();
        let check = |connection: &rusqlite::Connection| {
            let runs = |sql: &str| {
                let mut statement = connection.prepare_cached(sql).unwrap();
                let _no_row = statement.exists([]).unwrap();
                statement.get_status(rusqlite::StatementStatus::Run)
            };
            for other in 0..CAPACITY {
                assert_eq!(runs(&format!("SELECT {other}")), 1);
            }
            assert_eq!(runs("SELECT 0"), 2);
        };
        check(&store.writer.lock());
        store.readers.connections.iter().for_each(|reader| check(&reader.lock()));
    }
}
