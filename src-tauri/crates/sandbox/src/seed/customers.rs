//! Customers whose calls with the first number demonstrate WhatsApp's calling rules.
//!
//! No random record concerns these customers, so the calls listed here are complete.

use super::story::Direction::{Inbound, Outbound};
use super::story::{ANSWERED, NOT_TAKEN, Story, UNKNOWN};

/// Five answered outbound calls in the twelve hours before the newest record, which is the limit for one day.
pub const CALLED_FIVE_TIMES: &str = "919413341231";
/// An answered outbound call, then two missed ones in a row: WhatsApp asks the customer to reconsider.
pub const MISSED_TWO: &str = "919413341232";
/// An answered outbound call, then four missed ones in a row: WhatsApp revokes the permission.
pub const MISSED_FOUR: &str = "919413341233";
/// Called the business first and was never called: this gives a callback permission, if Meta's setting allows it.
pub const CALLED_FIRST: &str = "919413341234";
/// Missed, then answered, then missed: a streak of one missed call.
pub const MISSED_BETWEEN: &str = "919413341235";
/// One unanswered outbound call with cause 0, *Unknown*: it is not known whether the customer missed it.
pub const CAUSE_UNKNOWN: &str = "919413341236";
/// The caller of the inbound test calls; see [`TESTED`].
pub const TESTER: &str = "919413341230";

/// Indexes, counted from 0, of the numbers that have answered an inbound call from [`TESTER`]. From 24 numbers on, the
/// last two have calling on.
pub const TESTED: [usize; 3] = [0, 16, 22];
/// Indexes, counted from 0, of the numbers that have never answered an inbound call. Their Answer URLs are missing, or
/// point to endpoints that Plivo could not use.
pub const NEVER_ANSWERED: [usize; 7] = [11, 15, 17, 18, 19, 21, 23];

/// All calls are with the first number.
pub(super) const STORIES: &[Story] = &[
    (CAUSE_UNKNOWN, Outbound, UNKNOWN, 0),
    (CALLED_FIVE_TIMES, Outbound, ANSWERED, 35),
    (MISSED_TWO, Outbound, NOT_TAKEN, 50),
    (CALLED_FIRST, Inbound, ANSWERED, 70),
    (MISSED_BETWEEN, Outbound, NOT_TAKEN, 95),
    (CALLED_FIVE_TIMES, Outbound, ANSWERED, 130),
    (MISSED_FOUR, Outbound, NOT_TAKEN, 165),
    (MISSED_TWO, Outbound, NOT_TAKEN, 250),
    (CALLED_FIVE_TIMES, Outbound, ANSWERED, 290),
    (MISSED_BETWEEN, Outbound, ANSWERED, 340),
    (CALLED_FIVE_TIMES, Outbound, ANSWERED, 460),
    (MISSED_FOUR, Outbound, NOT_TAKEN, 530),
    (MISSED_BETWEEN, Outbound, NOT_TAKEN, 610),
    (CALLED_FIVE_TIMES, Outbound, ANSWERED, 700),
    (MISSED_FOUR, Outbound, NOT_TAKEN, 1_690),
    (MISSED_TWO, Outbound, ANSWERED, 1_750),
    (MISSED_FOUR, Outbound, NOT_TAKEN, 1_940),
    (MISSED_FOUR, Outbound, ANSWERED, 3_020),
];
