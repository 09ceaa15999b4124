//! Connected accounts. A column for the token is deliberately absent.

use rusqlite::{Connection, Row, named_params};

use super::may_be_on;
use crate::statements::{all, one, run};
use crate::{Store, StoreError};

pub(crate) const CREATE: &str = "
    CREATE TABLE account (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, colour TEXT NOT NULL, auth_id TEXT NOT NULL,
        api_address TEXT NOT NULL, kind TEXT NOT NULL, token_place TEXT NOT NULL, position INTEGER NOT NULL,
        created_at INTEGER NOT NULL, last_used_at INTEGER NOT NULL, signed_out INTEGER NOT NULL
    ) STRICT";

/// The column had the same value for every account.
pub(crate) const DROP_POSITION: &str = "ALTER TABLE account DROP COLUMN position";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// Its Auth ID and its API address.
    pub id: String,
    pub name: String,
    pub colour: String,
    pub auth_id: String,
    pub api_address: String,
    pub kind: String,
    /// Where the token was last stored. The token itself is never here.
    pub token_place: String,
    pub created_at: i64,
    pub last_used_at: i64,
    pub signed_out: bool,
}

impl Store {
    /// Returns the accounts, the oldest first. Signed-out accounts are included, because their drafts are kept.
    pub fn accounts(&self) -> Result<Vec<AccountRow>, StoreError> {
        let select = "SELECT * FROM account ORDER BY created_at, id";
        self.read(|connection| all(connection, select, [], read))
    }

    pub fn account(&self, id: &str) -> Result<Option<AccountRow>, StoreError> {
        let select = "SELECT * FROM account WHERE id = ?1";
        self.read(|connection| one(connection, select, [id], read))
    }

    /// Adds the account, or changes its row. A signed-out account stays signed out: only [`Store::connect_account`]
    /// brings it back.
    pub fn put_account(&self, row: &AccountRow) -> Result<(), StoreError> {
        self.write(|connection| put(connection, row))
    }

    /// Adds an account that the user connected, or brings back one that was signed out or [forgotten].
    ///
    /// [forgotten]: Store::forget_account
    pub fn connect_account(&self, row: &AccountRow) -> Result<(), StoreError> {
        self.write(|connection| {
            super::forget::accept_again(connection, &row.id)?;
            put(connection, row)?;
            run(connection, "UPDATE account SET signed_out = 0 WHERE id = ?1", [&row.id]).map(drop)
        })
    }

    /// Removes the account from the list. All its data stays.
    pub fn sign_out_account(&self, id: &str) -> Result<(), StoreError> {
        let update = "UPDATE account SET signed_out = 1 WHERE id = ?1";
        self.write(|connection| run(connection, update, [id]).map(drop))
    }
}

fn put(connection: &Connection, row: &AccountRow) -> Result<(), StoreError> {
    let insert = "INSERT INTO account VALUES (:id, :name, :colour, :auth_id, :api_address, :kind, :token_place, \
                  :created_at, :last_used_at, :signed_out) \
                  ON CONFLICT (id) DO UPDATE SET name = excluded.name, colour = excluded.colour, \
                  auth_id = excluded.auth_id, api_address = excluded.api_address, kind = excluded.kind, \
                  token_place = excluded.token_place, created_at = excluded.created_at, \
                  last_used_at = excluded.last_used_at";
    let values = named_params! {
        ":id": row.id, ":name": row.name, ":colour": row.colour, ":auth_id": row.auth_id,
        ":api_address": row.api_address, ":kind": row.kind, ":token_place": row.token_place,
        ":created_at": row.created_at, ":last_used_at": row.last_used_at, ":signed_out": row.signed_out,
    };
    run(connection, insert, values).map(drop)
}

fn read(row: &Row<'_>) -> rusqlite::Result<AccountRow> {
    Ok(AccountRow {
        id: row.get("id")?,
        name: row.get("name")?,
        colour: row.get("colour")?,
        auth_id: row.get("auth_id")?,
        api_address: row.get("api_address")?,
        kind: row.get("kind")?,
        token_place: row.get("token_place")?,
        created_at: row.get("created_at")?,
        last_used_at: row.get("last_used_at")?,
        signed_out: may_be_on(row, "signed_out")?,
    })
}
