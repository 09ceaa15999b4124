//! The state of the shell for the lifetime of the app.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use desk::error::{Code, DeskError};
use desk::sandbox_door::SANDBOX_ID;
use desk::view::{AccountKind, AccountView, Credentials, FirstPaint, Notice, SaveOutcome, StartView};
use desk::{Defects, Desk, LogFile, Tidied};
use tauri::{AppHandle, Manager};
use tempfile::TempDir;
use tokio::sync::Notify;

use crate::logging;
use crate::opening::{Opened, Opening, first_paint, open_or_ask};
use crate::options::Options;
#[cfg(target_os = "linux")]
use crate::options::SAFE_RENDERING;
use crate::pages::Pages;
#[cfg(target_os = "linux")]
use crate::rendering;
use crate::sandbox_account::SandboxAccount;
use crate::second_start::Request;

pub struct Shell {
    /// Set once the desk is open.
    desk: OnceLock<Desk>,
    /// Why the desk could not be opened. The window shows this instead of the app, and can retry.
    failure: Mutex<Option<DeskError>>,
    /// Locked while the folder is opened, so that two attempts do not see each other's lock on the folder.
    opening: Mutex<()>,
    /// The first paint, once the opening thread has read it. Taken by the first page.
    first: Mutex<Option<Receiver<Option<FirstPaint>>>>,
    sandbox: SandboxAccount,
    /// Whether the desk has the sandbox's address and token. Signing out of the sandbox drops them.
    attached: tokio::sync::Mutex<bool>,
    straight_to_sandbox: bool,
    pub safe_rendering: bool,
    pub folder: PathBuf,
    /// See [`Shell::spare_folder`].
    spare: Mutex<Option<TempDir>>,
    /// Notified when the window stays open after a request to close it.
    pub held: Arc<Notify>,
    pub defects: Defects,
    closing: AtomicBool,
    pages: Pages,
    /// How the app starts again once this run has ended.
    #[cfg(target_os = "linux")]
    restart: Mutex<Option<Restart>>,
}

/// How the app starts again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restart {
    Same,
    /// With `--safe-rendering`.
    #[cfg(target_os = "linux")]
    Safe,
}

impl Shell {
    /// Waits until the desk is open, or until it is known why it cannot be opened. None if another process has shown its
    /// window instead.
    pub fn new(options: &Options, opening: Opening) -> Option<Self> {
        let folder = opening.folder.unwrap_or_default();
        let ended = || DeskError::new(Code::Internal, "The data folder could not be opened.");
        let (opened, failure) = match opening.desk.recv().unwrap_or_else(|_| Err(ended())) {
            Ok(Opened::Desk(desk)) => (OnceLock::from(desk), None),
            Ok(Opened::Elsewhere) => return None,
            // The window shows it.
            Ok(Opened::Refused(error)) | Err(error) => (OnceLock::new(), Some(error)),
        };
        Some(Self {
            desk: opened,
            failure: Mutex::new(failure),
            opening: Mutex::default(),
            first: Mutex::new(Some(opening.first)),
            sandbox: SandboxAccount::new(folder.join("sandbox.json"), options.sandbox_numbers),
            attached: tokio::sync::Mutex::default(),
            straight_to_sandbox: options.sandbox,
            safe_rendering: options.safe_rendering,
            folder,
            spare: Mutex::default(),
            held: Arc::default(),
            defects: Defects::default(),
            closing: AtomicBool::default(),
            pages: Pages::default(),
            #[cfg(target_os = "linux")]
            restart: Mutex::default(),
        })
    }

    /// Whether the window was asked to close. It may still stay open.
    pub fn is_closing(&self) -> bool {
        self.closing.load(Ordering::SeqCst)
    }

    pub fn set_closing(&self, closing: bool) {
        self.closing.store(closing, Ordering::SeqCst);
    }

    /// Ends the app.
    pub fn exit(&self, app: &AppHandle) {
        self.set_closing(true);
        app.exit(0);
    }

    /// Ends the app and starts it again. The new process waits for the folder.
    #[cfg(target_os = "linux")]
    pub fn restart(&self, app: &AppHandle, how: Restart) {
        *self.restart.lock().unwrap_or_else(PoisonError::into_inner) = Some(how);
        self.exit(app);
    }

    #[cfg(not(target_os = "linux"))]
    pub fn restart(&self, app: &AppHandle, Restart::Same: Restart) {
        self.set_closing(true);
        app.request_restart();
    }

