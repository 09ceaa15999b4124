//! Connecting and signing out.

use domain::id::AuthId;
use domain::secret::Secret;

use crate::account::HeldToken;
use crate::account::record::{account_name, colour_of};
use crate::calling::hours_of;
use crate::check::consent_key;
use crate::error::{Code, DeskError};
use crate::sandbox_door::{SANDBOX_ID, SandboxDoor};
use crate::view::{AccountKind, AccountView, Colour, Credentials, FieldName, StartView, TokenPlace};
use crate::{Desk, lock};

const PLIVO: &str = "https://api.plivo.com";

impl Desk {
    /// Checks the credentials with Plivo, then keeps the token. Nothing is kept of credentials that Plivo refuses.
    ///
    /// The window gives each attempt a number, by which it may [cancel](Self::cancel_attempt) it.
    pub async fn connect(&self, credentials: Credentials, attempt: u32) -> Result<AccountView, DeskError> {
        let attempt = self.inner.attempts.begin(attempt)?;
        let name = account_name(&credentials.name)?;
        let auth_id = AuthId::parse(&credentials.auth_id)
            .map_err(|error| DeskError::new(Code::InvalidInput, error.to_string()).at(FieldName::AuthId))?;
        let secret = token(credentials.auth_token)?;
        let typed = credentials.api_address.as_deref().map(str::trim).filter(|address| !address.is_empty());
        let api = plivo::ApiAddress::parse(typed.unwrap_or(PLIVO))
            .map_err(|error| DeskError::new(Code::InvalidInput, error.to_string()).at(FieldName::ApiAddress))?;
        let id = format!("{auth_id}@{api}");
        if self.account(&id).is_ok() {
            let message = "This account is connected already. Switch to it, or sign it out first.";
            return Err(DeskError::new(Code::AlreadyConnected, message).at(FieldName::AuthId));
        }
        attempt.unless_cancelled(self.check_credentials(&api.to_string(), &auth_id, secret.clone())).await?;
        attempt.keep()?;
        let token = self.keep_token(&id, secret.clone(), credentials.session_only).await?;
        let kind = if auth_id.is_subaccount() { AccountKind::Subaccount } else { AccountKind::Main };
        let kept = self.store().account(&id)?;
        let colour = kept.map_or_else(|| self.free_colour(), |kept| colour_of(&kept.colour));
        let about = AccountView {
            id: id.clone(),
            name,
            colour,
            auth_id: auth_id.to_string(),
            api_address: api.to_string(),
            kind,
            token,
        };
        self.admit(about, secret)
    }

