use super::*;

fn ready() -> ReadinessFacts {
    ReadinessFacts {
        waba: Some("Acme EU".to_owned()),
        status: "connected".to_owned(),
        messaging_limit: Some(2_000),
        messages: Messages::Webhook(Endpoint::Set(Test::Passed { at: 7 })),
        calling: Some(true),
        answer_url: Endpoint::Set(Test::Passed { at: 8 }),
        mapping: Some("Main Account".to_owned()),
        hours_checked: Some(9),
        inbound_call: InboundCall::Answered { at: 10 },
        record_days: 29,
        outbound: Outbound::Available,
    }
}

#[test]
fn the_order_is_the_guides() {
    use ReadinessId::*;
    let ids: Vec<ReadinessId> = readiness(Rules::current(), &ready()).iter().map(|item| item.id).collect();
    let steps = [Waba, Number, MessagingLimit, Messages, Calling, AnswerUrl, Mapping, CallingHours, InboundCall];
    assert_eq!(ids, [steps.as_slice(), &[Permission]].concat());
    let restricted = ReadinessFacts { outbound: Outbound::Restricted, ..ready() };
    assert_eq!(readiness(Rules::current(), &restricted).len(), steps.len(), "a restricted number needs no permission");
}

/// Checks what differs from a number that is ready: one item, with its state and parts of its detail and its next step.
#[track_caller]
fn check(facts: ReadinessFacts, id: ReadinessId, state: State, detail: &str, next: &str) {
    for item in readiness(Rules::current(), &facts) {
        assert!(item.detail.ends_with('.') && item.next.as_ref().is_none_or(|next| next.ends_with('.')), "{item:?}");
        assert!(matches!(item.state, State::Done) || item.next.is_some(), "no next step for {item:?}");
        if item.id != id {
            let by_hand = item.id == ReadinessId::Permission;
            assert_eq!(item.state, if by_hand { State::Optional } else { State::Done }, "{item:?}");
            continue;
        }
        let said = item.next.as_deref().unwrap_or_default();
        let fits = item.state == state && item.detail.contains(detail) && said.contains(next);
        assert!(fits, "{item:?}");
    }
}

#[test]
fn prerequisites() {
    use ReadinessId::{MessagingLimit, Number, Waba};
    use State::{Attention, Done, NotKnown, ToDo};
    let status = |status: &str| ReadinessFacts { status: status.to_owned(), ..ready() };
    let limit = |messaging_limit| ReadinessFacts { messaging_limit, ..ready() };
    check(ready(), Waba, Done, "WABA Acme EU", "");
    check(
        ReadinessFacts { waba: None, ..ready() },
        Waba,
        NotKnown,
        "not known",
        "WhatsApp > Numbers in Plivo's console",
    );
    check(status("connected"), Number, Done, "connected", "");
    check(status("pending"), Number, ToDo, "pending", "Wait until Meta");
    check(status("disconnected"), Number, Attention, "disconnected", "Connect it again");
    check(status("unknown"), Number, NotKnown, "does not show", "WhatsApp > Numbers");
    check(status("hibernating"), Number, NotKnown, "“hibernating”", "WhatsApp > Numbers");
    check(limit(Some(1_999)), MessagingLimit, Attention, "1,999, and calling needs at least 2,000", "Meta raises");
    check(limit(Some(2_000)), MessagingLimit, Done, "2,000", "");
    check(limit(Some(100_000)), MessagingLimit, Done, "100,000", "");
    check(limit(None), MessagingLimit, NotKnown, "does not show the limit", "WhatsApp Manager > Phone Numbers");
}

