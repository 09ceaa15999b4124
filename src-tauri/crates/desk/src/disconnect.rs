//! Disconnecting a number: shown from a fresh read, confirmed by its last four digits, carried out once, recorded.

use std::sync::Arc;

use domain::confirm::{DisconnectConfirmation, DisconnectPreview};
use domain::observed::Observed;
use domain::phone::PhoneNumber;
use plivo::Client;

use crate::account::{Account, Shown, ShownWhat};
use crate::error::{Code, DeskError};
use crate::records::{Attempt, Finished};
use crate::said::Said;
use crate::save::{Scope, other_dialog};
use crate::view::{
    ActivityOutcome, DisconnectOutcome, DisconnectPreviewView, FieldName, Notice, SaveStage, StepOutcome, StepView,
};
use crate::{Desk, phone, words};

impl Desk {
    pub async fn disconnect_preview(&self, account: &str, number: &str) -> Result<DisconnectPreviewView, DeskError> {
        let (account, number) = (self.account(account)?, phone(number)?);
        let client = self.client(&account).await?;
        let seen = self.read_number(&account, &client, &number).await?;
        self.show_disconnect(&account, &seen)
    }

    fn show_disconnect(&self, account: &Account, seen: &Observed) -> Result<DisconnectPreviewView, DeskError> {
        let now = self.now();
        let preview_id =
            self.remember_shown(account, &seen.number, Scope::Number, now, ShownWhat::Disconnect(preview_of(seen)));
        Ok(DisconnectPreviewView {
            preview_id,
            account: account.name(),
            number: seen.number.to_string(),
            international: seen.number.international(),
            alias: seen.held.alias.clone().unwrap_or_default(),
            waba: self.waba_label(account, seen.waba_id.as_ref())?,
            read_at: now,
            has_draft: self.draft(account, &seen.number)?.is_some(),
        })
    }

    /// Wrong digits change nothing, and may be mended. What is no longer as shown is shown again.
    pub async fn confirm_disconnect(
        &self,
        account: &str,
        number: &str,
        preview_id: &str,
        typed: &str,
    ) -> Result<DisconnectOutcome, DeskError> {
        let (account, number) = (self.account(account)?, phone(number)?);
        let shown = self.take_shown(&account, preview_id)?;
        let (at, ShownWhat::Disconnect(preview)) = (shown.at, shown.what) else { return Err(other_dialog()) };
        if shown.number != number {
            return Err(other_dialog());
        }
        match preview.clone().confirm(typed, at, self.now()) {
            Ok(confirmation) => self.run_disconnect(account, number, confirmation).await,
            Err(refusal) => {
                let again = Shown { number, at, what: ShownWhat::Disconnect(preview), scope: Scope::Number };
                Err(self.not_confirmed(&account, preview_id, again, refusal, FieldName::LastDigits))
            }
        }
    }

    async fn run_disconnect(
        &self,
        account: Arc<Account>,
        number: PhoneNumber,
        confirmation: DisconnectConfirmation,
    ) -> Result<DisconnectOutcome, DeskError> {
        let desk = self.clone();
        // It goes on to its record even if the window that asked for it goes away.
        let task = tokio::spawn(async move {
            let _one_at_a_time = account.writing.lock().await;
            let client = desk.client(&account).await?;
            desk.settle_before_writing(&account, &client, &number).await?;
            let seen = desk.read_number(&account, &client, &number).await?;
            if let Err(changed) = confirmation.covers(&preview_of(&seen), desk.now()) {
                let preview = desk.show_disconnect(&account, &seen)?;
                return Ok(DisconnectOutcome::NeedsConfirmation { preview, because: words::changed(&changed) });
            }
            let step = desk.write_disconnect(&account, &client, &seen, confirmation).await?;
            Ok(DisconnectOutcome::Done { step })
        });
        task.await.unwrap_or_else(|error| Err(words::broken(&error)))
    }

    async fn write_disconnect(
        &self,
        account: &Arc<Account>,
        client: &Client,
        seen: &Observed,
        confirmation: DisconnectConfirmation,
    ) -> Result<StepView, DeskError> {
        let number = &confirmation.preview().number;
        let attempt = Attempt::disconnect(seen);
        let id = self.begin(account, &attempt)?;
        let stage = SaveStage::Writing;
        self.tell(Notice::Saving { account: account.id.clone(), number: number.to_string(), stage });
        let told = match client.disconnect(number).await {
            Ok(written) => self.read_back_disconnect(account, client, id, &attempt, written.request_id).await,
            Err(error) => self.after_failure(account, client, id, &attempt, &error).await,
        };
        self.was_sent(account, id, &attempt, told)
    }

    async fn read_back_disconnect(
        &self,
        account: &Arc<Account>,
        client: &Client,
        id: i64,
        attempt: &Attempt,
        request_id: Option<String>,
    ) -> Result<StepView, DeskError> {
        let (outcome, record, said) = match self.read_number(account, client, &attempt.number).await {
            Err(error) if error.code == Code::Gone => {
                (StepOutcome::Confirmed, ActivityOutcome::Confirmed, Said::Disconnected { number: attempt.number })
            }
            Ok(_) => (StepOutcome::Different, ActivityOutcome::Different, Said::StillListed),
            Err(error) => {
                return self.accepted_unread(account, id, attempt, &error, request_id);
            }
        };
        let done = Finished { outcome: record, said: &said, request_id: request_id.as_deref(), after: None };
        self.finish(account, id, done)?;
        Ok(attempt.step(id, outcome, said, request_id))
    }
}

fn preview_of(seen: &Observed) -> DisconnectPreview {
    DisconnectPreview { number: seen.number, waba_id: seen.waba_id.clone(), held: seen.held.clone() }
}
