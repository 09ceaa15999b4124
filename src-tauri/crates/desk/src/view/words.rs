//! Sentences for the user. Each says what happened, and what to do if there is something to do.

mod sentences;
pub(crate) use sentences::{being_checked, changed, changed_too, of, were_empty};

use std::fmt::Display;

use domain::confirm::NotConfirmed;
use domain::field::Field;
use domain::validate::{FieldIssue, Verdict};

use crate::view::{Code, DeskError};
use crate::view::{FieldName, Fix, Problem, Severity};

/// For a WABA that was not read, or no longer exists.
pub(crate) const OWNER_UNREAD: &str = "The owner of this WABA has not been read yet.";

/// For a number without a WABA.
pub(crate) const NO_WABA: &str = "No WABA is known for this number, and Account Mapping belongs to a WABA.";

/// Returns the refusal of a call about an account that is signed out or forgotten.
pub(crate) fn not_connected() -> DeskError {
    DeskError::new(Code::NotConnected, "This account is not connected on this computer.")
}

/// Returns the refusal of a new batch while drafts wait in an interrupted one.
pub(crate) fn left_waiting(drafts: usize) -> String {
    plural(
        drafts,
        "1 draft waits in an earlier batch that was interrupted. Resume it or dismiss it first.",
        "# drafts wait in an earlier batch that was interrupted. Resume it or dismiss it first.",
    )
}

/// Returns the refusal of a confirmation. Without a field, which the caller adds.
pub(crate) fn not_confirmed(refusal: NotConfirmed) -> DeskError {
    let code = match refusal {
        NotConfirmed::Expired => Code::ConfirmationExpired,
        NotConfirmed::Mismatch => Code::NotConfirmed,
    };
    DeskError::new(code, refusal.to_string())
}

/// Returns the refusal of a confirmation whose preview is no longer kept.
pub(crate) fn shown_no_longer() -> DeskError {
    let message = "What was shown can be confirmed once, and for five minutes. Look at it again before you confirm.";
    DeskError::new(Code::ConfirmationExpired, message)
}

/// Returns the refusal of a typed count.
pub(crate) fn wrong_count(numbers: usize) -> DeskError {
    let message = format!("That is not their count. Type {numbers}.");
    DeskError::new(Code::NotConfirmed, message).at(FieldName::ConfirmCount)
}

/// Returns the refusal of a draft that the last question about its batch did not name.
pub(crate) fn not_in_the_question() -> DeskError {
    let message = "The question before the batch went on was not about this draft, so it was not sent. Apply it now.";
    DeskError::new(Code::InvalidInput, message)
}

/// Returns the refusal of a draft in a batch that is not as it was confirmed.
pub(crate) fn confirmed_otherwise() -> DeskError {
    let message = "The draft is not as it was when the batch was confirmed, so nothing was sent. Apply it again.";
    DeskError::new(Code::InvalidInput, message)
}

/// Returns the refusal of a confirmation of drafts that are no longer as they were shown.
pub(crate) fn drafts_changed() -> DeskError {
    let message = "The drafts have changed since this was shown, so nothing was sent. Look at what they are now.";
    DeskError::new(Code::ConfirmationExpired, message)
}

/// Returns the sentence for a count. `#` stands for the count.
pub(crate) fn plural(count: usize, one: &str, many: &str) -> String {
    if count == 1 { one.to_owned() } else { many.replace('#', &count.to_string()) }
}

fn labels(fields: &[Field]) -> String {
    fields.iter().map(|field| field.label()).collect::<Vec<_>>().join(", ")
}

pub(crate) fn problem(issue: &FieldIssue) -> Problem {
    Problem {
        field: issue.field.into(),
        severity: match issue.severity {
            domain::validate::Severity::Error => Severity::Error,
            domain::validate::Severity::Warning => Severity::Warning,
        },
        message: issue.message.clone(),
        fix: issue.fix.clone().map(|(label, value)| Fix { label, value }),
    }
}

/// Returns the errors. None if there are none.
pub(crate) fn errors_only(verdict: &Verdict) -> Option<Vec<Problem>> {
    let errors: Vec<Problem> = verdict.errors().map(problem).collect();
    (!errors.is_empty()).then_some(errors)
}

/// Returns an error for something that should never happen.
pub(crate) fn broken(error: &dyn Display) -> DeskError {
    DeskError::new(Code::Internal, format!("Something in the app is broken: {error}. Please report it."))
}

/// Returns the user name of the operating system, for the record.
pub(crate) fn who() -> String {
    let name = |variable: &str| std::env::var(variable).ok().filter(|name| !name.is_empty());
    name("USER").or_else(|| name("LOGNAME")).or_else(|| name("USERNAME")).unwrap_or_else(|| "unknown".to_owned())
}

impl From<Field> for FieldName {
    fn from(field: Field) -> Self {
        match field {
            Field::Alias => Self::Alias,
            Field::ConfigurationType => Self::ConfigurationType,
            Field::WebhookUrl => Self::WebhookUrl,
            Field::AiAgent => Self::AiAgent,
            Field::Calling => Self::Calling,
            Field::AnswerUrl => Self::AnswerUrl,
            Field::AccountMapping => Self::AccountMapping,
        }
    }
}

/// Returns the title of a draft of a WABA's mapping.
pub(crate) fn mapping_of(waba: &str) -> String {
    format!("Mapping of {waba}")
}
