//! The desk itself: how it is opened, and the order in which rooms handle events.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use probe::Settings as Probing;
use store::{DataFolder, Keychain, OpenNote, Store, StoreError};

use crate::account::{Clock, Core, Seat, Subscriber, Timings, files, lock_over_disk};
use crate::view::{DeskError, Notice};
use crate::{batch, drafts, link, list, writes};

/// The app without its window. Cheap to clone: all clones share one state.
#[derive(Clone)]
pub struct Desk {
    pub(crate) core: Arc<Core>,
}

/// The event handlers, the lowest room first.
const SUBSCRIBERS: [Subscriber; 5] = [list::on, link::on, drafts::on, writes::on, batch::on];

/// What a desk needs besides its folder. Tests use a clock and timings of their own.
pub struct Setup {
    pub keychain: Keychain,
    pub clock: Clock,
    pub timings: Timings,
    /// The folder for files that the user exports. None is a folder beside the data.
    pub exports: Option<PathBuf>,
    /// The settings of endpoint tests: the resolver of host names, and the trusted certificates.
    pub probing: Probing,
}

/// From this size on, in bytes, the check of the file takes a processor for a time that is felt: measured at 88 MB, 0.8 s.
const LARGE: u64 = 4 * 1024 * 1024;

/// See [`Desk::rest_before_tidying`].
const FIRST_CLICKS: Duration = Duration::from_secs(1);

/// What [`Desk::tidy_up`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tidied {
    Done,
    /// The file is damaged: nothing is written to it any more, and the next start sets it aside.
    Damaged,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            keychain: Keychain::system(),
            clock: Clock::system(),
            timings: Timings::default(),
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
        tidy(&store, &setup.clock, &setup.timings)?;
        Self::over(folder, (store, notes), setup, true)
    }

    /// As [`Self::open_with`], for a start that shows the list at once: [`Self::tidy_up`] does the rest.
    pub fn open_early(folder: &Path, setup: Setup) -> Result<Self, DeskError> {
        let folder = DataFolder::open(folder)?;
        let (store, notes) = Store::open_unchecked(&folder, setup.clock.now())?;
        Self::over(folder, (store, notes), setup, false)
    }

    /// How long [`Self::tidy_up`] leaves the processor to the first paint and the first clicks. To open a number writes
    /// nothing meanwhile. A write of anything else checks the file at once.
    pub fn rest_before_tidying(&self) -> Duration {
        let is_small = self.core.store.size().is_ok_and(|bytes| bytes < LARGE);
        if is_small || self.core.store.is_checked() { Duration::ZERO } else { FIRST_CLICKS }
    }

    /// Checks the data file, and removes what is too old, once for each opened desk. Call it before the first sync.
    pub fn tidy_up(&self) -> Result<Tidied, DeskError> {
        store::blocking(|| {
            // Once: later, a sync may be running whose stamps are ahead of a clock that was set back.
            let mut is_done = lock_over_disk(&self.core.tidied);
            if *is_done {
                return Ok(Tidied::Done);
            }
            let is_damaged = self.core.store.find_damage();
            self.core.checked.notify_waiters();
            if is_damaged? {
                return Ok(Tidied::Damaged);
            }
            self.store_open();
            tidy(&self.core.store, &self.core.clock, &self.core.timings)?;
            *is_done = true;
            Ok(Tidied::Done)
        })
    }

    /// Whether an earlier run of the app met damage in this folder. Opening it again sets the file aside.
    pub fn has_met_damage(folder: &Path) -> bool {
        Store::has_met_damage(folder)
    }

    /// Makes the end of the app a clean one. A failure costs the next start some time.
    pub fn close(&self) {
        self.stop_batches();
        if self.core.store.is_checked() {
            self.store_open();
        }
        if let Err(error) = self.core.store.close() {
            log::info!("the log of the data file was not emptied: {error}");
        }
    }

    /// Stops all batches, each after the draft that is being written. Nothing says that the user wanted it.
    pub fn stop_batches(&self) {
        for account in self.core.accounts() {
            Seat { core: self.core.clone(), account }.apply_stop(false);
        }
    }

    /// Stores which numbers are open.
    fn store_open(&self) {
        for account in self.core.accounts() {
            Seat { core: self.core.clone(), account }.store_open();
        }
    }

    fn over(
        folder: DataFolder,
        (store, notes): (Store, Vec<OpenNote>),
        setup: Setup,
        is_tidied: bool,
    ) -> Result<Self, DeskError> {
        let Setup { keychain, clock, timings, exports, probing } = setup;
        let core = Arc::new(Core {
            store,
            keychain,
            clock,
            timings,
            exports: exports.unwrap_or_else(|| files::usual_folder(folder.path())),
            probing,
            notes: Mutex::new(notes.into_iter().map(|note| note.to_string()).collect()),
            subscribers: &SUBSCRIBERS,
            notices: Default::default(),
            statuses: Default::default(),
            told: Default::default(),
            accounts: Default::default(),
            admitting: Default::default(),
            current: Default::default(),
            attempts: Default::default(),
            place: Default::default(),
            selections: Default::default(),
            made: Default::default(),
            tidied: Mutex::new(is_tidied),
            checked: Default::default(),
            _folder: folder,
        });
        core.load_accounts()?;
        Ok(Self { core })
    }

    /// Makes this the window that gets all notices. `listener` returns false once the window is gone.
    pub fn subscribe(&self, listener: impl Fn(Notice) -> bool + Send + Sync + 'static) {
        self.core.attempts.reset();
        self.core.notices.subscribe(listener);
    }

    /// Sends a notice to the window. Returns false if no window listens.
    pub fn tell(&self, notice: Notice) -> bool {
        self.core.tell(notice)
    }
}

fn tidy(store: &Store, clock: &Clock, timings: &Timings) -> Result<(), StoreError> {
    store.clamp_moments(clock.now(), timings.known_after_record_ms())?;
    store.prune(clock.now())?;
    if let Err(error) = store.wipe_if_due() {
        log::warn!("the data file still contains parts of a forgotten account: {error}");
    }
    Ok(())
}
