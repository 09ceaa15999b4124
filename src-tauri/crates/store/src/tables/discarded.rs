//! Discarded drafts, so that a discard can be undone.

use std::collections::HashSet;

use domain::phone::PhoneNumber;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::{draft, mapping_draft};
use crate::statements::{one, run};
use crate::{DraftRow, MappingDraftRow, Store, StoreError};

pub(crate) const CREATE: &str = "
    CREATE TABLE discarded (
        id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, payload TEXT NOT NULL, at INTEGER NOT NULL
    ) STRICT";

/// The drafts that one discard removed.
#[derive(Serialize, Deserialize)]
struct Payload {
    draft: Option<DraftRow>,
    mapping: Option<MappingDraftRow>,
}

/// What [`Store::take_back`] did with the created drafts, and with the drafts that existed before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TakenBack {
    pub taken: u32,
    /// Created drafts that stay, because they were edited afterwards.
    pub changed: u32,
    /// Created drafts that were saved or discarded afterwards.
    pub gone: u32,
    /// Earlier drafts that were put back.
    pub back: u32,
}

impl TakenBack {
    fn goes(&mut self, saved_at: Option<i64>, made_at: i64) -> bool {
        let counted = match saved_at {
            Some(at) if at == made_at => &mut self.taken,
            Some(_) => &mut self.changed,
            None => &mut self.gone,
        };
        *counted += 1;
        saved_at == Some(made_at)
    }
}

/// The owners whose drafts stay as they are.
#[derive(Default)]
struct Left {
    numbers: HashSet<PhoneNumber>,
    wabas: HashSet<String>,
}

impl Left {
    fn holds(&self, payload: &Payload) -> bool {
        let number = payload.draft.as_ref().is_some_and(|row| self.numbers.contains(&row.number));
        number || payload.mapping.as_ref().is_some_and(|row| self.wabas.contains(&row.waba_id))
    }
}

impl Store {
    /// Discards the number's draft, the WABA's, or both. Returns the ID for [`Store::undo_discard`].
    pub fn discard(
        &self,
        account: &str,
        number: Option<&PhoneNumber>,
        waba_id: Option<&str>,
        now: i64,
    ) -> Result<i64, StoreError> {
        self.write(|connection| {
            let draft = number.map_or(Ok(None), |number| take_draft(connection, account, number))?;
            let mapping = waba_id.map_or(Ok(None), |waba_id| take_mapping(connection, account, waba_id))?;
            keep(connection, account, &Payload { draft, mapping }, now)
        })
    }

    /// Replaces the existing drafts by these, all of them or none. Each replaced draft is kept as a discard, with an ID
    /// for [`Store::undo_discard`].
    pub fn replace_drafts(
        &self,
        account: &str,
        drafts: &[DraftRow],
        mappings: &[MappingDraftRow],
        now: i64,
    ) -> Result<Vec<i64>, StoreError> {
        self.exchange_drafts(account, &[], drafts, mappings, now)
    }

    /// As [`Store::replace_drafts`]. It also discards the drafts of the numbers in `gone`, without a replacement.
    pub fn exchange_drafts(
        &self,
        account: &str,
        gone: &[PhoneNumber],
        drafts: &[DraftRow],
        mappings: &[MappingDraftRow],
        now: i64,
    ) -> Result<Vec<i64>, StoreError> {
        self.write(|connection| {
            let mut aside = Vec::new();
            for number in gone {
                if let Some(draft) = take_draft(connection, account, number)? {
                    aside.push(keep(connection, account, &Payload { draft: Some(draft), mapping: None }, now)?);
                }
            }
            for row in drafts {
                if let Some(draft) = take_draft(connection, account, &row.number)? {
                    aside.push(keep(connection, account, &Payload { draft: Some(draft), mapping: None }, now)?);
                }
                draft::put(connection, row)?;
            }
            for row in mappings {
                if let Some(mapping) = take_mapping(connection, account, &row.waba_id)? {
                    aside.push(keep(connection, account, &Payload { draft: None, mapping: Some(mapping) }, now)?);
                }
                mapping_draft::put(connection, row)?;
            }
            Ok(aside)
        })
    }

