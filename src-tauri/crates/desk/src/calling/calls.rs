//! The number's newest calls: as last read at once, and read anew behind it.

use std::sync::Arc;

use domain::phone::PhoneNumber;

use super::kept_calls::{DAYS_BACK, KeptCalls};
use crate::account::Account;
use crate::error::DeskError;
use crate::view::CallsView;
use crate::{Desk, phone};

impl Desk {
    /// As last read, without asking Plivo.
    pub fn known_calls(&self, account: &str, number: &str) -> Result<CallsView, DeskError> {
        let account = self.account(account)?;
        Ok(view(self.calls_on_disk(&account, &phone(number)?)?, None))
    }

    /// Read from Plivo and kept. Where that fails, what is known is answered with why.
    pub async fn read_calls(&self, account: &str, number: &str) -> Result<CallsView, DeskError> {
        let (account, number) = (self.account(account)?, phone(number)?);
        match self.fresh_calls(&account, &number).await {
            Ok(calls) => Ok(view(Some(calls), None)),
            Err(error) => Ok(view(self.calls_on_disk(&account, &number)?, Some(error))),
        }
    }

    async fn fresh_calls(&self, account: &Arc<Account>, number: &PhoneNumber) -> Result<KeptCalls, DeskError> {
        let calls = self.calls_of(account, number, None).await?;
        self.store().put_calls(&account.id, number, &calls.row()?)?;
        Ok(calls)
    }

    /// None where they were never read.
    pub(super) fn calls_on_disk(
        &self,
        account: &Account,
        number: &PhoneNumber,
    ) -> Result<Option<KeptCalls>, DeskError> {
        Ok(KeptCalls::of(self.store().calls(&account.id, number)?, number))
    }
}

fn view(kept: Option<KeptCalls>, error: Option<DeskError>) -> CallsView {
    let (read_at, more) = kept.as_ref().map_or((None, false), |kept| (Some(kept.read_at), kept.more));
    CallsView { calls: kept.map(|kept| kept.calls).unwrap_or_default(), read_at, days: DAYS_BACK, error, more }
}
