//! The versions of the file. A step, once released, is never edited: a change is a further step.

use rusqlite::Connection;

use crate::StoreError;
use crate::tables::*;

/// Step n takes a file of version n to version n + 1. What a step makes stands beside the table's functions.
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
];

/// The version that this program writes.
pub(crate) const KNOWN: i64 = STEPS.len() as i64;

/// Zero for a file that was just made.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// All missing steps, in one transaction.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let done = usize::try_from(version(&transaction)?).unwrap_or(0);
    for statements in STEPS.iter().skip(done).flat_map(|step| step.iter()) {
        transaction.execute_batch(statements)?;
    }
    transaction.pragma_update(None, "user_version", KNOWN)?;
    Ok(transaction.commit()?)
}
