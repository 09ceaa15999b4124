//! Bulk-made drafts (`Made`): the drafts of one bulk edit or one import. They are kept under an id, so that they can be
//! applied or undone together, and the window never has to list a hundred thousand of them.

use std::sync::Arc;

use domain::phone::PhoneNumber;

use crate::account::{Made, Seat};
use crate::view::{Code, DeskError, DraftKey, DraftKind, DraftsTakenBack, MadeDrafts};

impl Seat {
    pub(crate) fn keep_made(&self, made: Made) -> MadeDrafts {
        self.account.drafts.made.keep(self.core.next_made(), made)
    }

    /// Returns those of the bulk-made drafts that can be sent, and that nobody has edited since.
    pub(crate) fn ready_of(&self, made: u32) -> Result<Vec<DraftKey>, DeskError> {
        let gone =
            "These drafts were made too long ago to be applied at once. They are in Drafts, each with its own Apply.";
        let made = self.made(made, gone)?;
        let key = |number: &PhoneNumber| DraftKey { kind: DraftKind::Number, id: number.to_string() };
        let keys: Vec<DraftKey> = made.ready.iter().map(key).collect();
        let rows = self.rows_of(&keys)?;
        let is_as_made = |number: &PhoneNumber| rows.get(number).is_some_and(|row| row.saved_at == made.at);
        Ok(made.ready.iter().zip(keys).filter(|(number, _)| is_as_made(number)).map(|(_, key)| key).collect())
    }

    /// Returns the record of the batch that the bulk-made drafts undo.
    pub(crate) fn undone_by(&self, made: u32) -> Option<i64> {
        self.account.drafts.made.get(made).and_then(|made| made.undoes)
    }

    /// Undoes a bulk edit or an import, all of it or nothing. Drafts that were changed, saved or discarded since are
    /// left alone. `open` names the drafts that panels show. The result names those of them that the edit or the import
    /// made.
    pub(crate) fn take_back(&self, made: u32, open: &[DraftKey]) -> Result<DraftsTakenBack, DeskError> {
        let gone =
            "These drafts were made too long ago to be undone at once. They are in Drafts, each with its own Discard.";
        let made = self.made(made, gone)?;
        let wabas: Vec<&str> = made.wabas.iter().map(String::as_str).collect();
        let result = {
            let _drafting = self.account.drafts.hold();
            self.store().take_back(self.id(), (&made.numbers, &wabas), made.at, &made.aside, self.now())?
        };
        self.drafts_were_made();
        let store::TakenBack { taken, changed, gone, back } = result;
        Ok(DraftsTakenBack { taken, changed, gone, back, open: made.among(open) })
    }

    fn made(&self, id: u32, gone: &str) -> Result<Arc<Made>, DeskError> {
        self.account.drafts.made.get(id).ok_or_else(|| DeskError::new(Code::Gone, gone))
    }
}
