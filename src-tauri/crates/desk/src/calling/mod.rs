//! The calling page of a number: the readiness checklist, the rules, and whether a customer may be called or asked.

mod calls;
mod facts;
mod kept_calls;
mod page;
mod permission;

use domain::calling::country::{self, Outbound};
use domain::calling::record::Table;
use domain::calling::rules::Stated;
use domain::calling::{Provenance, RuleId, Rules};
use domain::observed::Observed;

use crate::view::{CallingVerdictView, RuleView, YesNo};

/// The limits that apply to every number. They are shown beside the switch.
const LIMITS: [RuleId; 5] = [
    RuleId::CallButton,
    RuleId::ConcurrentCalls,
    RuleId::CallsPerSecondShared,
    RuleId::Forwarding,
    RuleId::MessagingLimit,
];

/// Returns what the number's country means for its calls.
pub(crate) fn verdict(seen: &Observed) -> CallingVerdictView {
    let rules = Rules::current();
    let verdict = country::classify(rules, seen.number, seen.country_iso.as_deref());
    CallingVerdictView {
        outbound: yes_no(verdict.outbound),
        outbound_text: verdict.reason,
        inbound_text: rules.state(RuleId::InboundEverywhere).words,
        country_note: verdict.note,
        limits: LIMITS.into_iter().map(|id| rule(rules.state(id))).collect(),
    }
}

fn yes_no(outbound: Outbound) -> YesNo {
    match outbound {
        Outbound::Available => YesNo::Yes,
        Outbound::Restricted => YesNo::No,
        Outbound::NotKnown => YesNo::NotKnown,
    }
}

fn rule(stated: Stated) -> RuleView {
    sourced(id_text(&stated.id), stated.words, stated.provenance)
}

/// Returns what call records show, and what they do not.
fn records() -> Vec<RuleView> {
    let table = Table::current();
    let notes = [("recordChannel", table.channel.clone()), ("recordCauses", table.about_causes())];
    notes.into_iter().map(|(id, note)| sourced(id.to_owned(), note.words, note.provenance)).collect()
}

fn sourced(id: String, text: String, from: Provenance) -> RuleView {
    let source = match from.url {
        Some(url) => format!("{}, {url}", from.source),
        None => from.source,
    };
    RuleView { id, text, source, date: from.date, note: from.note }
}

/// Returns the name of a rule or a step as the window knows it, such as `callingHours`.
fn id_text(id: &impl std::fmt::Debug) -> String {
    let text = format!("{id:?}");
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}
