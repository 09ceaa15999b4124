//! The numbers and WABAs that are known: storing, listing, selecting and naming them, also those from a person or a
//! file.

pub(crate) mod by_hand;
mod keep;
mod listing;
mod marks;
mod names;
mod selection;
mod windows;

use crate::account::{Event, Seat};
use crate::view::DeskError;

pub(crate) fn on(seat: &Seat, event: &Event<'_>) -> Result<(), DeskError> {
    if let Event::Loaded = event {
        seat.load_checks()?;
        seat.load_draft_marks()?;
    }
    Ok(())
}
