//! The state of the shell for the lifetime of the app.
//!
//! The desk is opened by a thread that starts first in `main`, while the window is being made. The same thread reads what
//! the first paint needs.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use desk::error::{Code, DeskError};
use desk::sandbox_door::SANDBOX_ID;
use desk::view::{AccountKind, AccountView, Credentials, FirstPaint, Notice, StartView};
use desk::{Defects, Desk, Setup, Tidied};
use tauri::{AppHandle, Manager};
use tempfile::TempDir;
use tokio::sync::Notify;

use crate::options::Options;
use crate::sandbox_account::SandboxAccount;

pub struct Shell {
    /// Set once the desk is open.
    desk: OnceLock<Desk>,
    /// Why the desk could not be opened. The window shows this instead of the app, and can retry.
    failure: Mutex<Option<DeskError>>,
    /// The first paint, once the opening thread has read it. Taken by the first page.
    first: Mutex<Option<Receiver<Option<FirstPaint>>>>,
    sandbox: SandboxAccount,
    /// Whether the desk has the sandbox's address and token. Signing out of the sandbox drops them.
    attached: tokio::sync::Mutex<bool>,
    straight_to_sandbox: bool,
    pub folder: PathBuf,
    /// See [`Shell::spare_folder`].
    spare: Mutex<Option<TempDir>>,
    /// Notified when the window stays open after a request to close it.
    pub held: Arc<Notify>,
    pub defects: Defects,
}

/// The desk that is being opened by another thread.
pub struct Opening {
    folder: Result<PathBuf, DeskError>,
    desk: Receiver<Result<Desk, DeskError>>,
    first: Receiver<Option<FirstPaint>>,
}

impl Opening {
    /// Call it first: everything that it does happens while the window is being made.
    pub fn begin(options: &Options) -> Self {
        let folder = folder_of(options);
        let ((tell, desk), (tell_first, first)) = (channel(), channel());
        let (wanted, sandbox) = (folder.clone(), options.sandbox);
        std::thread::spawn(move || {
            let opened = wanted.and_then(|folder| open(&folder, sandbox));
            let ready = opened.as_ref().ok().cloned();
            // Nobody listens if the window could not be made.
            let _ended = tell.send(opened);
            let first = ready.and_then(|desk| first_paint(&desk));
            let _ended = tell_first.send(first);
        });
        Self { folder, desk, first }
    }
}

impl Shell {
    /// Waits until the desk is open, or until it is known why it cannot be opened.
    pub fn new(options: &Options, opening: Opening) -> Self {
        let folder = opening.folder.unwrap_or_default();
        let ended = || DeskError::new(Code::Internal, "The data folder could not be opened.");
        let (opened, failure) = match opening.desk.recv().unwrap_or_else(|_| Err(ended())) {
            Ok(desk) => (OnceLock::from(desk), None),
            // The window shows it.
            Err(error) => (OnceLock::new(), Some(error)),
        };
        Self {
            desk: opened,
            failure: Mutex::new(failure),
            first: Mutex::new(Some(opening.first)),
            sandbox: SandboxAccount::new(folder.join("sandbox.json"), options.sandbox_numbers),
            attached: tokio::sync::Mutex::default(),
            straight_to_sandbox: options.sandbox,
            folder,
            spare: Mutex::default(),
            held: Arc::default(),
            defects: Defects::default(),
        }
    }

    /// Returns the first paint of a page that is loaded now. Waits for the disk. None if the desk could not be opened.
    pub fn first_paint(&self) -> Option<FirstPaint> {
        let read_ahead = self.first.lock().unwrap_or_else(PoisonError::into_inner).take();
        match read_ahead {
            Some(first) => first.recv().ok().flatten(),
            None => self.desk.get().and_then(first_paint),
        }
    }

