//! What a number still lacks for WhatsApp calls: the guide's prerequisites and steps, with their live state.

mod items;
mod known;
mod line;

pub use known::{Endpoint, InboundCall, Known, Messages, Test};
pub use line::{ReadinessId, ReadinessItem, State};

use super::country::Outbound;
use super::rules::Rules;

/// The checklist, in the guide's order.
pub fn readiness(rules: &Rules, known: &Known) -> Vec<ReadinessItem> {
    let steps = [
        items::waba(known),
        items::number(known),
        items::messaging_limit(rules, known),
        items::messages(known),
        items::calling(rules, known),
        items::answer_url(known),
        items::mapping(known),
        items::calling_hours(known),
        items::inbound_call(known),
    ];
    // A number that cannot call needs nobody's permission.
    let permission = (known.outbound != Outbound::Restricted).then(items::permission);
    steps.into_iter().chain(permission).collect()
}

#[cfg(test)]
mod tests;
