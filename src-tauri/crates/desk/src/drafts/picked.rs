//! Drafts that a person has picked in the tray: marked or discarded together.

use std::collections::HashSet;

use crate::account::{InBatch, Made, Seat, lock};
use crate::view::{Code, DeskError, DraftKey, DraftKind, DraftsDiscarded, DraftsMarked, DraftsPick, phone};

impl Seat {
    /// Returns the picked drafts. Some of them may no longer exist.
    pub(crate) fn picked(&self, pick: &DraftsPick) -> Result<Vec<DraftKey>, DeskError> {
        match pick {
            DraftsPick::These { drafts } => Ok(drafts.clone()),
            DraftsPick::Matching { query, except, matching } => {
                let found = self.matching_drafts(query.clone())?;
                if found.len() as u32 != *matching {
                    let message =
                        "The drafts have changed since they were picked, so nothing was done. Pick them again.";
                    return Err(DeskError::new(Code::InvalidInput, message));
                }
                let except: HashSet<&DraftKey> = except.iter().collect();
                Ok(found.into_iter().filter(|key| !except.contains(key)).collect())
            }
        }
    }

    /// Marks the picked drafts as ready, or as not ready, all in one transaction.
    pub(crate) fn mark_picked(&self, pick: &DraftsPick, ready: bool) -> Result<DraftsMarked, DeskError> {
        let (marked, left) = {
            let _drafting = self.account.drafts.hold();
            let (free, waiting) = self.not_in_batch(self.picked(pick)?);
            let (keys, cannot) = if ready { self.that_can_be_ready(free)? } else { (free, 0) };
            (self.mark_all(&keys, ready)?, waiting + cannot)
        };
        self.drafts_changed()?;
        Ok(DraftsMarked { marked: marked as u32, left: left as u32 })
    }

    /// Discards the picked drafts, all in one transaction. The result restores them together.
    pub(crate) fn discard_picked(&self, pick: &DraftsPick) -> Result<DraftsDiscarded, DeskError> {
        let (made, left) = {
            let _drafting = self.account.drafts.hold();
            let (keys, left) = self.not_in_batch(self.picked(pick)?);
            let at = self.now();
            let aside = self.store().together(|| {
                let mut aside = Vec::new();
                for key in &keys {
                    if self.has_draft(key)? {
                        aside.push(self.discard_key(key, at)?);
                    }
                }
                Ok::<_, DeskError>(aside)
            })?;
            (Made { aside, at, ..Made::default() }, left)
        };
        let made = self.keep_made(made);
        self.drafts_were_made();
        Ok(DraftsDiscarded { made, left: left as u32 })
    }

    /// Returns the drafts that do not wait in the running batch, and how many do.
    fn not_in_batch(&self, keys: Vec<DraftKey>) -> (Vec<DraftKey>, usize) {
        let in_batch = InBatch::of(lock(&self.account.batch.now).as_ref(), &keys);
        let all = keys.len();
        let free: Vec<DraftKey> = keys.into_iter().filter(|key| !in_batch.contains(key)).collect();
        let left = all - free.len();
        (free, left)
    }

    /// Marks the drafts in one transaction. Returns how many were there. The caller holds the lock of the drafts.
    pub(crate) fn mark_all(&self, keys: &[DraftKey], ready: bool) -> Result<usize, DeskError> {
        self.store().together(|| {
            let mut found = 0;
            for key in keys {
                let marked = match key.kind {
                    DraftKind::Number => self.store().mark_draft_ready(self.id(), &phone(&key.id)?, ready)?,
                    DraftKind::Mapping => self.store().mark_mapping_ready(self.id(), &key.id, ready)?,
                };
                found += usize::from(marked);
            }
            Ok(found)
        })
    }
}
