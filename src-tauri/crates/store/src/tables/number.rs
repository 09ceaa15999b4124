//! Numbers as last seen.
//!
//! A sync reads them page by page while single numbers are read, changed and disconnected. So every row says when it
//! was seen and by which sync, and a number that was removed while a sync runs is remembered until that sync ends: an
//! older page must neither overwrite a newer read nor bring a number back.

use domain::id::WabaId;
use domain::observed::{Held, Observed, Waba};
use domain::phone::PhoneNumber;
use rusqlite::{Connection, Row, named_params, params};

use super::{digits, hand_number, phone, sync_state};
use crate::statements::{all, exists, one, run};
use crate::{Store, StoreError};

/// `generation` counts the account's syncs; see `sync_state`.
pub(crate) const CREATE: &str = "
    CREATE TABLE number (
        account TEXT NOT NULL, number INTEGER NOT NULL, waba_id TEXT, country_iso TEXT, verified_name TEXT,
        status TEXT NOT NULL, name_status TEXT, quality TEXT NOT NULL, messaging_limit INTEGER, alias TEXT,
        configuration_type TEXT, webhook_url TEXT, agent_uuid TEXT, calling_enabled INTEGER, answer_url TEXT,
        seen_at INTEGER NOT NULL, generation INTEGER NOT NULL, PRIMARY KEY (account, number)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX number_by_waba ON number (account, waba_id);
    CREATE TABLE gone (
        account TEXT NOT NULL, number INTEGER NOT NULL, generation INTEGER NOT NULL, PRIMARY KEY (account, number)
    ) STRICT, WITHOUT ROWID;";

/// The columns in the order that [`read`] counts on. By place they are read twice as fast as by name, which matters with
/// 100,000 rows.
macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT number, waba_id, country_iso, verified_name, status, name_status, quality, messaging_limit, \
             alias, configuration_type, webhook_url, agent_uuid, calling_enabled, answer_url, seen_at FROM number ",
            $condition
        )
    };
}

/// One number with when it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberRow {
    pub seen: Observed,
    pub waba_id: Option<String>,
    pub seen_at: i64,
}

impl Store {
    /// One page of the sync `generation`, which Plivo was asked for at `asked_at`. A number that was read by itself
    /// after that keeps what was read.
    pub fn upsert_numbers(
        &self,
        account: &str,
        page: &[Observed],
        generation: i64,
        asked_at: i64,
    ) -> Result<(), StoreError> {
        self.write(|connection| {
            hand_number::read_from_plivo(connection, account, page.iter().map(|seen| &seen.number))?;
            for seen in page {
                if !is_newer_or_gone(connection, account, &seen.number, generation, asked_at)? {
                    put(connection, account, seen, generation, asked_at)?;
                }
            }
            Ok(())
        })
    }

    /// The sync saw everything: numbers that it did not see are no longer there.
    pub fn finish_sync(&self, account: &str, generation: i64, now: i64) -> Result<(), StoreError> {
        self.write(|connection| {
            let unseen = "DELETE FROM number WHERE account = ?1 AND generation < ?2";
            run(connection, unseen, params![account, generation])?;
            let older = "DELETE FROM gone WHERE account = ?1 AND generation < ?2";
            run(connection, older, params![account, generation])?;
            sync_state::complete(connection, account, now)
        })
    }

    /// A number that was read by itself. It belongs to the running sync too, so that this one's end keeps it.
    pub fn put_number(&self, account: &str, seen: &Observed, now: i64) -> Result<(), StoreError> {
        self.put_numbers(account, std::iter::once(seen), now)
    }

