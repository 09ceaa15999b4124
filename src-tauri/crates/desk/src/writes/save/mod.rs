//! Saving a draft, in this order: plan, confirm if needed, write, read back, record.
//!
//! Nothing is written before every check has passed: the fresh read, the merge, the validation of the merged result,
//! the confirmation, and the record on disk.

mod plan;
mod remap;
mod run;
mod work;

use domain::confirm::RemapConfirmation;
use domain::phone::PhoneNumber;
use store::DraftRow;

use self::work::Save;
use super::confirm::other_dialog;
use crate::account::{Event, Scope, Seat, Shown, ShownWhat};
use crate::view::{Code, DeskError, FieldName, SaveOutcome, words};

impl Seat {
    /// Saves a number's draft, with its WABA's mapping draft if `include_mapping`. If the plan has a remap, writes
    /// nothing and returns [`SaveOutcome::NeedsConfirmation`].
    pub(crate) async fn save(&self, number: PhoneNumber, include_mapping: bool) -> Result<SaveOutcome, DeskError> {
        let scope = if include_mapping { Scope::Everything } else { Scope::Number };
        let pressed = self.store().draft(self.id(), &number)?;
        match self.run_save(number, scope, None).await {
            // A read failed, so nothing was written.
            Err(error) if error.code == Code::Offline => self.keep_for_later(&number, scope, pressed, error),
            outcome => outcome,
        }
    }

    /// Saves the draft of a WABA's mapping alone.
    pub(crate) async fn save_mapping(&self, waba_id: &str) -> Result<SaveOutcome, DeskError> {
        let nobody = || DeskError::new(Code::Gone, "No number of this WABA is known here. Refresh the list first.");
        let number = self.member_of(waba_id)?.ok_or_else(nobody)?;
        self.run_save(number, Scope::Mapping, None).await
    }

    /// Marks the draft as ready, because Plivo could not be reached when Save was pressed.
    fn keep_for_later(
        &self,
        number: &PhoneNumber,
        scope: Scope,
        pressed: Option<DraftRow>,
        error: DeskError,
    ) -> Result<SaveOutcome, DeskError> {
        let drafting = self.account.drafts.hold();
        // A draft that was edited after Save was pressed is not meant to be sent.
        let untouched = pressed.is_some() && self.store().draft(self.id(), number)? == pressed;
        let mut marked = untouched && self.store().mark_draft_ready(self.id(), number, true)?;
        if scope == Scope::Everything
            && let Ok(waba) = self.waba_of(number)
        {
            marked |= self.store().mark_mapping_ready(self.id(), waba.as_str(), true)?;
        }
        drop(drafting);
        if !marked {
            return Err(error);
        }
        self.drafts_changed()?;
        Ok(SaveOutcome::MarkedReady { because: error.message })
    }

    /// Runs the save as a task of its own: it continues to its record even if the window that requested it is closed.
    pub(crate) async fn run_save(
        &self,
        number: PhoneNumber,
        scope: Scope,
        confirmation: Option<RemapConfirmation>,
    ) -> Result<SaveOutcome, DeskError> {
        let seat = self.clone();
        let task = tokio::spawn(async move {
            let writing = seat.take_turn(&number).await;
            let client = seat.client().await?;
            let save = Save { seat: &seat, writing, client, number, scope };
            save.run(confirmation).await
        });
        task.await.unwrap_or_else(|error| Err(words::broken(&error)))
    }

    /// Confirms what was shown, and carries out the plan. A wrong name changes nothing and can be corrected.
    pub(crate) async fn confirm_remap(
        &self,
        number: PhoneNumber,
        preview_id: &str,
        typed: &str,
    ) -> Result<SaveOutcome, DeskError> {
        let (at, shown) = self.take_shown(preview_id)?;
        let scope = shown.scope;
        let ShownWhat::Remap(preview) = shown.what else { return Err(other_dialog()) };
        if shown.number != number {
            return Err(other_dialog());
        }
        match preview.clone().confirm(typed, at, self.forward()) {
            Ok(confirmation) => self.confirmed_save(number, scope, confirmation).await,
            Err(refusal) => {
                let again = Shown { number, what: ShownWhat::Remap(preview), scope };
                Err(self.not_confirmed(preview_id, (at, again), refusal, FieldName::ConfirmName))
            }
        }
    }

    async fn confirmed_save(
        &self,
        number: PhoneNumber,
        scope: Scope,
        confirmation: RemapConfirmation,
    ) -> Result<SaveOutcome, DeskError> {
        let waba = confirmation.preview().waba_id.clone();
        let outcome = self.run_save(number, scope, Some(confirmation)).await;
        self.announce(&Event::MappingSaved { waba: &waba, outcome: &outcome });
        outcome
    }
}
