//! Writes to Plivo in memory: the lock that allows one write at a time, and the previews that can be confirmed.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use domain::confirm::{DisconnectPreview, RemapConfirmation, RemapPreview};
use domain::phone::PhoneNumber;

use super::flag::Flag;
use super::shown::Previews;

#[derive(Default)]
pub(crate) struct Writes {
    lock: tokio::sync::Mutex<()>,
    /// A task settles writes whose answers were lost.
    pub settling: Flag,
    /// The end of the grace period of each open record, by the steady clock. From then on an old value is proof.
    pub due: Mutex<HashMap<i64, i64>>,
    /// Open records whose writes Plivo accepted, also where the disk did not take the note.
    pub accepted: Mutex<HashSet<i64>>,
    pub previews: Previews<Shown>,
    /// A confirmed remap that a person carries out in Plivo's console.
    pub hand_confirmed: Mutex<Option<RemapConfirmation>>,
}

/// The proof that no other write of the account is in progress, so what a plan has read is still current when it is
/// written. Only [`Writes::begin`] makes it.
pub(crate) struct Writing<'a> {
    _held: tokio::sync::MutexGuard<'a, ()>,
}

impl Writes {
    /// Waits until no other write of the account is in progress.
    pub(crate) async fn begin(&self) -> Writing<'_> {
        Writing { _held: self.lock.lock().await }
    }
}

/// A preview that was shown and may be confirmed once.
pub(crate) struct Shown {
    pub number: PhoneNumber,
    pub what: ShownWhat,
    /// The drafts of the save that showed the preview.
    pub scope: Scope,
}

pub(crate) enum ShownWhat {
    Remap(RemapPreview),
    Disconnect(DisconnectPreview),
}

/// The drafts that a save covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// The number's own.
    Number,
    /// The number's own, as a part of the batch with this record. Only if it is marked as ready and has this stamp:
    /// nothing half-typed is sent, and nothing that was not confirmed.
    Batch { stamp: u64, record: Option<i64> },
    /// The number's own, and its WABA's mapping.
    Everything,
    /// The WABA's mapping alone. The number only identifies the WABA.
    Mapping,
}

impl Scope {
    pub(crate) fn has_number(self) -> bool {
        !matches!(self, Self::Mapping)
    }

    /// Returns the record of the batch that the save is a part of.
    pub(crate) fn batch(self) -> Option<i64> {
        if let Self::Batch { record, .. } = self { record } else { None }
    }

    pub(crate) fn has_mapping(self) -> bool {
        matches!(self, Self::Everything | Self::Mapping)
    }
}
