//! The description of a seeded call: the customer, the direction, how it ended, and when.

/// The name and code of the hang-up cause, who hung up, and whether somebody had answered.
pub(super) type Ending = (&'static str, u32, &'static str, bool);

pub(super) const ANSWERED: Ending = ("Normal Hangup", 4000, "Callee", true);
pub(super) const NOT_TAKEN: Ending = ("Ring Timeout Reached", 3020, "Plivo", false);
/// Plivo's own word for a cause that it cannot determine.
pub(super) const UNKNOWN: Ending = ("Unknown", 0, "Unknown", false);

/// The direction of a call, from the business's point of view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Inbound,
    Outbound,
}

/// The customer, the direction, how the call ended, and how many minutes before the newest record.
pub(super) type Story = (&'static str, Direction, Ending, i64);
