//! What stays on this computer: one SQLite file in one data folder, and the tokens in the keychain.
//!
//! Everything here blocks for as long as the disk or the keychain takes. Calls of [`Store`] may be made anywhere: each
//! goes through [`blocking`], so that no other task of an async runtime waits for it. Calls of [`Keychain`] may not: see
//! there. No type of this crate but the keychain's can hold a token, so none reaches the file.

mod blocking;
mod error;
mod folder;
mod keychain;
mod open;
mod readers;
mod schema;
mod statements;
mod tables;

use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::ReentrantMutex;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use readers::Readers;

pub use blocking::blocking;
pub use error::StoreError;
pub use folder::{DataFolder, FolderError};
pub use keychain::{Keychain, KeychainError};
pub use open::{OpenError, OpenNote};
pub use tables::account::AccountRow;
pub use tables::activity::{ActivityFilter, ActivityRow, Completion, NewActivity};
pub use tables::agent::AgentRow;
pub use tables::batch::{BatchItemRow, BatchRow, Because};
pub use tables::call_list::CallListRow;
pub use tables::discarded::TakenBack;
pub use tables::draft::DraftRow;
pub use tables::endpoint_check::{CheckHeadRow, CheckRow};
pub use tables::mapping_draft::MappingDraftRow;
pub use tables::number::NumberRow;
pub use tables::restore_point::{NewRestorePoint, RestorePointRow};
pub use tables::subaccount::SubaccountRow;
pub use tables::sync_state::SyncRow;

/// The open file. Its methods stand beside the table that they are about, in `tables`.
///
/// A method that changes something returns after the change is on the disk (WAL with `synchronous=FULL`), and makes
/// all of it or none. A method that reads sees every change that was returned before the read began.
pub struct Store {
    /// Declared first, so that they are closed first: the last connection that closes writes the log into the file.
    readers: Readers,
    writer: ReentrantMutex<Connection>,
    /// Whether several changes are being made together. Only the thread that holds the writer looks at it.
    together: AtomicBool,
}

impl Store {
    fn over(writer: Connection, readers: Readers) -> Self {
        Self { readers, writer: ReentrantMutex::new(writer), together: AtomicBool::default() }
    }

    /// A read neither waits for a write nor holds one up. Only inside of [`Store::together`] it goes through the
    /// writer, because no other connection sees what is not committed yet.
    fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        if self.writer.is_owned_by_current_thread() {
            return read(&self.writer.lock());
        }
        blocking(|| self.readers.read(read))
    }

    /// One transaction. A failure or a panic rolls it back.
    fn write<T>(&self, write: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        blocking(|| {
            let connection = self.writer.lock();
            if self.together.load(Ordering::SeqCst) {
                return part(&connection, write);
            }
            let transaction = Transaction::new_unchecked(&connection, TransactionBehavior::Immediate)?;
            let written = write(&transaction)?;
            transaction.commit()?;
            Ok(written)
        })
    }

    /// Makes everything that `work` changes one transaction: on the disk when this returns, or not at all where it
    /// fails. `work` sees its own changes; other threads see none of them before the end. Other threads that write wait
    /// for the end, so `work` does nothing that takes long, and takes no lock that a thread may hold while it writes.
    pub fn together<T, E: From<StoreError>>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        blocking(|| {
            let connection = self.writer.lock();
            let begun = Transaction::new_unchecked(&connection, TransactionBehavior::Immediate);
            let transaction = begun.map_err(StoreError::from)?;
            let _parts_of_it = Together::begin(&self.together);
            let done = work()?;
            transaction.commit().map_err(StoreError::from)?;
            Ok(done)
        })
    }
}

/// A part of what is done [together](Store::together): all of it or none, whatever becomes of the rest.
fn part<T>(connection: &Connection, write: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
    // SQLite rolls the whole transaction back by itself when the disk fails. Nothing may be written after that.
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

/// While it lives, changes are parts of one transaction.
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
