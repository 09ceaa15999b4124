//! Numbers as last read.
//!
//! Reads overlap: a sync reads page by page while single numbers are read, changed and disconnected. So each row is
//! stamped with the time when its read was requested, and an older read never replaces a newer one. This also applies
//! to numbers that a newer read did not find. If two reads have equal stamps, the later call wins.
//!
//! A read that finds a number as it is stored writes nothing: its stamp is in memory ([`crate::confirmed`]). So a sync
//! that finds nothing changed writes no row.

use domain::observed::{Observed, Waba};
use domain::phone::PhoneNumber;
use rusqlite::{Connection, params};

use super::listed::Head;
use super::number_row::{NumberRow, delete, find, put, read, select, visit_of, visit_readable};
use super::{digits, hand_number, listed, phone, sync_state};
use crate::confirmed::{Confirmed, Read};
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

/// A number that a read found gone has a stamp too. Earlier versions stored the generation of that sync, which is not
/// needed after a restart.
pub(crate) const STAMP_GONE: &str = "
    DROP TABLE gone;
    CREATE TABLE gone (
        account TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (account, number)
    ) STRICT, WITHOUT ROWID;";

/// A number as it was last read, with what is derived from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedNumber {
    pub seen: Observed,
    pub international: String,
    pub iso: String,
    pub country: String,
    pub handled_by: String,
    pub has_problem: bool,
}

impl Store {
    /// Stores one page of the sync `generation`, requested at `requested_at`. Returns whether a row was written.
    pub fn upsert_numbers(
        &self,
        account: &str,
        page: &[Observed],
        generation: i64,
        requested_at: i64,
    ) -> Result<bool, StoreError> {
        self.write(|connection| {
            // A page is requested after its sync began, even if the clock was set back in between.
            let at = requested_at.max(sync_state::last(connection, account)?.begun_at);
            let kept = keep((connection, &self.confirmed), account, page.iter(), Read { at, generation })?;
            Ok(kept.has_written)
        })
    }

    /// Ends a sync that read the whole list: numbers that it did not find are removed.
    pub fn finish_sync(&self, account: &str, generation: i64, now: i64) -> Result<(), StoreError> {
        self.write(|connection| {
            for number in self.unseen(connection, account, generation)? {
                delete(connection, account, &number)?;
            }
            self.confirmed.keep_since(account, generation);
            sync_state::complete(connection, account, generation, now)?;
            // For these, the start of the sync gives the same protection.
            let older =
                "DELETE FROM gone WHERE account = ?1 AND at <= (SELECT whole_since FROM sync_state WHERE account = ?1)";
            run(connection, older, [account]).map(drop)
        })
    }

    /// Stores a number that was read alone. Returns false if a newer read is kept instead.
    pub fn put_number(&self, account: &str, seen: &Observed, requested_at: i64) -> Result<bool, StoreError> {
        self.write(|connection| Ok(self.put_read(connection, account, std::iter::once(seen), requested_at)? > 0))
    }

