//! The state shared by all requests, the control and the server.

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
    /// Signals that held-back answers may be sent.
    pub(crate) release: watch::Sender<()>,
    pub(crate) armory: Mutex<Armory>,
    pub(crate) limiter: Mutex<Limiter>,
    pub(crate) journal: Journal,
    /// What the sample endpoints received.
    pub(crate) received: Arc<Received>,
    pub(crate) offline: AtomicBool,
    pub(crate) vault: Option<Vault>,
    /// Becomes true when the server has to stop. Hanging requests wait for it.
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

    /// Returns a new request ID, which every answer from Plivo carries.
    pub(crate) fn api_id(&self) -> String {
        let count = self.answers.fetch_add(1, Ordering::Relaxed) + 1;
        format!("{:08x}-5a4d-11f1-8b6f-{count:012x}", self.options.seed as u32)
    }

    /// Changes the account, and stores the differences from the seed before anybody can see the change.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Account) -> T) -> T {
        let mut account = held(&self.account);
        let answer = change(&mut account);
        if let Some(vault) = &self.vault {
            vault.keep(&account);
        }
        answer
    }

    /// Returns an error while the sandbox is offline. The error cuts the connection without an answer.
    pub(crate) fn online(&self) -> io::Result<()> {
        let offline = self.offline.load(Ordering::SeqCst);
        if offline { Err(io::ErrorKind::ConnectionAborted.into()) } else { Ok(()) }
    }

    /// Waits until the server stops.
    pub(crate) async fn stopped(&self) {
        let _ = self.stop.subscribe().wait_for(|stop| *stop).await;
    }

    /// Waits until no rule holds back answers.
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
