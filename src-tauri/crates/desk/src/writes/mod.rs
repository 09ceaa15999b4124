//! Writes to Plivo: saving, disconnecting, work by hand, and settling unknown outcomes. No other room changes anything
//! at Plivo.

mod attempt;
mod by_hand;
mod confirm;
mod disconnect;
mod grace;
mod labels;
mod lookup;
mod outcome;
mod record;
mod save;
mod send;
mod settle;

use crate::account::{Event, Seat};
use crate::view::DeskError;

pub(crate) use attempt::{Attempt, ReadBack, What};
pub use by_hand::CONSOLE;

pub(crate) fn on(seat: &Seat, event: &Event<'_>) -> Result<(), DeskError> {
    match event {
        Event::Loaded => seat.resume_graces(),
        Event::SyncEnded => {
            seat.settle_in_background();
            Ok(())
        }
        _ => Ok(()),
    }
}
