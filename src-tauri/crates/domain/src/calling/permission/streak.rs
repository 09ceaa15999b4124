//! How many calls in a row a user has missed.

use super::facts::{Outcome, Past};

/// The number of consecutive missed calls up to now. It is a range if the outcome of some calls is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Streak {
    /// The count of calls that were certainly missed, one after the other.
    pub least: u32,
    /// The count if every call with an unknown outcome was missed too.
    pub most: u32,
    /// Whether calls missing from the facts may make the streak longer.
    pub open: bool,
}

/// Counts the business's calls since `start`, inclusive, back to the last answered one. An answered call ends the
/// streak. It does so even after a streak that revoked the permission, because the call could not have been placed
/// without a new permission. Calls from the user neither count nor end the streak, since no source says that they do.
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
