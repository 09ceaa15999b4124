//! Calls about endpoint tests.

use crate::checks::Consent;
use crate::view::{DeskError, Endpoint, TestAnswer, TestManyAnswer, TestRunView, phone};

use crate::window::desk::Desk;

impl Desk {
    /// Tests the URL in the panel's field, draft included. Nothing is sent before the user has agreed.
    pub async fn test_endpoint(
        &self,
        account: &str,
        number: &str,
        endpoint: Endpoint,
        consent: Consent,
    ) -> Result<TestAnswer, DeskError> {
        self.seat(account)?.test_endpoint(&phone(number)?, endpoint, consent).await
    }

    /// Tests the active endpoints of the selected numbers, drafts included. `selection` is the version of the selection
    /// that the person saw.
    pub async fn test_many(&self, account: &str, selection: u32, consent: bool) -> Result<TestManyAnswer, DeskError> {
        self.seat(account)?.test_many(selection, consent).await
    }

    /// Returns the progress of the run, and up to `limit` results from `offset` on.
    pub fn test_run(&self, account: &str, offset: u32, limit: u32) -> Result<Option<TestRunView>, DeskError> {
        Ok(self.seat(account)?.test_run(offset, limit))
    }

    /// Ends the tests in progress, and skips the others.
    pub fn test_stop(&self, account: &str) -> Result<(), DeskError> {
        self.seat(account)?.test_stop();
        Ok(())
    }

    /// Removes the run. The results stay with their URLs.
    pub fn test_dismiss(&self, account: &str) -> Result<(), DeskError> {
        self.seat(account)?.test_dismiss()
    }
}
