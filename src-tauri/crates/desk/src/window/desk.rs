//! The desk itself: what it is opened with, and the rooms that hear of each other's events.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use probe::Settings as Probing;
use store::{DataFolder, Keychain, Store};

use crate::account::{Clock, Core, Patience, Subscriber, files};
use crate::view::{DeskError, Notice};
use crate::{batch, drafts, link, list, writes};

/// The app without its window. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Desk {
    pub(crate) core: Arc<Core>,
}

/// Who hears of an event, the lowest room first.
const SUBSCRIBERS: [Subscriber; 5] = [list::on, link::on, drafts::on, writes::on, batch::on];

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
        let Setup { keychain, clock, patience, exports, probing } = setup;
        let folder = DataFolder::open(folder)?;
        let (store, notes) = Store::open(&folder, clock.now())?;
        store.clamp_moments(clock.now(), patience.known_after_record_ms())?;
        store.prune(clock.now())?;
        let core = Arc::new(Core {
            store,
            keychain,
            clock,
            patience,
            exports: exports.unwrap_or_else(|| files::usual_folder(folder.path())),
            probing,
            notes: notes.into_iter().map(|note| note.to_string()).collect(),
            subscribers: &SUBSCRIBERS,
            notices: Default::default(),
            statuses: Default::default(),
            accounts: Default::default(),
            admitting: Default::default(),
            current: Default::default(),
            attempts: Default::default(),
            selections: Default::default(),
            made: Default::default(),
            _folder: folder,
        });
        core.load_accounts()?;
        Ok(Self { core })
    }

    /// From now on this window hears of every change; `listener` returns false once the window is gone.
    pub fn subscribe(&self, listener: impl Fn(Notice) -> bool + Send + Sync + 'static) {
        self.core.attempts.count_anew();
        self.core.notices.subscribe(listener);
    }

    /// False when no window listens.
    pub fn tell(&self, notice: Notice) -> bool {
        self.core.tell(notice)
    }
}
