//! Whether a business may call a user now, and whether it may ask for permission.
//!
//! Both answers follow from facts that a person entered or that call records tell. They are worked out for one moment
//! by looking at what had happened by then; the next change is found by looking at every later moment at which a
//! window closes, so an answer and its changes cannot contradict one another.

mod answer;
mod ask;
mod call;
mod facts;
mod in_force;
mod streak;

pub use answer::{Answer, May};
pub use ask::may_ask;
pub use call::may_call;
pub use facts::{CURRENT, CallFact, Callback, Direction, FactError, FactField, Facts, Known, Outcome, Request};

#[cfg(test)]
mod tests;
