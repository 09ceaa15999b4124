//! The account's access to Plivo: the token, the client, the connection and the sync.

use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use domain::secret::Secret;
use plivo::Client;
use tokio::sync::{Notify, watch};

use super::flag::Flag;
use crate::view::{ConnectionView, SyncView, TokenPlace};

pub(crate) struct Link {
    pub token: Mutex<HeldToken>,
    /// The sandbox's address and token have arrived.
    pub attached: Notify,
    pub connection: Mutex<ConnectionView>,
    pub sync: Mutex<SyncView>,
    pub stop_sync: Mutex<Option<watch::Sender<bool>>>,
    /// A sync was requested while the last one was being stopped.
    pub sync_again: AtomicBool,
    /// Why the last reads of the agents and the subaccounts failed.
    pub unread: Mutex<Unread>,
    /// A task polls Plivo until it can be reached again.
    pub reconnecting: Flag,
    /// A task waits for the end of the pause that Plivo requested.
    pub waiting: Flag,
}

#[derive(Clone, Default)]
pub(crate) struct Unread {
    pub agents: Option<String>,
    pub subaccounts: Option<String>,
}

/// The token in memory, and the client that uses it. The token never goes to the window.
pub(crate) struct HeldToken {
    pub place: TokenPlace,
    secret: Option<Secret>,
    client: Option<Client>,
    /// Counts the tokens: a client of a replaced token is not kept.
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

    /// Replaces the token, and drops the client of the old one.
    pub(crate) fn replace(&mut self, place: TokenPlace, secret: Option<Secret>) {
        *self = Self { place, secret, client: None, version: self.version.wrapping_add(1) };
    }

    /// Keeps a client of the token with this version, unless the token was replaced.
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
            attached: Notify::new(),
            connection: Mutex::new(ConnectionView::Unknown),
            sync: Mutex::new(SyncView { running: false, done: 0, total: None, last_complete: None, partial: false }),
            stop_sync: Mutex::default(),
            sync_again: AtomicBool::default(),
            unread: Mutex::default(),
            reconnecting: Flag::default(),
            waiting: Flag::default(),
        }
    }
}
