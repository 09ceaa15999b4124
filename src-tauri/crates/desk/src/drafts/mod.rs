//! Drafts: edits, their state over what Plivo holds, conflicts, and the tray of all drafts. Nothing here writes to
//! Plivo.

mod bulk;
mod decide;
mod edit;
mod handover;
mod made;
mod mapping;
mod picked;
mod sending;
mod stamps;
mod standing;
mod tray;
mod written;

use crate::account::{Event, Seat};
use crate::view::DeskError;

pub(crate) use edit::field_of;
pub(crate) use stamps::{Stamps, stamp_of};
pub(crate) use standing::{MappingDraft, Standing, draft_of};

pub(crate) fn on(seat: &Seat, event: &Event<'_>) -> Result<(), DeskError> {
    match event {
        Event::Seen(seen) => seat.drop_draft_if_done(seen),
        Event::WabasRead => seat.drop_done_mappings(),
        _ => Ok(()),
    }
}