    /// Stores numbers that were read together outside a sync, such as all numbers of a WABA, in one transaction.
    pub fn put_numbers<'a>(
        &self,
        account: &str,
        numbers: impl Iterator<Item = &'a Observed>,
        requested_at: i64,
    ) -> Result<(), StoreError> {
        self.write(|connection| self.put_read(connection, account, numbers, requested_at).map(drop))
    }

    /// Returns whether a number is stored that the sync `generation` did not see.
    pub fn has_unseen(&self, account: &str, generation: i64) -> Result<bool, StoreError> {
        Ok(!self.read(|connection| self.unseen(connection, account, generation))?.is_empty())
    }

    /// Returns the stored numbers that this sync did not see.
    fn unseen(&self, connection: &Connection, account: &str, generation: i64) -> Result<Vec<PhoneNumber>, StoreError> {
        let select = "SELECT number FROM number WHERE account = ?1 AND generation < ?2";
        let mut numbers = all(connection, select, params![account, generation], |row| phone(row, 0))?;
        numbers.retain(|number| self.confirmed.of(account, number).generation < generation);
        Ok(numbers)
    }

    /// Stores reads from outside a sync. A read that was requested during the running sync counts as seen by that sync,
    /// so the end of the sync keeps the number. Returns how many of the reads were not older than what is stored.
    fn put_read<'a>(
        &self,
        connection: &Connection,
        account: &str,
        numbers: impl Iterator<Item = &'a Observed>,
        at: i64,
    ) -> Result<usize, StoreError> {
        let sync = sync_state::last(connection, account)?;
        let generation = if at >= sync.begun_at { sync.generation } else { sync.generation.saturating_sub(1) };
        Ok(keep((connection, &self.confirmed), account, numbers, Read { at, generation })?.numbers.len())
    }

    /// Stores numbers that a person typed or a file contained, with their known WABAs, all of them or none. They
    /// replace the stored values, because what a person enters counts as newest.
    pub fn put_by_hand(&self, account: &str, numbers: &[Observed], wabas: &[Waba], now: i64) -> Result<(), StoreError> {
        self.write(|connection| {
            let generation = sync_state::last(connection, account)?.generation;
            for seen in numbers {
                put(connection, account, seen, (generation, now))?;
                hand_number::mark(connection, account, &seen.number)?;
            }
            is_back(connection, account, numbers.iter().map(|seen| &seen.number))?;
            wabas.iter().try_for_each(|waba| super::waba::put(connection, account, waba, now))
        })
    }

    /// Removes a number that a person added by hand.
    pub fn forget_by_hand(&self, account: &str, number: &PhoneNumber) -> Result<(), StoreError> {
        self.write(|connection| {
            delete(connection, account, number)?;
            hand_number::read_from_plivo(connection, account, std::iter::once(number))
        })
    }

    /// Stores that a read, requested at `requested_at`, found the number gone. Returns false if a newer read has seen
    /// it.
    pub fn remove_number(&self, account: &str, number: &PhoneNumber, requested_at: i64) -> Result<bool, StoreError> {
        self.write(|connection| {
            if let Some(seen) = find(connection, account, number)?
                && self.last_seen(connection, account, &seen)? > requested_at
            {
                return Ok(false);
            }
            delete(connection, account, number)?;
            self.confirmed.remove(account, number);
            hand_number::read_from_plivo(connection, account, std::iter::once(number))?;
            let remember = "INSERT INTO gone VALUES (?1, ?2, ?3) \
                            ON CONFLICT (account, number) DO UPDATE SET at = max(at, excluded.at)";
            run(connection, remember, params![account, digits(number), requested_at])?;
            Ok(true)
        })
    }

    /// Calls `visit` with every number of the account, as one commit has them.
    pub fn visit_numbers(&self, account: &str, mut visit: impl FnMut(&Observed)) -> Result<(), StoreError> {
        self.read(|connection| {
            visit_of(connection, account, |seen| {
                visit(seen);
                Ok(())
            })
        })
    }

    pub fn load_numbers(&self, account: &str) -> Result<Vec<Observed>, StoreError> {
        let select = select!("WHERE account = ?1");
        self.read(|connection| all(connection, select, [account], read))
    }

    pub fn number(&self, account: &str, number: &PhoneNumber) -> Result<Option<NumberRow>, StoreError> {
        self.read(|connection| {
            let Some(row) = find(connection, account, number)? else { return Ok(None) };
            let seen_at = self.last_seen(connection, account, &row)?;
            Ok(Some(NumberRow { seen_at, ..row }))
        })
    }

    /// Returns when the number was last read: also by reads that found it as it is stored, and by the last sync that saw
    /// every number.
    fn last_seen(&self, connection: &Connection, account: &str, row: &NumberRow) -> Result<i64, StoreError> {
        let whole = sync_state::last(connection, account)?.whole_since;
        Ok(row.seen_at.max(self.confirmed.of(account, &row.seen.number).at).max(whole))
    }

    /// Returns these numbers in the same order, without those that are not stored.
    pub fn listed_numbers(&self, account: &str, numbers: &[PhoneNumber]) -> Result<Vec<ListedNumber>, StoreError> {
        self.read(|connection| {
            let found = numbers.iter().map(|number| find_listed(connection, account, number));
            found.filter_map(Result::transpose).collect()
        })
    }

    /// Returns the numbers of a WABA, in order. The index is named, because SQLite has no statistics and would
    /// otherwise read all numbers of the account.
    pub fn members(&self, account: &str, waba_id: &str) -> Result<Vec<Observed>, StoreError> {
        let select = select!("INDEXED BY number_by_waba WHERE account = ?1 AND waba_id = ?2 ORDER BY number");
        self.read(|connection| all(connection, select, [account, waba_id], read))
    }

    /// Returns how many numbers the WABA has, from the index only.
    pub fn count_members(&self, account: &str, waba_id: &str) -> Result<u32, StoreError> {
        let select = "SELECT count(*) FROM number INDEXED BY number_by_waba WHERE account = ?1 AND waba_id = ?2";
        let count = self.read(|connection| one(connection, select, [account, waba_id], |row| row.get(0)))?;
        Ok(count.unwrap_or_default())
    }

    /// Returns the first number of [`Store::members`].
    pub fn first_member(&self, account: &str, waba_id: &str) -> Result<Option<PhoneNumber>, StoreError> {
        let select = "SELECT number FROM number INDEXED BY number_by_waba WHERE account = ?1 AND waba_id = ?2 \
                      ORDER BY number LIMIT 1";
        self.read(|connection| one(connection, select, [account, waba_id], |row| phone(row, 0)))
    }
}

