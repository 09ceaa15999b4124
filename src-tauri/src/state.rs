//! What the shell holds for as long as the app runs.

use std::path::PathBuf;

use desk::Desk;
use desk::error::{Code, DeskError};
use desk::view::{AccountKind, AccountView, Notice, StartView};
use tauri::{AppHandle, Manager};

use crate::options::Options;
use crate::sandbox_account::SandboxAccount;

pub struct Shell {
    /// The desk, or why it could not be opened: the window then shows that instead of the app.
    desk: Result<Desk, DeskError>,
    sandbox: SandboxAccount,
    straight_to_sandbox: bool,
    pub folder: PathBuf,
}

impl Shell {
    pub fn open(app: &AppHandle, options: Options) -> Self {
        let (folder, desk) = match folder_of(app, &options) {
            Ok(folder) => (folder.clone(), Desk::open(&folder)),
            Err(error) => (PathBuf::new(), Err(error)),
        };
        let sandbox = SandboxAccount::new(folder.join("sandbox.json"), options.sandbox_numbers);
        Self { desk, sandbox, straight_to_sandbox: options.sandbox, folder }
    }

    pub fn desk(&self) -> Result<&Desk, DeskError> {
        self.desk.as_ref().map_err(Clone::clone)
    }

    /// The first call of the window. What is on disk is answered at once; the network is asked afterwards.
    pub async fn start(&self) -> Result<StartView, DeskError> {
        let desk = self.desk()?;
        if self.straight_to_sandbox {
            self.open_sandbox().await?;
        }
        let view = desk.start()?;
        match view.current.as_ref().map(|account| account.kind) {
            Some(AccountKind::Sandbox) => desk.attach_sandbox(self.sandbox.door().await?).await,
            _ => Ok(()),
        }?;
        desk.start()
    }

    pub fn subscribe(&self, tell: impl Fn(Notice) -> bool + Send + Sync + 'static) -> Result<(), DeskError> {
        self.desk()?.subscribe(tell);
        Ok(())
    }

    pub async fn open_sandbox(&self) -> Result<AccountView, DeskError> {
        let desk = self.desk()?;
        desk.attach_sandbox(self.sandbox.door().await?).await?;
        desk.open_sandbox()
    }

    pub async fn reset_sandbox(&self) -> Result<(), DeskError> {
        let door = self.sandbox.reset().await?;
        self.desk()?.sandbox_was_reset(door).await
    }

    pub async fn switch(&self, account: &str) -> Result<StartView, DeskError> {
        let desk = self.desk()?;
        if desk.is_sandbox(account) {
            desk.attach_sandbox(self.sandbox.door().await?).await?;
        }
        desk.switch(account)
    }

    pub fn close(&self) {
        self.sandbox.stop();
    }
}

fn folder_of(app: &AppHandle, options: &Options) -> Result<PathBuf, DeskError> {
    if let Some(folder) = &options.data_dir {
        return Ok(folder.clone());
    }
    app.path().app_data_dir().map_err(|error| {
        let message = format!("No folder for the app's data was found: {error}. Set NUMBER_DESK_DATA_DIR to one.");
        DeskError::new(Code::Disk, message)
    })
}
