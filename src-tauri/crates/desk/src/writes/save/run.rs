//! The order of the steps of a save.

use domain::confirm::RemapConfirmation;

use super::plan::SavePlan;
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
        let plan = match self.plan(confirmation.as_ref()).await? {
            Ok(plan) => plan,
            Err(outcome) => return Ok(outcome),
        };
        let steps = self.carry_out(plan, confirmation).await?;
        Ok(SaveOutcome::Done { steps })
    }

    /// Writes the number first, then the remap. The remap is not attempted unless the number's step was confirmed.
    async fn carry_out(
        &self,
        plan: SavePlan,
        confirmation: Option<RemapConfirmation>,
    ) -> Result<Vec<StepView>, DeskError> {
        if self.scope.has_number() {
            self.seat.draft_is_planned(&plan.seen, &plan.draft)?;
        }
        let mut steps = Vec::new();
        let wrote_number = !plan.changes.is_empty();
        if wrote_number {
            steps.push(self.write_number(&plan).await?);
        }
        let Some(remap) = plan.remap else { return Ok(steps) };
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

    async fn write_number(&self, plan: &SavePlan) -> Result<StepView, DeskError> {
        let sending = Sending {
            draft: Some((&plan.draft, &plan.parked)),
            batch: self.scope.batch(),
            ..Sending::new(Attempt::configure(&plan.seen, &plan.changes))
        };
        self.seat.send(&self.writing, &self.client, &sending).await
    }
}
