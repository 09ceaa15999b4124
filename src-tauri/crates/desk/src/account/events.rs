//! What a room publishes for the rooms above it, which it does not know.

use domain::id::WabaId;
use domain::observed::Observed;

use crate::view::{ConnectionView, DeskError, DraftKey, SaveOutcome, StepView};

/// Something that is so, and that rooms above may have to act on. It is handled before [`Seat::publish`](super::Seat::publish) returns.
pub(crate) enum Event<'a> {
    /// The account is held in memory from now on: each room loads what is on disk of it.
    Held,
    /// A number was read, and what was read is kept.
    Seen(&'a Observed),
    /// The list of WABAs was read, and what was read is kept.
    WabasRead,
    /// A request found out what the connection is like.
    Connection { before: &'a ConnectionView, now: &'a ConnectionView },
    /// A sync came to its end.
    SyncEnded,
    /// The outcome of a write was unknown, and is known now.
    Settled { key: &'a DraftKey, step: &'a StepView },
    /// The save of a mapping that was confirmed came to its end.
    MappingSaved { waba: &'a WabaId, outcome: &'a Result<SaveOutcome, DeskError> },
}
