//! Whether a business may call a user now, and whether it may ask for permission.
//!
//! Both answers follow from facts that a person entered or that call records show. An answer is computed for one
//! moment, from what had happened by then. The next change is found by computing the answer for every later moment at
//! which a time window closes. So an answer and its changes cannot contradict each other.

mod answer;
mod ask;
mod call;
mod facts;
mod in_force;
mod streak;

pub use answer::{Answer, May};
pub use ask::may_ask;
pub use call::may_call;
pub use facts::{CURRENT, CallFact, Callback, CoveredSpan, Direction, FactError, FactField, Facts, Outcome, Request};

#[cfg(test)]
mod tests;