    /// True where nothing of the attempt was kept or will be: its own call then ends with [`Code::Cancelled`], and so does
    /// one that comes after this. False where it is past the point of no return, and goes on to its end.
    pub fn cancel_attempt(&self, attempt: u32) -> bool {
        self.inner.attempts.cancel(attempt)
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

    fn admit(&self, about: AccountView, secret: Secret) -> Result<AccountView, DeskError> {
        self.keep_as_current(&about)?;
        let place = about.token;
        let account = self.hold(about)?;
        *lock(&account.token) = HeldToken { place, secret: Some(secret) };
        *lock(&self.inner.current) = Some(account.id.clone());
        Ok(account.view())
    }

    /// A token for an account that has none here, or whose token Plivo no longer accepts.
    pub async fn enter_token(
        &self,
        id: &str,
        typed: String,
        session_only: bool,
        attempt: u32,
    ) -> Result<AccountView, DeskError> {
        let attempt = self.inner.attempts.begin(attempt)?;
        let account = self.account(id)?;
        let about = account.view();
        let secret = token(typed)?;
        let auth_id =
            AuthId::parse(&about.auth_id).map_err(|error| DeskError::new(Code::Internal, error.to_string()))?;
        attempt.unless_cancelled(self.check_credentials(&about.api_address, &auth_id, secret.clone())).await?;
        attempt.keep()?;
        let place = self.keep_token(id, secret.clone(), session_only).await?;
        *lock(&account.token) = HeldToken { place, secret: Some(secret) };
        *lock(&account.client) = None;
        self.keep_account(&account.view(), None)?;
        self.token_place(&account, place);
        self.sync_start(id)?;
        Ok(account.view())
    }

    /// Deletes the token and nothing else: the account's drafts and record stay, for when it is connected again.
    pub async fn sign_out(&self, id: &str) -> Result<StartView, DeskError> {
        let account = self.account(id)?;
        if lock(&account.batch).as_ref().is_some_and(|batch| batch.progress().running) {
            let message = "Drafts of this account are being applied. Stop that first, or wait for its end.";
            return Err(DeskError::new(Code::InvalidInput, message));
        }
        if id != SANDBOX_ID && self.may_be_in_keychain(id)? {
            match self.forget_token(id).await {
                Ok(()) => {}
                // Without a keychain there is no token to delete.
                Err(error) if error.code == Code::KeychainAbsent => {}
                Err(error) => return Err(error),
            }
        }
        self.sync_stop(id)?;
        self.end_tests(&account).await;
        // What is being written is brought to its record first, and nothing goes on with these credentials after it.
        let _one_at_a_time = account.writing.lock().await;
        *lock(&account.client) = None;
        *lock(&account.token) = HeldToken { place: TokenPlace::Missing, secret: None };
        self.store().sign_out_account(id)?;
        self.let_go(id);
        self.select_nothing(&account);
        // From here on none begins. One may have, while the write was waited for.
        self.end_tests(&account).await;
        let next = self.accounts().first().map(|account| account.id.clone());
        *lock(&self.inner.current) = next;
        self.start()
    }

    /// The sandbox runs at this address from now on.
    pub async fn attach_sandbox(&self, door: SandboxDoor) -> Result<(), DeskError> {
        let account = match self.account(SANDBOX_ID) {
            Ok(account) => account,
            Err(_) => self.hold(sandbox_view(&door))?,
        };
        {
            let mut about = lock(&account.about);
            about.api_address = door.api.clone();
            about.auth_id = door.auth_id.clone();
        }
        *lock(&account.token) = HeldToken { place: TokenPlace::Session, secret: Some(door.token.clone()) };
        *lock(&account.samples) = Some(door.samples.settings(&self.inner.probing));
        let client = self.client_for(&door.api, &door.auth_id, door.token)?;
        *lock(&account.client) = Some(client);
        Ok(())
    }

    pub fn open_sandbox(&self) -> Result<AccountView, DeskError> {
        self.switch(SANDBOX_ID)?;
        Ok(self.account(SANDBOX_ID)?.view())
    }

    /// The sandbox is as it was made: what was seen of it before is no longer so, and drafts on it stand on nothing.
    pub async fn sandbox_was_reset(&self, door: SandboxDoor) -> Result<(), DeskError> {
        self.attach_sandbox(door).await?;
        self.sync_stop(SANDBOX_ID)?;
        let account = self.account(SANDBOX_ID)?;
        self.end_tests(&account).await;
        self.store().forget_account_state(SANDBOX_ID)?;
        self.store().remove_settings(&hours_of(SANDBOX_ID))?;
        self.store().remove_settings(&consent_key(SANDBOX_ID))?;
        *lock(&account.batch) = None;
        *lock(&account.tests) = None;
        self.tests_changed(&account);
        self.select_nothing(&account);
        self.load_checks(&account)?;
        self.checks_changed(&account);
        self.drafts_changed(&account)?;
        self.load_sync_state(&account)?;
        self.drop_index(&account);
        self.sync_start(SANDBOX_ID)
    }
}

fn sandbox_view(door: &SandboxDoor) -> AccountView {
    AccountView {
        id: SANDBOX_ID.to_owned(),
        name: "Sandbox".to_owned(),
        colour: Colour::Teal,
        auth_id: door.auth_id.clone(),
        api_address: door.api.clone(),
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
