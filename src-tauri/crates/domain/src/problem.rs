//! The problems of a number as Plivo holds it, in words, for the mark in the list.

use crate::draft::Draft;
use crate::observed::Observed;
use crate::validate::{Severity, validate};

/// Returns an empty list if nothing is wrong. Stored values are checked by the rules of the panel. Warnings of the
/// panel (an unusual port, for example) are not problems here.
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

/// Treats every field as edited: a value that would then be refused is broken now.
fn broken_settings(number: &Observed) -> Vec<String> {
    let held = &number.held;
    let mut touched = Draft::new(held.clone());
    touched.edits.configuration_type = held.routing_type();
    touched.edits.webhook_url = Some(held.webhook_url.clone().unwrap_or_default());
    touched.edits.calling = Some(held.calling());
    let verdict = validate(&touched, held, None);
    let errors = verdict.issues.into_iter().filter(|issue| issue.severity == Severity::Error);
    errors.map(|issue| format!("{}: {}", issue.field.label(), issue.message)).collect()
}
