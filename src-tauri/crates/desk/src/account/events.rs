//! The events that a room publishes. Rooms above handle them, and the publishing room does not know those rooms.

use domain::id::WabaId;
use domain::observed::Observed;

use crate::view::{ConnectionView, DeskError, DraftKey, SaveOutcome, StepView};

/// A fact that rooms above may have to act on. All handlers have run before [`Seat::publish`](super::Seat::publish)
/// returns.
pub(crate) enum Event<'a> {
    /// The account was loaded into memory. Each room loads its part from disk.
    Loaded,
    /// A number was read, and the result is stored.
    Seen(&'a Observed),
    /// The list of WABAs was read, and the result is stored.
    WabasRead,
    /// A request showed the state of the connection.
    Connection { before: &'a ConnectionView, now: &'a ConnectionView },
    /// A sync ended.
    SyncEnded,
    /// The outcome of a write was unknown and is known now.
    Settled { key: &'a DraftKey, step: &'a StepView },
    /// The save of a confirmed mapping ended.
    MappingSaved { waba: &'a WabaId, outcome: &'a Result<SaveOutcome, DeskError> },
}
