//! The state that all accounts share, and the seat: one account together with that shared state. Every use case works
//! with a seat.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};

use store::{DataFolder, Keychain, Store};
use tokio::sync::Notify;

use super::attempts::Attempts;
use super::clock::Clock;
use super::events::Event;
use super::lock::{assert_no_moment, lock};
use super::notices::Notices;
use super::state::Account;
use super::timings::Timings;
use crate::view::{DeskError, Notice, Place, words};

/// The shared state of one open data folder.
pub(crate) struct Core {
    pub store: Store,
    pub keychain: Keychain,
    pub clock: Clock,
    pub timings: Timings,
    pub notices: Notices,
    /// The rooms that handle each [`Event`](super::events::Event).
    pub subscribers: &'static [Subscriber],
    /// See [`crate::view::StatusView::count`].
    pub statuses: AtomicU32,
    /// See [`crate::view::StartView::told`].
    pub told: AtomicU32,
    pub accounts: RwLock<BTreeMap<String, Arc<Account>>>,
    /// Accounts that are being loaded, so that each is loaded once.
    pub admitting: Mutex<BTreeSet<String>>,
    /// The account that the window shows.
    pub current: Mutex<Option<String>>,
    /// Attempts to connect an account or to enter its token.
    pub attempts: Attempts,
    /// The last version that a selection of any account got.
    pub selections: AtomicU32,
    /// The last id that a bulk edit or an import of any account got.
    pub made: AtomicU32,
    /// Where the user is in the window, as the page last reported.
    pub place: Mutex<Option<Place>>,
    /// Messages for the user about this start, and about a page that was lost.
    pub notes: Mutex<Vec<String>>,
    /// The folder for files that the user exports.
    pub exports: PathBuf,
    /// The probe's settings, except for the sandbox's samples. The system's root certificates are read once.
    pub probing: probe::Settings,
    /// Whether the file was checked and old data was removed. Locked meanwhile.
    pub tidied: Mutex<bool>,
    /// Tells that the file was checked, whatever came of it.
    pub checked: Notify,
    /// Holds the folder's lock for as long as the desk lives. Declared last, so that it is released last.
    pub _folder: DataFolder,
}

impl Core {
    /// Returns the store. Call it without holding a brief lock, because the disk is slow.
    #[track_caller]
    pub(crate) fn store(&self) -> &Store {
        assert_no_moment();
        &self.store
    }

    /// See [`Clock::now`].
    pub(crate) fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Sends a notice to the window. Returns false if no window listens.
    pub(crate) fn tell(&self, notice: Notice) -> bool {
        if notice.is_change() {
            self.told.fetch_add(1, Ordering::SeqCst);
        }
        self.notices.send(notice)
    }

    pub(crate) fn account(&self, id: &str) -> Result<Arc<Account>, DeskError> {
        let accounts = self.accounts.read().unwrap_or_else(PoisonError::into_inner);
        accounts.get(id).cloned().ok_or_else(words::not_connected)
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

    /// Returns a version that no selection had before, even of an account that was signed out and connected again.
    pub(crate) fn next_selection(&self) -> u32 {
        self.selections.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Returns an id that was never used before, even for an account that was signed out and connected again.
    pub(crate) fn next_made(&self) -> u32 {
        self.made.fetch_add(1, Ordering::SeqCst) + 1
    }
}

/// Handles an event, or ignores it.
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

    /// See [`Clock::now`].
    pub(crate) fn now(&self) -> i64 {
        self.core.now()
    }

    pub(crate) fn id(&self) -> &str {
        &self.account.id
    }

    /// See [`Clock::forward`].
    pub(crate) fn forward(&self) -> i64 {
        self.core.clock.forward()
    }

    /// See [`Clock::steady`].
    pub(crate) fn steady(&self) -> i64 {
        self.core.clock.steady()
    }

    pub(crate) fn tell(&self, notice: Notice) -> bool {
        self.core.tell(notice)
    }

    /// Passes the event to all rooms, the lowest first. Returns the first failure, after all rooms have handled the
    /// event.
    pub(crate) fn publish(&self, event: &Event<'_>) -> Result<(), DeskError> {
        let handled = self.core.subscribers.iter().map(|handle| handle(self, event));
        handled.collect::<Vec<_>>().into_iter().collect()
    }

    /// As [`Self::publish`], for callers that cannot handle a failure: it goes to the log.
    pub(crate) fn announce(&self, event: &Event<'_>) {
        if let Err(error) = self.publish(event) {
            log::warn!("{} did not handle an event: {error}", self.account.id);
        }
    }

    /// Returns true while the account is loaded. A signed-out account starts nothing new, even if it was connected
    /// again since: that is another [`Account`].
    pub(crate) fn is_loaded(&self) -> bool {
        self.core.account(self.id()).is_ok_and(|loaded| Arc::ptr_eq(&loaded, &self.account))
    }

    pub(crate) fn downgrade(&self) -> WeakSeat {
        WeakSeat { core: Arc::downgrade(&self.core), account: self.account.clone() }
    }
}

/// A seat that does not keep the desk alive.
#[derive(Clone)]
pub(crate) struct WeakSeat {
    core: Weak<Core>,
    pub account: Arc<Account>,
}

impl WeakSeat {
    /// Returns none once the desk was dropped.
    pub(crate) fn upgrade(&self) -> Option<Seat> {
        Some(Seat { core: self.core.upgrade()?, account: self.account.clone() })
    }
}
