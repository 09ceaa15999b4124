//! Previews of a remap or a disconnect that can be confirmed.

use domain::confirm::NotConfirmed;
use domain::phone::PhoneNumber;

use crate::account::{Scope, Seat, Shown, ShownWhat};
use crate::view::{Code, DeskError, FieldName, words};

impl Seat {
    pub(super) fn remember_shown(&self, number: &PhoneNumber, scope: Scope, what: ShownWhat) -> String {
        self.account.writes.previews.keep(self.forward(), Shown { number: *number, what, scope })
    }

    /// Takes the preview out, with the moment when it was shown.
    pub(super) fn take_shown(&self, id: &str) -> Result<(i64, Shown), DeskError> {
        self.account.writes.previews.take(id).ok_or_else(words::shown_no_longer)
    }

    pub(super) fn not_confirmed(
        &self,
        preview_id: &str,
        (at, again): (i64, Shown),
        refusal: NotConfirmed,
        field: FieldName,
    ) -> DeskError {
        match refusal {
            NotConfirmed::Expired => words::not_confirmed(refusal),
            NotConfirmed::Mismatch => {
                self.account.writes.previews.put_back(preview_id, at, again);
                words::not_confirmed(refusal).at(field)
            }
        }
    }
}

pub(super) fn other_dialog() -> DeskError {
    DeskError::new(Code::ConfirmationExpired, "This confirmation belongs to another dialog. Look at it again.")
}
