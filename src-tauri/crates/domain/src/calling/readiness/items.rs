//! The lines of the checklist, one function each.

use super::facts::{Endpoint, InboundCall, Messages, ReadinessFacts, Test};
use super::line::{ReadinessId, ReadinessItem, State, item};
use crate::calling::rules::{RuleId, Rules};
use crate::calling::words::thousands;

const CONSOLE: &str = "WhatsApp > Numbers > the number > Configure Number in Plivo's console";

pub(super) fn waba(facts: &ReadinessFacts) -> ReadinessItem {
    let line =
        |state, detail: String| item(ReadinessId::Waba, "WhatsApp Business Account linked to Plivo", state, detail);
    match &facts.waba {
        Some(name) => line(State::Done, format!("The number belongs to the WABA {name}.")),
        None => line(State::NotKnown, "The number's WABA is not known here.".to_owned())
            .next("Look under WhatsApp > Numbers in Plivo's console. If the WABA is not there, link it to Plivo."),
    }
}

pub(super) fn number(facts: &ReadinessFacts) -> ReadinessItem {
    let line = |state, detail: String| item(ReadinessId::Number, "WhatsApp-enabled number", state, detail);
    match facts.status.as_str() {
        "connected" => line(State::Done, "Plivo lists the number as connected.".to_owned()),
        "pending" => line(State::ToDo, "Plivo lists the number as pending.".to_owned())
            .next("Wait until Meta has approved it. Its state is under WhatsApp > Numbers in Plivo's console."),
        "disconnected" => line(State::Attention, "Plivo lists the number as disconnected.".to_owned())
            .next("Connect it again under WhatsApp > Numbers in Plivo's console, then configure it again."),
        "" | "unknown" => line(State::NotKnown, "Plivo does not show the number's status.".to_owned())
            .next("Look under WhatsApp > Numbers in Plivo's console."),
        other => {
            line(State::NotKnown, format!("Plivo lists the number as “{other}”, which this version does not know."))
                .next("Look under WhatsApp > Numbers in Plivo's console.")
        }
    }
}

pub(super) fn messaging_limit(rules: &Rules, facts: &ReadinessFacts) -> ReadinessItem {
    let needed = rules.messaging_limit.value;
    let line = |state, detail: String| {
        item(ReadinessId::MessagingLimit, "Messaging limit", state, detail).rule(RuleId::MessagingLimit)
    };
    match facts.messaging_limit {
        Some(limit) if limit >= needed => {
            let detail = format!("The limit is {}, and calling needs {}.", thousands(limit), thousands(needed));
            line(State::Done, detail)
        }
        Some(limit) => {
            let detail =
                format!("The limit is {}, and calling needs at least {}.", thousands(limit), thousands(needed));
            line(State::Attention, detail).next(
                "Meta raises the limit as the number is used and keeps its quality. \
                 See Meta Business Manager > WhatsApp Manager > Phone Numbers.",
            )
        }
        None => line(State::NotKnown, format!("Plivo does not show the limit. Calling needs {}.", thousands(needed)))
            .next("See Meta Business Manager > WhatsApp Manager > Phone Numbers."),
    }
}

pub(super) fn messages(facts: &ReadinessFacts) -> ReadinessItem {
    const TITLE: &str = "Webhook URL or AI agent";
    let line = |state, detail: &str| item(ReadinessId::Messages, TITLE, state, detail);
    match &facts.messages {
        Messages::Unset => line(State::ToDo, "Nothing handles inbound messages yet.")
            .next(format!("Choose a Configuration Type in the panel, or by hand under {CONSOLE}.")),
        Messages::Agent { chosen: true } => line(State::Done, "An AI agent handles messages."),
        Messages::Agent { chosen: false } => line(State::ToDo, "The number is set to AI Agents, and none is chosen.")
            .next(format!("Choose an agent in the panel, or by hand under {CONSOLE}.")),
        Messages::Webhook(url) => endpoint(ReadinessId::Messages, TITLE, "Webhook URL", url),
    }
}

pub(super) fn calling(rules: &Rules, facts: &ReadinessFacts) -> ReadinessItem {
    let line = |state, detail: String| item(ReadinessId::Calling, "WhatsApp calling", state, detail);
    match facts.calling {
        Some(true) => {
            let detail = format!(
                "Calling is on. Some users may see the call button only {} after it was switched on.",
                rules.call_button.value.words()
            );
            line(State::Done, detail).rule(RuleId::CallButton)
        }
        Some(false) => line(State::ToDo, "Calling is off.".to_owned())
            .next(format!("Switch on Enable WhatsApp Calling in the panel, or by hand under {CONSOLE}.")),
        None => line(State::NotKnown, "Plivo does not show whether calling is on.".to_owned())
            .next(format!("Look under {CONSOLE}.")),
    }
}

pub(super) fn answer_url(facts: &ReadinessFacts) -> ReadinessItem {
    endpoint(ReadinessId::AnswerUrl, "Answer URL", "Answer URL", &facts.answer_url)
}