    pub fn desk(&self) -> Result<&Desk, DeskError> {
        self.desk.get().ok_or_else(|| {
            let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner).clone();
            failure.unwrap_or_else(|| DeskError::new(Code::Internal, "The data folder is not open."))
        })
    }

    /// Opens the desk if it is not open: after a retry.
    fn open_desk(&self) -> Result<&Desk, DeskError> {
        // Locked while the folder is opened, so that two attempts do not see each other's lock on the folder.
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        if self.folder.as_os_str().is_empty() || self.desk.get().is_some() {
            drop(failure);
            return self.desk();
        }
        match open(&self.folder, self.straight_to_sandbox) {
            Ok(desk) => Ok(self.desk.get_or_init(|| desk)),
            Err(error) => {
                *failure = Some(error.clone());
                Err(error)
            }
        }
    }

    /// The first call of the window. It returns the data on disk at once. Requests to the network follow.
    pub fn start(&self, app: &AppHandle) -> Result<StartView, DeskError> {
        let desk = self.open_desk()?;
        match desk.start() {
            Ok(started) => Ok(awake(app, started)),
            Err(error) => {
                if matches!(desk.tidy_up(), Ok(Tidied::Damaged)) {
                    start_again(app, desk);
                }
                Err(error)
            }
        }
    }

    /// Reads everything of the account. The sandbox is started if it could not be started before.
    pub async fn sync(&self, account: &str) -> Result<(), DeskError> {
        let desk = self.desk()?;
        if account == SANDBOX_ID {
            self.attach(desk).await?;
        }
        desk.sync_start(account)
    }

    /// Starts the sandbox if it is not running, and gives its address and token to the desk once.
    async fn attach(&self, desk: &Desk) -> Result<(), DeskError> {
        let mut is_attached = self.attached.lock().await;
        if !*is_attached {
            desk.attach_sandbox(self.sandbox.door().await?).await?;
            *is_attached = true;
        }
        Ok(())
    }

    /// Prepares the shown account: starts the sandbox if needed, and starts a sync. If that fails, the account's
    /// connection shows why.
    async fn wake(&self, account: &AccountView) {
        let Ok(desk) = self.desk() else { return };
        let prepared = async {
            if account.kind == AccountKind::Sandbox {
                self.attach(desk).await?;
            }
            desk.sync_start(&account.id)
        };
        if let Err(error) = prepared.await {
            log::warn!("{} could not be prepared: {error}", account.id);
            desk.cannot_reach(&account.id, &error);
        }
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
        self.attach(desk).await?;
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
        let desk = self.desk()?;
        self.attach(desk).await?;
        self.sandbox.set_offline(offline).await?;
        desk.look_for_plivo(desk::sandbox_door::SANDBOX_ID).await
    }

    pub fn switch(&self, app: &AppHandle, account: &str) -> Result<StartView, DeskError> {
        Ok(awake(app, self.desk()?.switch(account)?))
    }

    pub async fn sign_out(&self, app: &AppHandle, account: &str) -> Result<StartView, DeskError> {
        let shown = self.desk()?.sign_out(account).await?;
        if account == SANDBOX_ID {
            *self.attached.lock().await = false;
        }
        Ok(awake(app, shown))
    }

    pub async fn forget_account(&self, app: &AppHandle, account: &str) -> Result<StartView, DeskError> {
        Ok(awake(app, self.desk()?.forget_account(account).await?))
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
        if let Some(desk) = self.desk.get() {
            desk.close();
        }
        // The WebView may still write into it, so what cannot be deleted is left to the system.
        drop(self.spare.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

/// The graphics driver has its own cache. It is put into the data folder like everything else. Call it before any other
/// thread exists.
pub fn keep_drivers_to(options: &Options) {
    const MESA: &str = "MESA_SHADER_CACHE_DIR";
    if let Ok(folder) = folder_of(options)
        && std::env::var_os(MESA).is_none()
    {
        #[allow(unsafe_code, reason = "no other thread exists yet, so none can be reading the environment")]
        // SAFETY: called before the window, its threads and the runtime are created.
        unsafe {
            std::env::set_var(MESA, &folder);
        }
    }
}

/// Opens the desk, and shows the sandbox if it is wanted.
fn open(folder: &Path, sandbox: bool) -> Result<Desk, DeskError> {
    // Damage that is met while the file is opened is set aside when it is opened again.
    open_once(folder, sandbox).or_else(|error| match Desk::has_met_damage(folder) {
        true => open_once(folder, sandbox),
        false => Err(error),
    })
}

/// The file is damaged: the next start sets it aside, and says so. It must find the folder free.
fn start_again(app: &AppHandle, desk: &Desk) {
    desk.release_folder();
    app.request_restart();
}

fn open_once(folder: &Path, sandbox: bool) -> Result<Desk, DeskError> {
    let desk = Desk::open_early(folder, Setup { exports: downloads(), ..Setup::default() })?;
    if sandbox {
        desk.show_sandbox()?;
    }
    Ok(desk)
}

fn first_paint(desk: &Desk) -> Option<FirstPaint> {
    let first = desk.first_paint();
    first.inspect_err(|error| log::warn!("the first paint was not read: {error}")).ok()
}

/// Does everything that the first paint does not wait for, and prepares the account that the window is about to show. The
/// window shows what is on disk meanwhile.
fn awake(app: &AppHandle, shown: StartView) -> StartView {
    let (app, current) = (app.clone(), shown.current.clone());
    tauri::async_runtime::spawn(async move {
        let shell = app.state::<Shell>();
        match shell.desk().and_then(Desk::tidy_up) {
            // The next start sets the file aside and says so. Nothing was written since this one.
            Ok(Tidied::Damaged) => {
                if let Ok(desk) = shell.desk() {
                    start_again(&app, desk);
                }
                return;
            }
            Ok(Tidied::Done) => {}
            Err(error) => log::warn!("old data was not removed: {error}"),
        }
        if let Some(current) = &current {
            shell.wake(current).await;
        }
    });
    shown
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
