//! The number's newest calls: the stored list at once, and a fresh one from Plivo.

use domain::phone::PhoneNumber;

use super::kept_calls::{DAYS_BACK, KeptCalls};
use crate::account::Seat;
use crate::view::{CallsView, DeskError};

impl Seat {
    /// Returns the stored calls, without a request to Plivo.
    pub(crate) fn known_calls(&self, number: &PhoneNumber) -> Result<CallsView, DeskError> {
        Ok(view(self.calls_on_disk(number)?, None))
    }

    /// Reads the calls from Plivo and stores them. If that fails, returns the stored calls with the error.
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

    /// Returns none if the calls were never read.
    pub(super) fn calls_on_disk(&self, number: &PhoneNumber) -> Result<Option<KeptCalls>, DeskError> {
        Ok(KeptCalls::of(self.store().calls(self.id(), number)?, number))
    }
}

fn view(kept: Option<KeptCalls>, error: Option<DeskError>) -> CallsView {
    let (read_at, more) = kept.as_ref().map_or((None, false), |kept| (Some(kept.read_at), kept.more));
    CallsView { calls: kept.map(|kept| kept.calls).unwrap_or_default(), read_at, days: DAYS_BACK, error, more }
}
