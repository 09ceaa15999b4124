//! What is known of Plivo: kept, listed, selected and named; and numbers that are known from a person or a file.

pub(crate) mod by_hand;
mod keep;
mod marks;
mod names;
mod selection;
mod windows;

use crate::account::{Event, Seat};
use crate::view::DeskError;

pub(crate) fn on(seat: &Seat, event: &Event<'_>) -> Result<(), DeskError> {
    if let Event::Held = event {
        seat.load_checks()?;
        seat.load_draft_marks()?;
    }
    Ok(())
}
