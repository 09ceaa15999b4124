//! The remap's own step. It cannot be begun without a confirmation, which is spent by being moved here.

use domain::confirm::{RemapConfirmation, RemapPreview};
use domain::observed::Waba;

use crate::error::DeskError;
use crate::records::{Attempt, Finished, ReadBack};
use crate::said::Said;
use crate::save::{Save, not_attempted};
use crate::view::{ActivityOutcome, SaveStage, StepOutcome, StepView};

impl Save {
    /// `read_again`: something was written since the confirmation was last checked, so it is checked once more.
    pub(super) async fn remap(
        &self,
        preview: RemapPreview,
        confirmation: RemapConfirmation,
        read_again: bool,
    ) -> Result<StepView, DeskError> {
        self.stage(SaveStage::Remapping);
        if read_again {
            let read = self.desk.read_waba(&self.account, &self.client, &preview.waba_id).await?;
            let fresh = RemapPreview {
                waba_name: read.waba.name.clone(),
                from: read.waba.mapping.clone(),
                numbers: read.members.keys().cloned().collect(),
                ..preview.clone()
            };
            if let Err(changed) = confirmation.covers(&fresh, self.desk.now()) {
                return Ok(not_attempted(Said::NoLongerConfirmed { changed }));
            }
        }
        self.write_remap(confirmation.preview()).await
    }

    async fn write_remap(&self, preview: &RemapPreview) -> Result<StepView, DeskError> {
        let attempt = Attempt::remap(&self.number, preview);
        let id = self.desk.begin(&self.account, &attempt)?;
        let told = match self.client.map(preview.waba_id.as_str(), preview.to.wire()).await {
            Ok(written) => self.read_back_remap(id, &attempt, preview, written.request_id).await,
            Err(error) => self.after_failure(id, &attempt, &error).await,
        };
        self.desk.was_sent(&self.account, id, &attempt, told)
    }

    async fn read_back_remap(
        &self,
        id: i64,
        attempt: &Attempt,
        preview: &RemapPreview,
        request_id: Option<String>,
    ) -> Result<StepView, DeskError> {
        self.stage(SaveStage::ReadingBack);
        let waba = match self.desk.read_mapping(&self.account, &self.client, &preview.waba_id).await {
            Ok(waba) => waba,
            Err(error) => {
                return self.desk.accepted_unread(&self.account, id, attempt, &error, request_id);
            }
        };
        let (outcome, record, said) = self.judge(preview, &waba)?;
        self.desk.finish(
            &self.account,
            id,
            Finished {
                outcome: record,
                said: &said,
                request_id: request_id.as_deref(),
                after: Some(ReadBack::Mapping { mapping: waba.mapping }),
            },
        )?;
        Ok(attempt.step(id, outcome, said, request_id))
    }

    fn judge(&self, preview: &RemapPreview, waba: &Waba) -> Result<(StepOutcome, ActivityOutcome, Said), DeskError> {
        if waba.mapping == preview.to {
            self.desk.mapping_is_true(&self.account, &preview.waba_id, &preview.to)?;
            let to = self.desk.owner_name(&self.account, &preview.to);
            let moved = Said::Moved { waba: preview.waba_name.clone(), numbers: preview.numbers.len(), to };
            return Ok((StepOutcome::Confirmed, ActivityOutcome::Confirmed, moved));
        }
        let now = self.desk.owner_name(&self.account, &waba.mapping);
        Ok((StepOutcome::Different, ActivityOutcome::Different, Said::MappingDifferent { now }))
    }
}
