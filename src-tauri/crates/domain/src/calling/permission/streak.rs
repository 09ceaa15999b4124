//! How many calls in a row a user has missed.

use super::facts::{Facts, Outcome};

/// The missed calls in a row up to now. A call whose outcome is not known leaves a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Streak {
    /// Surely missed, one after the other.
    pub least: u32,
    /// If every unknown one was missed too.
    pub most: u32,
}

/// Counts the business's calls since `start`, inclusive, back to the last answered one. An answered call ends the row,
/// also after a row that had revoked the permission: it could not have been placed without a new one. The user's own
/// calls neither count nor end it, since no source says that they do.
pub(super) fn streak(facts: &Facts, start: i64) -> Streak {
    let mut streak = Streak { least: 0, most: 0 };
    let mut sure = true;
    let since = facts.outbound().rev().take_while(|call| call.at >= start);
    for call in since.take_while(|call| call.outcome != Outcome::Answered) {
        sure &= call.outcome == Outcome::Missed;
        streak.most += 1;
        streak.least += u32::from(sure);
    }
    streak
}
