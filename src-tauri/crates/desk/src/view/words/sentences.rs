//! The sentence of each outcome message. A new code does not compile without its sentence here.

use domain::confirm::Changed;
use domain::field::Field;
use domain::phone::PhoneNumber;

use super::{labels, plural};
use crate::view::said::{Said, Subject};

/// Returns the sentence of an outcome message.
pub(crate) fn of(said: &Said) -> String {
    match said {
        Said::Sent => "Sent; Plivo has not answered yet.".to_owned(),
        Said::Confirmed { fields } => format!("Saved, and read back from Plivo: {}.", labels(fields)),
        Said::Different { fields } => format!(
            "Plivo accepted the change, but now returns something else for {}. Somebody may have changed it meanwhile; \
             your values are kept as a draft.",
            labels(fields)
        ),
        Said::NotSent { cause } => format!("Nothing was sent. {} Drafts are kept.", cause.words()),
        Said::Refused { cause } => format!("{} Nothing was changed; drafts are kept.", cause.words()),
        Said::Moved { waba, numbers, to } => moved(waba, *numbers, to),
        Said::MappingDifferent { now } => {
            format!("Plivo accepted the change of the mapping, but now says {now}. It is kept as a draft.")
        }
        Said::Disconnected { number } => {
            format!(
                "{} is disconnected: Plivo no longer returns it. Its configuration is kept.",
                number.international()
            )
        }
        Said::StillListed => {
            "Plivo accepted the disconnect, but still lists the number. Look again in a moment.".to_owned()
        }
        Said::Lost { cause } => format!(
            "{} It is not yet known whether the change was carried out: Plivo is being read to find out.",
            cause.words()
        ),
        Said::AcceptedUnread { cause } => {
            format!("Plivo accepted the change, but it could not be read back yet. {}", cause.words())
        }
        Said::SentUnrecorded { cause } => format!(
            "The change was sent to Plivo, but its outcome could not be stored. {} It is completed by \
             reading Plivo as soon as that is possible.",
            cause.words()
        ),
        Said::Unreadable => {
            "This record cannot be read any more, so it cannot be determined whether the change was carried out. \
                             Look at what Plivo holds before you save again."
                .to_owned()
        }
        Said::AcceptedNotShown { what } => accepted_not_shown(what),
        Said::ReadBackLater { what } => read_back_later(what),
        Said::TakenAndDifferent { what } => taken_and_different(what),
        Said::TakenAndGone { what } => taken_and_gone(what),
        Said::SettledApplied { what } => settled_applied(what),
        Said::SettledNotApplied { what } => settled_not_applied(what),
        Said::SettledGone { what } => settled_gone(what),
        Said::SettledOther { what } => settled_other(what),
        Said::ByHand => "Marked here as done by hand in Plivo's console. It could not be read back.".to_owned(),
        Said::NumberUnconfirmed => "The number's own changes are not confirmed, so the mapping was left alone. It is \
                                    kept as a draft."
            .to_owned(),
        Said::NoLongerConfirmed { changed: reason } => {
            format!("The mapping was left alone and is kept as a draft. {}", changed(reason))
        }
        Said::Failed { cause } => cause.words(),
        Said::ConfirmFirst => "It moves the whole WABA. Look at its numbers, and confirm.".to_owned(),
        Said::ChangedSince { changed: reason } => changed(reason),
        Said::NothingToDo => "Plivo holds it already.".to_owned(),
        Said::Parked => "Nothing was sent: these edits do not apply while the other configuration type is set, or \
                         while calling is off. They stay in the draft."
            .to_owned(),
        Said::Invalid { message, .. } | Said::Older { message } => message.clone(),
        Said::Conflicts { count } => plural(
            *count,
            "A field was changed at Plivo too. Open it and decide.",
            "# fields were changed at Plivo too. Open it and decide.",
        ),
        Said::Steps { steps } => steps.iter().map(of).collect::<Vec<_>>().join(" "),
        Said::HeldUp => {
            "An earlier change of this number is not yet known to have reached Plivo. It is being checked; \
                         save again when it is settled."
                .to_owned()
        }
        Said::Freed { settled } => {
            format!("This draft was not sent yet. The earlier change that held it up is settled: {}", of(settled))
        }
        Said::Unreachable => "Plivo cannot be reached any more.".to_owned(),
        Said::WindowClosed => "You closed the window.".to_owned(),
        Said::AppEnded => "The app ended while drafts were being applied.".to_owned(),
        Said::LeftByBatch { waiting, needs_you, nothing_to_do, failed, mappings } => left_by_batch(&[
            (*waiting, "1 draft was not reached.", "# drafts were not reached."),
            (*needs_you, "1 draft was not sent: it needs you first.", "# drafts were not sent: they need you first."),
            (*nothing_to_do, "1 draft had nothing to send.", "# drafts had nothing to send."),
            (*failed, "1 draft failed before anything was sent.", "# drafts failed before anything was sent."),
            (*mappings, "1 WABA needs a confirmation of its own.", "# WABAs need a confirmation of their own."),
        ]),
    }
}

fn left_by_batch(counts: &[(usize, &str, &str)]) -> String {
    let some = counts.iter().filter(|(count, ..)| *count > 0);
    some.map(|(count, one, many)| plural(*count, one, many)).collect::<Vec<_>>().join(" ")
}

fn moved(waba: &str, numbers: usize, to: &str) -> String {
    match numbers {
        1 => format!("Moved, and read back from Plivo: the number of {waba} now belongs to {to}."),
        many => format!("Moved, and read back from Plivo: {many} numbers of {waba} now belong to {to}."),
    }
}

