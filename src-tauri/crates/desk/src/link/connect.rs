//! Connecting accounts, signing them out, and forgetting them; also the sandbox's account.

use std::sync::Arc;

use domain::id::AuthId;
use domain::secret::Secret;
use store::{Store, StoreError};

use crate::account::sandbox_door::{SANDBOX_ID, SandboxDoor};
use crate::account::{Admission, Core, Seat, account_name, aside, lock, settings};
use crate::view::{
    AccountKind, AccountView, Code, Colour, Credentials, DeskError, FieldName, Notice, TokenPlace, words,
};

const PLIVO: &str = "https://api.plivo.com";

impl Core {
    /// Checks the credentials with Plivo, then keeps the token. Nothing is kept of credentials that Plivo refuses.
    ///
    /// The window gives each attempt a number, and can cancel it by that number.
    pub(crate) async fn connect(
        self: &Arc<Self>,
        credentials: Credentials,
        attempt: u32,
    ) -> Result<AccountView, DeskError> {
        let attempt = self.attempts.begin(attempt)?;
        let name = account_name(&credentials.name)?;
        let auth_id = AuthId::parse(&credentials.auth_id)
            .map_err(|error| DeskError::new(Code::InvalidInput, error.to_string()).at(FieldName::AuthId))?;
        let secret = token(credentials.auth_token)?;
        let typed = credentials.api_address.as_deref().map(str::trim).filter(|address| !address.is_empty());
        let api = plivo::ApiAddress::parse(typed.unwrap_or(PLIVO))
            .map_err(|error| DeskError::new(Code::InvalidInput, error.to_string()).at(FieldName::ApiAddress))?;
        let id = format!("{auth_id}@{api}");
        let connected_already = || {
            let message = "This account is connected already. Switch to it, or sign it out first.";
            DeskError::new(Code::AlreadyConnected, message).at(FieldName::AuthId)
        };
        if self.account(&id).is_ok() {
            return Err(connected_already());
        }
        attempt.unless_cancelled(self.check_credentials(&api.to_string(), &auth_id, secret.clone())).await?;
        attempt.commit()?;
        // Another attempt for the same account may have finished first.
        let admission = self.admit(&id).ok_or_else(connected_already)?;
        let place = self.keep_token(&id, secret.clone(), credentials.session_only).await?;
        let kind = if auth_id.is_subaccount() { AccountKind::Subaccount } else { AccountKind::Main };
        let colour = self.colour_for(&id)?;
        let about = AccountView {
            id: id.clone(),
            name,
            colour,
            auth_id: auth_id.to_string(),
            api_address: api.to_string(),
            kind,
            token: place,
        };
        let connected = self.take_in(about, secret, &admission);
        if connected.is_err() {
            self.take_token_back(&id, place).await;
        }
        connected
    }

    /// Deletes a token that was just stored, because the disk did not accept the account.
    async fn take_token_back(self: &Arc<Self>, id: &str, place: TokenPlace) {
        if place == TokenPlace::Keychain
            && let Err(error) = self.forget_token(id).await
        {
            log::warn!("the token of {id} stays in the keychain, although the account was not stored: {error}");
        }
    }

    async fn check_credentials(&self, api: &str, auth_id: &AuthId, secret: Secret) -> Result<(), DeskError> {
        let client = self.client_for(api, auth_id.as_str(), secret)?;
        match client.account().await {
            Ok(_) => Ok(()),
            Err(error) => Err(self.explain_connect(error)),
        }
    }

    fn explain_connect(&self, error: plivo::ApiError) -> DeskError {
        let error = DeskError::from(error);
        match error.code {
            Code::Unauthorised => DeskError {
                message: "Plivo does not accept this Auth ID and Auth Token together. Copy both again from the \
                          overview page of Plivo's console."
                    .to_owned(),
                field: Some(FieldName::AuthToken),
                cause: None,
                ..error
            },
            _ => error,
        }
    }

    fn take_in(
        self: &Arc<Self>,
        about: AccountView,
        secret: Secret,
        admission: &Admission,
    ) -> Result<AccountView, DeskError> {
        self.keep_connected(&about)?;
        let place = about.token;
        let seat = self.load(about, admission)?;
        lock(&seat.account.link.token).replace(place, Some(secret));
        self.show(Some(seat.account.id.clone()));
        Ok(seat.account.view())
    }

