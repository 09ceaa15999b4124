//! Disconnecting a number: a preview from a fresh read, a confirmation by the last four digits, one write, and its
//! record.

use domain::confirm::{DisconnectConfirmation, DisconnectPreview};
use domain::observed::Observed;
use domain::phone::PhoneNumber;
use plivo::Client;

use super::attempt::Attempt;
use super::confirm::other_dialog;
use super::send::Sending;
use crate::account::{Scope, Seat, Shown, ShownWhat, Writing};
use crate::view::{DeskError, DisconnectOutcome, DisconnectPreviewView, FieldName, StepView, words};

impl Seat {
    pub(crate) async fn disconnect_preview(&self, number: PhoneNumber) -> Result<DisconnectPreviewView, DeskError> {
        let writing = self.account.writes.begin().await;
        let client = self.client().await?;
        let seen = self.read_number(&writing, &client, &number).await?;
        self.show_disconnect(&seen)
    }

    fn show_disconnect(&self, seen: &Observed) -> Result<DisconnectPreviewView, DeskError> {
        let preview_id = self.remember_shown(&seen.number, Scope::Number, ShownWhat::Disconnect(preview_of(seen)));
        Ok(DisconnectPreviewView {
            preview_id,
            account: self.account.name(),
            number: seen.number.to_string(),
            international: seen.number.international(),
            alias: seen.held.alias.clone().unwrap_or_default(),
            waba: self.waba_label(seen.waba_id.as_ref())?,
            read_at: self.now(),
            has_draft: self.store().draft(self.id(), &seen.number)?.is_some(),
        })
    }

    /// Confirms a disconnect, and carries it out. Wrong digits change nothing and can be corrected. If the number has
    /// changed since it was shown, returns a new preview.
    pub(crate) async fn confirm_disconnect(
        &self,
        number: PhoneNumber,
        preview_id: &str,
        typed: &str,
    ) -> Result<DisconnectOutcome, DeskError> {
        let (at, shown) = self.take_shown(preview_id)?;
        let ShownWhat::Disconnect(preview) = shown.what else { return Err(other_dialog()) };
        if shown.number != number {
            return Err(other_dialog());
        }
        match preview.clone().confirm(typed, at, self.forward()) {
            Ok(confirmation) => self.run_disconnect(number, confirmation).await,
            Err(refusal) => {
                let again = Shown { number, what: ShownWhat::Disconnect(preview), scope: Scope::Number };
                Err(self.not_confirmed(preview_id, (at, again), refusal, FieldName::LastDigits))
            }
        }
    }

    /// Runs as a task of its own: it continues to its record even if the window that requested it is closed.
    async fn run_disconnect(
        &self,
        number: PhoneNumber,
        confirmation: DisconnectConfirmation,
    ) -> Result<DisconnectOutcome, DeskError> {
        let seat = self.clone();
        let task = tokio::spawn(async move {
            let writing = seat.take_turn(&number).await;
            let client = seat.client().await?;
            seat.settle_before_writing(&writing, &client, &number).await?;
            let seen = seat.read_number(&writing, &client, &number).await?;
            if let Err(changed) = confirmation.covers(&preview_of(&seen), seat.forward()) {
                let preview = seat.show_disconnect(&seen)?;
                return Ok(DisconnectOutcome::NeedsConfirmation { preview, because: words::changed(&changed) });
            }
            let step = seat.write_disconnect(&writing, &client, &seen, confirmation).await?;
            Ok(DisconnectOutcome::Done { step })
        });
        task.await.unwrap_or_else(|error| Err(words::broken(&error)))
    }

    /// Needs a confirmation, which is used up by being moved here.
    async fn write_disconnect(
        &self,
        writing: &Writing<'_>,
        client: &Client,
        seen: &Observed,
        _confirmation: DisconnectConfirmation,
    ) -> Result<StepView, DeskError> {
        self.send(writing, client, &Sending::new(Attempt::disconnect(seen))).await
    }
}

fn preview_of(seen: &Observed) -> DisconnectPreview {
    DisconnectPreview { number: seen.number, waba_id: seen.waba_id.clone(), held: seen.held.clone() }
}
