//! The remap step of a save. It needs a confirmation, which is used up by being moved here.

use domain::confirm::{RemapConfirmation, RemapPreview};
use domain::plan::Changes;

use super::work::Save;
use crate::account::ShownWhat;
use crate::drafts::MappingDraft;
use crate::link::WabaRead;
use crate::view::said::Said;
use crate::view::{ConfirmBy, DeskError, FieldName, MemberView, RemapPreviewView, SaveStage, StepView};
use crate::writes::attempt::Attempt;
use crate::writes::outcome::not_attempted;
use crate::writes::send::Sending;

impl Save<'_> {
    pub(super) fn remap_preview(&self, draft: &MappingDraft, read: &WabaRead) -> Result<RemapPreview, DeskError> {
        let waba = &read.waba;
        let unique = self.seat.waba_name_is_unique(waba)?;
        Ok(RemapPreview {
            waba_id: waba.id.clone(),
            waba_name: waba.name.clone(),
            from: waba.mapping.clone(),
            to: draft.target.clone(),
            numbers: read.members.keys().cloned().collect(),
            required: RemapPreview::required_for(&waba.id, &waba.name, unique, read.members.len()),
        })
    }

    /// Keeps the preview, so that it can be confirmed, and returns its view.
    pub(super) fn show(&self, preview: &RemapPreview, read: &WabaRead, changes: &Changes) -> RemapPreviewView {
        let what = ShownWhat::Remap(preview.clone());
        let preview_id = self.seat.remember_shown(&self.number, self.scope, what);
        RemapPreviewView {
            preview_id,
            account: self.seat.account.name(),
            number: self.number.to_string(),
            waba_id: preview.waba_id.to_string(),
            waba: preview.waba_name.clone(),
            from: self.seat.owner_name(&preview.from),
            to: self.seat.owner_name(&preview.to),
            numbers: read.members.values().map(MemberView::from).collect(),
            read_at: read.read_at,
            confirm_by: ConfirmBy::from(&preview.required),
            number_changes: changes.fields().into_iter().map(FieldName::from).collect(),
        }
    }

    /// Carries out the remap. `read_again`: the save has written something since the confirmation was checked, so it is
    /// checked again.
    pub(super) async fn remap(
        &self,
        preview: RemapPreview,
        confirmation: RemapConfirmation,
        read_again: bool,
    ) -> Result<StepView, DeskError> {
        if read_again {
            self.seat.stage(&self.number, SaveStage::Remapping);
            let read = self.seat.read_waba(&self.writing, &self.client, &preview.waba_id).await?;
            let fresh = RemapPreview {
                waba_name: read.waba.name.clone(),
                from: read.waba.mapping.clone(),
                numbers: read.members.keys().cloned().collect(),
                ..preview
            };
            if let Err(changed) = confirmation.covers(&fresh, self.seat.forward()) {
                return Ok(not_attempted(Said::NoLongerConfirmed { changed }));
            }
        }
        let confirmed = confirmation.preview();
        let attempt = Attempt::remap(&self.number, confirmed);
        let sending = Sending { numbers: confirmed.numbers.len(), ..Sending::new(attempt) };
        self.seat.send(&self.writing, &self.client, &sending).await
    }
}
