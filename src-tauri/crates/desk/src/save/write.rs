//! The number's own step: record, write once, read back, record what became of it.

use domain::field::Field;
use plivo::WriteError;

use crate::error::DeskError;
use crate::records::{Attempt, Finished, ReadBack};
use crate::save::Save;
use crate::save::plan::Planned;
use crate::view::{ActivityOutcome, FieldName, SaveStage, StepKind, StepOutcome, StepView};
use crate::words;

impl Save {
    pub(super) async fn write_number(&self, planned: &Planned) -> Result<StepView, DeskError> {
        let attempt = Attempt::configure(&planned.seen, &planned.changes);
        let id = self.desk.begin(&self.account, &attempt)?;
        self.stage(SaveStage::Writing);
        let fields = planned.changes.fields();
        let told = match self.client.configure(&self.number, &planned.changes).await {
            Ok(written) => self.read_back(id, &attempt, planned, written.request_id).await,
            Err(error) => {
                self.desk.hear_write(&self.account, &error);
                self.after_failure(id, &attempt, error, &fields).await
            }
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
        let fields = planned.changes.fields();
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
        let message = match missing.is_empty() {
            true => words::confirmed(&fields),
            false => words::different(&missing),
        };
        let after = Some(ReadBack::Held(seen.held.clone()));
        self.desk.finish(
            &self.account,
            id,
            Finished { outcome: record, message: &message, request_id: request_id.as_deref(), after },
        )?;
        Ok(step(id, outcome, message, &fields, request_id))
    }

    async fn after_failure(
        &self,
        id: i64,
        attempt: &Attempt,
        error: WriteError,
        fields: &[Field],
    ) -> Result<StepView, DeskError> {
        let request_id = error.request_id().map(str::to_owned);
        let (outcome, record) = match &error {
            WriteError::NotSent(_) => (StepOutcome::NotSent, ActivityOutcome::Failed),
            WriteError::Refused(_) => (StepOutcome::Refused, ActivityOutcome::Refused),
            WriteError::Unanswered { .. } => {
                self.stage(SaveStage::Checking);
                return self.desk.settle_now(&self.account, &self.client, id, attempt, &error).await;
            }
        };
        let message = words::failed_write(&error);
        self.desk.finish(
            &self.account,
            id,
            Finished { outcome: record, message: &message, request_id: request_id.as_deref(), after: None },
        )?;
        Ok(step(id, outcome, message, fields, request_id))
    }
}

fn step(id: i64, outcome: StepOutcome, message: String, fields: &[Field], request_id: Option<String>) -> StepView {
    let fields = fields.iter().copied().map(FieldName::from).collect();
    StepView { step: StepKind::Number, outcome, message, fields, request_id, activity: Some(id) }
}
