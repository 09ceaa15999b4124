//! What all accounts share: the disk, the keychain, the clock, the way to the window, and the accounts themselves.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use store::{DataFolder, Keychain, Store};

use super::attempts::Attempts;
use super::clock::Clock;
use super::events::Subscriber;
use super::notices::Notices;
use super::patience::Patience;
use super::seat::Seat;
use super::{Account, lock};
use crate::view::{Code, DeskError, Notice};

/// One for each open data folder.
pub(crate) struct Core {
    pub store: Store,
    pub keychain: Keychain,
    pub clock: Clock,
    pub patience: Patience,
    pub notices: Notices,
    /// The rooms that hear of each [`Event`](super::events::Event).
    pub subscribers: &'static [Subscriber],
    /// See [`crate::view::StatusView::count`].
    pub statuses: AtomicU32,
    pub accounts: RwLock<BTreeMap<String, Arc<Account>>>,
    /// The account that the window shows.
    pub current: Mutex<Option<String>>,
    /// Attempts to connect an account or to enter its token.
    pub attempts: Attempts,
    /// The last version that was given to a selection, of whatever account.
    pub selections: AtomicU32,
    /// The last id that was given to drafts made at once, of whatever account.
    pub made: AtomicU32,
    /// What the user has to know about this start.
    pub notes: Vec<String>,
    /// Where files for the user are written.
    pub exports: PathBuf,
    /// How endpoints are tested, except for the sandbox's samples. The system's roots are read once.
    pub probing: probe::Settings,
    /// Holds the folder's lock for as long as the desk lives. Declared last, so that it is released last.
    pub _folder: DataFolder,
}

impl Core {
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// In milliseconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        self.clock.now()
    }

    /// False when no window listens.
    pub(crate) fn tell(&self, notice: Notice) -> bool {
        self.notices.send(notice)
    }

    pub(crate) fn account(&self, id: &str) -> Result<Arc<Account>, DeskError> {
        let accounts = self.accounts.read().unwrap_or_else(PoisonError::into_inner);
        let unknown = || DeskError::new(Code::Internal, "This account is not connected on this computer.");
        accounts.get(id).cloned().ok_or_else(unknown)
    }

    pub(crate) fn seat(self: &Arc<Self>, id: &str) -> Result<Seat, DeskError> {
        Ok(Seat { core: self.clone(), account: self.account(id)? })
    }

    pub(crate) fn current(&self) -> Option<String> {
        lock(&self.current).clone()
    }

    pub(crate) fn show(&self, account: Option<String>) {
        *lock(&self.current) = account;
    }

    /// Never the same for two selections, even of an account that was signed out and connected again.
    pub(crate) fn next_selection(&self) -> u32 {
        self.selections.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Never the same twice, even for an account that was signed out and connected again.
    pub(crate) fn next_made(&self) -> u32 {
        self.made.fetch_add(1, Ordering::SeqCst) + 1
    }
}
