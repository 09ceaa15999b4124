//! Previews that can be confirmed. They are kept in memory only, and each can be used once.

use domain::confirm::{LIFETIME_MS, NotConfirmed, Required};
use domain::phone::PhoneNumber;

use crate::account::{Scope, Seat, Shown, ShownWhat, lock};
use crate::view::{Code, ConfirmBy, DeskError, FieldName};

pub(super) fn confirm_by(required: &Required) -> ConfirmBy {
    match required {
        Required::Name(text) | Required::LastDigits(text) => ConfirmBy::Name { text: text.clone() },
        Required::Id { id, why } => ConfirmBy::Id { text: id.clone(), why: (*why).to_owned() },
        Required::Nothing => ConfirmBy::Button,
    }
}

impl Seat {
    /// Keeps a preview in memory, under a random id that serves once.
    pub(super) fn remember_shown(&self, number: &PhoneNumber, scope: Scope, what: ShownWhat) -> String {
        let (id, at) = (random_id(), self.forward());
        let mut previews = lock(&self.account.writes.previews);
        previews.retain(|_, shown| at.saturating_sub(shown.at) <= LIFETIME_MS);
        previews.insert(id.clone(), Shown { number: *number, at, what, scope });
        id
    }

    /// Takes the preview out: a confirmation serves once.
    pub(super) fn take_shown(&self, id: &str) -> Result<Shown, DeskError> {
        let expired = || DeskError::new(Code::ConfirmationExpired, NotConfirmed::Expired.to_string());
        lock(&self.account.writes.previews).remove(id).ok_or_else(expired)
    }

    pub(crate) fn drop_preview(&self, preview_id: &str) {
        lock(&self.account.writes.previews).remove(preview_id);
    }

    pub(super) fn not_confirmed(
        &self,
        preview_id: &str,
        again: Shown,
        refusal: NotConfirmed,
        field: FieldName,
    ) -> DeskError {
        match refusal {
            NotConfirmed::Expired => DeskError::new(Code::ConfirmationExpired, refusal.to_string()),
            NotConfirmed::Mismatch => {
                lock(&self.account.writes.previews).insert(preview_id.to_owned(), again);
                DeskError::new(Code::NotConfirmed, refusal.to_string()).at(field)
            }
        }
    }
}

pub(super) fn other_dialog() -> DeskError {
    DeskError::new(Code::ConfirmationExpired, "This confirmation belongs to another dialog. Look at it again.")
}

fn random_id() -> String {
    let mut bytes = [0_u8; 16];
    // Without randomness the id is all zeros. It is still in memory only, and still serves once.
    if let Err(error) = getrandom::fill(&mut bytes) {
        log::error!("no randomness: {error}");
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
