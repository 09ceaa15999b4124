//! Calls about endpoint tests.

use crate::checks::Consent;
use crate::view::{DeskError, Endpoint, TestAnswer, TestRunView, TestsPreview, phone};

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

    /// Returns what a test of the selected numbers' active endpoints would send, drafts included. Nothing is sent.
    /// `selection` is the version of the selection that the person saw.
    pub async fn tests_preview(&self, account: &str, selection: u32) -> Result<TestsPreview, DeskError> {
        self.seat(account)?.tests_preview(selection).await
    }

    /// Sends the tests that were shown. `typed` is what the preview's [`count_to_type`](TestsPreview::count_to_type) requires,
    /// or empty. A wrong count sends nothing and can be corrected.
    pub async fn tests_start(&self, account: &str, preview_id: &str, typed: &str) -> Result<TestRunView, DeskError> {
        let (preview_id, typed) = (preview_id.to_owned(), typed.to_owned());
        self.on_disk(account, move |seat| seat.tests_start(&preview_id, &typed)).await
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
