//! Calls about accounts: connecting, switching, signing out, the connection and the sync; also the window's own
//! settings.

use crate::account::aside;
use crate::account::sandbox_door::{SANDBOX_ID, SandboxDoor};
use crate::view::{
    AccountView, Colour, ConnectionView, Credentials, DeskError, FirstPaint, Place, StartView, StatusView, Theme,
    WindowBounds, ZoomTo,
};

use crate::window::desk::Desk;

impl Desk {
    /// Checks the credentials with Plivo, then keeps the token. Nothing is kept of credentials that Plivo refuses.
    ///
    /// The window gives each attempt a number, and can [cancel](Self::cancel_attempt) it by that number.
    pub async fn connect(&self, credentials: Credentials, attempt: u32) -> Result<AccountView, DeskError> {
        self.core.connect(credentials, attempt).await
    }

    /// Returns true if the attempt has kept nothing and will keep nothing. Its own call then ends with
    /// [`Code::Cancelled`](crate::view::Code::Cancelled), also if that call arrives after this one. Returns false if
    /// the attempt can no longer be cancelled: it continues to its end.
    pub fn cancel_attempt(&self, attempt: u32) -> bool {
        self.core.attempts.cancel(attempt)
    }

    /// Enters a token for an account that has none, or whose token Plivo no longer accepts.
    pub async fn enter_token(
        &self,
        id: &str,
        typed: String,
        session_only: bool,
        attempt: u32,
    ) -> Result<AccountView, DeskError> {
        self.core.enter_token(id, typed, session_only, attempt).await
    }

    /// Deletes the token and nothing else. The account's drafts and record stay for the next time it is connected.
    pub async fn sign_out(&self, id: &str) -> Result<StartView, DeskError> {
        let undone = self.core.sign_out(id).await?;
        self.start_with(undone).await
    }

    /// Signs the account out, and deletes all its data on this computer: drafts, the record, restore points, and
    /// everything that was read.
    pub async fn forget_account(&self, id: &str) -> Result<StartView, DeskError> {
        let undone = self.core.forget(id).await?;
        self.start_with(undone).await
    }

    /// The first paint, with one more note.
    async fn start_with(&self, note: Option<String>) -> Result<StartView, DeskError> {
        let desk = self.clone();
        let start = aside(move || desk.start()).await?;
        Ok(StartView { notes: note.into_iter().collect(), ..start })
    }

    /// Makes this the account that the window shows.
    pub fn switch(&self, id: &str) -> Result<StartView, DeskError> {
        self.core.switch(id)?;
        self.start()
    }

    pub fn rename(&self, id: &str, name: &str, colour: Colour) -> Result<AccountView, DeskError> {
        self.core.rename(id, name, colour)
    }

    /// Sets the address at which the sandbox runs from now on.
    pub async fn attach_sandbox(&self, door: SandboxDoor) -> Result<(), DeskError> {
        let core = self.core.clone();
        aside(move || core.attach_sandbox(door).map(|_| ())).await
    }

    pub fn open_sandbox(&self) -> Result<AccountView, DeskError> {
        self.core.switch(SANDBOX_ID)?;
        Ok(self.core.account(SANDBOX_ID)?.view())
    }

    /// Shows the sandbox's account before its server runs. Its requests wait for
    /// [`attach_sandbox`](Self::attach_sandbox).
    pub fn show_sandbox(&self) -> Result<(), DeskError> {
        self.core.show_sandbox()
    }

    /// The server of an account could not be started: its connection shows why.
    pub fn cannot_reach(&self, account: &str, error: &DeskError) {
        if let Ok(seat) = self.seat(account) {
            seat.connection(ConnectionView::Failing { message: error.message.clone() });
        }
    }

    /// The sandbox was reset: deletes what was known of it, and its drafts.
    pub async fn sandbox_was_reset(&self, door: SandboxDoor) -> Result<(), DeskError> {
        self.core.sandbox_was_reset(door).await
    }

    /// Sends a small request at once, and updates the connection from the result.
    pub async fn look_for_plivo(&self, account: &str) -> Result<(), DeskError> {
        self.seat(account)?.look_for_plivo().await
    }

    /// Starts a sync, unless one is running. If the running one is being stopped, the new one follows it.
    pub fn sync_start(&self, account: &str) -> Result<(), DeskError> {
        self.seat(account)?.sync_start()
    }

    /// Stops the sync. What was read so far stays. The status shows that the rest is older.
    pub fn sync_stop(&self, account: &str) -> Result<(), DeskError> {
        self.seat(account)?.sync_stop();
        Ok(())
    }

    pub fn status(&self, account: &str) -> Result<StatusView, DeskError> {
        Ok(self.seat(account)?.status())
    }

    /// Returns everything that the first paint needs, from disk only.
    pub fn start(&self) -> Result<StartView, DeskError> {
        self.core.start()
    }

    /// Returns everything that the page shows when it is loaded, from disk only.
    pub fn first_paint(&self) -> Result<FirstPaint, DeskError> {
        self.core.first_paint()
    }

    /// Remembers where the user is, in case the page has to be loaded again.
    pub fn remember(&self, place: Place) {
        self.core.remember(place);
    }

    /// The user has closed a note of the start.
    pub fn dismiss_note(&self, note: &str) {
        self.core.dismiss_note(note);
    }

    /// The page ended without being closed: the next one says so.
    pub fn page_was_lost(&self) {
        self.core.page_was_lost();
    }

    pub fn window_bounds(&self) -> Option<WindowBounds> {
        self.core.window_bounds()
    }

    /// Stores the window's bounds. A failure only goes to the log: a window that opens elsewhere is no loss.
    pub fn keep_window_bounds(&self, bounds: WindowBounds) {
        self.core.keep_window_bounds(bounds);
    }

    /// Returns the zoom in percent.
    pub fn zoom(&self) -> u32 {
        self.core.zoom()
    }

    /// Changes the zoom by one step, and returns it in percent. It is stored for the next start.
    pub fn zoom_to(&self, to: ZoomTo) -> Result<u32, DeskError> {
        self.core.zoom_to(to)
    }

    pub fn set_theme(&self, theme: Theme) -> Result<(), DeskError> {
        self.core.set_theme(theme)
    }

    /// Stores the panel's width in CSS pixels, limited to the allowed range.
    pub fn set_panel_width(&self, width: u32) -> Result<(), DeskError> {
        self.core.set_panel_width(width)
    }
}
