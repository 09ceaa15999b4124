//! Accounts as they are on disk, and the list of them.

use std::sync::{Arc, PoisonError};

use store::AccountRow;

use crate::account::Account;
use crate::error::{Code, DeskError};
use crate::view::{AccountKind, AccountView, Colour, FieldName, StartView, TokenPlace};
use crate::{Desk, lock};

impl Desk {
    pub(crate) fn load_accounts(&self) -> Result<(), DeskError> {
        let mut current = None;
        for row in self.store().accounts()? {
            if row.signed_out {
                continue;
            }
            current = current.max(Some((row.last_used_at, row.id.clone())));
            self.hold(view_of(&row))?;
        }
        *lock(&self.inner.current) = current.map(|(_, id)| id);
        Ok(())
    }

    /// Holds the account, with what is on disk of it.
    pub(crate) fn hold(&self, about: AccountView) -> Result<Arc<Account>, DeskError> {
        let account = Arc::new(Account::new(about));
        self.load_sync_state(&account)?;
        self.load_checks(&account)?;
        self.load_marks(&account)?;
        self.load_batch(&account)?;
        let mut accounts = self.inner.accounts.write().unwrap_or_else(PoisonError::into_inner);
        accounts.insert(account.id.clone(), account.clone());
        Ok(account)
    }

    pub(crate) fn let_go(&self, id: &str) {
        self.inner.accounts.write().unwrap_or_else(PoisonError::into_inner).remove(id);
    }

    pub(crate) fn accounts(&self) -> Vec<Arc<Account>> {
        self.inner.accounts.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// The account that the next start shows.
    pub(crate) fn keep_as_current(&self, about: &AccountView) -> Result<(), DeskError> {
        self.keep_account(about, Some(self.now()))
    }

    /// Without a time of use it keeps the last one: changing an account does not bring it to the front.
    pub(crate) fn keep_account(&self, about: &AccountView, used_at: Option<i64>) -> Result<(), DeskError> {
        let kept = self.store().account(&about.id)?;
        let now = self.now();
        let row = AccountRow {
            id: about.id.clone(),
            name: about.name.clone(),
            colour: colour_text(about.colour).to_owned(),
            auth_id: about.auth_id.clone(),
            api_address: about.api_address.clone(),
            kind: kind_text(about.kind).to_owned(),
            token_place: token_place(about.token, kept.as_ref()).to_owned(),
            position: kept.as_ref().map_or(0, |kept| kept.position),
            created_at: kept.as_ref().map_or(now, |kept| kept.created_at),
            last_used_at: used_at.or(kept.map(|kept| kept.last_used_at)).unwrap_or_default(),
            signed_out: false,
        };
        Ok(self.store().put_account(&row)?)
    }

    pub(crate) fn may_be_in_keychain(&self, id: &str) -> Result<bool, DeskError> {
        Ok(self.store().account(id)?.is_some_and(|kept| kept.token_place == "keychain"))
    }

    /// The account that the window shows from now on.
    pub fn switch(&self, id: &str) -> Result<StartView, DeskError> {
        let account = self.account(id)?;
        self.keep_as_current(&account.view())?;
        *lock(&self.inner.current) = Some(id.to_owned());
        self.start()
    }

    pub fn rename(&self, id: &str, name: &str, colour: Colour) -> Result<AccountView, DeskError> {
        let account = self.account(id)?;
        let name = account_name(name)?;
        let about = AccountView { name, colour, ..account.view() };
        self.keep_account(&about, None)?;
        *lock(&account.about) = about;
        Ok(account.view())
    }

    /// A colour that no other account bears, as long as there is one.
    pub(crate) fn free_colour(&self) -> Colour {
        let taken: Vec<Colour> = self.accounts().iter().map(|account| account.view().colour).collect();
        COLOURS.into_iter().map(|(colour, _)| colour).find(|colour| !taken.contains(colour)).unwrap_or(Colour::Grey)
    }
}

/// A name as people give it: trimmed, at most 64 characters.
pub(crate) fn account_name(text: &str) -> Result<String, DeskError> {
    let name = text.trim();
    let wrong = |message: &str| Err(DeskError::new(Code::InvalidInput, message).at(FieldName::AccountName));
    match name {
        "" => wrong("Give the account a name, so that you can tell it from others."),
        _ if name.chars().count() > 64 => wrong("Use at most 64 characters for the account's name."),
        _ if name.chars().any(char::is_control) => wrong("The account's name holds a control character: type it anew."),
        _ => Ok(name.to_owned()),
    }
}

pub(super) const COLOURS: [(Colour, &str); 7] = [
    (Colour::Orange, "orange"),
    (Colour::Blue, "blue"),
    (Colour::Green, "green"),
    (Colour::Violet, "violet"),
    (Colour::Pink, "pink"),
    (Colour::Teal, "teal"),
    (Colour::Grey, "grey"),
];

fn colour_text(colour: Colour) -> &'static str {
    COLOURS.iter().find(|(known, _)| *known == colour).map_or("grey", |(_, text)| text)
}

pub(super) fn colour_of(text: &str) -> Colour {
    COLOURS.iter().find(|(_, known)| *known == text).map_or(Colour::Grey, |(colour, _)| *colour)
}

fn kind_text(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::Main => "main",
        AccountKind::Subaccount => "subaccount",
        AccountKind::Sandbox => "sandbox",
    }
}

/// Where the next start looks for the token: what was once in the keychain is there until the account is signed out.
fn token_place(now: TokenPlace, kept: Option<&AccountRow>) -> &'static str {
    let before = kept.filter(|kept| !kept.signed_out).map(|kept| kept.token_place.as_str());
    match (now, before) {
        (TokenPlace::Keychain, _) => "keychain",
        (TokenPlace::Session, None) | (_, Some("session")) => "session",
        _ => "keychain",
    }
}

fn view_of(row: &AccountRow) -> AccountView {
    let kind = match row.kind.as_str() {
        "sandbox" => AccountKind::Sandbox,
        "subaccount" => AccountKind::Subaccount,
        _ => AccountKind::Main,
    };
    AccountView {
        id: row.id.clone(),
        name: row.name.clone(),
        colour: colour_of(&row.colour),
        auth_id: row.auth_id.clone(),
        api_address: row.api_address.clone(),
        kind,
        // A session's token is gone with its session; the keychain is asked when the account is first used.
        token: if row.token_place == "session" { TokenPlace::Missing } else { TokenPlace::Keychain },
    }
}
