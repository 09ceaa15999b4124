//! What a person is shown before a remap, and the one way to confirm it.

use std::sync::Arc;

use domain::confirm::{NotConfirmed, RemapConfirmation, RemapPreview, Required};
use domain::plan::Changes;

use crate::account::{Account, Shown, ShownWhat};
use crate::error::{Code, DeskError};
use crate::kept::MappingDraft;
use crate::reading::WabaRead;
use crate::save::{Save, Scope};
use crate::view::{ConfirmBy, FieldName, MemberView, RemapPreviewView, SaveOutcome};
use crate::{Desk, lock, phone};

impl Save {
    pub(super) fn remap_preview(&self, draft: &MappingDraft, read: &WabaRead) -> Result<RemapPreview, DeskError> {
        let waba = &read.waba;
        let unique = self.desk.waba_name_is_unique(&self.account, waba)?;
        Ok(RemapPreview {
            waba_id: waba.id.clone(),
            waba_name: waba.name.clone(),
            from: waba.mapping.clone(),
            to: draft.target.clone(),
            numbers: read.members.keys().cloned().collect(),
            required: RemapPreview::required_for(&waba.id, &waba.name, unique, read.members.len()),
        })
    }

    /// Remembers the preview, so that it can be confirmed, and draws it.
    pub(super) fn show(&self, preview: &RemapPreview, read: &WabaRead, changes: &Changes) -> RemapPreviewView {
        let what = ShownWhat::Remap(preview.clone());
        let preview_id = self.desk.remember_shown(&self.account, &self.number, self.scope, read.read_at, what);
        RemapPreviewView {
            preview_id,
            account: self.account.name(),
            number: self.number.to_string(),
            waba_id: preview.waba_id.to_string(),
            waba: preview.waba_name.clone(),
            from: self.desk.owner_name(&self.account, &preview.from),
            to: self.desk.owner_name(&self.account, &preview.to),
            numbers: read.members.values().map(MemberView::from).collect(),
            read_at: read.read_at,
            confirm_by: confirm_by(&preview.required),
            number_changes: changes.fields().into_iter().map(FieldName::from).collect(),
        }
    }
}

pub(crate) fn confirm_by(required: &Required) -> ConfirmBy {
    match required {
        Required::Name(text) | Required::LastDigits(text) => ConfirmBy::Name { text: text.clone() },
        Required::Id { id, why } => ConfirmBy::Id { text: id.clone(), why: (*why).to_owned() },
        Required::Nothing => ConfirmBy::Button,
    }
}

impl Desk {
    /// Remembers what was shown, in memory only, under a name that nobody can guess or use twice.
    pub(crate) fn remember_shown(
        &self,
        account: &Account,
        number: &domain::phone::PhoneNumber,
        scope: Scope,
        at: i64,
        what: ShownWhat,
    ) -> String {
        let id = random_id();
        let mut previews = lock(&account.previews);
        previews.retain(|_, shown| self.now() - shown.at <= domain::confirm::LIFETIME_MS);
        previews.insert(id.clone(), Shown { number: *number, at, what, scope });
        id
    }

    /// What was shown under this name. It is taken out: a confirmation serves once.
    pub(crate) fn take_shown(&self, account: &Account, id: &str) -> Result<Shown, DeskError> {
        let expired = || DeskError::new(Code::ConfirmationExpired, NotConfirmed::Expired.to_string());
        lock(&account.previews).remove(id).ok_or_else(expired)
    }

    pub fn drop_preview(&self, account: &str, preview_id: &str) -> Result<(), DeskError> {
        lock(&self.account(account)?.previews).remove(preview_id);
        Ok(())
    }

    /// Confirms what was shown, and carries out the plan. A wrong name changes nothing, and may be mended.
    pub async fn confirm_remap(
        &self,
        account: &str,
        number: &str,
        preview_id: &str,
        typed: &str,
    ) -> Result<SaveOutcome, DeskError> {
        let (account, number) = (self.account(account)?, phone(number)?);
        let shown = self.take_shown(&account, preview_id)?;
        let scope = shown.scope;
        let (at, ShownWhat::Remap(preview)) = (shown.at, shown.what) else { return Err(other_dialog()) };
        if shown.number != number {
            return Err(other_dialog());
        }
        match preview.clone().confirm(typed, at, self.now()) {
            Ok(confirmation) => self.confirmed_save(account, number, scope, confirmation).await,
            Err(refusal) => {
                let again = Shown { number, at, what: ShownWhat::Remap(preview), scope };
                Err(self.not_confirmed(&account, preview_id, again, refusal, FieldName::ConfirmName))
            }
        }
    }

    /// A mapping that was confirmed in the tray is done in the batch too.
    async fn confirmed_save(
        &self,
        account: Arc<Account>,
        number: domain::phone::PhoneNumber,
        scope: Scope,
        confirmation: RemapConfirmation,
    ) -> Result<SaveOutcome, DeskError> {
        let waba = confirmation.preview().waba_id.clone();
        let outcome = self.run_save(account.clone(), number, scope, Some(confirmation)).await;
        self.mapping_in_batch(&account, &waba, &outcome);
        outcome
    }

    pub(crate) fn not_confirmed(
        &self,
        account: &Account,
        preview_id: &str,
        again: Shown,
        refusal: NotConfirmed,
        field: FieldName,
    ) -> DeskError {
        match refusal {
            NotConfirmed::Expired => DeskError::new(Code::ConfirmationExpired, refusal.to_string()),
            NotConfirmed::Mismatch => {
                lock(&account.previews).insert(preview_id.to_owned(), again);
                DeskError::new(Code::NotConfirmed, refusal.to_string()).at(field)
            }
        }
    }
}

pub(crate) fn other_dialog() -> DeskError {
    DeskError::new(Code::ConfirmationExpired, "This confirmation belongs to another dialog. Look at it again.")
}

fn random_id() -> String {
    let mut bytes = [0_u8; 16];
    // Without randomness the name is all zeros: still in memory only, still taken out at its one use.
    if let Err(error) = getrandom::fill(&mut bytes) {
        log::error!("no randomness: {error}");
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
