//! Errors of the data file, grouped by what a user can do about them.

use std::io;

use rusqlite::{ErrorCode, ffi};

/// The message of the triggers that refuse rows of a forgotten account.
pub(crate) const FORGOTTEN: &str = "the account was forgotten";

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    #[error("The disk is full, so nothing more can be kept. Free some space and try again.")]
    Full,
    #[error("The data folder cannot be written to. Check its permissions and that its disk is not read-only.")]
    ReadOnly,
    #[error("Another program is using the data file. Close it and try again.")]
    Busy,
    #[error("The disk reports a failure ({0}). Check that it is still connected, and back up the data folder.")]
    Disk(String),
    #[error("The data file is damaged ({0}). Start Number Desk again: it will set the file aside and begin a new one.")]
    Damaged(String),
    /// SQLite can read the file, but this program cannot read one of its rows. At the next start the file is still
    /// valid and is kept.
    #[error("A row of the data file cannot be read ({0}). Number Desk never writes such a row; please report it.")]
    Unreadable(String),
    /// Work that was in progress when the account was forgotten.
    #[error("This account was forgotten on this computer, so nothing of it is kept.")]
    Forgotten,
    /// A bug in this program.
    #[error("The data file refused a request ({0}). This is an error in Number Desk; please report it.")]
    Internal(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let text = error.to_string();
        match &error {
            rusqlite::Error::SqliteFailure(_, Some(said)) if said == FORGOTTEN => Self::Forgotten,
            rusqlite::Error::SqliteFailure(cause, _) => by_code(cause, text),
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..) => Self::Unreadable(text),
            _ => Self::Internal(text),
        }
    }
}

fn by_code(cause: &ffi::Error, text: String) -> StoreError {
    match cause.code {
        ErrorCode::DiskFull => StoreError::Full,
        // The file was moved or deleted while it was open, so its permissions are not the cause.
        ErrorCode::ReadOnly if cause.extended_code == ffi::SQLITE_READONLY_DBMOVED => StoreError::Disk(text),
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => StoreError::ReadOnly,
        // `SQLITE_LOCKED` is not in this list, because it is a conflict within this program.
        ErrorCode::DatabaseBusy | ErrorCode::FileLockingProtocolFailed => StoreError::Busy,
        ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::NoLargeFileSupport => StoreError::Disk(text),
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Damaged(text),
        _ => StoreError::Internal(text),
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::Disk(error.to_string()),
        }
    }
}

/// JSON that this crate wrote but cannot read back.
impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_meaning() {
        let check = |code: i32, expected: fn(&StoreError) -> bool| {
            let error = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
            let meaning = StoreError::from(error);
            assert!(expected(&meaning), "{code}: {meaning:?}");
        };
        check(ffi::SQLITE_FULL, |e| *e == StoreError::Full);
        check(ffi::SQLITE_READONLY, |e| *e == StoreError::ReadOnly);
        check(ffi::SQLITE_READONLY_DIRECTORY, |e| *e == StoreError::ReadOnly);
        check(ffi::SQLITE_PERM, |e| *e == StoreError::ReadOnly);
        check(ffi::SQLITE_BUSY, |e| *e == StoreError::Busy);
        check(ffi::SQLITE_LOCKED, |e| matches!(e, StoreError::Internal(_)));
        check(ffi::SQLITE_READONLY_DBMOVED, |e| matches!(e, StoreError::Disk(_)));
        check(ffi::SQLITE_IOERR_FSYNC, |e| matches!(e, StoreError::Disk(_)));
        check(ffi::SQLITE_CANTOPEN, |e| matches!(e, StoreError::Disk(_)));
        check(ffi::SQLITE_CORRUPT, |e| matches!(e, StoreError::Damaged(_)));
        check(ffi::SQLITE_NOTADB, |e| matches!(e, StoreError::Damaged(_)));
        check(ffi::SQLITE_CONSTRAINT, |e| matches!(e, StoreError::Internal(_)));
    }
}
