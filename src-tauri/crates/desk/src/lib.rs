//! The use cases that the window calls. Everything that can go wrong answers a [`DeskError`].

mod account;
mod activity;
mod batch;
mod bulk;
mod by_hand;
mod calling;
mod cause;
mod check;
mod clock;
mod decide;
mod defects;
mod disconnect;
mod drafts;
pub mod error;
mod export;
mod files;
mod handover;
mod hearing;
mod kept;
mod lists;
mod made;
pub mod numbers;
mod online;
mod panel;
mod patience;
mod reading;
mod records;
mod restore;
pub mod said;
pub mod sandbox_door;
mod save;
mod selection;
mod settle;
mod start;
mod sync;
mod tell;
mod tray;
pub mod view;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use domain::phone::PhoneNumber;
use store::{DataFolder, Keychain, Store};

pub use account::Account;
pub use cause::Cause;
pub use check::{Consent, Samples};
pub use clock::Clock;
pub use defects::Defects;
pub use patience::Patience;
pub use plivo::Rate;
pub use probe::{Resolver, Settings as Probing, Trust};

use account::Attempts;
use error::{Code, DeskError};
use tell::Tell;
use view::{FieldName, Notice};

/// Plivo's own console, where a person can do by hand what no API offers. Its page of WhatsApp accounts, beside which
/// stands that of the numbers: the latter's own address is published nowhere.
pub const CONSOLE: &str = "https://console.plivo.com/whatsapp/whatsapp_business_account/";

/// The app without its window. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    store: Store,
    keychain: Keychain,
    clock: Clock,
    patience: Patience,
    tell: Tell,
    /// See [`view::StatusView::count`].
    statuses: AtomicU32,
    accounts: RwLock<BTreeMap<String, Arc<Account>>>,
    current: Mutex<Option<String>>,
    /// Attempts to connect an account or to enter its token.
    attempts: Attempts,
    /// The last version that was given to a selection, of whatever account.
    selections: AtomicU32,
    /// How often drafts were made at once, in whatever account.
    made: AtomicU32,
    /// What the user has to know about this start.
    notes: Vec<String>,
    /// Where files for the user are written.
    exports: PathBuf,
    /// How endpoints are tested, but for the sandbox's samples. The system's roots are read once.
    probing: Probing,
    /// Holds the folder's lock for as long as the desk lives; declared last, so that it is let go last.
    _folder: DataFolder,
}

/// What a desk needs besides its folder. Tests bring a clock and a patience of their own.
pub struct Setup {
    pub keychain: Keychain,
    pub clock: Clock,
    pub patience: Patience,
    /// Where files for the user are written; none is a folder beside the data.
    pub exports: Option<PathBuf>,
    /// Who is asked for the addresses of endpoints, and whose certificates count.
    pub probing: Probing,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            keychain: Keychain::system(),
            clock: Clock::system(),
            patience: Patience::default(),
            exports: None,
            probing: Probing::default(),
        }
    }
}

impl Desk {
    pub fn open(folder: &Path) -> Result<Self, DeskError> {
        Self::open_with(folder, Setup::default())
    }

    pub fn open_with(folder: &Path, setup: Setup) -> Result<Self, DeskError> {
        let folder = DataFolder::open(folder)?;
        let (store, notes) = Store::open(&folder, setup.clock.now())?;
        store.prune_discarded(setup.clock.now())?;
        let inner = Inner {
            store,
            keychain: setup.keychain,
            clock: setup.clock,
            patience: setup.patience,
            tell: Tell::default(),
            statuses: AtomicU32::default(),
            accounts: RwLock::default(),
            current: Mutex::default(),
            attempts: Attempts::default(),
            selections: AtomicU32::default(),
            made: AtomicU32::default(),
            probing: setup.probing,
            exports: setup.exports.unwrap_or_else(|| files::usual_folder(folder.path())),
            notes: notes.into_iter().map(|note| note.to_string()).collect(),
            _folder: folder,
        };
        let desk = Self { inner: Arc::new(inner) };
        desk.load_accounts()?;
        Ok(desk)
    }

    pub fn subscribe(&self, tell: impl Fn(Notice) -> bool + Send + Sync + 'static) {
        self.inner.attempts.count_anew();
        self.inner.tell.subscribe(tell);
    }

    /// False when nobody listens.
    pub fn tell(&self, notice: Notice) -> bool {
        self.inner.tell.say(notice)
    }

    pub(crate) fn store(&self) -> &Store {
        &self.inner.store
    }

    pub(crate) fn now(&self) -> i64 {
        self.inner.clock.now()
    }

    pub(crate) fn account(&self, id: &str) -> Result<Arc<Account>, DeskError> {
        let accounts = self.inner.accounts.read().unwrap_or_else(PoisonError::into_inner);
        let unknown = || DeskError::new(Code::Internal, "This account is not connected on this computer.");
        accounts.get(id).cloned().ok_or_else(unknown)
    }
}

/// A panic elsewhere must not take the drafts with it: what a mutex guards here is whole after every statement.
/// Runs work that reads or writes very many rows where it holds up nothing else.
pub(crate) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DeskError> + Send + 'static,
) -> Result<T, DeskError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(words::broken(&error)))
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn phone(text: &str) -> Result<PhoneNumber, DeskError> {
    PhoneNumber::parse(text)
        .map_err(|error| DeskError::new(Code::InvalidInput, error.to_string()).at(FieldName::Number))
}
