//! The token: it goes from the window to the keychain, and from there into requests, and nowhere else.

use std::sync::Arc;

use domain::id::AuthId;
use domain::secret::Secret;
use plivo::{ApiAddress, Client, Settings};
use store::KeychainError;

use crate::account::sandbox_door::SANDBOX_ID;
use crate::account::{Core, Seat, lock};
use crate::view::{Code, ConnectionView, DeskError, FieldName, TokenPlace, words};

impl Core {
    pub(crate) fn client_for(&self, api: &str, auth_id: &str, token: Secret) -> Result<Client, DeskError> {
        let api = ApiAddress::parse(api)
            .map_err(|error| DeskError::new(Code::InvalidInput, error.to_string()).at(FieldName::ApiAddress))?;
        let auth_id = AuthId::parse(auth_id).map_err(|error| words::broken(&error))?;
        let policy = plivo::RequestPolicy {
            request: self.timings.request,
            longest_pause_interactive: self.timings.turn,
            rate: self.timings.rate,
            ..plivo::RequestPolicy::default()
        };
        Client::new(Settings { api, auth_id, token, policy })
            .map_err(|error| DeskError::new(Code::InvalidInput, error.to_string()).at(FieldName::AuthToken))
    }

    /// Stores the token in the keychain. If there is no keychain and the user agreed, it stays in memory only.
    pub(crate) async fn keep_token(
        self: &Arc<Self>,
        id: &str,
        secret: Secret,
        session_only: bool,
    ) -> Result<TokenPlace, DeskError> {
        if session_only {
            return Ok(TokenPlace::Session);
        }
        let (core, id) = (self.clone(), id.to_owned());
        off_the_runtime(move || core.keychain.set(&id, &secret)).await?;
        Ok(TokenPlace::Keychain)
    }

    async fn ask_keychain(self: &Arc<Self>, id: &str) -> Result<Option<Secret>, DeskError> {
        let (core, id) = (self.clone(), id.to_owned());
        off_the_runtime(move || core.keychain.get(&id)).await
    }

    pub(crate) async fn forget_token(self: &Arc<Self>, id: &str) -> Result<(), DeskError> {
        let (core, id) = (self.clone(), id.to_owned());
        off_the_runtime(move || core.keychain.delete(&id)).await
    }
}

impl Seat {
    /// Returns a client for the account. The token is read from the keychain at first use.
    pub(crate) async fn client(&self) -> Result<Client, DeskError> {
        if let Some(client) = lock(&self.account.link.token).client() {
            return Ok(client);
        }
        let (secret, version) = self.token().await?;
        let about = self.account.view();
        let client = self.core.client_for(&about.api_address, &about.auth_id, secret)?;
        lock(&self.account.link.token).keep_client(&client, version);
        Ok(client)
    }

    /// Returns the token and its version.
    pub(crate) async fn token(&self) -> Result<(Secret, u32), DeskError> {
        if self.account.id == SANDBOX_ID {
            self.until_attached().await;
        }
        let (secret, before, known_missing) = {
            let held = lock(&self.account.link.token);
            (held.secret(), held.version(), held.place == TokenPlace::Missing)
        };
        if let Some(secret) = secret {
            return Ok((secret, before));
        }
        if self.account.id == SANDBOX_ID {
            return Err(DeskError::new(Code::TokenMissing, "The sandbox is not running yet."));
        }
        // The keychain is read each time: a token that was missing before may be there now.
        match self.core.ask_keychain(self.id()).await {
            Ok(Some(secret)) => Ok(self.found_token(secret, before)),
            Ok(None) => {
                self.token_place(TokenPlace::Missing);
                Err(self.token_is_missing())
            }
            // The token was kept for a session only.
            Err(error) if known_missing && error.code == Code::KeychainAbsent => Err(self.token_is_missing()),
            Err(error) => {
                let place = match error.code {
                    Code::KeychainLocked => TokenPlace::Locked,
                    Code::KeychainAbsent => TokenPlace::NoKeychain,
                    _ => TokenPlace::Unreadable,
                };
                self.token_place(place);
                Err(error)
            }
        }
    }

    /// The sandbox's server may still be starting. Waits for it, but not for ever.
    async fn until_attached(&self) {
        let attached = self.account.link.attached.notified();
        tokio::pin!(attached);
        // From here on no notice is missed.
        attached.as_mut().enable();
        if lock(&self.account.link.token).secret().is_none() {
            let _is_attached = tokio::time::timeout(self.core.timings.turn, attached).await;
        }
    }

    /// Keeps and returns the keychain's token, unless another token was entered during the read.
    fn found_token(&self, found: Secret, before: u32) -> (Secret, u32) {
        let mut held = lock(&self.account.link.token);
        if held.version() == before {
            held.replace(TokenPlace::Keychain, Some(found.clone()));
        }
        (held.secret().unwrap_or(found), held.version())
    }

    fn token_is_missing(&self) -> DeskError {
        self.connection(ConnectionView::NoToken);
        let message = format!(
            "There is no Auth Token for {} here. Enter it again; your drafts are untouched.",
            self.account.name()
        );
        DeskError::new(Code::TokenMissing, message)
    }

    pub(crate) fn token_place(&self, place: TokenPlace) {
        lock(&self.account.link.token).place = place;
        self.tell_status();
    }
}

/// Runs keychain calls on a thread for blocking work. They block, and on Linux they panic on a worker of the runtime.
async fn off_the_runtime<T: Send + 'static>(
    ask: impl FnOnce() -> Result<T, KeychainError> + Send + 'static,
) -> Result<T, DeskError> {
    match tokio::task::spawn_blocking(ask).await {
        Ok(answer) => Ok(answer?),
        Err(error) => Err(DeskError::new(Code::KeychainFailed, format!("The keychain did not answer: {error}"))),
    }
}
