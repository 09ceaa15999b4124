//! The registry of accounts: which are loaded, and how they are stored. Loaded accounts are connected; signed-out ones
//! stay on disk only.

use std::sync::{Arc, PoisonError};

use domain::id::AuthId;
use store::AccountRow;
use strum::VariantArray;

use super::core::{Core, Seat};
use super::events::Event;
use super::lock::lock;
use super::sandbox_door::SANDBOX_ID;
use super::state::Account;
use crate::view::{AccountKind, AccountView, Code, Colour, DeskError, FieldName, TokenPlace};

impl Core {
    pub(crate) fn load_accounts(self: &Arc<Self>) -> Result<(), DeskError> {
        let mut current = None;
        for row in self.store().accounts()? {
            if row.signed_out {
                continue;
            }
            current = current.max(Some((row.last_used_at, row.id.clone())));
            if let Some(admission) = self.admit(&row.id) {
                self.load(view_of(&row), &admission)?;
            }
        }
        self.show(current.map(|(_, id)| id));
        Ok(())
    }

    /// Reserves the right to load an account. Returns none if the account is loaded, or is being loaded.
    pub(crate) fn admit(self: &Arc<Self>, id: &str) -> Option<Admission> {
        let mut admitting = lock(&self.admitting);
        let is_free = self.account(id).is_err() && admitting.insert(id.to_owned());
        is_free.then(|| Admission { core: self.clone(), id: id.to_owned() })
    }

    /// Loads the account and its data on disk into memory.
    pub(crate) fn load(self: &Arc<Self>, about: AccountView, _admission: &Admission) -> Result<Seat, DeskError> {
        let seat = Seat { core: self.clone(), account: Arc::new(Account::new(about)) };
        seat.publish(&Event::Loaded)?;
        let mut accounts = self.accounts.write().unwrap_or_else(PoisonError::into_inner);
        accounts.insert(seat.account.id.clone(), seat.account.clone());
        drop(accounts);
        Ok(seat)
    }

    pub(crate) fn unload(&self, id: &str) {
        self.accounts.write().unwrap_or_else(PoisonError::into_inner).remove(id);
    }