#[test]
fn messages_and_answers() {
    use ReadinessId::AnswerUrl;
    use State::{Attention, Done, ToDo};
    let messages = |messages| ReadinessFacts { messages, ..ready() };
    let answer = |answer_url| ReadinessFacts { answer_url, ..ready() };
    let id = ReadinessId::Messages;
    let invalid = || Endpoint::Invalid("It must begin with https://.".to_owned());
    check(messages(Messages::Unset), id, ToDo, "Nothing handles", "Configuration Type");
    check(messages(Messages::Agent { chosen: true }), id, Done, "AI agent", "");
    check(messages(Messages::Agent { chosen: false }), id, ToDo, "none is chosen", "Choose an agent");
    check(messages(Messages::Webhook(Endpoint::Missing)), id, ToDo, "No Webhook URL", "Configure Number");
    check(messages(Messages::Webhook(invalid())), id, Attention, "must begin with https://", "Correct it");
    check(messages(Messages::Webhook(Endpoint::Set(Test::NeverTested))), id, ToDo, "not been tested", "Test endpoint");
    check(messages(Messages::Webhook(Endpoint::Set(Test::Outdated))), id, ToDo, "has changed since", "Test endpoint");
    check(messages(Messages::Webhook(Endpoint::Set(Test::Failed { at: 1 }))), id, Attention, "failed", "mend");
    check(answer(Endpoint::Missing), AnswerUrl, ToDo, "No Answer URL", "Configure Number");
    check(answer(invalid()), AnswerUrl, Attention, "must begin with https://", "Correct it");
    check(answer(Endpoint::Set(Test::NeverTested)), AnswerUrl, ToDo, "not been tested", "beside Answer URL");
    check(answer(Endpoint::Set(Test::Failed { at: 1 })), AnswerUrl, Attention, "failed", "beside Answer URL");
    check(
        answer(Endpoint::Set(Test::OutOfReach { at: 1 })),
        AnswerUrl,
        Attention,
        "Plivo cannot reach it",
        "public address",
    );
    check(answer(Endpoint::Set(Test::Outdated)), AnswerUrl, ToDo, "has changed since", "beside Answer URL");
    check(answer(Endpoint::Set(Test::Passed { at: 1 })), AnswerUrl, Done, "passed", "");
}

#[test]
fn calling_mapping_hours_and_the_test_call() {
    use ReadinessId::{Calling, CallingHours, InboundCall as Inbound, Mapping};
    use State::{Attention, Done, NotKnown, Optional, ToDo};
    let inbound = |inbound_call| ReadinessFacts { inbound_call, ..ready() };
    check(ready(), Calling, Done, "only 7 days after", "");
    check(ReadinessFacts { calling: Some(false), ..ready() }, Calling, ToDo, "off", "Enable WhatsApp Calling");
    check(ReadinessFacts { calling: None, ..ready() }, Calling, NotKnown, "does not show", "Configure Number");
    check(ready(), Mapping, Done, "Main Account owns", "");
    check(ReadinessFacts { mapping: None, ..ready() }, Mapping, NotKnown, "not known", "Account Mapping");
    check(ready(), CallingHours, Done, "checked", "");
    check(
        ReadinessFacts { hours_checked: None, ..ready() },
        CallingHours,
        Optional,
        "at any time",
        "More > Calls > Available",
    );
    check(ready(), Inbound, Done, "answered call to this number in the last 29 days. They do not tell a WhatsApp", "");
    check(ready(), Inbound, Done, "", "Voice > Logs");
    let failed = InboundCall::NotAnswered { at: Some(3), cause: "Error Reaching Answer URL (Error)".to_owned() };
    check(inbound(failed), Inbound, Attention, "not answered (Error Reaching Answer URL (Error))", "Answer URL");
    let never = InboundCall::NotSeen { read: 3 };
    check(inbound(never), Inbound, ToDo, "no call to this number in the last 29 days", "both sides hear each other");
    check(inbound(InboundCall::NotAmongNewest { read: 3 }), Inbound, NotKnown, "older ones were not read", "Voice");
    check(inbound(InboundCall::NotKnown), Inbound, NotKnown, "could not be read", "Voice > Logs");
    check(ready(), ReadinessId::Permission, Optional, "must have given permission", "Calling permissions request");
}

#[test]
fn moments_are_kept() {
    let items = readiness(Rules::current(), &ready());
    let at: Vec<Option<i64>> = items.iter().map(|item| item.at).collect();
    assert_eq!(at, [None, None, None, Some(7), None, Some(8), None, Some(9), Some(10), None]);
}
