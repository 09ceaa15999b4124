//! The number's newest calls: as last read at once, and read anew behind it.

use domain::phone::PhoneNumber;

use super::kept_calls::{DAYS_BACK, KeptCalls};
use crate::account::Seat;
use crate::view::{CallsView, DeskError};

impl Seat {
    /// As last read, without asking Plivo.
    pub(crate) fn known_calls(&self, number: &PhoneNumber) -> Result<CallsView, DeskError> {
        Ok(view(self.calls_on_disk(number)?, None))
    }

    /// Read from Plivo and kept. Where that fails, what is known is answered with why.
    pub(crate) async fn read_calls(&self, number: &PhoneNumber) -> Result<CallsView, DeskError> {
        match self.fresh_calls(number).await {
            Ok(calls) => Ok(view(Some(calls), None)),
            Err(error) => Ok(view(self.calls_on_disk(number)?, Some(error))),
        }
    }

    async fn fresh_calls(&self, number: &PhoneNumber) -> Result<KeptCalls, DeskError> {
        let calls = self.calls_of(number, None).await?;
        self.store().put_calls(self.id(), number, &calls.row()?)?;
        Ok(calls)
    }

    /// None where they were never read.
    pub(super) fn calls_on_disk(&self, number: &PhoneNumber) -> Result<Option<KeptCalls>, DeskError> {
        Ok(KeptCalls::of(self.store().calls(self.id(), number)?, number))
    }
}

fn view(kept: Option<KeptCalls>, error: Option<DeskError>) -> CallsView {
    let (read_at, more) = kept.as_ref().map_or((None, false), |kept| (Some(kept.read_at), kept.more));
    CallsView { calls: kept.map(|kept| kept.calls).unwrap_or_default(), read_at, days: DAYS_BACK, error, more }
}
