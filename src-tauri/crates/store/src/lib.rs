//! What stays on this computer: one SQLite file in one data folder, and the tokens in the keychain.
//!
//! Everything here blocks for as long as the disk or the keychain takes. No type of this crate but the keychain's can
//! hold a token, so none reaches the file.

mod error;
mod folder;
mod keychain;
mod open;
mod schema;
mod tables;

use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, TransactionBehavior};

pub use error::StoreError;
pub use folder::{DataFolder, FolderError};
pub use keychain::{Keychain, KeychainError};
pub use open::{OpenError, OpenNote};
pub use tables::account::AccountRow;
pub use tables::activity::{ActivityFilter, ActivityRow, Completion, NewActivity};
pub use tables::agent::AgentRow;
pub use tables::batch::{BatchItemRow, BatchRow};
pub use tables::call_list::CallListRow;
pub use tables::draft::DraftRow;
pub use tables::endpoint_check::{CheckHeadRow, CheckRow};
pub use tables::mapping_draft::MappingDraftRow;
pub use tables::number::NumberRow;
pub use tables::restore_point::{NewRestorePoint, RestorePointRow};
pub use tables::subaccount::SubaccountRow;
pub use tables::sync_state::SyncRow;

/// The open file. Its methods stand beside the table that they are about, in `tables`.
///
/// A method that changes something answers after the change is on the disk (WAL with `synchronous=FULL`), and makes
/// all of it or none.
pub struct Store {
    connection: Mutex<Connection>,
}

impl Store {
    fn over(connection: Connection) -> Self {
        Self { connection: Mutex::new(connection) }
    }

    fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        read(&self.connection.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// One transaction; what fails, or panics, is rolled back.
    fn write<T>(&self, write: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let written = write(&transaction)?;
        transaction.commit()?;
        Ok(written)
    }
}

#[cfg(test)]
mod tests;
