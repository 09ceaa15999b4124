//! Access to Plivo: credentials, the connection, syncs and single reads. Nothing here changes anything at Plivo.

mod connect;
mod connection;
mod read;
mod reconnect;
mod sync;
mod token;

use crate::account::{Event, Seat};
use crate::view::DeskError;

pub(crate) use read::{Found, WabaRead, only_listed};

pub(crate) fn on(seat: &Seat, event: &Event<'_>) -> Result<(), DeskError> {
    match event {
        Event::Loaded => seat.load_sync_state(),
        Event::Connection { before, now } => {
            seat.follow_connection(before, now);
            Ok(())
        }
        _ => Ok(()),
    }
}
