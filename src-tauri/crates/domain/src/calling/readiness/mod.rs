//! What a number still lacks for WhatsApp calls: the prerequisites and steps of Plivo's guide, with their current
//! state.

mod facts;
mod items;
mod line;

pub use facts::{Endpoint, InboundCall, Messages, ReadinessFacts, Test};
pub use line::{ReadinessId, ReadinessItem, State};

use super::country::Outbound;
use super::rules::Rules;

/// Returns the checklist, in the guide's order.
pub fn readiness(rules: &Rules, facts: &ReadinessFacts) -> Vec<ReadinessItem> {
    let steps = [
        items::waba(facts),
        items::number(facts),
        items::messaging_limit(rules, facts),
        items::messages(facts),
        items::calling(rules, facts),
        items::answer_url(facts),
        items::mapping(facts),
        items::calling_hours(facts),
        items::inbound_call(facts),
    ];
    // A number that cannot call needs no permission from users.
    let permission = (facts.outbound != Outbound::Restricted).then(items::permission);
    steps.into_iter().chain(permission).collect()
}

#[cfg(test)]
mod tests;
