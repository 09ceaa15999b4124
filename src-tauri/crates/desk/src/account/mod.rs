//! The accounts: connecting, switching, signing out, and what is held of each while the app runs.

mod attempts;
mod connect;
mod record;
mod token;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::sync::{Arc, Mutex, RwLock};

use domain::confirm::{DisconnectPreview, RemapConfirmation, RemapPreview};
use domain::phone::PhoneNumber;
use domain::secret::Secret;
use parking_lot::ReentrantMutex;
use plivo::Client;

pub(crate) use attempts::Attempts;

use crate::batch::Batch;
use crate::check::TestRun;
use crate::lock;
use crate::made::LatelyMade;
use crate::numbers::{Index, Listing, Marks, Selection};
use crate::save::Scope;
use crate::tray::TrayCache;
use crate::view::{AccountView, ConnectionView, NumbersQuery, SyncView, TokenPlace};

/// What is held of one account while the app runs.
pub struct Account {
    pub(crate) id: String,
    pub(crate) about: Mutex<AccountView>,
    pub(crate) token: Mutex<HeldToken>,
    pub(crate) client: Mutex<Option<Client>>,
    pub(crate) connection: Mutex<ConnectionView>,
    pub(crate) sync: Mutex<SyncView>,
    pub(crate) stop_sync: Mutex<Option<tokio::sync::watch::Sender<bool>>>,
    /// A sync was asked for while the last one was being stopped.
    pub(crate) sync_again: AtomicBool,
    pub(crate) index: RwLock<Option<Arc<Index>>>,
    /// Counts the changes of what the index is made from, so that one made from older rows is not kept.
    pub(crate) index_age: AtomicU64,
    pub(crate) marks: Mutex<Arc<Marks>>,
    pub(crate) listing: Mutex<Option<Cut>>,
    pub(crate) selection: Mutex<Selection>,
    pub(crate) tray: TrayCache,
    pub(crate) made: Mutex<LatelyMade>,
    /// One write at a time: what a plan read must still be so when it writes.
    pub(crate) writing: tokio::sync::Mutex<()>,
    /// A task is reading to find out what became of a lost write.
    pub(crate) settling: AtomicBool,
    pub(crate) previews: Mutex<HashMap<String, Shown>>,
    /// Drafts change one at a time, so that two edits never start from one state. One that holds it may call another
    /// that takes it.
    pub(crate) drafting: ReentrantMutex<()>,
    /// A remap that was confirmed and is being carried out in Plivo's console.
    pub(crate) hand_confirmed: Mutex<Option<RemapConfirmation>>,
    pub(crate) batch: Mutex<Option<Batch>>,
    pub(crate) tests: Mutex<Option<TestRun>>,
    /// How endpoints are tested where that is not as for any account: the sandbox has samples of its own.
    pub(crate) samples: Mutex<Option<probe::Settings>>,
    /// A task is looking whether Plivo can be reached again.
    pub(crate) looking: AtomicBool,
    /// A task waits until Plivo, which asked for a pause, may be read again.
    pub(crate) waiting: AtomicBool,
}

/// The token while the app runs. It never goes to the window.
pub(crate) struct HeldToken {
    pub place: TokenPlace,
    pub secret: Option<Secret>,
}

/// The rows of the last query, so that scrolling does not search again.
pub(crate) struct Cut {
    pub query: NumbersQuery,
    pub index: Arc<Index>,
    pub marks: Arc<Marks>,
    pub listing: Arc<Listing>,
}

/// A preview that was shown and may be confirmed once.
pub(crate) struct Shown {
    pub number: PhoneNumber,
    pub at: i64,
    pub what: ShownWhat,
    /// What of the draft the save that showed it was about.
    pub scope: Scope,
}

pub(crate) enum ShownWhat {
    Remap(RemapPreview),
    Disconnect(DisconnectPreview),
}

impl Account {
    pub(crate) fn new(about: AccountView) -> Self {
        let place = about.token;
        Self {
            id: about.id.clone(),
            about: Mutex::new(about),
            token: Mutex::new(HeldToken { place, secret: None }),
            client: Mutex::default(),
            connection: Mutex::new(ConnectionView::Unknown),
            sync: Mutex::new(SyncView { running: false, done: 0, total: None, last_complete: None, partial: false }),
            stop_sync: Mutex::default(),
            sync_again: AtomicBool::default(),
            index: RwLock::default(),
            index_age: AtomicU64::default(),
            marks: Mutex::default(),
            listing: Mutex::default(),
            selection: Mutex::default(),
            tray: TrayCache::default(),
            made: Mutex::default(),
            writing: tokio::sync::Mutex::default(),
            settling: AtomicBool::default(),
            previews: Mutex::default(),
            drafting: ReentrantMutex::default(),
            hand_confirmed: Mutex::default(),
            batch: Mutex::default(),
            tests: Mutex::default(),
            samples: Mutex::default(),
            looking: AtomicBool::default(),
            waiting: AtomicBool::default(),
        }
    }

    pub(crate) fn view(&self) -> AccountView {
        AccountView { token: lock(&self.token).place, ..lock(&self.about).clone() }
    }

    pub(crate) fn name(&self) -> String {
        lock(&self.about).name.clone()
    }
}
