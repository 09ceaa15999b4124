//! The stored results of endpoint tests, one for each URL.

use store::{CheckHeadRow, CheckRow};

use crate::account::Seat;
use crate::view::{CheckView, DeskError, Endpoint, words};

impl Seat {
    /// Stores the result, and returns it with the time when its URL last passed.
    pub(super) fn keep_check(&self, check: CheckView) -> Result<CheckView, DeskError> {
        let passed = check.outcome.is_answer() && !check.out_of_reach;
        let head = CheckHeadRow {
            endpoint: text(check.endpoint),
            url: check.url.clone(),
            at: check.at,
            outcome: text(check.outcome),
            headline: check.headline.clone(),
            passed_at: passed.then_some(check.at),
        };
        let report = serde_json::to_string(&check).map_err(|error| words::broken(&error))?;
        self.store().put_check(self.id(), &CheckRow { head, report })?;
        let kept = self.last_check(check.endpoint, &check.url)?;
        Ok(kept.unwrap_or(check))
    }

    /// Returns the last test of exactly this URL, if there was one.
    pub(crate) fn last_check(&self, endpoint: Endpoint, text: &str) -> Result<Option<CheckView>, DeskError> {
        let kept = self.store().check(self.id(), endpoint.into(), text.trim())?;
        // A report that this version cannot read counts as none: the next test replaces it.
        Ok(kept.and_then(|row| {
            let check: CheckView = serde_json::from_str(&row.report).ok()?;
            Some(CheckView { passed_at: row.head.passed_at, ..check })
        }))
    }
}

/// Returns the text that is stored.
fn text(value: impl Into<&'static str>) -> String {
    value.into().to_owned()
}
