//! The row of a number: how it is read and written, together with what is derived from it.

use domain::id::WabaId;
use domain::observed::{Held, Observed};
use domain::phone::PhoneNumber;
use rusqlite::{Connection, Row, named_params, params};

use super::{digits, listed, phone, switch};
use crate::StoreError;
use crate::statements::{one, prepared, run};

/// The columns in the order that [`read`] expects. Reading them by index is twice as fast as by name, which matters
/// with 100,000 rows.
macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT number, waba_id, country_iso, verified_name, status, name_status, quality, messaging_limit, \
             alias, configuration_type, webhook_url, agent_uuid, calling_enabled, answer_url, seen_at FROM number ",
            $condition
        )
    };
}

/// One number, with the time of its read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberRow {
    pub seen: Observed,
    pub seen_at: i64,
}

pub(super) fn delete(connection: &Connection, account: &str, number: &PhoneNumber) -> Result<(), StoreError> {
    let delete = "DELETE FROM number WHERE account = ?1 AND number = ?2";
    run(connection, delete, params![account, digits(number)])?;
    listed::delete(connection, account, number)
}

/// Stores a row. Its generation never decreases.
pub(super) fn put(
    connection: &Connection,
    account: &str,
    seen: &Observed,
    (generation, seen_at): (i64, i64),
) -> Result<(), StoreError> {
    let insert = "INSERT OR REPLACE INTO number VALUES (:account, :number, :waba_id, :country_iso, :verified_name, \
                  :status, :name_status, :quality, :messaging_limit, :alias, :configuration_type, :webhook_url, \
                  :agent_uuid, :calling_enabled, :answer_url, :seen_at, \
                  max(:generation, coalesce( \
                  (SELECT generation FROM number WHERE account = :account AND number = :number), 0)))";
    let held = &seen.held;
    let values = named_params! {
        ":account": account, ":number": digits(&seen.number),
        ":waba_id": seen.waba_id.as_ref().map(WabaId::as_str), ":country_iso": seen.country_iso,
        ":verified_name": seen.verified_name, ":status": seen.status, ":name_status": seen.name_status,
        ":quality": seen.quality, ":messaging_limit": seen.messaging_limit, ":alias": held.alias,
        ":configuration_type": held.configuration_type, ":webhook_url": held.webhook_url,
        ":agent_uuid": held.agent_uuid, ":calling_enabled": held.calling_enabled, ":answer_url": held.answer_url,
        ":seen_at": seen_at, ":generation": generation,
    };
    run(connection, insert, values)?;
    listed::put(connection, account, seen)
}

/// Returns a number as it is stored.
pub(super) fn find(
    connection: &Connection,
    account: &str,
    number: &PhoneNumber,
) -> Result<Option<NumberRow>, StoreError> {
    let select = select!("WHERE account = ?1 AND number = ?2");
    one(connection, select, params![account, digits(number)], read_row)
}

pub(super) fn visit_of(
    connection: &Connection,
    account: &str,
    mut visit: impl FnMut(&Observed) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    visit_each(connection, account, |read| visit(&read?))
}

/// As [`visit_of`], without the rows that cannot be read.
pub(super) fn visit_readable(
    connection: &Connection,
    account: &str,
    mut visit: impl FnMut(&Observed) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    visit_each(connection, account, |read| match read {
        Ok(seen) => visit(&seen),
        Err(error) => {
            log::warn!("a number of {account} is not listed, because it cannot be read: {error}");
            Ok(())
        }
    })
}

fn visit_each(
    connection: &Connection,
    account: &str,
    mut visit: impl FnMut(rusqlite::Result<Observed>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement = prepared(connection, select!("WHERE account = ?1"))?;
    let mut rows = statement.query([account])?;
    while let Some(row) = rows.next()? {
        visit(read(row))?;
    }
    Ok(())
}

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Observed> {
    Ok(Observed {
        number: phone(row, 0)?,
        waba_id: row.get::<_, Option<String>>(1)?.map(WabaId::new),
        country_iso: row.get(2)?,
        verified_name: row.get(3)?,
        status: row.get(4)?,
        name_status: row.get(5)?,
        quality: row.get(6)?,
        messaging_limit: row.get(7)?,
        held: Held {
            alias: row.get(8)?,
            configuration_type: row.get(9)?,
            webhook_url: row.get(10)?,
            agent_uuid: row.get(11)?,
            calling_enabled: switch(row, 12)?,
            answer_url: row.get(13)?,
        },
    })
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<NumberRow> {
    Ok(NumberRow { seen: read(row)?, seen_at: row.get(14)? })
}

pub(super) use select;