/// What became of reads.
struct Kept<'a> {
    /// The numbers whose reads were not older than what is stored.
    numbers: Vec<&'a PhoneNumber>,
    has_written: bool,
}

/// Stores the reads that are not older than the stored ones.
fn keep<'a>(
    (connection, confirmed): (&Connection, &Confirmed),
    account: &str,
    numbers: impl Iterator<Item = &'a Observed>,
    read: Read,
) -> Result<Kept<'a>, StoreError> {
    let mut kept = Kept { numbers: Vec::new(), has_written: false };
    for seen in numbers {
        let number = &seen.number;
        let known = confirmed.of(account, number);
        if read.at < known.at || is_older(connection, account, number, read.at)? {
            // The sync has still seen the number.
            confirmed.add(account, number, Read { at: known.at, ..read });
            continue;
        }
        kept.numbers.push(number);
        if find(connection, account, number)?.is_some_and(|row| row.seen == *seen) {
            confirmed.add(account, number, read);
        } else {
            put(connection, account, seen, (read.generation.max(known.generation), read.at))?;
            kept.has_written = true;
        }
    }
    hand_number::read_from_plivo(connection, account, kept.numbers.iter().copied())?;
    is_back(connection, account, kept.numbers.iter().copied())?;
    Ok(kept)
}

/// Whether a newer read saw the number, found it gone, or saw the whole list without it.
fn is_older(
    connection: &Connection,
    account: &str,
    number: &PhoneNumber,
    requested_at: i64,
) -> Result<bool, StoreError> {
    let select = "SELECT 1 WHERE ?3 < max( \
                  coalesce((SELECT seen_at FROM number WHERE account = ?1 AND number = ?2), ?3), \
                  coalesce((SELECT at FROM gone WHERE account = ?1 AND number = ?2), ?3), \
                  coalesce((SELECT whole_since FROM sync_state WHERE account = ?1), ?3))";
    exists(connection, select, params![account, digits(number), requested_at])
}

/// Marks the numbers as no longer gone. Most accounts have no gone numbers, so one query checks that first.
fn is_back<'a>(
    connection: &Connection,
    account: &str,
    numbers: impl Iterator<Item = &'a PhoneNumber>,
) -> Result<(), StoreError> {
    if !exists(connection, "SELECT 1 FROM gone WHERE account = ?1 LIMIT 1", [account])? {
        return Ok(());
    }
    for number in numbers {
        run(connection, "DELETE FROM gone WHERE account = ?1 AND number = ?2", params![account, digits(number)])?;
    }
    Ok(())
}

fn find_listed(
    connection: &Connection,
    account: &str,
    number: &PhoneNumber,
) -> Result<Option<ListedNumber>, StoreError> {
    let Some(NumberRow { seen, .. }) = find(connection, account, number)? else { return Ok(None) };
    let listed = |head: Head| {
        let Head { international, iso, country, handled_by, has_problem } = head;
        ListedNumber { seen, international, iso, country, handled_by, has_problem }
    };
    Ok(listed::head(connection, account, number)?.map(listed))
}

/// Derives anew what the list reads of every number of every account.
pub(crate) fn derive_all(connection: &Connection) -> Result<(), StoreError> {
    listed::begin(connection)?;
    let accounts = all(connection, "SELECT DISTINCT account FROM number", [], |row| row.get::<_, String>(0))?;
    for account in accounts {
        visit_readable(connection, &account, |seen| listed::put(connection, &account, seen))?;
    }
    Ok(())
}
