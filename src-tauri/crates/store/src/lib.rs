//! Everything that is stored on this computer: one SQLite file in the data folder, and the tokens in the keychain.
//!
//! Every call blocks until the disk or the keychain has finished. A call of [`Store`] may be made on any thread: it goes
//! through [`blocking`], so other tasks of an async runtime do not wait for it. A call of [`Keychain`] may not: see there.
//! Only the keychain's types can hold a token, so no token reaches the file.

mod blocking;
mod checked;
mod confirmed;
mod error;
mod folder;
mod keychain;
mod log_file;
mod open;
mod readers;
mod schema;
mod statements;
mod tables;

use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::ReentrantMutex;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use checked::Checked;
use confirmed::Confirmed;
use readers::Readers;

pub use blocking::blocking;
pub use error::StoreError;
pub use folder::{DataFolder, FolderError};
pub use keychain::{Keychain, KeychainError};
pub use log_file::LogFile;
pub use open::{OpenError, OpenNote};
pub use tables::account::AccountRow;
pub use tables::activity::{ActivityFilter, ActivityRow, BatchOutcome, Completion, Grouping, NewActivity};
pub use tables::agent::AgentRow;
pub use tables::batch::{BatchItemRow, BatchRow, Because};
pub use tables::call_list::CallListRow;
pub use tables::discarded::TakenBack;
pub use tables::draft::DraftRow;
pub use tables::endpoint_check::{CheckHeadRow, CheckRow};
pub use tables::listed::{Columns, ListedRow, ListedTexts};
pub use tables::mapping_draft::MappingDraftRow;
pub use tables::number::ListedNumber;
pub use tables::number_row::NumberRow;
pub use tables::restore_point::{NewRestorePoint, RestorePointRow};
pub use tables::subaccount::SubaccountRow;
pub use tables::sync_state::SyncRow;

/// The open file. Each method is in the module of its table, in `tables`.
///
/// A method that changes something applies all of the change or none, and returns after the change is on disk (WAL with
/// `synchronous=FULL`). A method that reads sees every change that was completed before the read began.
pub struct Store {
    /// Declared first, so that the readers are closed first. The last connection to close writes the log into the file.
    readers: Readers,
    writer: ReentrantMutex<Connection>,
    confirmed: Confirmed,
    checked: Checked,
    /// See [`Store::close`].
    closed: AtomicBool,
    /// Whether several changes are being made as one transaction. Only the thread that holds the writer reads this.
    together: AtomicBool,
}

impl Store {
    fn over(writer: Connection, readers: Readers, checked: Checked) -> Self {
        let (writer, confirmed, together) = (ReentrantMutex::new(writer), Confirmed::default(), AtomicBool::default());
        Self { readers, writer, confirmed, checked, closed: AtomicBool::default(), together }
    }

    /// A read neither waits for a write nor blocks one. Inside [`Store::together`] it uses the writer, because no other
    /// connection sees uncommitted changes.
    fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        if self.writer.is_owned_by_current_thread() {
            return self.checked.note(read(&self.writer.lock()));
        }
        self.checked.note(blocking(|| self.readers.read(read)))
    }

    /// Runs one transaction. A failure or a panic rolls it back.
    fn write<T>(&self, write: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let written = blocking(|| {
            let connection = self.writer.lock();
            if self.together.load(Ordering::SeqCst) {
                return part(&connection, write);
            }
            self.before_writing(&connection)?;
            let transaction = Transaction::new_unchecked(&connection, TransactionBehavior::Immediate)?;
            let written = write(&transaction)?;
            transaction.commit()?;
            Ok(written)
        });
        self.checked.note(written)
    }

    /// The caller holds the only connection that writes.
    fn before_writing(&self, writer: &Connection) -> Result<(), StoreError> {
        if self.closed.load(Ordering::SeqCst) {
            return Err(StoreError::Disk("the app is ending".to_owned()));
        }
        self.checked.before_writing(writer)
    }

    /// Runs all changes in `work` as one transaction. They are on disk when this returns, or none of them is if `work`
    /// fails. `work` sees its own changes. Other threads see them only after the end, and other writers wait for the
    /// end. So `work` must be short, and it must not take a lock that a thread may hold while it writes.
    pub fn together<T, E: From<StoreError>>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        blocking(|| {
            let connection = self.writer.lock();
            self.before_writing(&connection)?;
            let begun = Transaction::new_unchecked(&connection, TransactionBehavior::Immediate);
            let transaction = begun.map_err(StoreError::from)?;
            let _parts_of_it = Together::begin(&self.together);
            let done = work()?;
            transaction.commit().map_err(StoreError::from)?;
            Ok(done)
        })
    }
}

/// Runs one part of [a larger transaction](Store::together). The part succeeds or fails as a whole, independently of
/// the other parts.
fn part<T>(connection: &Connection, write: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
    // SQLite rolls the whole transaction back when the disk fails. Nothing may be written after that.
    if connection.is_autocommit() {
        return Err(StoreError::Disk("an earlier change of the same transaction failed".to_owned()));
    }
    connection.execute_batch("SAVEPOINT part")?;
    let written = write(connection);
    if written.is_ok() {
        connection.execute_batch("RELEASE part")?;
    } else {
        let _gone_with_the_whole = connection.execute_batch("ROLLBACK TO part; RELEASE part");
    }
    written
}

/// As long as this value lives, changes are parts of one transaction.
struct Together<'a>(&'a AtomicBool);

impl<'a> Together<'a> {
    fn begin(flag: &'a AtomicBool) -> Self {
        flag.store(true, Ordering::SeqCst);
        Self(flag)
    }
}

impl Drop for Together<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests;
