//! The lookup: a read of the number or the WABA of an attempt, to find out whether the write was carried out.

use domain::observed::{Mapping, Observed};
use domain::plan::{Proof, prove};
use plivo::Client;

use super::attempt::{Attempt, ReadBack, What};
use crate::account::{Seat, Writing};
use crate::link::{Found, only_listed};
use crate::view::{Cause, DeskError, words};

/// What Plivo was read to hold for an attempt.
pub(super) struct Lookup {
    pub proof: Proof,
    /// The number, if it still exists.
    pub seen: Option<Observed>,
    /// The WABA's mapping, for a remap.
    pub mapping: Option<Mapping>,
    /// When the read was requested, by the steady clock. A write that arrives during the read may be missing from it.
    pub requested: i64,
    /// Why Plivo did not return the number or the WABA. None if it did, or if its absence proves the write.
    pub missing: Option<Cause>,
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
        let lookup = |proof| Lookup { proof, seen: None, mapping: None, requested, missing: None };
        let missing = |cause| Lookup { missing: Some(cause), ..lookup(Proof::Other) };
        let gone = Cause::NotFound { list: false };
        match &attempt.what {
            What::Configure { before, changes } => {
                Ok(match self.find_number(writing, client, &attempt.number).await? {
                    Found::Seen(seen) => {
                        Lookup { seen: Some(seen.clone()), ..lookup(prove(changes, before, &seen.held)) }
                    }
                    Found::Gone => missing(gone),
                    Found::OnlyListed => missing(only_listed("number").cause()),
                })
            }
            What::Disconnect { .. } => Ok(match self.find_number(writing, client, &attempt.number).await? {
                Found::Seen(seen) => Lookup { seen: Some(seen), ..lookup(Proof::Old) },
                Found::Gone => lookup(Proof::Applied),
                Found::OnlyListed => missing(only_listed("number").cause()),
            }),
            What::Remap { from, to } => {
                let id = attempt.waba.clone().ok_or_else(|| words::broken(&"a remap without a WABA"))?;
                Ok(match self.find_mapping(writing, client, &id).await? {
                    Found::Seen(now) => {
                        let proof = moved(from, to, &now);
                        Lookup { mapping: Some(now), ..lookup(proof) }
                    }
                    Found::Gone => missing(gone),
                    Found::OnlyListed => missing(only_listed("WABA").cause()),
                })
            }
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
