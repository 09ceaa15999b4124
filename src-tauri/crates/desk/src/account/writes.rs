//! Writes at Plivo: the lock that makes them one at a time, and what was shown to be confirmed.

use std::collections::HashMap;
use std::sync::Mutex;

use domain::confirm::{DisconnectPreview, RemapConfirmation, RemapPreview};
use domain::phone::PhoneNumber;

use super::flag::Flag;

#[derive(Default)]
pub(crate) struct Writes {
    lock: tokio::sync::Mutex<()>,
    /// A task reads Plivo to find out what became of a lost write.
    pub settling: Flag,
    /// From when on, by the steady clock, the old value of an open record proves something.
    pub due: Mutex<HashMap<i64, i64>>,
    pub previews: Mutex<HashMap<String, Shown>>,
    /// A remap that was confirmed and is being carried out in Plivo's console.
    pub hand_confirmed: Mutex<Option<RemapConfirmation>>,
}

/// The proof that no other write of the account is on its way: what a plan has read is still so when it is written. Made
/// by [`Writes::begin`] alone.
pub(crate) struct Writing<'a> {
    _held: tokio::sync::MutexGuard<'a, ()>,
}

impl Writes {
    /// Waits until no other write of the account is on its way.
    pub(crate) async fn begin(&self) -> Writing<'_> {
        Writing { _held: self.lock.lock().await }
    }
}

/// A preview that was shown and may be confirmed once.
pub(crate) struct Shown {
    pub number: PhoneNumber,
    /// By the clock that never goes back.
    pub at: i64,
    pub what: ShownWhat,
    /// The drafts that the save which showed it was about.
    pub scope: Scope,
}

pub(crate) enum ShownWhat {
    Remap(RemapPreview),
    Disconnect(DisconnectPreview),
}

/// Which drafts a save is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// The number's own.
    Number,
    /// The number's own, as long as it is ready: nothing half-typed.
    NumberIfReady,
    /// The number's own, and its WABA's mapping.
    Everything,
    /// The WABA's mapping alone. The number only stands for it.
    Mapping,
}

impl Scope {
    pub(crate) fn has_mapping(self) -> bool {
        matches!(self, Self::Everything | Self::Mapping)
    }
}