    /// Numbers that were read together by themselves, such as all of a WABA: on the disk at once.
    pub fn put_numbers<'a>(
        &self,
        account: &str,
        numbers: impl Iterator<Item = &'a Observed>,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(|connection| {
            let generation = sync_state::generation(connection, account)?;
            let forget = "DELETE FROM gone WHERE account = ?1 AND number = ?2";
            for seen in numbers {
                hand_number::read_from_plivo(connection, account, std::iter::once(&seen.number))?;
                run(connection, forget, params![account, digits(&seen.number)])?;
                put(connection, account, seen, generation, now)?;
            }
            Ok(())
        })
    }

    /// Whether a number is kept that the sync `generation` did not see.
    pub fn has_unseen(&self, account: &str, generation: i64) -> Result<bool, StoreError> {
        let select = "SELECT 1 FROM number WHERE account = ?1 AND generation < ?2 LIMIT 1";
        self.read(|connection| exists(connection, select, params![account, generation]))
    }

    /// Numbers that a person typed in or a file brought, with what is known of their WABAs: all of them or none.
    pub fn put_by_hand(&self, account: &str, numbers: &[Observed], wabas: &[Waba], now: i64) -> Result<(), StoreError> {
        self.write(|connection| {
            let generation = sync_state::generation(connection, account)?;
            for seen in numbers {
                put(connection, account, seen, generation, now)?;
                hand_number::mark(connection, account, &seen.number)?;
            }
            wabas.iter().try_for_each(|waba| super::waba::put(connection, account, waba, now))
        })
    }

    pub fn remove_number(&self, account: &str, number: &PhoneNumber) -> Result<(), StoreError> {
        self.write(|connection| {
            let generation = sync_state::generation(connection, account)?;
            let delete = "DELETE FROM number WHERE account = ?1 AND number = ?2";
            run(connection, delete, params![account, digits(number)])?;
            hand_number::read_from_plivo(connection, account, std::iter::once(number))?;
            let remember = "INSERT OR REPLACE INTO gone VALUES (?1, ?2, ?3)";
            run(connection, remember, params![account, digits(number), generation])?;
            Ok(())
        })
    }

    pub fn load_numbers(&self, account: &str) -> Result<Vec<Observed>, StoreError> {
        let select = select!("WHERE account = ?1");
        self.read(|connection| all(connection, select, [account], read))
    }

    pub fn number(&self, account: &str, number: &PhoneNumber) -> Result<Option<NumberRow>, StoreError> {
        let select = select!("WHERE account = ?1 AND number = ?2");
        self.read(|connection| one(connection, select, params![account, digits(number)], read_row))
    }

    /// The numbers of a WABA, in their order. The index is named because SQLite, knowing nothing of the data, would rather read all of
    /// the account's numbers.
    pub fn members(&self, account: &str, waba_id: &str) -> Result<Vec<Observed>, StoreError> {
        let select = select!("INDEXED BY number_by_waba WHERE account = ?1 AND waba_id = ?2 ORDER BY number");
        self.read(|connection| all(connection, select, [account, waba_id], read))
    }

    /// How many numbers the WABA has, read from the index alone.
    pub fn count_members(&self, account: &str, waba_id: &str) -> Result<u32, StoreError> {
        let select = "SELECT count(*) FROM number INDEXED BY number_by_waba WHERE account = ?1 AND waba_id = ?2";
        let count = self.read(|connection| one(connection, select, [account, waba_id], |row| row.get(0)))?;
        Ok(count.unwrap_or_default())
    }

    /// The first of [`Store::members`].
    pub fn first_member(&self, account: &str, waba_id: &str) -> Result<Option<PhoneNumber>, StoreError> {
        let select = "SELECT number FROM number INDEXED BY number_by_waba WHERE account = ?1 AND waba_id = ?2 \
                      ORDER BY number LIMIT 1";
        self.read(|connection| one(connection, select, [account, waba_id], |row| phone(row, 0)))
    }
}

/// True where the page has nothing to add. A row that is newer still counts as seen by the sync.
fn is_newer_or_gone(
    connection: &Connection,
    account: &str,
    number: &PhoneNumber,
    generation: i64,
    asked_at: i64,
) -> Result<bool, StoreError> {
    let gone = "SELECT 1 FROM gone WHERE account = ?1 AND number = ?2 AND generation >= ?3";
    if exists(connection, gone, params![account, digits(number), generation])? {
        return Ok(true);
    }
    let keep = "UPDATE number SET generation = max(generation, ?3) WHERE account = ?1 AND number = ?2 AND seen_at > ?4";
    Ok(run(connection, keep, params![account, digits(number), generation, asked_at])? > 0)
}

fn put(
    connection: &Connection,
    account: &str,
    seen: &Observed,
    generation: i64,
    seen_at: i64,
) -> Result<(), StoreError> {
    let insert = "INSERT OR REPLACE INTO number VALUES (:account, :number, :waba_id, :country_iso, :verified_name, \
                  :status, :name_status, :quality, :messaging_limit, :alias, :configuration_type, :webhook_url, \
                  :agent_uuid, :calling_enabled, :answer_url, :seen_at, :generation)";
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
    run(connection, insert, values).map(drop)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Observed> {
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
            calling_enabled: row.get(12)?,
            answer_url: row.get(13)?,
        },
    })
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<NumberRow> {
    let seen = read(row)?;
    Ok(NumberRow { waba_id: seen.waba_id.as_ref().map(ToString::to_string), seen, seen_at: row.get(14)? })
}