    /// The page ended without being closed.
    pub fn page_was_lost(&self) {
        self.pages.lost();
        if let Ok(desk) = self.desk() {
            desk.page_was_lost();
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
    fn open_desk(&self, app: &AppHandle) -> Result<&Desk, DeskError> {
        let _opening = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        if self.folder.as_os_str().is_empty() || self.desk.get().is_some() || self.is_closing() {
            return self.desk();
        }
        let request = Request::of_this_start(self.safe_rendering);
        match open_or_ask(&self.folder, self.straight_to_sandbox, &request) {
            Ok(Opened::Desk(desk)) => Ok(self.desk.get_or_init(|| desk)),
            Ok(Opened::Elsewhere) => {
                self.exit(app);
                self.desk()
            }
            Ok(Opened::Refused(error)) | Err(error) => {
                *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.clone());
                Err(error)
            }
        }
    }

    /// The first call of the window. It returns the data on disk at once. Requests to the network follow.
    pub fn start(&self, app: &AppHandle) -> Result<StartView, DeskError> {
        let desk = self.open_desk(app)?;
        match desk.start() {
            Ok(started) => Ok(awake(app, started)),
            Err(error) => {
                if matches!(desk.tidy_up(), Ok(Tidied::Damaged)) {
                    self.restart(app, Restart::Same);
                }
                Err(error)
            }
        }
    }

    /// Checks the data file and removes old data. Returns false if the file is damaged: the app then starts again, and the
    /// new start sets the file aside and says so. Nothing was written since this one.
    fn tidy(&self, app: &AppHandle) -> bool {
        match self.desk().and_then(Desk::tidy_up) {
            Ok(Tidied::Damaged) => {
                self.restart(app, Restart::Same);
                return false;
            }
            Ok(Tidied::Done) => {}
            Err(error) => log::warn!("old data was not removed: {error}"),
        }
        true
    }

    /// Reads everything of the account. The sandbox is started if it could not be started before.
    pub async fn sync(&self, app: &AppHandle, account: &str) -> Result<(), DeskError> {
        let desk = self.desk()?;
        // The user may be faster than the start.
        if !self.tidy(app) {
            return Ok(());
        }
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

    pub fn subscribe(
        &self,
        app: &AppHandle,
        tell: impl Fn(Notice) -> bool + Send + Sync + 'static,
    ) -> Result<(), DeskError> {
        let page = self.pages.current();
        let desk = self.open_desk(app)?;
        desk.subscribe(tell);
        for notice in self.pages.listens(page) {
            desk.tell(notice);
        }
        Ok(())
    }

    /// Waits for the outcome of a save. If its page was lost meanwhile, the page that was loaded instead is told.
    pub async fn told<T>(
        &self,
        (account, number): (&str, &str),
        save: impl Future<Output = Result<T, DeskError>>,
        outcome: impl FnOnce(&T) -> Option<SaveOutcome>,
    ) -> Result<T, DeskError> {
        let page = self.pages.current();
        let saved = save.await;
        let (account, number) = (account.to_owned(), number.to_owned());
        let notice = match &saved {
            Ok(saved) => outcome(saved).map(|outcome| Notice::Settled { account, number, outcome }),
            Err(error) => Some(Notice::SaveFailed { account, number, error: error.clone() }),
        };
        if let Some(notice) = notice.and_then(|notice| self.pages.answered(page, notice)) {
            self.desk()?.tell(notice);
        }
        saved
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
        let mut shown = self.desk()?.forget_account(account).await?;
        let removed = tauri::async_runtime::spawn_blocking(logging::forget).await;
        if let Err(error) = removed.unwrap_or_else(|error| Err(std::io::Error::other(error))) {
            shown.notes.push(format!(
                "The account is forgotten, but the log could not be cleared, and it may still name the account. Delete \
                 {} and {}. The cause: {error}",
                LogFile::path(&self.folder).display(),
                LogFile::older_path(&self.folder).display()
            ));
        }
        Ok(awake(app, shown))
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

    /// Ends everything. Nothing can be written to the store after this. The folder is free once the process has ended.
    pub fn close(&self) {
        // First the desk: a sandbox that is gone would look like a Plivo that refuses.
        if let Some(desk) = self.desk.get() {
            desk.close();
        }
        self.sandbox.stop();
        // The WebView may still write into it, so what cannot be deleted is left to the system.
        drop(self.spare.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// Starts the app again, if that was asked for. Elsewhere tauri does.
    #[cfg(target_os = "linux")]
    pub fn start_again(&self, app: &AppHandle) {
        let how = self.restart.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(how) = how
            && let Err(error) = start(app, how)
        {
            log::error!("the app could not be started again: {error}");
        }
    }
}

/// The new process decides anew how it draws.
#[cfg(target_os = "linux")]
fn start(app: &AppHandle, how: Restart) -> std::io::Result<()> {
    let mut command = std::process::Command::new(tauri::process::current_binary(&app.env())?);
    command.args(std::env::args_os().skip(1).filter(|argument| how == Restart::Same || argument != SAFE_RENDERING));
    if how == Restart::Safe {
        command.arg(SAFE_RENDERING);
    }
    for name in rendering::of_this_app() {
        command.env_remove(name);
    }
    command.spawn().map(drop)
}

/// Does everything that the first paint does not wait for, and prepares the account that the window is about to show. The
/// window shows what is on disk meanwhile.
fn awake(app: &AppHandle, shown: StartView) -> StartView {
    let (app, current) = (app.clone(), shown.current.clone());
    tauri::async_runtime::spawn(async move {
        let shell = app.state::<Shell>();
        if let Ok(desk) = shell.desk() {
            tokio::time::sleep(desk.rest_before_tidying()).await;
        }
        if shell.tidy(&app)
            && let Some(current) = &current
        {
            shell.wake(current).await;
        }
    });
    shown
}
