//! What all accounts share, and a seat: one account with all of that, which every use case works with.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};

use store::{DataFolder, Keychain, Store};

use super::attempts::Attempts;
use super::clock::Clock;
use super::events::Event;
use super::held::Account;
use super::lock::{assert_no_moment, lock};
use super::notices::Notices;
use super::patience::Patience;
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
    /// Accounts that are about to be held, so that each is held once.
    pub admitting: Mutex<BTreeSet<String>>,
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
    /// No lock that is for a moment is held while the disk is used.
    #[track_caller]
    pub(crate) fn store(&self) -> &Store {
        assert_no_moment();
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

/// Handles an event, or leaves it alone.
pub(crate) type Subscriber = fn(&Seat, &Event<'_>) -> Result<(), DeskError>;

/// Cheap to clone. A task that outlives its call keeps a [`WeakSeat`], so that it ends with the desk.
#[derive(Clone)]
pub(crate) struct Seat {
    pub core: Arc<Core>,
    pub account: Arc<Account>,
}

impl Seat {
    #[track_caller]
    pub(crate) fn store(&self) -> &Store {
        self.core.store()
    }

    /// In milliseconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        self.core.now()
    }

    pub(crate) fn id(&self) -> &str {
        &self.account.id
    }

    /// The wall clock, but never back: for which of two reads is newer, and for what expires.
    pub(crate) fn forward(&self) -> i64 {
        self.core.clock.forward()
    }

    /// For grace periods: see [`Clock::steady`].
    pub(crate) fn steady(&self) -> i64 {
        self.core.clock.steady()
    }

    pub(crate) fn tell(&self, notice: Notice) -> bool {
        self.core.tell(notice)
    }

    /// All rooms hear of it, the lowest first. The first failure is returned after that.
    pub(crate) fn publish(&self, event: &Event<'_>) -> Result<(), DeskError> {
        let handled = self.core.subscribers.iter().map(|handle| handle(self, event));
        handled.collect::<Vec<_>>().into_iter().collect()
    }

    /// As [`Self::publish`], where nobody can do anything about a failure: it goes to the log.
    pub(crate) fn announce(&self, event: &Event<'_>) {
        if let Err(error) = self.publish(event) {
            log::warn!("{} could not follow a change: {error}", self.account.id);
        }
    }

    /// Whether the account is still held: one that was signed out begins nothing new.
    pub(crate) fn is_held(&self) -> bool {
        self.core.account(self.id()).is_ok()
    }

    pub(crate) fn downgrade(&self) -> WeakSeat {
        WeakSeat { core: Arc::downgrade(&self.core), account: self.account.clone() }
    }
}

/// Does not keep the desk alive.
#[derive(Clone)]
pub(crate) struct WeakSeat {
    core: Weak<Core>,
    pub account: Arc<Account>,
}

impl WeakSeat {
    /// None once the desk is gone.
    pub(crate) fn upgrade(&self) -> Option<Seat> {
        Some(Seat { core: self.core.upgrade()?, account: self.account.clone() })
    }
}