fn accepted_not_shown(what: &Subject) -> String {
    match what {
        Subject::Fields(fields) => format!(
            "Plivo accepted the change, but still returns what was there before for {}. It is read again until it shows.",
            labels(fields)
        ),
        Subject::Mapping => {
            "Plivo accepted the change of the mapping, but still returns the owner from before. It is read \
                             again until it shows."
                .to_owned()
        }
        Subject::Disconnect => {
            "Plivo accepted the disconnect, but still lists the number. It is read again until it shows.".to_owned()
        }
    }
}

/// Returns the write as a part of a sentence.
fn write_in_words(what: &Subject) -> String {
    match what {
        Subject::Fields(fields) => format!("the change of {}", labels(fields)),
        Subject::Mapping => "the change of the Account Mapping".to_owned(),
        Subject::Disconnect => "the disconnect".to_owned(),
    }
}

/// Returns whose values the write changes.
fn target_in_words(what: &Subject) -> &'static str {
    if *what == Subject::Mapping { "the WABA" } else { "the number" }
}

fn read_back_later(what: &Subject) -> String {
    format!("Plivo accepted {}, and {}.", write_in_words(what), shown_in_words(what))
}

/// Returns how Plivo shows that the write was carried out.
fn shown_in_words(what: &Subject) -> &'static str {
    if *what == Subject::Disconnect { "no longer returns the number" } else { "now returns the requested values" }
}

fn taken_and_different(what: &Subject) -> String {
    if *what == Subject::Disconnect {
        let sentence =
            "Plivo accepted the disconnect, but still lists the number. Somebody may have connected it again.";
        return sentence.to_owned();
    }
    format!(
        "Plivo accepted {}, but returns something else by now: somebody may have changed it since. Look at it before \
         you save again.",
        write_in_words(what)
    )
}

fn taken_and_gone(what: &Subject) -> String {
    let (write, target) = (write_in_words(what), target_in_words(what));
    match what {
        Subject::Disconnect => format!("Plivo accepted {write}, and no longer returns {target}, but still lists it."),
        Subject::Fields(_) | Subject::Mapping => format!("Plivo accepted {write}, but no longer returns {target}."),
    }
}

fn settled_applied(what: &Subject) -> String {
    let (write, shown) = (write_in_words(what), shown_in_words(what));
    format!("The answer was lost, but Plivo {shown}: {write} was carried out.")
}

fn settled_not_applied(what: &Subject) -> String {
    match what {
        Subject::Fields(fields) => format!(
            "The change of {} was not carried out: Plivo still returns the old values. Your draft is kept.",
            labels(fields)
        ),
        Subject::Mapping => "The change of the Account Mapping was not carried out: Plivo still returns the old \
                             values. Your draft is kept."
            .to_owned(),
        Subject::Disconnect => "The disconnect was not carried out: Plivo still lists the number.".to_owned(),
    }
}

fn settled_gone(what: &Subject) -> String {
    let (write, target) = (write_in_words(what), target_in_words(what));
    let but_listed = if *what == Subject::Disconnect { ", but still lists it" } else { "" };
    format!(
        "The answer was lost, and Plivo no longer returns {target}{but_listed}: it cannot be determined whether {write} \
         was carried out."
    )
}

fn settled_other(what: &Subject) -> String {
    format!(
        "Plivo returns neither the old nor the new values for {}: somebody else may have changed it, or Plivo carried \
         out a part.",
        write_in_words(what)
    )
}

/// Returns why a preview has to be shown again.
pub(crate) fn changed(changed: &Changed) -> String {
    match changed {
        Changed::Numbers { joined, left } => members_changed(joined, left),
        Changed::Mapping => "Since this was shown, the WABA's mapping was changed at Plivo. Look again.".to_owned(),
        Changed::Waba => "Since this was shown, the WABA itself was changed at Plivo. Look again.".to_owned(),
        Changed::Configuration => "Since this was shown, the number was changed at Plivo. Look again.".to_owned(),
        Changed::Expired => "This was shown more than five minutes ago. Look again before you confirm.".to_owned(),
    }
}

fn members_changed(joined: &[PhoneNumber], left: &[PhoneNumber]) -> String {
    let joined = match joined {
        [] => None,
        [one] => Some(format!("Since this was shown, {} joined the WABA.", one.international())),
        many => Some(format!("Since this was shown, {} numbers joined the WABA.", many.len())),
    };
    let left = match left {
        [] => None,
        [one] => Some(format!("Since this was shown, {} left the WABA.", one.international())),
        many => Some(format!("Since this was shown, {} numbers left the WABA.", many.len())),
    };
    let next = "Nothing was moved. Look again before you confirm.".to_owned();
    [joined, left, Some(next)].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Returns the note of a draft with fields that also changed at Plivo.
pub(crate) fn changed_too(fields: &[Field]) -> String {
    format!("Changed at Plivo too: {}.", labels(fields))
}

/// Returns the note about fields that cannot be restored, because Plivo accepts no empty value for them.
pub(crate) fn were_empty(fields: &[Field]) -> String {
    match fields {
        [one] => {
            format!("{} was empty before. Plivo accepts no empty value, so it stays as it is.", one.label())
        }
        many => {
            format!("{} were empty before. Plivo accepts no empty values, so they stay as they are.", labels(many))
        }
    }
}

/// Returns the sentence for a write whose outcome is still unknown.
pub(crate) fn being_checked(what: Option<&Subject>) -> String {
    match what {
        Some(Subject::Fields(fields)) => {
            format!("It is not yet known whether the change of {} reached Plivo.", labels(fields))
        }
        Some(Subject::Mapping) => {
            "It is not yet known whether the change of the Account Mapping reached Plivo.".to_owned()
        }
        Some(Subject::Disconnect) => "It is not yet known whether the disconnect reached Plivo.".to_owned(),
        None => "It is not yet known whether an earlier change reached Plivo.".to_owned(),
    }
}
