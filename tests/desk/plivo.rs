//! A sandbox as Plivo, and its credentials, for desks that connect by themselves.

use std::path::{Path, PathBuf};

use desk::Desk;
use desk::error::DeskError;
use desk::view::{AccountView, Credentials, Notice};
use sandbox::{Options, Sandbox};
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;

use crate::office::until;

/// The values that a user copies from Plivo's console. Plain strings, so that they can be passed to another process.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Console {
    pub api: String,
    pub auth_id: String,
    pub auth_token: String,
    /// A token of the same account, sent as Bearer.
    pub scoped_token: String,
    /// A subaccount that owns a WABA.
    pub subaccount: (String, String),
    /// All tokens.
    pub tokens: Vec<String>,
}

impl Console {
    pub fn of(sandbox: &Sandbox) -> Self {
        let subaccounts = sandbox.control().subaccounts();
        let labs = subaccounts.iter().find(|subaccount| subaccount.name == "Labs").expect("in the seed");
        let own = [sandbox.auth_token().to_owned(), sandbox.scoped_token().to_owned()];
        let theirs = subaccounts.iter().flat_map(|one| [one.auth_token.clone(), one.new_auth_token.clone()]);
        Self {
            api: sandbox.api(),
            auth_id: sandbox.auth_id().to_owned(),
            auth_token: sandbox.auth_token().to_owned(),
            scoped_token: sandbox.scoped_token().to_owned(),
            subaccount: (labs.auth_id.clone(), labs.auth_token.clone()),
            tokens: own.into_iter().chain(theirs).filter(|token| !token.is_empty()).collect(),
        }
    }

    /// The id of the account on this computer.
    pub fn account(&self) -> String {
        format!("{}@{}", self.auth_id, self.api)
    }

    pub fn credentials(&self) -> Credentials {
        self.typed(&self.auth_id, &self.auth_token)
    }

    /// Stored in the keychain.
    pub fn typed(&self, auth_id: &str, auth_token: &str) -> Credentials {
        Credentials {
            name: "Acme".to_owned(),
            auth_id: auth_id.to_owned(),
            auth_token: auth_token.to_owned(),
            api_address: Some(self.api.clone()),
            session_only: false,
        }
    }
}

/// Kept for this session only.
pub fn session_only(credentials: Credentials) -> Credentials {
    Credentials { session_only: true, ..credentials }
}

/// A sandbox, its credentials and an empty folder.
pub struct Plivo {
    pub sandbox: Sandbox,
    pub console: Console,
    pub folder: tempfile::TempDir,
}

impl Plivo {
    pub async fn open() -> Self {
        Self::open_with(Options::default()).await
    }

    pub async fn open_with(options: Options) -> Self {
        let sandbox = Sandbox::start(options).await.unwrap();
        Self { console: Console::of(&sandbox), sandbox, folder: tempfile::tempdir().unwrap() }
    }

    pub fn desk(&self) -> Desk {
        Desk::open(self.folder.path()).unwrap()
    }

    /// Connected with the token in memory, so that no keychain is needed.
    pub async fn connect(&self, desk: &Desk) -> Result<AccountView, DeskError> {
        desk.connect(session_only(self.console.credentials()), 1).await
    }
}

pub fn listen(desk: &Desk) -> broadcast::Receiver<Notice> {
    let (sender, notices) = broadcast::channel(10_000);
    desk.subscribe(move |notice| {
        let _nobody_listens = sender.send(notice);
        true
    });
    notices
}

/// Syncs, and waits until the sync has ended, with any result.
pub async fn sync(desk: &Desk, account: &str) {
    let mut notices = listen(desk);
    desk.sync_start(account).unwrap();
    until(&mut notices, |notice| match notice {
        Notice::Status { status, .. } if !status.sync.running => Some(()),
        _ => None,
    })
    .await;
}

/// The files below the folder that contain one of the texts.
pub fn files_with(folder: &Path, texts: &[String]) -> Vec<PathBuf> {
    let holds = |path: &PathBuf| {
        let bytes = std::fs::read(path).unwrap();
        texts.iter().any(|text| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
    };
    files(folder).into_iter().filter(holds).collect()
}

pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
