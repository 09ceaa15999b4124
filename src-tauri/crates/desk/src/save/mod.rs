//! Saving: draft, plan, confirm if needed, write, read back, record.
//!
//! Nothing is written before everything that could speak against it was heard: the fresh read, the merge, the
//! validation of the merged result, the confirmation, and the record on disk.

mod plan;
mod previews;
pub(crate) use previews::other_dialog;
mod remap;
mod write;

use std::sync::Arc;

use domain::confirm::RemapConfirmation;
use domain::phone::PhoneNumber;
use plivo::Client;

use crate::account::Account;
use crate::error::DeskError;
use crate::view::{FieldName, Notice, SaveOutcome, SaveStage, StepKind, StepOutcome, StepView};
use crate::{Desk, phone};

use plan::Planned;

/// One save of one number, from its first read to its record.
pub(crate) struct Save {
    desk: Desk,
    account: Arc<Account>,
    client: Client,
    number: PhoneNumber,
    include_mapping: bool,
}

impl Desk {
    /// Saves a number's draft, with its WABA's mapping draft if `include_mapping`. A plan with a remap answers
    /// [`SaveOutcome::NeedsConfirmation`], having written nothing.
    pub async fn save(&self, account: &str, number: &str, include_mapping: bool) -> Result<SaveOutcome, DeskError> {
        let account = self.account(account)?;
        let number = phone(number)?;
        self.run_save(account, number, include_mapping, None).await
    }

    pub(crate) async fn run_save(
        &self,
        account: Arc<Account>,
        number: PhoneNumber,
        include_mapping: bool,
        confirmation: Option<RemapConfirmation>,
    ) -> Result<SaveOutcome, DeskError> {
        // The save goes on to its record even if the window that asked for it goes away.
        let desk = self.clone();
        let task = tokio::spawn(async move {
            let _one_at_a_time = account.writing.lock().await;
            let client = desk.client(&account).await?;
            let save = Save { desk, account: account.clone(), client, number, include_mapping };
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
            _ => Ok(not_attempted(
                "The number's own changes are not confirmed, so the mapping was left alone. \
                                   It is kept as a draft.",
            )),
        };
        match step {
            Ok(step) => steps.push(step),
            // The number was written: its outcome must reach the user, whatever stopped the remap.
            Err(error) if wrote_number => steps.push(not_attempted(&error.message)),
            Err(error) => return Err(error),
        }
        Ok(steps)
    }

    pub(super) fn stage(&self, stage: SaveStage) {
        let (account, number) = (self.account.id.clone(), self.number.to_string());
        self.desk.tell(Notice::Saving { account, number, stage });
    }
}

pub(super) fn not_attempted(message: &str) -> StepView {
    StepView {
        step: StepKind::Mapping,
        outcome: StepOutcome::NotAttempted,
        message: message.to_owned(),
        fields: vec![FieldName::AccountMapping],
        request_id: None,
    }
}
