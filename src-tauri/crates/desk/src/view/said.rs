//! What is told of a write, of a draft or of a batch, as a code with its parameters.
//!
//! The codes are what is kept and compared. Their sentences are made in [`words`](crate::view::words) when they are shown, so
//! that a better wording also serves what was recorded before it. Names stand here as they were at the time.

use domain::confirm::Changed;
use domain::field::Field;
use domain::phone::PhoneNumber;
use serde::{Deserialize, Serialize};

use crate::view::Cause;
use crate::view::FieldName;

/// How versions before the codes told that an earlier change holds a draft up. It is kept as it was, whatever
/// [`Said::HeldUp`] is worded like: a batch that such a version left behind still has to go on.
const HELD_UP_BEFORE_CODES: &str = "An earlier change of this number is not yet known to have reached Plivo. It is \
                                    being checked; save again when it is settled.";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Said {
    /// The record before the write.
    Sent,
    /// Plivo now returns what was asked.
    Confirmed {
        fields: Vec<Field>,
    },
    /// Plivo said yes, and returns something else for these.
    Different {
        fields: Vec<Field>,
    },
    NotSent {
        cause: Cause,
    },
    Refused {
        cause: Cause,
    },
    Moved {
        waba: String,
        numbers: usize,
        to: String,
    },
    /// Plivo said yes to a remap, and returns another owner.
    MappingDifferent {
        now: String,
    },
    Disconnected {
        number: PhoneNumber,
    },
    /// Plivo said yes to a disconnect, and still lists the number.
    StillListed,
    /// The answer to a write was lost.
    Lost {
        cause: Cause,
    },
    /// Plivo said yes, and then could not be read.
    AcceptedUnread {
        cause: Cause,
    },
    /// Plivo said yes, and still returns the values from before.
    AcceptedNotShown {
        what: Subject,
    },
    /// A write was sent, and then the disk refused to keep what became of it.
    SentUnrecorded {
        cause: Cause,
    },
    /// A record that says neither what was asked nor of what.
    Unreadable,
    /// Plivo said yes, and a later read shows what was asked.
    ReadBackLater {
        what: Subject,
    },
    /// Plivo said yes, and a later read shows something else.
    TakenAndDifferent {
        what: Subject,
    },
    /// The answer was lost, and a read shows what was asked.
    SettledApplied {
        what: Subject,
    },
    /// The answer was lost, and a read shows the old values for good.
    SettledNotApplied {
        what: Subject,
    },
    /// The answer was lost, and what the write was about is no longer there.
    SettledGone {
        what: Subject,
    },
    /// The answer was lost, and a read shows neither the old nor the new values.
    SettledOther {
        what: Subject,
    },
    /// A person carried it out in Plivo's console and said so.
    ByHand,
    /// A remap that was left alone, since the number's own changes are not confirmed.
    NumberUnconfirmed,
    /// A remap that was left alone, since what was confirmed is no longer so.
    NoLongerConfirmed {
        changed: Changed,
    },
    /// An error came instead of an outcome; nothing was sent.
    Failed {
        cause: Cause,
    },
    /// A mapping waits for its confirmation.
    ConfirmFirst,
    /// What a mapping's dialog showed is no longer so.
    ChangedSince {
        changed: Changed,
    },
    /// Plivo holds already what the draft asks for.
    NothingToDo,
    /// The draft has nothing that has a say by now.
    Parked,
    /// The rules of a field have no codes yet, so their words are kept.
    Invalid {
        field: FieldName,
        message: String,
    },
    Conflicts {
        count: usize,
    },
    /// A save of several steps, each with what became of it.
    Steps {
        steps: Vec<Said>,
    },
    /// An earlier change of the number is not settled, so the draft was not sent.
    HeldUp,
    /// What held a draft up is settled, and how.
    Freed {
        settled: Box<Said>,
    },
    /// A batch stopped because nothing reaches Plivo.
    Unreachable,
    /// Read from a file: the words of a version that had no codes, or that had others. Never written.
    #[serde(skip)]
    Older {
        message: String,
    },
}

/// What a write was about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Subject {
    Fields(Vec<Field>),
    Mapping,
    Disconnect,
}

impl Said {
    /// As it is kept on disk; nothing for what has no code.
    pub(crate) fn to_kept(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    /// From what is on disk. `message` counts only where there is no code, or none that this version knows.
    pub(crate) fn from_kept(kept: Option<&str>, message: &str) -> Self {
        let older = || Self::Older { message: message.to_owned() };
        match kept {
            Some(kept) => serde_json::from_str(kept).unwrap_or_else(|_| older()),
            None if message == HELD_UP_BEFORE_CODES => Self::HeldUp,
            None => older(),
        }
    }

    /// The code alone, for programs that read an export. Words of another version have none.
    pub(crate) fn code(&self) -> Option<String> {
        let value = serde_json::to_value(self).ok()?;
        value["code"].as_str().map(str::to_owned)
    }

    /// Whether the sentence names all of the fields that the write was about.
    pub(crate) fn names(&self, fields: &[Field]) -> bool {
        match self {
            Self::Confirmed { fields: named } | Self::Different { fields: named } => named == fields,
            Self::ReadBackLater { what }
            | Self::TakenAndDifferent { what }
            | Self::AcceptedNotShown { what }
            | Self::SettledApplied { what }
            | Self::SettledNotApplied { what }
            | Self::SettledGone { what }
            | Self::SettledOther { what } => match what {
                Subject::Fields(named) => named == fields,
                Subject::Mapping => fields == [Field::AccountMapping],
                Subject::Disconnect => fields.is_empty(),
            },
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests;
