//! The token's one way: from the window to the keychain, and from there into requests.

use std::sync::Arc;

use domain::id::AuthId;
use domain::secret::Secret;
use plivo::{ApiAddress, Client, Settings};
use store::KeychainError;

use crate::account::{Account, HeldToken};
use crate::error::{Code, DeskError};
use crate::sandbox_door::SANDBOX_ID;
use crate::view::{ConnectionView, FieldName, TokenPlace};
use crate::{Desk, lock, words};

impl Desk {
    /// A client for the account, with the token fetched from the keychain at first use.
    pub(crate) async fn client(&self, account: &Arc<Account>) -> Result<Client, DeskError> {
        if let Some(client) = lock(&account.client).clone() {
            return Ok(client);
        }
        let secret = self.token_of(account).await?;
        let about = account.view();
        let client = self.client_for(&about.api_address, &about.auth_id, secret)?;
        *lock(&account.client) = Some(client.clone());
        Ok(client)
    }

    pub(crate) fn client_for(&self, api: &str, auth_id: &str, token: Secret) -> Result<Client, DeskError> {
        let api = ApiAddress::parse(api)
            .map_err(|error| DeskError::new(Code::InvalidInput, error.to_string()).at(FieldName::ApiAddress))?;
        let auth_id = AuthId::parse(auth_id).map_err(|error| words::broken(&error))?;
        let patience = plivo::Patience {
            request: self.inner.patience.request,
            longest_pause_interactive: self.inner.patience.turn,
            rate: self.inner.patience.rate,
            ..plivo::Patience::default()
        };
        Client::new(Settings { api, auth_id, token, patience })
            .map_err(|error| DeskError::new(Code::InvalidInput, error.to_string()).at(FieldName::AuthToken))
    }

    pub(crate) async fn token_of(&self, account: &Arc<Account>) -> Result<Secret, DeskError> {
        if let Some(secret) = lock(&account.token).secret.clone() {
            return Ok(secret);
        }
        if account.id == SANDBOX_ID {
            return Err(DeskError::new(Code::TokenMissing, "The sandbox is not running yet."));
        }
        // One that was missing a moment ago may be there now, so the keychain is asked each time.
        let known_missing = lock(&account.token).place == TokenPlace::Missing;
        match self.ask_keychain(&account.id).await {
            Ok(Some(secret)) => {
                *lock(&account.token) = HeldToken { place: TokenPlace::Keychain, secret: Some(secret.clone()) };
                Ok(secret)
            }
            Ok(None) => {
                self.token_place(account, TokenPlace::Missing);
                Err(self.token_is_missing(account))
            }
            // It was only ever kept for a session.
            Err(error) if known_missing && error.code == Code::KeychainAbsent => Err(self.token_is_missing(account)),
            Err(error) => {
                let place = match error.code {
                    Code::KeychainLocked => TokenPlace::Locked,
                    Code::KeychainAbsent => TokenPlace::NoKeychain,
                    _ => TokenPlace::Unreadable,
                };
                self.token_place(account, place);
                Err(error)
            }
        }
    }

    fn token_is_missing(&self, account: &Account) -> DeskError {
        self.connection(account, ConnectionView::NoToken);
        let message =
            format!("There is no Auth Token for {} here. Enter it again; your drafts are untouched.", account.name());
        DeskError::new(Code::TokenMissing, message)
    }

    pub(crate) fn token_place(&self, account: &Account, place: TokenPlace) {
        lock(&account.token).place = place;
        self.tell_status(account);
    }

    /// Keeps the token: in the keychain, or where there is none and the user agreed, in memory only.
    pub(crate) async fn keep_token(
        &self,
        id: &str,
        secret: Secret,
        session_only: bool,
    ) -> Result<TokenPlace, DeskError> {
        if session_only {
            return Ok(TokenPlace::Session);
        }
        let (desk, id) = (self.clone(), id.to_owned());
        off_the_runtime(move || desk.inner.keychain.set(&id, &secret)).await?;
        Ok(TokenPlace::Keychain)
    }

    async fn ask_keychain(&self, id: &str) -> Result<Option<Secret>, DeskError> {
        let (desk, id) = (self.clone(), id.to_owned());
        off_the_runtime(move || desk.inner.keychain.get(&id)).await
    }

    pub(crate) async fn forget_token(&self, id: &str) -> Result<(), DeskError> {
        let (desk, id) = (self.clone(), id.to_owned());
        off_the_runtime(move || desk.inner.keychain.delete(&id)).await
    }
}

/// The keychain blocks, and on Linux it even panics on a worker of the runtime.
async fn off_the_runtime<T: Send + 'static>(
    ask: impl FnOnce() -> Result<T, KeychainError> + Send + 'static,
) -> Result<T, DeskError> {
    match tokio::task::spawn_blocking(ask).await {
        Ok(answer) => Ok(answer?),
        Err(error) => Err(DeskError::new(Code::KeychainFailed, format!("The keychain did not answer: {error}"))),
    }
}
