//! The account's line to Plivo: the token, the client, the connection and the sync.

use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use domain::secret::Secret;
use plivo::Client;
use tokio::sync::watch;

use super::flag::Flag;
use crate::view::{ConnectionView, SyncView, TokenPlace};

pub(crate) struct Link {
    pub token: Mutex<HeldToken>,
    pub connection: Mutex<ConnectionView>,
    pub sync: Mutex<SyncView>,
    pub stop_sync: Mutex<Option<watch::Sender<bool>>>,
    /// A sync was requested while the last one was being stopped.
    pub sync_again: AtomicBool,
    /// Why the lists of what can be chosen could not be read last.
    pub unread: Mutex<Unread>,
    /// A task waits until Plivo can be reached again.
    pub looking: Flag,
    /// A task waits until Plivo, which asked for a pause, may be read again.
    pub waiting: Flag,
}

#[derive(Clone, Default)]
pub(crate) struct Unread {
    pub agents: Option<String>,
    pub subaccounts: Option<String>,
}

/// The token while the app runs, and the client that uses it. The token never goes to the window.
pub(crate) struct HeldToken {
    pub place: TokenPlace,
    secret: Option<Secret>,
    client: Option<Client>,
    /// Counts the tokens, so that nothing is kept for one that was replaced meanwhile.
    version: u32,
}

impl HeldToken {
    fn new(place: TokenPlace) -> Self {
        Self { place, secret: None, client: None, version: 0 }
    }

    pub(crate) fn secret(&self) -> Option<Secret> {
        self.secret.clone()
    }

    pub(crate) fn client(&self) -> Option<Client> {
        self.client.clone()
    }

    pub(crate) fn version(&self) -> u32 {
        self.version
    }

    /// Another token, or none: the client of the one before is gone with it.
    pub(crate) fn replace(&mut self, place: TokenPlace, secret: Option<Secret>) {
        *self = Self { place, secret, client: None, version: self.version.wrapping_add(1) };
    }

    /// Keeps a client that was made for the token of this version, unless another token came meanwhile.
    pub(crate) fn keep_client(&mut self, client: &Client, version: u32) {
        if self.version == version {
            self.client = Some(client.clone());
        }
    }
}

impl Link {
    pub(crate) fn new(place: TokenPlace) -> Self {
        Self {
            token: Mutex::new(HeldToken::new(place)),
            connection: Mutex::new(ConnectionView::Unknown),
            sync: Mutex::new(SyncView { running: false, done: 0, total: None, last_complete: None, partial: false }),
            stop_sync: Mutex::default(),
            sync_again: AtomicBool::default(),
            unread: Mutex::default(),
            looking: Flag::default(),
            waiting: Flag::default(),
        }
    }
}
