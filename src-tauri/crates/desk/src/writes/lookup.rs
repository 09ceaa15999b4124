//! The lookup: a read of the number or the WABA of an attempt, to find out whether the write was carried out.

use domain::observed::{Mapping, Observed};
use domain::plan::{Proof, prove};
use plivo::Client;

use super::attempt::{Attempt, ReadBack, What};
use crate::account::{Seat, Writing};
use crate::view::{Code, DeskError, words};

/// What Plivo was read to hold for an attempt.
pub(super) struct Lookup {
    pub proof: Proof,
    /// The number, if it still exists.
    pub seen: Option<Observed>,
    /// The WABA's mapping, for a remap.
    pub mapping: Option<Mapping>,
    /// When the read was requested, by the steady clock. A write that arrives during the read may be missing from it.
    pub requested: i64,
    /// The number or the WABA is no longer at Plivo.
    pub gone: bool,
}

impl Lookup {
    pub(super) fn read_back(&self) -> Option<ReadBack> {
        let mapping = self.mapping.clone().map(|mapping| ReadBack::Mapping { mapping });
        self.seen.as_ref().map(|seen| ReadBack::Held(seen.held.clone())).or(mapping)
    }
}

impl Seat {
    pub(super) async fn look_up(
        &self,
        writing: &Writing<'_>,
        client: &Client,
        attempt: &Attempt,
    ) -> Result<Lookup, DeskError> {
        let requested = self.steady();
        let lookup = |proof| Lookup { proof, seen: None, mapping: None, requested, gone: false };
        let read = match &attempt.what {
            What::Configure { before, changes } => {
                let seen = self.read_number(writing, client, &attempt.number).await;
                seen.map(|seen| Lookup { seen: Some(seen.clone()), ..lookup(prove(changes, before, &seen.held)) })
            }
            What::Disconnect { .. } => {
                let seen = self.read_number(writing, client, &attempt.number).await;
                seen.map(|seen| Lookup { seen: Some(seen), ..lookup(Proof::Old) })
            }
            What::Remap { from, to } => {
                let id = attempt.waba.clone().ok_or_else(|| words::broken(&"a remap without a WABA"))?;
                let now = self.read_mapping(writing, client, &id).await;
                now.map(|waba| Lookup { mapping: Some(waba.mapping.clone()), ..lookup(moved(from, to, &waba.mapping)) })
            }
        };
        match read {
            // It no longer exists, and its values with it.
            Err(error) if error.code == Code::Gone => {
                let was_requested = matches!(attempt.what, What::Disconnect { .. });
                Ok(Lookup { gone: true, ..lookup(if was_requested { Proof::Applied } else { Proof::Other }) })
            }
            read => read,
        }
    }
}

fn moved(from: &Mapping, to: &Mapping, now: &Mapping) -> Proof {
    match now {
        now if now == to => Proof::Applied,
        now if now == from => Proof::Old,
        _ => Proof::Other,
    }
}
