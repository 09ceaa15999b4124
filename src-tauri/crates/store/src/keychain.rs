//! Stores tokens only in the operating system's keychain: Secret Service, Keychain or Credential Manager.
//!
//! Every call blocks: it waits for another process, and possibly for a person who has to unlock the keychain. On Linux
//! a call also **panics on a worker thread of tokio**, because the Secret Service store has its own runtime. Call it
//! from `spawn_blocking`.

use std::sync::Arc;

use domain::secret::Secret;
use keyring_core::api::CredentialStore;
use keyring_core::{Entry, Error};

/// The service name under which the tokens are stored, in addition to the account.
const SERVICE: &str = "dev.numberdesk.app";

/// The keychain, opened at first use.
pub struct Keychain {
    /// `None` means the operating system's own keychain.
    store: Option<Arc<CredentialStore>>,
}

/// Each error requires a different action from the user. No error holds a token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeychainError {
    #[error(
        "This computer has no keychain that Number Desk can reach. Start one (GNOME Keyring or KWallet, for example) \
         and then Number Desk again, or keep the token for this session only."
    )]
    Absent,
    #[error("The keychain is locked. Unlock it and try again.")]
    Locked,
    #[error("The keychain failed ({0}). Try again; if that does not help, keep the token for this session only.")]
    Failed(String),
}

impl Keychain {
    pub fn system() -> Self {
        Self { store: None }
    }

    /// Uses another store, such as the in-memory store of `keyring_core::mock` for tests.
    pub fn over(store: Arc<CredentialStore>) -> Self {
        Self { store: Some(store) }
    }

    /// Stores the token, and reads it back to verify it, because some stores accept a token without keeping it.
    pub fn set(&self, account: &str, token: &Secret) -> Result<(), KeychainError> {
        self.entry(account)?.set_password(token.expose()).map_err(meaning)?;
        match self.get(account)? {
            Some(kept) if kept == *token => Ok(()),
            _ => Err(KeychainError::Failed("it did not return what was stored".to_owned())),
        }
    }

    /// Returns `None` if the keychain shows no token. On Linux this does not prove that there is none: a Secret Service
    /// that was never unlocked in this session gives the same result.
    pub fn get(&self, account: &str) -> Result<Option<Secret>, KeychainError> {
        match self.entry(account)?.get_password() {
            Ok(token) => Ok(Some(Secret::new(token))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(meaning(error)),
        }
    }

    /// Deletes the token. Succeeds if there is no token.
    pub fn delete(&self, account: &str) -> Result<(), KeychainError> {
        match self.entry(account)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(meaning(error)),
        }
    }

    fn entry(&self, account: &str) -> Result<Entry, KeychainError> {
        match &self.store {
            Some(store) => store.build(SERVICE, account, None).map_err(meaning),
            None => system_entry(account),
        }
    }
}

/// The store is opened once, at the first call. If that fails, there is no keychain until the next start.
fn system_entry(account: &str) -> Result<Entry, KeychainError> {
    match keyring::Entry::store_status() {
        Ok(()) => keyring::Entry::new(SERVICE, account).map(|entry| entry.inner).map_err(meaning),
        Err(Error::NoStorageAccess(_)) => Err(KeychainError::Locked),
        Err(error) => {
            log::info!("there is no keychain: {error}");
            Err(KeychainError::Absent)
        }
    }
}

/// Errors about the stored bytes contain those bytes, so their text is omitted.
fn meaning(error: Error) -> KeychainError {
    match error {
        Error::NoStorageAccess(_) => KeychainError::Locked,
        Error::NoDefaultStore => KeychainError::Absent,
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            KeychainError::Failed("what it holds is not a token".to_owned())
        }
        Error::Ambiguous(_) => KeychainError::Failed("it holds several tokens for this account".to_owned()),
        Error::TooLong(..) => KeychainError::Failed("it refuses a token as long as this".to_owned()),
        other => KeychainError::Failed(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[test]
    fn round_trip() {
        let keychain = Keychain::over(keyring_core::mock::Store::new().unwrap());
        assert_eq!(keychain.get("a").unwrap(), None);
        keychain.set("a", &secret("töken")).unwrap();
        keychain.set("b", &secret("other")).unwrap();
        assert_eq!(keychain.get("a").unwrap(), Some(secret("töken")));
        keychain.set("a", &secret("newer")).unwrap();
        assert_eq!(keychain.get("a").unwrap(), Some(secret("newer")));
        keychain.delete("a").unwrap();
        keychain.delete("a").unwrap();
        assert_eq!(keychain.get("a").unwrap(), None);
        assert_eq!(keychain.get("b").unwrap(), Some(secret("other")));
    }

    #[test]
    fn errors_by_meaning_and_without_the_token() {
        let check = |error: Error, expected: fn(&KeychainError) -> bool| {
            let found = meaning(error);
            let text = format!("{found} {found:?}");
            assert!(expected(&found) && !text.contains("hunter2") && !text.contains("104, 117"), "{text}");
        };
        check(Error::NoStorageAccess("locked".into()), |e| *e == KeychainError::Locked);
        check(Error::NoDefaultStore, |e| *e == KeychainError::Absent);
        check(
            Error::PlatformFailure("gone".into()),
            |e| matches!(e, KeychainError::Failed(text) if text.contains("gone")),
        );
        check(Error::BadEncoding(b"hunter2".to_vec()), |e| matches!(e, KeychainError::Failed(_)));
        check(Error::BadDataFormat(b"hunter2".to_vec(), "hunter2".into()), |e| matches!(e, KeychainError::Failed(_)));
        check(Error::TooLong("hunter2".to_owned(), 5), |e| matches!(e, KeychainError::Failed(_)));
    }
}