    /// Undoes [`Store::exchange_drafts`], all of it or nothing. The drafts that are unchanged since `made_at` (in
    /// milliseconds since 1970, when all of them were saved) are discarded, and the drafts that they replaced are put
    /// back. A draft that changed afterwards stays as it is.
    pub fn take_back(
        &self,
        account: &str,
        (numbers, wabas): (&[PhoneNumber], &[&str]),
        made_at: i64,
        aside: &[i64],
        now: i64,
    ) -> Result<TakenBack, StoreError> {
        self.write(|connection| {
            let mut told = TakenBack::default();
            let mut left = Left::default();
            for number in numbers {
                let stands = draft::find(connection, account, number)?.map(|row| row.saved_at);
                if told.goes(stands, made_at) {
                    let draft = take_draft(connection, account, number)?;
                    keep(connection, account, &Payload { draft, mapping: None }, now)?;
                } else {
                    left.numbers.insert(*number);
                }
            }
            for waba in wabas {
                let stands = mapping_draft::find(connection, account, waba)?.map(|row| row.saved_at);
                if told.goes(stands, made_at) {
                    let mapping = take_mapping(connection, account, waba)?;
                    keep(connection, account, &Payload { draft: None, mapping }, now)?;
                } else {
                    left.wabas.insert((*waba).to_owned());
                }
            }
            for id in aside {
                let Some(payload) = payload(connection, account, *id)? else { continue };
                if left.holds(&payload) {
                    continue;
                }
                match put_back(connection, account, *id)? {
                    true => told.back += 1,
                    false => told.changed += 1,
                }
            }
            Ok(told)
        })
    }

    /// Undoes a discard. Returns false, without a change, if a newer draft exists or the discard was already undone.
    pub fn undo_discard(&self, account: &str, id: i64) -> Result<bool, StoreError> {
        self.write(|connection| put_back(connection, account, id))
    }
}

fn put_back(connection: &Connection, account: &str, id: i64) -> Result<bool, StoreError> {
    let Some(payload) = payload(connection, account, id)? else { return Ok(false) };
    if stands(connection, account, &payload)? {
        return Ok(false);
    }
    payload.draft.iter().try_for_each(|row| draft::put(connection, row))?;
    payload.mapping.iter().try_for_each(|row| mapping_draft::put(connection, row))?;
    run(connection, "DELETE FROM discarded WHERE id = ?1", [id])?;
    Ok(true)
}

fn keep(connection: &Connection, account: &str, payload: &Payload, now: i64) -> Result<i64, StoreError> {
    let payload = serde_json::to_string(payload)?;
    let insert = "INSERT INTO discarded (account, payload, at) VALUES (?1, ?2, ?3)";
    run(connection, insert, params![account, payload, now])?;
    Ok(connection.last_insert_rowid())
}

fn take_draft(connection: &Connection, account: &str, number: &PhoneNumber) -> Result<Option<DraftRow>, StoreError> {
    let taken = draft::find(connection, account, number)?;
    draft::remove(connection, account, number)?;
    Ok(taken)
}

fn take_mapping(connection: &Connection, account: &str, waba: &str) -> Result<Option<MappingDraftRow>, StoreError> {
    let taken = mapping_draft::find(connection, account, waba)?;
    mapping_draft::remove(connection, account, waba)?;
    Ok(taken)
}

fn payload(connection: &Connection, account: &str, id: i64) -> Result<Option<Payload>, StoreError> {
    let select = "SELECT payload FROM discarded WHERE account = ?1 AND id = ?2";
    let text: Option<String> = one(connection, select, params![account, id], |row| row.get(0))?;
    Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
}

/// Whether a draft exists where one would be put back.
fn stands(connection: &Connection, account: &str, payload: &Payload) -> Result<bool, StoreError> {
    let draft = match &payload.draft {
        Some(row) => draft::find(connection, account, &row.number)?.is_some(),
        None => false,
    };
    let mapping = match &payload.mapping {
        Some(row) => mapping_draft::find(connection, account, &row.waba_id)?.is_some(),
        None => false,
    };
    Ok(draft || mapping)
}
