//! The state of the shell for the lifetime of the app.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use desk::error::{Code, DeskError};
use desk::view::{AccountKind, AccountView, Credentials, Notice, StartView};
use desk::{Defects, Desk, Setup};
use tempfile::TempDir;
use tokio::sync::Notify;

use crate::options::Options;
use crate::sandbox_account::SandboxAccount;

pub struct Shell {
    /// Set once the desk is open.
    desk: OnceLock<Desk>,
    /// Why the desk could not be opened. The window shows this instead of the app, and can retry.
    failure: Mutex<Option<DeskError>>,
    sandbox: SandboxAccount,
    straight_to_sandbox: bool,
    pub folder: PathBuf,
    /// See [`Shell::spare_folder`].
    spare: Mutex<Option<TempDir>>,
    /// Notified when the window stays open after a request to close it.
    pub held: Arc<Notify>,
    pub defects: Defects,
}

impl Shell {
    pub fn open(options: &Options) -> Self {
        let (folder, failure) = match folder_of(options) {
            Ok(folder) => (folder, None),
            Err(error) => (PathBuf::new(), Some(error)),
        };
        let sandbox = SandboxAccount::new(folder.join("sandbox.json"), options.sandbox_numbers);
        let shell = Self {
            desk: OnceLock::new(),
            failure: Mutex::new(failure),
            sandbox,
            straight_to_sandbox: options.sandbox,
            folder,
            spare: Mutex::default(),
            held: Arc::default(),
            defects: Defects::default(),
        };
        // A failure is stored, and the window shows it.
        let _shown_later = shell.open_desk();
        shell
    }

    pub fn desk(&self) -> Result<&Desk, DeskError> {
        self.desk.get().ok_or_else(|| {
            let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner).clone();
            failure.unwrap_or_else(|| DeskError::new(Code::Internal, "The data folder is not open."))
        })
    }

    /// Opens the desk if it is not open: at the start, and after a retry.
    fn open_desk(&self) -> Result<&Desk, DeskError> {
        // Locked while the folder is opened, so that two attempts do not see each other's lock on the folder.
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        if self.folder.as_os_str().is_empty() || self.desk.get().is_some() {
            drop(failure);
            return self.desk();
        }
        match Desk::open_with(&self.folder, Setup { exports: downloads(), ..Setup::default() }) {
            Ok(desk) => Ok(self.desk.get_or_init(|| desk)),
            Err(error) => {
                *failure = Some(error.clone());
                Err(error)
            }
        }
    }

    /// The graphics driver has its own cache. It is put into the data folder like everything else.
    pub fn keep_drivers_to_the_folder(&self) {
        const MESA: &str = "MESA_SHADER_CACHE_DIR";
        if self.desk.get().is_some() && std::env::var_os(MESA).is_none() {
            #[allow(unsafe_code, reason = "no other thread exists yet, so none can be reading the environment")]
            // SAFETY: called before the window, its threads and the runtime are created.
            unsafe {
                std::env::set_var(MESA, &self.folder);
            }
        }
    }

    /// The first call of the window. It returns the data on disk at once. Requests to the network follow.
    pub async fn start(&self) -> Result<StartView, DeskError> {
        let desk = self.open_desk()?;
        if self.straight_to_sandbox {
            self.open_sandbox().await?;
        }
        let started = desk.start()?;
        self.wake(started).await
    }

    /// Prepares the shown account: starts the sandbox if needed, and starts a sync.
    async fn wake(&self, shown: StartView) -> Result<StartView, DeskError> {
        let desk = self.desk()?;
        let Some(current) = shown.current else { return Ok(shown) };
        if current.kind == AccountKind::Sandbox {
            desk.attach_sandbox(self.sandbox.door().await?).await?;
        }
        desk.sync_start(&current.id)?;
        desk.start()
    }

    /// The window then switches to the account, which starts a sync.
    pub async fn connect(&self, credentials: Credentials, attempt: u32) -> Result<AccountView, DeskError> {
        self.desk()?.connect(credentials, attempt).await
    }

    pub fn subscribe(&self, tell: impl Fn(Notice) -> bool + Send + Sync + 'static) -> Result<(), DeskError> {
        self.open_desk()?.subscribe(tell);
        Ok(())
    }

    /// The window then switches to the account, which starts a sync.
    pub async fn open_sandbox(&self) -> Result<AccountView, DeskError> {
        let desk = self.desk()?;
        desk.attach_sandbox(self.sandbox.door().await?).await?;
        desk.open_sandbox()
    }

    pub async fn reset_sandbox(&self) -> Result<(), DeskError> {
        let door = self.sandbox.reset().await?;
        self.desk()?.sandbox_was_reset(door).await
    }

    pub async fn sandbox_offline(&self) -> bool {
        self.sandbox.is_offline().await
    }

    /// Switches the simulated network off or on. A real request then finds out.
    pub async fn set_sandbox_offline(&self, offline: bool) -> Result<(), DeskError> {
        self.sandbox.set_offline(offline).await?;
        let desk = self.desk()?;
        desk.look_for_plivo(desk::sandbox_door::SANDBOX_ID).await
    }

    pub async fn switch(&self, account: &str) -> Result<StartView, DeskError> {
        let shown = self.desk()?.switch(account)?;
        self.wake(shown).await
    }

    /// The next account to show may be the sandbox, which may not be running yet.
    pub async fn sign_out(&self, account: &str) -> Result<StartView, DeskError> {
        let shown = self.desk()?.sign_out(account).await?;
        Ok(self.wake_after(shown).await)
    }

    pub async fn forget_account(&self, account: &str) -> Result<StartView, DeskError> {
        let shown = self.desk()?.forget_account(account).await?;
        Ok(self.wake_after(shown).await)
    }

    /// Prepares the account that is shown after another one was signed out. That is done, so a failure here is a note.
    async fn wake_after(&self, shown: StartView) -> StartView {
        match self.wake(shown.clone()).await {
            Ok(awake) => StartView { notes: shown.notes, ..awake },
            Err(error) => StartView { notes: [shown.notes, vec![error.message]].concat(), ..shown },
        }
    }

    /// Where the WebView writes if the data folder cannot be used. Only this user can read it, and it is deleted when the
    /// process ends.
    pub fn spare_folder(&self) -> std::io::Result<PathBuf> {
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = match spare.take() {
            Some(folder) => folder,
            None => tempfile::Builder::new().prefix("number-desk-").tempdir()?,
        };
        Ok(spare.insert(folder).path().to_owned())
    }

    pub fn close(&self) {
        self.sandbox.stop();
        // The WebView may still write into it, so what cannot be deleted is left to the system.
        drop(self.spare.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

/// The same folder as a browser uses.
fn downloads() -> Option<PathBuf> {
    dirs::download_dir().or_else(|| dirs::home_dir().map(|home| home.join("Downloads")))
}

fn folder_of(options: &Options) -> Result<PathBuf, DeskError> {
    let usual = || dirs::data_dir().map(|folder| folder.join("dev.numberdesk.app"));
    options.data_dir.clone().or_else(usual).ok_or_else(|| {
        let message = "No folder for the app's data was found. Set NUMBER_DESK_DATA_DIR to one.";
        DeskError::new(Code::Disk, message)
    })
}
