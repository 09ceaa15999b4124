//! Saving: draft, plan, confirm if needed, write, read back, record.
//!
//! Nothing is written before everything that could speak against it was heard: the fresh read, the merge, the
//! validation of the merged result, the confirmation, and the record on disk.

mod plan;
mod previews;
pub(crate) use previews::{confirm_by, other_dialog};
mod remap;
mod write;

use std::sync::Arc;

use domain::confirm::RemapConfirmation;
use domain::field::Field;
use domain::phone::PhoneNumber;
use plivo::{Client, WriteError};
use store::DraftRow;

use crate::account::Account;
use crate::error::{Code, DeskError};
use crate::records::Attempt;
use crate::said::Said;
use crate::view::{Notice, SaveOutcome, SaveStage, StepKind, StepOutcome, StepView};
use crate::{Desk, phone};

use plan::Planned;

/// One save of one number, from its first read to its record.
pub(crate) struct Save {
    desk: Desk,
    account: Arc<Account>,
    client: Client,
    number: PhoneNumber,
    scope: Scope,
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
    /// The WABA's mapping alone; the number only stands for it.
    Mapping,
}

impl Scope {
    fn has_mapping(self) -> bool {
        matches!(self, Self::Everything | Self::Mapping)
    }
}

impl Desk {
    /// Saves a number's draft, with its WABA's mapping draft if `include_mapping`. A plan with a remap answers
    /// [`SaveOutcome::NeedsConfirmation`], having written nothing.
    pub async fn save(&self, account: &str, number: &str, include_mapping: bool) -> Result<SaveOutcome, DeskError> {
        let account = self.account(account)?;
        let number = phone(number)?;
        let scope = if include_mapping { Scope::Everything } else { Scope::Number };
        let pressed = self.store().draft(&account.id, &number)?;
        match self.run_save(account.clone(), number, scope, None).await {
            // A read failed, so nothing was written.
            Err(error) if error.code == Code::Offline => self.keep_for_later(&account, &number, scope, pressed, error),
            outcome => outcome,
        }
    }

    /// Saves the draft of a WABA's mapping alone.
    pub async fn save_mapping(&self, account: &str, waba_id: &str) -> Result<SaveOutcome, DeskError> {
        let account = self.account(account)?;
        let member = self.store().members(&account.id, waba_id)?.into_iter().next();
        let nobody = || DeskError::new(Code::Gone, "No number of this WABA is known here. Refresh the list first.");
        let number = member.ok_or_else(nobody)?.number;
        self.run_save(account, number, Scope::Mapping, None).await
    }

    /// Save was pressed while Plivo cannot be reached: somebody said that the draft is ready.
    fn keep_for_later(
        &self,
        account: &Account,
        number: &PhoneNumber,
        scope: Scope,
        pressed: Option<DraftRow>,
        error: DeskError,
    ) -> Result<SaveOutcome, DeskError> {
        let one_at_a_time = account.drafting.lock();
        // What was typed since Save was pressed is not what somebody meant to be sent.
        let untouched = pressed.is_some() && self.store().draft(&account.id, number)? == pressed;
        let mut marked = untouched && self.store().mark_draft_ready(&account.id, number, true)?;
        if scope == Scope::Everything
            && let Ok(waba) = self.waba_of(account, number)
        {
            marked |= self.store().mark_mapping_ready(&account.id, waba.as_str(), true)?;
        }
        drop(one_at_a_time);
        if !marked {
            return Err(error);
        }
        self.drafts_changed(account)?;
        Ok(SaveOutcome::MarkedReady { because: error.message })
    }

    pub(crate) async fn run_save(
        &self,
        account: Arc<Account>,
        number: PhoneNumber,
        scope: Scope,
        confirmation: Option<RemapConfirmation>,
    ) -> Result<SaveOutcome, DeskError> {
        // The save goes on to its record even if the window that asked for it goes away.
        let desk = self.clone();
        let task = tokio::spawn(async move {
            let _one_at_a_time = account.writing.lock().await;
            let client = desk.client(&account).await?;
            let save = Save { desk, account: account.clone(), client, number, scope };
            save.run(confirmation).await
        });
        task.await.unwrap_or_else(|error| Err(crate::words::broken(&error)))
    }
}

impl Save {
    async fn run(&self, confirmation: Option<RemapConfirmation>) -> Result<SaveOutcome, DeskError> {
        self.stage(SaveStage::Reading);
        self.desk.settle_before_writing(&self.account, &self.client, &self.number).await?;
        let planned = match self.plan(confirmation.as_ref()).await? {
            Ok(planned) => planned,
            Err(outcome) => return Ok(outcome),
        };
        let steps = self.carry_out(planned, confirmation).await?;
        Ok(SaveOutcome::Done { steps })
    }

    /// The number first, then the remap; a remap is not attempted after a number's step that is not confirmed.
    async fn carry_out(
        &self,
        planned: Planned,
        confirmation: Option<RemapConfirmation>,
    ) -> Result<Vec<StepView>, DeskError> {
        let mut steps = Vec::new();
        let wrote_number = !planned.changes.is_empty();
        if wrote_number {
            steps.push(self.write_number(&planned).await?);
        }
        let Some(remap) = planned.remap else { return Ok(steps) };
        let stopped = steps.last().is_some_and(|step: &StepView| step.outcome != StepOutcome::Confirmed);
        let step = match confirmation {
            Some(confirmation) if !stopped => self.remap(remap, confirmation, wrote_number).await,
            _ => Ok(not_attempted(Said::NumberUnconfirmed)),
        };
        match step {
            Ok(step) => steps.push(step),
            // The number was written: its outcome must reach the user, whatever stopped the remap.
            Err(error) if wrote_number => steps.push(not_attempted(Said::Failed { cause: error.cause() })),
            Err(error) => return Err(error),
        }
        Ok(steps)
    }

    /// What a step comes to whose write brought no yes.
    pub(super) async fn after_failure(
        &self,
        id: i64,
        attempt: &Attempt,
        error: &WriteError,
    ) -> Result<StepView, DeskError> {
        if matches!(error, WriteError::Unanswered { .. }) {
            self.stage(SaveStage::Checking);
        }
        self.desk.after_failure(&self.account, &self.client, id, attempt, error).await
    }

    pub(super) fn stage(&self, stage: SaveStage) {
        let (account, number) = (self.account.id.clone(), self.number.to_string());
        self.desk.tell(Notice::Saving { account, number, stage });
    }
}

pub(super) fn not_attempted(said: Said) -> StepView {
    StepView::new(StepKind::Mapping, StepOutcome::NotAttempted, said, &[Field::AccountMapping])
}
