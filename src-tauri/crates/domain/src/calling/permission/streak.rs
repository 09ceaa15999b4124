//! How many calls in a row a user has missed.

use super::facts::{Outcome, Past};

/// The missed calls in a row up to now. A call whose outcome is not known leaves a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Streak {
    /// Surely missed, one after the other.
    pub least: u32,
    /// If every one whose end is not known was missed too.
    pub most: u32,
    /// Whether calls that nobody told of may make it longer still.
    pub open: bool,
}

/// Counts the business's calls since `start`, inclusive, back to the last answered one. An answered call ends the row,
/// also after a row that had revoked the permission: it could not have been placed without a new one. The user's own
/// calls neither count nor end it, since no source says that they do.
pub(super) fn streak(past: &Past, start: i64) -> Streak {
    let mut streak = Streak { least: 0, most: 0, open: past.lacks_since(start) };
    let mut sure = true;
    let since = past.facts.outbound().rev().take_while(|call| call.at >= start);
    for call in since {
        if call.outcome == Outcome::Answered {
            streak.open = past.lacks_since(call.at);
            break;
        }
        sure &= call.outcome == Outcome::Missed;
        streak.most += 1;
        streak.least += u32::from(sure);
    }
    streak
}
