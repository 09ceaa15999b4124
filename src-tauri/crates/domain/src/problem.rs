//! What is wrong with a number as Plivo holds it, in words for the list's mark.

use crate::draft::Draft;
use crate::observed::Observed;
use crate::validate::{Severity, validate};

/// Empty when nothing is wrong. Stored values are judged by the rules of the panel; what merely deserves a second look
/// there (an unusual port, say) is no problem here.
pub fn problems_of(number: &Observed) -> Vec<String> {
    let mut problems = Vec::new();
    if number.status == "disconnected" {
        problems.push("Disconnected: it neither receives nor sends.".to_owned());
    }
    if number.quality == "red" {
        problems.push("Meta rates its quality low and may limit it.".to_owned());
    }
    problems.extend(broken_settings(number));
    problems
}

/// Pretends that somebody touched everything: what then would be refused is broken now.
fn broken_settings(number: &Observed) -> Vec<String> {
    let held = &number.held;
    let mut touched = Draft::new(held.clone());
    touched.edits.configuration_type = held.routing_type();
    touched.edits.webhook_url = Some(held.webhook_url.clone().unwrap_or_default());
    touched.edits.calling = Some(held.calling());
    let verdict = validate(&touched, held, None);
    let errors = verdict.findings.into_iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| format!("{}: {}", finding.field.label(), finding.message)).collect()
}
