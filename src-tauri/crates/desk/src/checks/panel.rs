//! The test results that the panel shows.

use domain::endpoint_url::EndpointUrl;
use domain::field::Field;
use domain::observed::Held;
use domain::validate::is_in_force;

use crate::account::Seat;
use crate::view::{CheckView, DeskError, Endpoint, FieldName};

/// The last tests of the URLs in the panel's fields.
pub(crate) struct PanelChecks {
    pub in_force: Vec<Endpoint>,
    pub webhook: Option<CheckView>,
    pub answer: Option<CheckView>,
    /// Fields with a valid, active URL that never passed a test.
    pub untested: Vec<FieldName>,
}

impl Seat {
    /// Returns the test results for the panel. `shown` is what the panel shows: the draft over what Plivo holds.
    pub(crate) fn panel_checks(&self, shown: &Held) -> Result<PanelChecks, DeskError> {
        let mut checks = PanelChecks { in_force: Vec::new(), webhook: None, answer: None, untested: Vec::new() };
        for endpoint in [Endpoint::Webhook, Endpoint::Answer] {
            let text = shown.text(endpoint.into());
            let check = self.last_check(endpoint, &text)?;
            let passed = check.as_ref().is_some_and(|check| check.passed_at.is_some());
            let in_force = is_in_force(endpoint.into(), shown);
            if in_force {
                checks.in_force.push(endpoint);
            }
            if in_force && !passed && EndpointUrl::parse(&text).is_ok() {
                checks.untested.push(Field::from(endpoint).into());
            }
            match endpoint {
                Endpoint::Webhook => checks.webhook = check,
                Endpoint::Answer => checks.answer = check,
            }
        }
        Ok(checks)
    }
}
