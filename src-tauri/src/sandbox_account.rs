//! The built-in sandbox: started on loopback when it is first needed. Its state is in the data folder.

use std::path::PathBuf;

use desk::error::{Code, DeskError};
use desk::sandbox_door::SandboxDoor;
use desk::{Clock, Samples};
use sandbox::{Options, Sandbox};
use tokio::sync::Mutex;

pub struct SandboxAccount {
    state_file: PathBuf,
    numbers: usize,
    running: Mutex<Option<Sandbox>>,
}

impl SandboxAccount {
    pub fn new(state_file: PathBuf, numbers: u32) -> Self {
        Self { state_file, numbers: numbers as usize, running: Mutex::default() }
    }

    /// The address and credentials of the sandbox. Starts it if it is not running.
    pub async fn door(&self) -> Result<SandboxDoor, DeskError> {
        let mut running = self.running.lock().await;
        if let Some(sandbox) = running.as_ref() {
            return Ok(door(sandbox).await);
        }
        let options = Options {
            numbers: self.numbers,
            state_file: Some(self.state_file.clone()),
            // Some features are visible only if there were calls in the last hours.
            calls_until: Some(Clock::system().now()),
            ..Options::default()
        };
        let sandbox = Sandbox::start(options)
            .await
            .map_err(|error| DeskError::new(Code::Internal, format!("The sandbox could not be started: {error}")))?;
        let opened = door(&sandbox).await;
        *running = Some(sandbox);
        Ok(opened)
    }

    /// Resets the sandbox to its initial state.
    pub async fn reset(&self) -> Result<SandboxDoor, DeskError> {
        let opened = self.door().await?;
        if let Some(sandbox) = self.running.lock().await.as_ref() {
            sandbox.control().reset();
        }
        Ok(opened)
    }

    pub async fn is_offline(&self) -> bool {
        self.running.lock().await.as_ref().is_some_and(|sandbox| sandbox.control().is_offline())
    }

    pub async fn set_offline(&self, offline: bool) -> Result<(), DeskError> {
        self.door().await?;
        if let Some(sandbox) = self.running.lock().await.as_ref() {
            sandbox.control().set_offline(offline);
        }
        Ok(())
    }

    /// Stops the sandbox. Everything that it has confirmed is already on disk.
    pub fn stop(&self) {
        if let Ok(mut running) = self.running.try_lock() {
            running.take();
        }
    }
}

/// Without its sample endpoints the account still works. Tests of them then fail like tests of any unknown host.
async fn door(sandbox: &Sandbox) -> SandboxDoor {
    let door = SandboxDoor::new(sandbox.api(), sandbox.auth_id(), sandbox.auth_token());
    match sandbox.samples().await {
        Ok(samples) => door.with_samples(Samples { lent: samples.lent, roots: samples.roots }),
        Err(error) => {
            log::warn!("the sandbox has no sample endpoints: {error}");
            door
        }
    }
}
