//! One file per table: its SQL, its row type, and its functions.
//!
//! Times are milliseconds since 1970, UTC, and are passed in as arguments. Phone numbers are stored as integers. No
//! foreign key refers to a table other than `restore_point`, because drafts and records outlive a signed-out account.

pub(crate) mod account;
pub(crate) mod activity;
pub(crate) mod agent;
pub(crate) mod batch;
pub(crate) mod call_list;
pub(crate) mod customer;
pub(crate) mod discarded;
pub(crate) mod draft;
pub(crate) mod endpoint_check;
mod forget;
pub(crate) mod hand_number;
pub(crate) mod listed;
pub(crate) mod mapping_draft;
mod moments;
pub(crate) mod number;
pub(crate) mod number_row;
mod prune;
pub(crate) mod restore_point;
pub(crate) mod setting;
pub(crate) mod subaccount;
pub(crate) mod sync_state;
pub(crate) mod waba;

use domain::phone::PhoneNumber;
use rusqlite::types::Type;
use rusqlite::{Row, RowIndex};

fn digits(number: &PhoneNumber) -> i64 {
    // At most 15 digits, by the type.
    number.as_u64() as i64
}

fn phone(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<PhoneNumber> {
    known_phone(row.get(column)?)
}

fn optional_phone(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<PhoneNumber>> {
    row.get::<_, Option<i64>>(column)?.map(known_phone).transpose()
}

fn known_phone(digits: i64) -> rusqlite::Result<PhoneNumber> {
    let number = u64::try_from(digits).ok().and_then(PhoneNumber::from_u64);
    let wrong = || rusqlite::Error::FromSqlConversionFailure(0, Type::Integer, "not a phone number".into());
    number.ok_or_else(wrong)
}

/// A switch is 0 or 1. Any other number is unknown to this version. It becomes `None`, and never *on* merely because it
/// is not 0.
fn switch(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<Option<bool>> {
    let figure: Option<i64> = row.get(column)?;
    Ok(match figure {
        Some(0) => Some(false),
        Some(1) => Some(true),
        _ => None,
    })
}

/// Whether the switch is certainly on.
fn is_on(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<bool> {
    Ok(switch(row, column)? == Some(true))
}

/// Whether the switch may be on.
fn may_be_on(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<bool> {
    Ok(switch(row, column)? != Some(false))
}
