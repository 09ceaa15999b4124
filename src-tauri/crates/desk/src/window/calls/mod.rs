//! The calls of the public facade. Each finds its account, parses what was typed, and passes it to the room that owns
//! the work. Work that may compute for long runs on a thread for blocking work.

mod accounts;
mod batch;
mod calling;
mod checks;
mod drafts;
mod history;
mod list;
mod writes;

use domain::phone::PhoneNumber;

use crate::account::{Seat, aside};
use crate::view::{DeskError, PanelView, phone};
use crate::window::desk::Desk;

impl Desk {
    fn seat(&self, account: &str) -> Result<Seat, DeskError> {
        self.core.seat(account)
    }

    /// Runs work that only reads or writes the disk.
    async fn on_disk<T: Send + 'static>(
        &self,
        account: &str,
        work: impl FnOnce(&Seat) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, DeskError> {
        let seat = self.seat(account)?;
        aside(move || work(&seat)).await
    }

    /// Runs a change of one number on disk, and returns the panel after it.
    async fn on_panel(
        &self,
        account: &str,
        number: &str,
        work: impl FnOnce(&Seat, &PhoneNumber) -> Result<(), DeskError> + Send + 'static,
    ) -> Result<PanelView, DeskError> {
        let number = phone(number)?;
        self.on_disk(account, move |seat| {
            work(seat, &number)?;
            seat.panel(&number)
        })
        .await
    }
}
