//! Endpoint tests.

use crate::checks::Consent;
use crate::view::{DeskError, Endpoint, TestAnswer, TestManyAnswer, TestRunView, phone};

use crate::window::desk::Desk;

impl Desk {
    /// Tests the URL that stands in the panel, draft included. Nothing is sent before somebody knows what will be.
    pub async fn test_endpoint(
        &self,
        account: &str,
        number: &str,
        endpoint: Endpoint,
        consent: Consent,
    ) -> Result<TestAnswer, DeskError> {
        self.seat(account)?.test_endpoint(&phone(number)?, endpoint, consent).await
    }

    /// Tests the endpoints in force of the selected numbers, drafts included. `selection` is the version of the selection
    /// that was seen.
    pub async fn test_many(&self, account: &str, selection: u32, consent: bool) -> Result<TestManyAnswer, DeskError> {
        self.seat(account)?.test_many(selection, consent).await
    }

    /// How far the run is, and as many of its results as `limit` from `offset` on.
    pub fn test_run(&self, account: &str, offset: u32, limit: u32) -> Result<Option<TestRunView>, DeskError> {
        Ok(self.seat(account)?.test_run(offset, limit))
    }

    /// Ends the tests on their way; those not begun are skipped.
    pub fn test_stop(&self, account: &str) -> Result<(), DeskError> {
        self.seat(account)?.test_stop();
        Ok(())
    }

    /// Forgets the run. The results stay with their URLs.
    pub fn test_dismiss(&self, account: &str) -> Result<(), DeskError> {
        self.seat(account)?.test_dismiss()
    }
}
