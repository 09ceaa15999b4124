//! SQL statements that a connection prepares once and caches.
//!
//! Each cached text is a constant in the source, so their number is fixed. Text that is built at run time is never
//! cached, because it would evict the others.

use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, Row};

use crate::error::StoreError;

/// How many statements a connection caches. A test counts the statements in the source.
pub(crate) const CAPACITY: usize = 160;

/// Runs a statement. Returns how many rows were changed.
pub(crate) fn run(connection: &Connection, sql: &'static str, parameters: impl Params) -> Result<usize, StoreError> {
    Ok(prepared(connection, sql)?.execute(parameters)?)
}

pub(crate) fn exists(connection: &Connection, sql: &'static str, parameters: impl Params) -> Result<bool, StoreError> {
    Ok(prepared(connection, sql)?.exists(parameters)?)
}

/// Returns the first row.
pub(crate) fn one<T>(
    connection: &Connection,
    sql: &'static str,
    parameters: impl Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>, StoreError> {
    Ok(prepared(connection, sql)?.query_row(parameters, read).optional()?)
}

/// Returns every row.
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

/// For rows that are read without being copied.
pub(crate) fn prepared<'a>(connection: &'a Connection, sql: &'static str) -> Result<CachedStatement<'a>, StoreError> {
    Ok(connection.prepare_cached(sql)?)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::CAPACITY;

    /// The source of this crate without its tests.
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

    /// Only constants can be cached, so the source has at least as many statements as a connection ever caches.
    #[test]
    fn every_statement_has_room() {
        let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
        let count = |text: &str| sources.iter().map(|source| source.matches(text).count()).sum::<usize>();
        let statements = ["\"SELECT ", "\"INSERT ", "\"UPDATE ", "\"DELETE ", "select!("].map(count);
        let statements: usize = statements.iter().sum();
        assert!(statements > 60, "only {statements} found: the count misses statements");
        assert!(statements <= CAPACITY, "{statements} statements, but the capacity is {CAPACITY}");
        assert_eq!(count("prepare_cached("), 1, "only one function caches statements, and it takes constants only");
    }

    #[test]
    fn each_connection_has_that_capacity() {
        // The cache does not show its contents. A cached statement counts its runs. A statement that was prepared again
        // starts at zero.
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