fn endpoint(id: ReadinessId, title: &'static str, field: &str, url: &Endpoint) -> ReadinessItem {
    let line = |state, detail: String| item(id, title, state, detail);
    let again = format!("Press Test endpoint beside {field} in the panel.");
    match url {
        Endpoint::Missing => line(State::ToDo, format!("No {field} is set."))
            .next(format!("Set it in the panel, or by hand under {CONSOLE}.")),
        Endpoint::Invalid(why) => line(State::Attention, format!("The {field} is not valid. {why}"))
            .next(format!("Correct it in the panel, or by hand under {CONSOLE}.")),
        Endpoint::Set(Test::NeverTested) => {
            line(State::ToDo, format!("The {field} is set, and has not been tested from this computer.")).next(again)
        }
        Endpoint::Set(Test::Outdated) => {
            line(State::ToDo, format!("The {field} has changed since its last test.")).next(again)
        }
        Endpoint::Set(Test::Failed { at }) => line(State::Attention, format!("The last test of the {field} failed."))
            .at(*at)
            .next(format!("Open the result beside {field}, mend what it shows, and test again.")),
        Endpoint::Set(Test::OutOfReach { at }) => {
            line(State::Attention, format!("The {field} answers this computer, but Plivo cannot reach it."))
                .at(*at)
                .next(format!("Set a {field} with a public address, and test it."))
        }
        Endpoint::Set(Test::Passed { at }) => {
            line(State::Done, format!("The {field} is set, and passed its last test.")).at(*at)
        }
    }
}

pub(super) fn mapping(facts: &ReadinessFacts) -> ReadinessItem {
    let line = |state, detail: String| item(ReadinessId::Mapping, "Account Mapping", state, detail);
    match &facts.mapping {
        Some(owner) => line(State::Done, format!("{owner} owns the traffic and billing of the whole WABA.")),
        None => line(State::NotKnown, "It is not known which account owns the WABA.".to_owned())
            .next(format!("Look under {CONSOLE} > Account Mapping.")),
    }
}

pub(super) fn calling_hours(facts: &ReadinessFacts) -> ReadinessItem {
    const PATH: &str =
        "Meta Business Manager > WhatsApp Manager > Phone Numbers > the number > More > Calls > Available call hours";
    let line = |state, detail: &str| item(ReadinessId::CallingHours, "Calling hours (by hand)", state, detail);
    match facts.hours_checked {
        Some(at) => line(State::Done, "Somebody marked the calling hours as checked.").at(at),
        None => line(State::Optional, "Users can call at any time unless hours are set. Plivo does not show them.")
            .next(format!("Set or check them under {PATH}, then mark this as checked.")),
    }
}

pub(super) fn inbound_call(facts: &ReadinessFacts) -> ReadinessItem {
    const TEST: &str = "Call the number from WhatsApp, and check that the call connects, that its audio reaches the \
                        answer endpoint, and that both sides hear each other.";
    let line = |state, detail: String| item(ReadinessId::InboundCall, "Inbound test call", state, detail);
    let days = facts.record_days;
    match &facts.inbound_call {
        InboundCall::Answered { at } => {
            let detail = format!(
                "Call records show an answered call to this number in the last {days} days. They do not tell a \
                 WhatsApp call from an ordinary one."
            );
            line(State::Done, detail)
                .at(*at)
                .next("If it was no test from WhatsApp, or no audio came through, look under Voice > Logs in Plivo's console.")
        }
        InboundCall::NotAnswered { at, cause } => {
            let detail = format!("A call to this number was seen in the last {days} days, and not answered ({cause}).");
            let next = format!("Mend what the cause names, or test the Answer URL. {TEST}");
            ReadinessItem { at: *at, ..line(State::Attention, detail).next(next) }
        }
        InboundCall::NotSeen { read } => {
            line(State::ToDo, format!("Call records show no call to this number in the last {days} days."))
                .at(*read)
                .next(format!("{TEST} If it does not work, look under Voice > Logs in Plivo's console."))
        }
        InboundCall::NotAmongNewest { read } => {
            let detail = "The newest call records show no call to this number, and older ones were not read.";
            line(State::NotKnown, detail.to_owned())
                .at(*read)
                .next(format!("{TEST} Older calls are listed under Voice > Logs in Plivo's console."))
        }
        InboundCall::NotKnown => line(State::NotKnown, "Call records could not be read.".to_owned())
            .next(format!("{TEST} Calls are listed under Voice > Logs in Plivo's console.")),
    }
}

pub(super) fn permission() -> ReadinessItem {
    let detail = "A user must have given permission before this number may call. Plivo does not show whether a template \
                  that asks for it is there.";
    item(ReadinessId::Permission, "Asking for permission (by hand)", State::Optional, detail)
        .next(
            "Create a template of the kind Calling permissions request under Meta Business Manager > WhatsApp Manager \
             > Manage Templates > Create Template, or ask in a free-form message.",
        )
        .rule(RuleId::AskBy)
}
