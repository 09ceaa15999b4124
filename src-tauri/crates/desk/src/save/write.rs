//! The number's own step: record, write once, read back, record what became of it.

use crate::error::DeskError;
use crate::records::{Attempt, Finished, ReadBack};
use crate::said::Said;
use crate::save::Save;
use crate::save::plan::Planned;
use crate::view::{ActivityOutcome, SaveStage, StepOutcome, StepView};

impl Save {
    pub(super) async fn write_number(&self, planned: &Planned) -> Result<StepView, DeskError> {
        let attempt = Attempt::configure(&planned.seen, &planned.changes);
        let id = self.desk.begin(&self.account, &attempt)?;
        self.stage(SaveStage::Writing);
        let told = match self.client.configure(&self.number, &planned.changes).await {
            Ok(written) => self.read_back(id, &attempt, planned, written.request_id).await,
            Err(error) => self.after_failure(id, &attempt, &error).await,
        };
        self.desk.was_sent(&self.account, id, &attempt, told)
    }

    /// Plivo said yes. Success means that Plivo also returns what was asked.
    async fn read_back(
        &self,
        id: i64,
        attempt: &Attempt,
        planned: &Planned,
        request_id: Option<String>,
    ) -> Result<StepView, DeskError> {
        self.stage(SaveStage::ReadingBack);
        let seen = match self.desk.read_number(&self.account, &self.client, &self.number).await {
            Ok(seen) => seen,
            Err(error) => {
                return self.desk.accepted_unread(&self.account, id, attempt, &error, request_id);
            }
        };
        let missing = planned.changes.missing_from(&seen.held);
        let kept = [missing.as_slice(), &planned.parked].concat();
        self.desk.draft_is_written(&self.account, &seen, &planned.draft, &kept)?;
        let (outcome, record) = match missing.is_empty() {
            true => (StepOutcome::Confirmed, ActivityOutcome::Confirmed),
            false => (StepOutcome::Different, ActivityOutcome::Different),
        };
        let said = match missing.is_empty() {
            true => Said::Confirmed { fields: planned.changes.fields() },
            false => Said::Different { fields: missing },
        };
        let after = Some(ReadBack::Held(seen.held.clone()));
        self.desk.finish(
            &self.account,
            id,
            Finished { outcome: record, said: &said, request_id: request_id.as_deref(), after },
        )?;
        Ok(attempt.step(id, outcome, said, request_id))
    }
}
