//! Writes at Plivo: saving, disconnecting, work by hand, and settling what was lost. The only room that changes Plivo.

mod attempt;
mod by_hand;
mod confirm;
mod disconnect;
mod grace;
mod labels;
mod look;
mod outcome;
mod record;
mod save;
mod send;
mod settle;

use crate::account::{Event, Seat};
use crate::view::DeskError;

pub(crate) use attempt::{Attempt, What};
pub use by_hand::CONSOLE;

pub(crate) fn on(seat: &Seat, event: &Event<'_>) -> Result<(), DeskError> {
    match event {
        Event::Held => seat.resume_graces(),
        Event::SyncEnded => {
            seat.settle_in_background();
            Ok(())
        }
        _ => Ok(()),
    }
}
