//! Calls about the panel and about writes: saving, confirming, disconnecting, and work by hand.

use crate::view::{
    ByHandView, Choices, DeskError, DisconnectOutcome, DisconnectPreviewView, FieldName, PanelView, SaveOutcome, phone,
};

use crate::window::desk::Desk;

impl Desk {
    /// Returns the panel from disk at once. Then reads Plivo in the background, and notifies the window if something
    /// changed.
    pub async fn open_number(&self, account: &str, number: &str) -> Result<PanelView, DeskError> {
        let number = phone(number)?;
        self.on_disk(account, move |seat| seat.open_number(&number)).await
    }

    /// Returns the panel from disk, without a request to Plivo.
    pub fn number_panel(&self, account: &str, number: &str) -> Result<PanelView, DeskError> {
        self.seat(account)?.panel(&phone(number)?)
    }

    pub fn close_number(&self, account: &str) -> Result<(), DeskError> {
        self.seat(account)?.close_number()
    }

    /// Returns the agents and subaccounts that the panel offers, as last read.
    pub fn choices(&self, account: &str) -> Result<Choices, DeskError> {
        self.seat(account)?.choices()
    }

    /// Saves a number's draft, with its WABA's mapping draft if `include_mapping`. If the plan has a remap, writes
    /// nothing and returns [`SaveOutcome::NeedsConfirmation`].
    pub async fn save(&self, account: &str, number: &str, include_mapping: bool) -> Result<SaveOutcome, DeskError> {
        self.seat(account)?.save(phone(number)?, include_mapping).await
    }

    /// Saves the draft of a WABA's mapping alone.
    pub async fn save_mapping(&self, account: &str, waba_id: &str) -> Result<SaveOutcome, DeskError> {
        self.seat(account)?.save_mapping(waba_id).await
    }

    /// Confirms what was shown, and carries out the plan. A wrong name changes nothing and can be corrected.
    pub async fn confirm_remap(
        &self,
        account: &str,
        number: &str,
        preview_id: &str,
        typed: &str,
    ) -> Result<SaveOutcome, DeskError> {
        self.seat(account)?.confirm_remap(phone(number)?, preview_id, typed).await
    }

    pub fn drop_preview(&self, account: &str, preview_id: &str) -> Result<(), DeskError> {
        let account = &self.seat(account)?.account;
        account.writes.previews.take(preview_id);
        account.batch.previews.take(preview_id);
        account.checks.previews.take(preview_id);
        Ok(())
    }

    pub async fn disconnect_preview(&self, account: &str, number: &str) -> Result<DisconnectPreviewView, DeskError> {
        self.seat(account)?.disconnect_preview(phone(number)?).await
    }

    /// Confirms a disconnect, and carries it out. Wrong digits change nothing and can be corrected. If the number has
    /// changed since it was shown, returns a new preview.
    pub async fn confirm_disconnect(
        &self,
        account: &str,
        number: &str,
        preview_id: &str,
        typed: &str,
    ) -> Result<DisconnectOutcome, DeskError> {
        self.seat(account)?.confirm_disconnect(phone(number)?, preview_id, typed).await
    }

    pub async fn by_hand(&self, account: &str, number: &str) -> Result<ByHandView, DeskError> {
        let number = phone(number)?;
        self.on_disk(account, move |seat| seat.by_hand(&number)).await
    }

    pub async fn by_hand_confirm(
        &self,
        account: &str,
        number: &str,
        preview_id: &str,
        typed: &str,
    ) -> Result<ByHandView, DeskError> {
        let (number, preview_id, typed) = (phone(number)?, preview_id.to_owned(), typed.to_owned());
        self.on_disk(account, move |seat| seat.by_hand_confirm(&number, &preview_id, &typed)).await
    }

    /// Marks a step as done, or as not done. A remap's step needs its confirmation.
    pub async fn by_hand_step(
        &self,
        account: &str,
        number: &str,
        field: FieldName,
        done: bool,
    ) -> Result<ByHandView, DeskError> {
        let number = phone(number)?;
        self.on_disk(account, move |seat| seat.by_hand_step(&number, field, done)).await
    }

    /// Records the steps that were marked as done. The rest stays a draft.
    pub async fn by_hand_finish(&self, account: &str, number: &str) -> Result<PanelView, DeskError> {
        let (seat, number) = (self.seat(account)?, phone(number)?);
        seat.by_hand_finish(&number).await?;
        self.on_disk(account, move |seat| seat.panel(&number)).await
    }
}
