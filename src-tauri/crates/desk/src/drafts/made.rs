//! Drafts that were made at once, by a bulk edit or an import. They are kept by an id, so that they can be applied or
//! undone at once without the window naming a hundred thousand of them.

use std::sync::Arc;

use domain::phone::PhoneNumber;

use crate::account::{Made, Seat};
use crate::view::{Code, DeskError, DraftKey, DraftKind, DraftsTakenBack, MadeDrafts};

impl Seat {
    pub(super) fn keep_made(&self, made: Made) -> MadeDrafts {
        self.account.drafts.made.keep(self.core.next_made(), made)
    }

    /// The drafts that can be sent of those that were made at once.
    pub(crate) fn ready_of(&self, made: u32) -> Result<Vec<DraftKey>, DeskError> {
        let gone =
            "These drafts were made too long ago to be applied at once. They are in Drafts, each with its own Apply.";
        let made = self.made(made, gone)?;
        let key = |number: &PhoneNumber| DraftKey { kind: DraftKind::Number, id: number.to_string() };
        Ok(made.ready.iter().map(key).collect())
    }

    /// Undoes a bulk edit or an import, all of it or nothing, but for what became another draft, or none, since then.
    /// `open` names drafts that panels show. The answer names those among them that were made then.
    pub(crate) fn take_back(&self, made: u32, open: &[DraftKey]) -> Result<DraftsTakenBack, DeskError> {
        let gone =
            "These drafts were made too long ago to be undone at once. They are in Drafts, each with its own Discard.";
        let made = self.made(made, gone)?;
        let wabas: Vec<&str> = made.wabas.iter().map(String::as_str).collect();
        let told = {
            let _drafting = self.account.drafts.hold();
            self.store().take_back(self.id(), (&made.numbers, &wabas), made.at, &made.aside, self.now())?
        };
        self.drafts_were_made();
        let store::TakenBack { taken, changed, gone, back } = told;
        Ok(DraftsTakenBack { taken, changed, gone, back, open: made.among(open) })
    }

    fn made(&self, id: u32, gone: &str) -> Result<Arc<Made>, DeskError> {
        self.account.drafts.made.get(id).ok_or_else(|| DeskError::new(Code::Gone, gone))
    }
}
