//! Finds damage of the file before its first change.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;

use crate::error::StoreError;
use crate::folder;

/// Whether the file was checked since it was opened.
pub(crate) struct Checked {
    done: AtomicBool,
    /// Exists from when damage was found until the file was checked at a start.
    mark: PathBuf,
}

impl Checked {
    /// `mark` is the file that tells the next start about damage.
    pub(crate) fn new(mark: PathBuf, is_done: bool) -> Self {
        if is_done {
            forget(&mark);
        }
        Self { done: AtomicBool::new(is_done), mark }
    }

    /// Checks the file before its first change. The caller holds the only connection that writes.
    pub(crate) fn before_writing(&self, writer: &Connection) -> Result<(), StoreError> {
        if self.is_done() {
            return Ok(());
        }
        let checked = check(writer);
        if checked.is_ok() {
            self.done.store(true, Ordering::SeqCst);
        }
        self.note(checked)
    }

    pub(crate) fn is_done(&self) -> bool {
        self.done.load(Ordering::SeqCst)
    }

    /// Damage that a statement meets is checked at the next start.
    pub(crate) fn note<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(StoreError::Damaged(reason)) = &result {
            log::error!("the data file is damaged: {reason}");
            if let Err(error) = folder::open_private(&self.mark) {
                log::warn!("the next start is not told about the damage: {error}");
            }
        }
        result
    }

    /// Whether the next start checks the file, whatever happens until then.
    pub(crate) fn is_marked(&self) -> bool {
        self.mark.exists()
    }
}

/// Reads the whole file.
pub(crate) fn check(connection: &Connection) -> Result<(), StoreError> {
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" { Ok(()) } else { Err(StoreError::Damaged(verdict)) }
}

fn forget(mark: &Path) {
    match std::fs::remove_file(mark) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            log::warn!("the mark of a damaged file was not removed: {error}");
        }
        _ => {}
    }
}