    /// Returns all loaded accounts, sorted by id.
    pub(crate) fn accounts(&self) -> Vec<Arc<Account>> {
        self.accounts.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Stores an account that the user connected, as the one that the next start shows.
    pub(crate) fn keep_connected(&self, about: &AccountView) -> Result<(), DeskError> {
        self.store().together(|| Ok(self.store().connect_account(&self.row(about, Some(self.now()))?)?))
    }

    /// Stores the account as the one that the next start shows.
    pub(crate) fn keep_as_current(&self, about: &AccountView) -> Result<(), DeskError> {
        self.keep_account(about, Some(self.now()))
    }

    /// Stores the account. Without a time of use the stored time stays: editing an account does not bring it to the
    /// front.
    pub(crate) fn keep_account(&self, about: &AccountView, used_at: Option<i64>) -> Result<(), DeskError> {
        self.store().together(|| Ok(self.store().put_account(&self.row(about, used_at)?)?))
    }

    fn row(&self, about: &AccountView, used_at: Option<i64>) -> Result<AccountRow, DeskError> {
        let kept = self.store().account(&about.id)?;
        let now = self.now();
        Ok(AccountRow {
            id: about.id.clone(),
            name: about.name.clone(),
            colour: text(about.colour),
            auth_id: about.auth_id.clone(),
            api_address: about.api_address.clone(),
            kind: text(about.kind),
            token_place: token_place(about.token, kept.as_ref()).to_owned(),
            created_at: kept.as_ref().map_or(now, |kept| kept.created_at),
            last_used_at: used_at.or(kept.map(|kept| kept.last_used_at)).unwrap_or_default(),
            signed_out: false,
        })
    }

    pub(crate) fn may_be_in_keychain(&self, id: &str) -> Result<bool, DeskError> {
        Ok(self.store().account(id)?.is_some_and(|kept| kept.token_place == "keychain"))
    }

    /// Makes this the account that the window shows.
    pub(crate) fn switch(&self, id: &str) -> Result<(), DeskError> {
        let account = self.account(id)?;
        self.keep_as_current(&account.view())?;
        self.show(Some(id.to_owned()));
        Ok(())
    }

    pub(crate) fn rename(&self, id: &str, name: &str, colour: Colour) -> Result<AccountView, DeskError> {
        let account = self.account(id)?;
        let name = account_name(name)?;
        self.keep_account(&AccountView { name: name.clone(), colour, ..account.view() }, None)?;
        account.describe(|held| (held.name, held.colour) = (name, colour));
        Ok(account.view())
    }

    /// Returns the stored colour of an account that was connected before. Otherwise, returns a colour that no other
    /// account has, while there is one.
    pub(crate) fn colour_for(&self, id: &str) -> Result<Colour, DeskError> {
        if let Some(kept) = self.store().account(id)? {
            return Ok(colour_of(&kept.colour));
        }
        let taken: Vec<Colour> = self.accounts().iter().map(|account| account.view().colour).collect();
        let free = Colour::VARIANTS.iter().find(|colour| !taken.contains(colour));
        Ok(free.copied().unwrap_or(Colour::Grey))
    }
}

/// The right to load an account. Only one exists for an id at a time.
pub(crate) struct Admission {
    core: Arc<Core>,
    id: String,
}

impl Drop for Admission {
    fn drop(&mut self) {
        lock(&self.core.admitting).remove(&self.id);
    }
}

/// Checks an account's name: trimmed, not empty, at most 64 characters.
pub(crate) fn account_name(text: &str) -> Result<String, DeskError> {
    let name = text.trim();
    let wrong = |message: &str| Err(DeskError::new(Code::InvalidInput, message).at(FieldName::AccountName));
    match name {
        "" => wrong("Give the account a name, so that you can tell it from others."),
        _ if name.chars().count() > 64 => wrong("Use at most 64 characters for the account's name."),
        _ if name.chars().any(char::is_control) => {
            wrong("The account's name contains an invisible control character. Type the name again.")
        }
        _ => Ok(name.to_owned()),
    }
}

/// Returns the text that is stored.
fn text(value: impl Into<&'static str>) -> String {
    value.into().to_owned()
}

/// Reads a stored colour. A colour of a later version becomes grey: nothing depends on it.
fn colour_of(text: &str) -> Colour {
    text.parse().unwrap_or(Colour::Grey)
}

/// Returns where the next start looks for the token. A token that was stored in the keychain stays there until the
/// account is signed out.
fn token_place(now: TokenPlace, kept: Option<&AccountRow>) -> &'static str {
    let before = kept.filter(|kept| !kept.signed_out).map(|kept| kept.token_place.as_str());
    match (now, before) {
        (TokenPlace::Keychain, _) => "keychain",
        (TokenPlace::Session, None) | (_, Some("session")) => "session",
        _ => "keychain",
    }
}

fn view_of(row: &AccountRow) -> AccountView {
    // If a later version stored a kind that is unknown here, the credentials show the kind.
    let by_credentials = || match AuthId::parse(&row.auth_id) {
        Ok(id) if !id.is_subaccount() => AccountKind::Main,
        _ => AccountKind::Subaccount,
    };
    let kind = row.kind.parse().unwrap_or_else(|_| by_credentials());
    AccountView {
        id: row.id.clone(),
        name: row.name.clone(),
        colour: colour_of(&row.colour),
        auth_id: row.auth_id.clone(),
        api_address: row.api_address.clone(),
        kind,
        token: match row.token_place.as_str() {
            // Its token comes with its server.
            _ if row.id == SANDBOX_ID => TokenPlace::Session,
            // The token of an earlier session is gone.
            "session" => TokenPlace::Missing,
            // The keychain is read when the account is first used.
            _ => TokenPlace::Keychain,
        },
    }
}