    /// Enters a token for an account that has none, or whose token Plivo no longer accepts.
    pub(crate) async fn enter_token(
        self: &Arc<Self>,
        id: &str,
        typed: String,
        session_only: bool,
        attempt: u32,
    ) -> Result<AccountView, DeskError> {
        let attempt = self.attempts.begin(attempt)?;
        let seat = self.seat(id)?;
        let about = seat.account.view();
        let secret = token(typed)?;
        let auth_id =
            AuthId::parse(&about.auth_id).map_err(|error| DeskError::new(Code::Internal, error.to_string()))?;
        attempt.unless_cancelled(self.check_credentials(&about.api_address, &auth_id, secret.clone())).await?;
        attempt.commit()?;
        // A person may have to unlock the keychain, so this can take long.
        let place = self.keep_token(id, secret.clone(), session_only).await?;
        // Signing out deletes the token and unloads the account under the same lock.
        let entering = seat.account.writes.begin().await;
        if !seat.is_loaded() {
            self.take_token_back(id, place).await;
            return Err(words::not_connected());
        }
        if let Err(error) = self.keep_account(&AccountView { token: place, ..seat.account.view() }, None) {
            // An account that the disk knows to be in the keychain keeps its new token: Plivo accepts it.
            if !self.may_be_in_keychain(id).unwrap_or(true) {
                self.take_token_back(id, place).await;
            }
            return Err(error);
        }
        lock(&seat.account.link.token).replace(place, Some(secret));
        drop(entering);
        seat.tell_status();
        seat.sync_start()?;
        Ok(seat.account.view())
    }

    /// Deletes the token and nothing else. The account's drafts and record stay for the next time it is connected.
    /// Returns what could not be done, in a sentence.
    pub(crate) async fn sign_out(self: &Arc<Self>, id: &str) -> Result<Option<String>, DeskError> {
        self.disconnect_account(id, |store| store.sign_out_account(id)).await
    }

    /// Signs the account out, and deletes all its data on this computer: drafts, the record, restore points, and
    /// everything that was read. If that fails, the account stays, without its token, and can be forgotten again.
    /// Returns what could not be done, in a sentence.
    pub(crate) async fn forget(self: &Arc<Self>, id: &str) -> Result<Option<String>, DeskError> {
        if id == SANDBOX_ID {
            let message = "The sandbox is a part of the app, so it cannot be forgotten. Reset it instead.";
            return Err(DeskError::new(Code::InvalidInput, message));
        }
        let delete = |store: &Store| store.forget_account(id, &settings::keys_of(id), &settings::prefixes_of(id));
        let undone = self.disconnect_account(id, delete).await?;
        let core = self.clone();
        let wiped = aside(move || Ok(core.store().wipe())).await?;
        let unwiped = wiped.err().map(|error| {
            log::warn!("a forgotten account was not wiped from the data file: {error}");
            format!(
                "The account is forgotten, but parts of its data may still be readable in the data file. Number Desk \
                 removes them at its next start. The cause: {error}"
            )
        });
        Ok(undone.into_iter().chain(unwiped).reduce(|first, second| format!("{first} {second}")))
    }

    /// Ends everything that uses the account's credentials, deletes its token, and unloads it. `on_disk` makes the
    /// change on disk. If that fails, the account stays loaded, without its token.
    async fn disconnect_account(
        self: &Arc<Self>,
        id: &str,
        on_disk: impl FnOnce(&Store) -> Result<(), StoreError>,
    ) -> Result<Option<String>, DeskError> {
        let seat = self.seat(id)?;
        let account = &seat.account;
        if lock(&account.batch.now).as_ref().is_some_and(|batch| batch.running) {
            let message = "Drafts of this account are being applied. Stop that first, or wait for its end.";
            return Err(DeskError::new(Code::InvalidInput, message));
        }
        seat.sync_stop();
        account.checks.end().await;
        // A write in progress is recorded first.
        let writing = account.writes.begin().await;
        let unreached = self.delete_token(&seat).await?;
        lock(&account.link.token).replace(TokenPlace::Missing, None);
        on_disk(self.store())?;
        self.unload(id);
        drop(writing);
        // From now on no sync and no test starts. One may have started while this waited.
        seat.end_sync().await;
        account.checks.end().await;
        seat.select_nothing();
        self.show_instead_of(id);
        Ok(unreached)
    }

