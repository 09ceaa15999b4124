//! Accounts: connecting, switching, signing out, the connection and the sync; and what belongs to no account.

use crate::account::aside;
use crate::account::sandbox_door::{SANDBOX_ID, SandboxDoor};
use crate::view::{AccountView, Colour, Credentials, DeskError, StartView, StatusView, Theme, WindowBounds, ZoomTo};

use crate::window::desk::Desk;

impl Desk {
    /// Checks the credentials with Plivo, then keeps the token. Nothing is kept of credentials that Plivo refuses.
    ///
    /// The window gives each attempt a number, by which it may [cancel](Self::cancel_attempt) it.
    pub async fn connect(&self, credentials: Credentials, attempt: u32) -> Result<AccountView, DeskError> {
        self.core.connect(credentials, attempt).await
    }

    /// True where nothing of the attempt was kept or will be: its own call then ends with
    /// [`Code::Cancelled`](crate::view::Code::Cancelled), and so does one that comes after this. False where it is past
    /// the point of no return, and goes on to its end.
    pub fn cancel_attempt(&self, attempt: u32) -> bool {
        self.core.attempts.cancel(attempt)
    }

    /// A token for an account that has none here, or whose token Plivo no longer accepts.
    pub async fn enter_token(
        &self,
        id: &str,
        typed: String,
        session_only: bool,
        attempt: u32,
    ) -> Result<AccountView, DeskError> {
        self.core.enter_token(id, typed, session_only, attempt).await
    }

    /// Deletes the token and nothing else: the account's drafts and record stay, for when it is connected again.
    pub async fn sign_out(&self, id: &str) -> Result<StartView, DeskError> {
        self.core.sign_out(id).await?;
        let desk = self.clone();
        aside(move || desk.start()).await
    }

    /// Signs the account out, and removes everything of it from this computer: drafts, the record, restore points, and what
    /// was read of it.
    pub async fn forget_account(&self, id: &str) -> Result<StartView, DeskError> {
        self.core.forget(id).await?;
        let desk = self.clone();
        aside(move || desk.start()).await
    }

    /// The account that the window shows from now on.
    pub fn switch(&self, id: &str) -> Result<StartView, DeskError> {
        self.core.switch(id)?;
        self.start()
    }

    pub fn rename(&self, id: &str, name: &str, colour: Colour) -> Result<AccountView, DeskError> {
        self.core.rename(id, name, colour)
    }

    /// The sandbox runs at this address from now on.
    pub async fn attach_sandbox(&self, door: SandboxDoor) -> Result<(), DeskError> {
        let core = self.core.clone();
        aside(move || core.attach_sandbox(door).map(|_| ())).await
    }

    pub fn open_sandbox(&self) -> Result<AccountView, DeskError> {
        self.core.switch(SANDBOX_ID)?;
        Ok(self.core.account(SANDBOX_ID)?.view())
    }

    /// The sandbox was made new: what was known of it is gone, and its drafts stand on nothing.
    pub async fn sandbox_was_reset(&self, door: SandboxDoor) -> Result<(), DeskError> {
        self.core.sandbox_was_reset(door).await
    }

    /// Asks Plivo one small question at once, and lets the connection follow from the answer.
    pub async fn look_for_plivo(&self, account: &str) -> Result<(), DeskError> {
        self.seat(account)?.look_for_plivo().await
    }

    /// Begins a sync unless one is running. After one that is being stopped, it is the next.
    pub fn sync_start(&self, account: &str) -> Result<(), DeskError> {
        self.seat(account)?.sync_start()
    }

    /// What was read so far stays. The rest is older, and the status says so.
    pub fn sync_stop(&self, account: &str) -> Result<(), DeskError> {
        self.seat(account)?.sync_stop();
        Ok(())
    }

    pub fn status(&self, account: &str) -> Result<StatusView, DeskError> {
        Ok(self.seat(account)?.status())
    }

    /// Everything that the first paint needs, from disk alone.
    pub fn start(&self) -> Result<StartView, DeskError> {
        self.core.start()
    }

    pub fn window_bounds(&self) -> Option<WindowBounds> {
        self.core.window_bounds()
    }

    /// Best effort: a window that opens elsewhere is no loss.
    pub fn keep_window_bounds(&self, bounds: WindowBounds) {
        self.core.keep_window_bounds(bounds);
    }

    /// In percent.
    pub fn zoom(&self) -> u32 {
        self.core.zoom()
    }

    /// The next zoom that way, in percent, which the next start has too.
    pub fn zoom_to(&self, to: ZoomTo) -> Result<u32, DeskError> {
        self.core.zoom_to(to)
    }

    pub fn set_theme(&self, theme: Theme) -> Result<(), DeskError> {
        self.core.set_theme(theme)
    }

    /// In CSS pixels. The nearest width that the panel may have is kept.
    pub fn set_panel_width(&self, width: u32) -> Result<(), DeskError> {
        self.core.set_panel_width(width)
    }
}
