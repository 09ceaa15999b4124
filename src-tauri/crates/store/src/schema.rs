//! The versions of the file. A released migration step is never edited. A change is always a new step.

use rusqlite::Connection;

use crate::StoreError;
use crate::tables::*;

/// Step n migrates a file from version n to version n + 1. The SQL of a step is in the module of its table.
pub(crate) const STEPS: &[&[&str]] = &[
    &[
        account::CREATE,
        waba::CREATE,
        number::CREATE,
        agent::CREATE,
        subaccount::CREATE,
        sync_state::CREATE,
        draft::CREATE,
        mapping_draft::CREATE,
        discarded::CREATE,
        restore_point::CREATE,
        activity::CREATE,
        setting::CREATE,
    ],
    &[draft::ADD_DECISIONS, activity::ADD_ACCEPTED, batch::CREATE, hand_number::CREATE],
    &[endpoint_check::CREATE, call_list::CREATE, customer::CREATE],
    &[activity::ADD_LABELS],
    &[call_list::CREATE_OF_CUSTOMER],
    &[activity::ADD_SAID, batch::ADD_SAID],
    &[number::STAMP_GONE, waba::CREATE_GONE, sync_state::ADD_STAMPS],
    &[draft::DROP_NOTE, account::DROP_POSITION],
    &[listed::CREATE],
    &[activity::ADD_BATCH, batch::ADD_RECORD],
];

/// The version that this program writes.
pub(crate) const KNOWN: i64 = STEPS.len() as i64;

/// Returns the version of the file. It is zero for a new file.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Returns true if [`migrate`] has nothing to do for a file of this version.
pub(crate) fn is_current(connection: &Connection, version: i64) -> Result<bool, StoreError> {
    Ok(version == KNOWN && !listed::is_due(connection)?)
}

/// Runs all missing steps in one transaction.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    if is_current(connection, version(connection)?)? {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let done = usize::try_from(version(&transaction)?).unwrap_or(0);
    for statements in STEPS.iter().skip(done).flat_map(|step| step.iter()) {
        transaction.execute_batch(statements)?;
    }
    if listed::is_due(&transaction)? {
        number::derive_all(&transaction)?;
    }
    transaction.pragma_update(None, "user_version", KNOWN)?;
    Ok(transaction.commit()?)
}
