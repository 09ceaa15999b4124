//! What all requests, the control and the server share.

use crate::account::Account;
use crate::edit::{self, Armory, Edit, EditError};
use crate::fault::Faults;
use crate::held::held;
use crate::journal::Journal;
use crate::options::Options;
use crate::persist::Vault;
use crate::rate::Limiter;
use crate::samples::Received;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) options: Options,
    pub(crate) account: Mutex<Account>,
    pub(crate) faults: Mutex<Faults>,
    /// Told when answers that are held back may go.
    pub(crate) release: watch::Sender<()>,
    pub(crate) armory: Mutex<Armory>,
    pub(crate) limiter: Mutex<Limiter>,
    pub(crate) journal: Journal,
    /// What the sample endpoints received.
    pub(crate) received: Arc<Received>,
    pub(crate) offline: AtomicBool,
    pub(crate) vault: Option<Vault>,
    /// Turns true when the server is to end; a hanging request waits for it.
    pub(crate) stop: watch::Sender<bool>,
    answers: AtomicU64,
}

impl Shared {
    pub(crate) fn new(options: Options, account: Account, vault: Option<Vault>) -> Self {
        Self {
            options,
            account: Mutex::new(account),
            faults: Mutex::default(),
            release: watch::Sender::new(()),
            armory: Mutex::default(),
            limiter: Mutex::default(),
            journal: Journal::default(),
            received: Arc::default(),
            offline: AtomicBool::new(false),
            vault,
            stop: watch::Sender::new(false),
            answers: AtomicU64::new(0),
        }
    }

    /// A new request id, as every answer of Plivo carries one.
    pub(crate) fn api_id(&self) -> String {
        let count = self.answers.fetch_add(1, Ordering::Relaxed) + 1;
        format!("{:08x}-5a4d-11f1-8b6f-{count:012x}", self.options.seed as u32)
    }

    /// Changes the account and keeps what then differs from the seed, before anybody can see it.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Account) -> T) -> T {
        let mut account = held(&self.account);
        let answer = change(&mut account);
        if let Some(vault) = &self.vault {
            vault.keep(&account);
        }
        answer
    }

    /// An error while the offline switch is on. It cuts the connection without an answer.
    pub(crate) fn online(&self) -> io::Result<()> {
        let offline = self.offline.load(Ordering::SeqCst);
        if offline { Err(io::ErrorKind::ConnectionAborted.into()) } else { Ok(()) }
    }

    /// Waits for the end of the server.
    pub(crate) async fn stopped(&self) {
        let _ = self.stop.subscribe().wait_for(|stop| *stop).await;
    }

    /// Waits until no rule holds answers back.
    pub(crate) async fn released(&self) {
        let _ = self.release.subscribe().wait_for(|()| !held(&self.faults).hold()).await;
    }

    pub(crate) fn edit(&self, edit: &Edit) -> Result<(), EditError> {
        if let Edit::Offline { offline } = edit {
            self.offline.store(*offline, Ordering::SeqCst);
            return Ok(());
        }
        self.change(|account| edit::make(account, edit))
    }
}
