//! What a room publishes for the rooms above it, which it does not know.

use domain::id::WabaId;
use domain::observed::Observed;

use super::seat::Seat;
use crate::view::{ConnectionView, DeskError, DraftKey, SaveOutcome, StepView};

/// Something that is so, and that rooms above may have to act on. It is handled before [`Seat::publish`] returns.
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

/// Handles an event, or leaves it alone.
pub(crate) type Subscriber = fn(&Seat, &Event<'_>) -> Result<(), DeskError>;

impl Seat {
    /// All rooms hear of it, the lowest first. The first failure is returned after that.
    pub(crate) fn publish(&self, event: &Event<'_>) -> Result<(), DeskError> {
        let handled = self.core.subscribers.iter().map(|handle| handle(self, event));
        handled.collect::<Vec<_>>().into_iter().collect()
    }

    /// As [`Self::publish`], where nobody can do anything about a failure: it goes to the log.
    pub(crate) fn announce(&self, event: &Event<'_>) {
        if let Err(error) = self.publish(event) {
            log::warn!("{} could not follow a change: {error}", self.account.id);
        }
    }

    /// Whether the account is still held: one that was signed out begins nothing new.
    pub(crate) fn is_held(&self) -> bool {
        self.core.account(self.id()).is_ok()
    }
}
