//! Outcome messages: what is reported about a write, a draft or a batch, as a code with parameters.
//!
//! The codes are stored and compared. [`words`](crate::view::words) makes a sentence of each when it is shown, so
//! better wording also applies to older records. Names of WABAs and accounts are stored as they were at the time.

use domain::confirm::Changed;
use domain::field::Field;
use domain::phone::PhoneNumber;
use serde::{Deserialize, Serialize};

use crate::view::Cause;
use crate::view::FieldName;

/// The sentence for [`Said::HeldUp`] of versions that had no codes. It never changes, even if the wording of `HeldUp`
/// does: a batch that such a version stored has to be recognised.
const HELD_UP_BEFORE_CODES: &str = "An earlier change of this number is not yet known to have reached Plivo. It is \
                                    being checked; save again when it is settled.";

/// One outcome message: its code, with its parameters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Said {
    /// The state of a record before its write.
    Sent,
    /// Plivo now returns the requested values.
    Confirmed {
        fields: Vec<Field>,
    },
    /// Plivo accepted the write, but returns other values for these fields.
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
    /// Plivo accepted a remap, but returns another owner.
    MappingDifferent {
        now: String,
    },
    Disconnected {
        number: PhoneNumber,
    },
    /// Plivo accepted a disconnect, but still lists the number.
    StillListed,
    /// The answer to a write was lost.
    Lost {
        cause: Cause,
    },
    /// Plivo accepted the write, but could not be read afterwards.
    AcceptedUnread {
        cause: Cause,
    },
    /// Plivo accepted the write, but still returns the old values.
    AcceptedNotShown {
        what: Subject,
    },
    /// A write was sent, but its outcome could not be stored on disk.
    SentUnrecorded {
        cause: Cause,
    },
    /// A record that cannot be read, so the requested values and their target are unknown.
    Unreadable,
    /// Plivo accepted the write, and a later read shows the requested values.
    ReadBackLater {
        what: Subject,
    },
    /// Plivo accepted the write, but a later read shows other values.
    TakenAndDifferent {
        what: Subject,
    },
    /// Plivo accepted the write, but no longer returns the number or the WABA.
    TakenAndGone {
        what: Subject,
    },
    /// The answer was lost, and a read shows the requested values.
    SettledApplied {
        what: Subject,
    },
    /// The answer was lost, and a read after the grace period shows the old values.
    SettledNotApplied {
        what: Subject,
    },
    /// The answer was lost, and Plivo no longer returns the number or the WABA.
    SettledGone {
        what: Subject,
    },
    /// The answer was lost, and a read shows neither the old nor the new values.
    SettledOther {
        what: Subject,
    },
    /// A person carried it out in Plivo's console and said so.
    ByHand,
    /// A remap that was not attempted, because the number's own changes are not confirmed.
    NumberUnconfirmed,
    /// A remap that was not attempted, because the confirmed state has changed.
    NoLongerConfirmed {
        changed: Changed,
    },
    /// An error ended the attempt. Nothing was sent.
    Failed {
        cause: Cause,
    },
    /// A mapping waits for its confirmation.
    ConfirmFirst,
    /// The state that the confirmation dialog showed has changed.
    ChangedSince {
        changed: Changed,
    },
    /// Plivo holds the draft's values already.
    NothingToDo,
    /// None of the draft's edits apply now: they stay in the draft and are not sent.
    Parked,
    /// An invalid field. The validation rules have no codes yet, so their sentence is stored.
    Invalid {
        field: FieldName,
        message: String,
    },
    Conflicts {
        count: usize,
    },
    /// A save of several steps, with the outcome of each.
    Steps {
        steps: Vec<Said>,
    },
    /// The outcome of an earlier change of the number is unknown, so the draft was not sent.
    HeldUp,
    /// The earlier change that held the draft up is settled, with its outcome.
    Freed {
        settled: Box<Said>,
    },
    /// A batch stopped because Plivo cannot be reached.
    Unreachable,
    /// A batch stopped because the user closed the window.
    WindowClosed,
    /// The app ended while a batch was running, without the user's own closing of the window.
    AppEnded,
    /// The drafts of a batch that were not sent, by the reason.
    LeftByBatch {
        waiting: usize,
        needs_you: usize,
        nothing_to_do: usize,
        failed: usize,
        mappings: usize,
    },
    /// A sentence of a version that had no codes, or other codes. Only read, never written.
    #[serde(skip)]
    Older {
        message: String,
    },
}

/// What a write changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Subject {
    Fields(Vec<Field>),
    Mapping,
    Disconnect,
}

impl Said {
    /// Returns the stored form. None for a sentence without a code.
    pub(crate) fn to_kept(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    /// Reads the stored form. `message` is used only if there is no code, or none that this version knows.
    pub(crate) fn from_kept(kept: Option<&str>, message: &str) -> Self {
        let older = || Self::Older { message: message.to_owned() };
        match kept {
            Some(kept) => serde_json::from_str(kept).unwrap_or_else(|_| older()),
            None if message == HELD_UP_BEFORE_CODES => Self::HeldUp,
            None => older(),
        }
    }

    /// Returns the code alone, for programs that read an export. Sentences of other versions have none.
    pub(crate) fn code(&self) -> Option<String> {
        let value = serde_json::to_value(self).ok()?;
        value["code"].as_str().map(str::to_owned)
    }

    /// Returns true if the sentence names all fields of the write.
    pub(crate) fn names(&self, fields: &[Field]) -> bool {
        match self {
            Self::Confirmed { fields: named } | Self::Different { fields: named } => named == fields,
            Self::ReadBackLater { what }
            | Self::TakenAndDifferent { what }
            | Self::TakenAndGone { what }
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
