//! The order of a save's steps.

use domain::confirm::RemapConfirmation;

use super::plan::Planned;
use super::work::Save;
use crate::view::said::Said;
use crate::view::{DeskError, SaveOutcome, SaveStage, StepOutcome, StepView};
use crate::writes::attempt::Attempt;
use crate::writes::outcome::not_attempted;
use crate::writes::send::Sending;

impl Save<'_> {
    pub(super) async fn run(&self, confirmation: Option<RemapConfirmation>) -> Result<SaveOutcome, DeskError> {
        self.seat.stage(&self.number, SaveStage::Reading);
        self.seat.settle_before_writing(&self.writing, &self.client, &self.number).await?;
        let planned = match self.plan(confirmation.as_ref()).await? {
            Ok(planned) => planned,
            Err(outcome) => return Ok(outcome),
        };
        let steps = self.carry_out(planned, confirmation).await?;
        Ok(SaveOutcome::Done { steps })
    }

    /// The number first, then the remap. A remap is not attempted after a number's step that is not confirmed.
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

    async fn write_number(&self, planned: &Planned) -> Result<StepView, DeskError> {
        let sending = Sending {
            draft: Some((&planned.draft, &planned.parked)),
            ..Sending::new(Attempt::configure(&planned.seen, &planned.changes))
        };
        self.seat.send(&self.writing, &self.client, &sending).await
    }
}