    /// Deletes the token from the keychain. Without a keychain it cannot be deleted: the sentence says so.
    async fn delete_token(self: &Arc<Self>, seat: &Seat) -> Result<Option<String>, DeskError> {
        if seat.id() == SANDBOX_ID || !self.may_be_in_keychain(seat.id())? {
            return Ok(None);
        }
        match self.forget_token(seat.id()).await {
            Ok(()) => Ok(None),
            Err(error) if error.code == Code::KeychainAbsent => Ok(Some(format!(
                "This session has no keychain, so the token of {} could not be deleted. If it was stored in a keychain, \
                 delete it there, or revoke it at Plivo.",
                seat.account.name()
            ))),
            Err(error) => Err(error),
        }
    }

    /// Another account is shown if this one was.
    fn show_instead_of(&self, id: &str) {
        if self.current().as_deref() == Some(id) {
            self.show(self.accounts().first().map(|account| account.id.clone()));
        }
    }

    /// Loads the sandbox's account, if it is not loaded, and makes it the one that the window shows.
    pub(crate) fn show_sandbox(self: &Arc<Self>) -> Result<(), DeskError> {
        if let Some(admission) = self.admit(SANDBOX_ID) {
            self.load(sandbox_view(String::new(), String::new()), &admission)?;
        }
        self.switch(SANDBOX_ID)
    }

    /// Sets the address at which the sandbox runs from now on.
    pub(crate) fn attach_sandbox(self: &Arc<Self>, door: SandboxDoor) -> Result<Seat, DeskError> {
        let seat = match self.admit(SANDBOX_ID) {
            Some(admission) => self.load(sandbox_view(door.auth_id.clone(), door.api.clone()), &admission)?,
            None => self.seat(SANDBOX_ID)?,
        };
        let client = self.client_for(&door.api, &door.auth_id, door.token.clone())?;
        seat.account.describe(|about| {
            about.api_address = door.api;
            about.auth_id = door.auth_id;
        });
        *lock(&seat.account.checks.samples) = Some(door.samples.settings(&self.probing));
        let mut token = lock(&seat.account.link.token);
        token.replace(TokenPlace::Session, Some(door.token));
        let version = token.version();
        token.keep_client(&client, version);
        drop(token);
        seat.account.link.attached.notify_waiters();
        Ok(seat)
    }

    /// The sandbox was reset: deletes what was known of it, and its drafts.
    pub(crate) async fn sandbox_was_reset(self: &Arc<Self>, door: SandboxDoor) -> Result<(), DeskError> {
        let seat = self.attach_sandbox(door)?;
        let account = &seat.account;
        seat.end_sync().await;
        account.checks.end().await;
        let writing = account.writes.begin().await;
        {
            let _drafting = account.drafts.hold();
            self.store().forget_account_state(SANDBOX_ID)?;
            self.store().remove_settings(&settings::all_calling_hours(SANDBOX_ID))?;
            self.store().remove_settings(&settings::test_consent(SANDBOX_ID))?;
        }
        drop(writing);
        *lock(&account.batch.now) = None;
        *lock(&account.checks.run) = None;
        seat.tell(Notice::TestsChanged { account: SANDBOX_ID.to_owned() });
        seat.select_nothing();
        seat.load_checks()?;
        seat.checks_changed();
        seat.drafts_changed()?;
        seat.load_sync_state()?;
        seat.numbers_changed();
        seat.sync_start()
    }
}

fn sandbox_view(auth_id: String, api_address: String) -> AccountView {
    AccountView {
        id: SANDBOX_ID.to_owned(),
        name: "Sandbox".to_owned(),
        colour: Colour::Teal,
        auth_id,
        api_address,
        kind: AccountKind::Sandbox,
        token: TokenPlace::Session,
    }
}

fn token(typed: String) -> Result<Secret, DeskError> {
    let secret = Secret::new(typed.trim().to_owned());
    let wrong = |message: &str| Err(DeskError::new(Code::InvalidInput, message).at(FieldName::AuthToken));
    match secret.expose() {
        "" => wrong("Enter the Auth Token: it is on the overview page of Plivo's console."),
        text if text.chars().any(|c| c.is_control() || c.is_whitespace() || !c.is_ascii()) => {
            wrong("An Auth Token has no spaces and no special characters. Copy it again from Plivo's console.")
        }
        _ => Ok(secret),
    }
}
