//! Sentences that outcomes are told in. Each says what is so, and what to do where there is something to do.

use std::fmt::Display;

use domain::confirm::{Changed, RemapPreview};
use domain::field::Field;
use domain::phone::PhoneNumber;
use domain::validate::{Finding, Verdict};
use plivo::WriteError;

use crate::error::{Code, DeskError};
use crate::records::{Attempt, What};
use crate::view::{FieldName, Fix, Problem, Severity};

/// Of a WABA that was not read, or is not there any more.
pub(crate) const OWNER_UNREAD: &str = "Which account owns this WABA has not been read yet.";

/// Of a number that Plivo, or whoever entered it, named without a WABA.
pub(crate) const NO_WABA: &str = "No WABA is known for this number, and Account Mapping belongs to a WABA.";

/// Why a number waits. A batch keeps it with its item, and knows by it what to look at again.
pub(crate) const UNSETTLED: &str = "An earlier change of this number is not yet known to have reached Plivo. It is \
                                    being checked; save again when it is settled.";

/// Of a draft that has nothing else.
pub(crate) const PARKED: &str = "Nothing was sent: what is drafted counts for nothing while the other configuration \
                                 type is set, or while calling is off. It is kept as a draft.";

/// What was held up by an earlier change may go on.
pub(crate) fn held_up_until(settled: &str) -> String {
    format!("Nothing of it was sent yet. The earlier change that held it up is settled: {settled}")
}

pub(crate) fn confirmed(fields: &[Field]) -> String {
    format!("Saved, and read back from Plivo: {}.", labels(fields))
}

pub(crate) fn different(missing: &[Field]) -> String {
    format!(
        "Plivo took the change, but now returns something else for {}. Somebody may have changed it meanwhile; your \
         values are kept as a draft.",
        labels(missing)
    )
}

pub(crate) fn remapped(preview: &RemapPreview, to: &str) -> String {
    let count = preview.numbers.len();
    let numbers = if count == 1 { "number".to_owned() } else { format!("{count} numbers") };
    format!("Moved, and read back from Plivo: {numbers} of {} now belong to {to}.", preview.waba_name)
}

pub(crate) fn disconnected(number: &PhoneNumber) -> String {
    format!("{} is disconnected: Plivo no longer lists it. Its configuration is kept.", number.international())
}

/// A write that Plivo did not take.
pub(crate) fn failed_write(error: &WriteError) -> String {
    match error {
        WriteError::NotSent(cause) => format!("Nothing was sent. {cause} Your draft is kept."),
        WriteError::Refused(cause) => format!("{cause} Nothing was changed; your draft is kept."),
        WriteError::Unanswered { cause, .. } => lost_because(cause),
    }
}

pub(crate) fn lost(error: &WriteError) -> String {
    lost_because(error.cause())
}

fn lost_because(cause: &dyn Display) -> String {
    format!("{cause} It is not yet known whether the change was carried out: Plivo is being read to find out.")
}

/// A write was sent, and then the disk refused to keep what became of it.
pub(crate) fn sent_unrecorded(error: &DeskError) -> String {
    format!(
        "The change was sent to Plivo, but what became of it could not be written down. {} It is completed by reading \
         Plivo as soon as that is possible.",
        error.message
    )
}

/// Plivo said yes, and then could not be read.
pub(crate) fn accepted_unread(error: &DeskError) -> String {
    format!("Plivo took the change, but it could not be read back yet. {}", error.message)
}

pub(crate) fn read_back_later(attempt: &Attempt) -> String {
    format!("Plivo took {}, and now returns what was asked.", what(attempt))
}

pub(crate) fn taken_and_different(attempt: &Attempt) -> String {
    format!(
        "Plivo took {}, but returns something else by now: somebody may have changed it since. Look at it before you \
         save again.",
        what(attempt)
    )
}

pub(crate) fn settled_applied(attempt: &Attempt) -> String {
    format!("The answer was lost, but Plivo now returns what was asked: {} was carried out.", what(attempt))
}

pub(crate) fn settled_not_applied(attempt: &Attempt) -> String {
    format!("{} was not carried out: Plivo still returns the old values. Your draft is kept.", capital(&what(attempt)))
}

pub(crate) fn settled_other(attempt: &Attempt) -> String {
    format!("Plivo returns neither the old nor the new values for {}: somebody else changed it.", what(attempt))
}

pub(crate) fn settled_gone(attempt: &Attempt) -> String {
    let of = if matches!(attempt.what, What::Remap { .. }) { "the WABA" } else { "the number" };
    format!(
        "The answer was lost, and {of} is no longer at Plivo: nobody can say any more whether {} was carried out.",
        what(attempt)
    )
}

/// What an attempt was about, to stand within a sentence.
pub(crate) fn what(attempt: &Attempt) -> String {
    match &attempt.what {
        What::Configure { changes, .. } => format!("the change of {}", labels(&changes.fields())),
        What::Remap { .. } => "the change of the Account Mapping".to_owned(),
        What::Disconnect { .. } => "the disconnect".to_owned(),
    }
}

/// Why what was shown has to be shown again.
pub(crate) fn changed(changed: &Changed) -> String {
    match changed {
        Changed::Numbers { joined, left } => {
            let parts = [counted(joined, "joined the WABA"), counted(left, "left it")];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            format!("Since this was shown, {}. Nothing was moved. Look again before you confirm.", parts.join(" and "))
        }
        Changed::Mapping => "Since this was shown, the WABA's mapping was changed at Plivo. Look again.".to_owned(),
        Changed::Waba => "Since this was shown, the WABA itself was changed at Plivo. Look again.".to_owned(),
        Changed::Configuration => "Since this was shown, the number was changed at Plivo. Look again.".to_owned(),
        Changed::Expired => "This was shown more than five minutes ago. Look again before you confirm.".to_owned(),
    }
}

pub(crate) fn remap_not_attempted(reason: &Changed) -> String {
    format!("The mapping was left alone and is kept as a draft. {}", changed(reason))
}

fn counted(numbers: &[PhoneNumber], did: &str) -> Option<String> {
    match numbers {
        [] => None,
        [one] => Some(format!("{} {did}", one.international())),
        many => Some(format!("{} numbers {did}", many.len())),
    }
}

fn labels(fields: &[Field]) -> String {
    fields.iter().map(|field| field.label()).collect::<Vec<_>>().join(", ")
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

pub(crate) fn problem(finding: &Finding) -> Problem {
    Problem {
        field: finding.field.into(),
        severity: match finding.severity {
            domain::validate::Severity::Error => Severity::Error,
            domain::validate::Severity::Warning => Severity::Warning,
        },
        message: finding.message.clone(),
        fix: finding.fix.clone().map(|(label, value)| Fix { label, value }),
    }
}

/// None when there is no error.
pub(crate) fn errors_only(verdict: &Verdict) -> Option<Vec<Problem>> {
    let errors: Vec<Problem> = verdict.errors().map(problem).collect();
    (!errors.is_empty()).then_some(errors)
}

/// Something that cannot happen did.
pub(crate) fn broken(error: &dyn Display) -> DeskError {
    DeskError::new(Code::Internal, format!("Something in the app is broken: {error}. Please report it."))
}

/// Who is at this computer, for the record.
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

/// What a draft of a WABA's mapping is called.
pub(crate) fn mapping_of(waba: &str) -> String {
    format!("Mapping of {waba}")
}
