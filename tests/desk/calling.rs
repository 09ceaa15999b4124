//! The calling page, with the sandbox's call records.

use desk::error::Code;
use desk::view::{
    CallOutcome, EnteredCall, FactKind, FieldName, PermissionFacts, PermissionRequest, ReadinessState, YesNo,
};
use sandbox::seed::customers;
use sandbox::{Call, Edit, Options};

use crate::office::{ACCOUNT, FIRST, Office};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// The records end now, so that everything that depends on the last hours can be tested.
async fn open() -> Office {
    Office::open_with(Options { calls_until: Some(now()), ..Options::default() }).await
}

fn now() -> i64 {
    desk::Clock::system().now()
}

fn granted(at: i64) -> PermissionFacts {
    PermissionFacts { granted: vec![at], ..PermissionFacts::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_are_read_kept_and_shown_offline() {
    let office = open().await;
    let before = office.desk.known_calls(ACCOUNT, FIRST).unwrap();
    assert_eq!((before.calls.len(), before.read_at), (0, None), "calls that were never read have no read time");
    let read = office.desk.read_calls(ACCOUNT, FIRST).await.unwrap();
    assert!(read.error.is_none() && read.calls.len() > 10, "{read:?}");
    assert!(read.calls.is_sorted_by(|newer, older| newer.at >= older.at), "newest first");
    assert!(read.calls.iter().any(|call| call.inbound) && read.calls.iter().any(|call| !call.inbound));
    assert!(office.writes().is_empty());

    let office = office.restart().await;
    office.control.set_offline(true);
    let offline = office.desk.read_calls(ACCOUNT, FIRST).await.unwrap();
    assert_eq!(offline.error.as_ref().map(|error| error.code), Some(Code::Offline));
    assert_eq!((offline.calls, offline.read_at), (read.calls, read.read_at), "what was read is still shown");
}

/// The seed's customers, with a permission that was given two days ago.
#[tokio::test(flavor = "multi_thread")]
async fn whether_a_customer_can_be_called() {
    let office = open().await;
    office.desk.read_calls(ACCOUNT, FIRST).await.unwrap();
    let asked = |customer: &str, facts| office.desk.keep_permission_facts(ACCOUNT, FIRST, customer, facts).unwrap();
    let granted = || granted(now() - 3 * DAY);
    let rows = [
        (customers::CALLED_FIVE_TIMES, granted(), YesNo::No, "limit of five calls"),
        (customers::CALLED_FIVE_TIMES, PermissionFacts::default(), YesNo::No, "No permission is recorded"),
        (customers::MISSED_FOUR, granted(), YesNo::No, "revoked"),
        (customers::MISSED_BETWEEN, granted(), YesNo::Yes, "in force"),
        (customers::CALLED_FIRST, PermissionFacts::default(), YesNo::NotKnown, "call back"),
        (customers::CAUSE_UNKNOWN, granted(), YesNo::Yes, "in force"),
        ("919412349999", PermissionFacts::default(), YesNo::No, "No permission is recorded"),
        ("919412349999", granted(), YesNo::Yes, "in force"),
        ("919412349999", super::calling::granted(now() - 8 * DAY), YesNo::No, "expired"),
    ];
    for (customer, facts, expected, reason) in rows {
        let view = asked(customer, facts.clone());
        let told = (view.may_call.answer, view.may_call.reason.contains(reason));
        assert_eq!(told, (expected, true), "{customer} {facts:?}: {:#?}", view.may_call);
        let asks = view.may_call.how.is_some_and(|how| how.text.contains("Calling permissions request"));
        assert_eq!(asks, !reason.contains("in force") && !reason.contains("limit of five"), "{customer} {facts:?}");
        assert!(view.may_call.rule.is_some_and(|rule| !rule.source.is_empty() && !rule.date.is_empty()));
    }
    let used = asked(customers::CALLED_FIVE_TIMES, granted());
    let next = used.may_call.becomes_yes_at.expect("a call becomes free again");
    assert!(next > now() && next < now() + DAY, "{next}");
    assert_eq!(used.calls.len(), 5);
}

/// An unanswered outbound call, some minutes before the moment, which is in seconds.
fn rang(customer: &str, from: i64, minutes_ago: i64, id: &str) -> Call {
    let at = jiff::Timestamp::from_second(from / 1_000 - minutes_ago * 60).unwrap();
    let time = at.strftime("%Y-%m-%d %H:%M:%S+00:00").to_string();
    Call::unanswered(format!("{id}-{minutes_ago}"), FIRST, customer, time)
}

const CUSTOMER: &str = "919412349999";

/// Five calls to the customer, and after them more calls to others than one page of the number holds.
fn crowded(now: i64) -> Vec<Call> {
    let others = (1..=101).map(|minute| rang("919412348888", now, minute, "other"));
    others.chain((1..=5).map(|call| rang(CUSTOMER, now, 200 + call, "own"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_of_others_do_not_hide_those_of_the_customer() {
    let office = open().await;
    let now = now();
    office.control.edit(&Edit::SetCalls { calls: crowded(now) }).unwrap();
    let list = office.desk.read_calls(ACCOUNT, FIRST).await.unwrap();
    assert!(list.more && list.calls.len() == 100);
    let entered = office.desk.keep_permission_facts(ACCOUNT, FIRST, CUSTOMER, granted(now - 3 * DAY)).unwrap();
    let told = (entered.may_call.answer, entered.may_call.reason.contains("does not reach back far enough"));
    assert_eq!(told, (YesNo::NotKnown, true), "{:#?}", entered.may_call);
    office.control.clear_requests();
    let read = office.desk.read_customer_calls(ACCOUNT, FIRST, CUSTOMER).await.unwrap();
    assert_eq!(
        (read.may_call.answer, read.calls.len(), read.calls_error),
        (YesNo::No, 5, None),
        "{:#?}",
        read.may_call
    );
    assert_eq!(office.received().len(), 2, "a page each way");
    let kept = office.restart().await.desk.permission(ACCOUNT, FIRST, CUSTOMER).unwrap();
    assert_eq!((kept.may_call.answer, kept.calls), (YesNo::No, read.calls));
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_that_were_not_read_recently_give_no_yes() {
    let office = open().await;
    office.control.set_offline(true);
    let keep = |facts| office.desk.keep_permission_facts(ACCOUNT, FIRST, CUSTOMER, facts).unwrap();
    keep(granted(now() - 3 * DAY));
    let offline = office.desk.read_customer_calls(ACCOUNT, FIRST, CUSTOMER).await.unwrap();
    assert_eq!(offline.calls_error.map(|error| error.code), Some(Code::Offline));
    let reason = &offline.may_call.reason;
    assert!(offline.may_call.answer == YesNo::NotKnown && reason.contains("never read here. Read calls"), "{reason}");

    // The user states that there were no other calls, which counts for a while.
    let all = PermissionFacts { all_calls_at: Some(now()), ..granted(now() - 3 * DAY) };
    let said = keep(all.clone());
    assert_eq!(said.may_call.answer, YesNo::Yes, "{:#?}", said.may_call);
    let old_at = said.calls_old_at.expect("it grows old");
    office.turn_clock(std::time::Duration::from_secs(16 * 60));
    assert!(old_at < now() + 16 * 60_000);
    let later = keep(all);
    let told = (later.may_call.answer, later.may_call.reason.contains("out of date"), later.calls_old_at);
    assert_eq!(told, (YesNo::NotKnown, true, None), "{:#?}", later.may_call);

    office.control.set_offline(false);
    let read = office.desk.read_customer_calls(ACCOUNT, FIRST, CUSTOMER).await.unwrap();
    assert_eq!((read.may_call.answer, read.calls_error), (YesNo::Yes, None), "{:#?}", read.may_call);
    office.turn_clock(std::time::Duration::from_secs(16 * 60));
    let stale = office.desk.permission(ACCOUNT, FIRST, CUSTOMER).unwrap();
    let told = (stale.may_call.answer, stale.may_call.reason.contains("Refresh the call records"));
    assert_eq!(told, (YesNo::NotKnown, true), "{:#?}", stale.may_call);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_was_entered_and_is_recorded_counts_once() {
    let office = open().await;
    let now = now();
    let entered: Vec<EnteredCall> =
        (1..=3).map(|call| EnteredCall { at: now - call * 20 * 60_000 - 30_000, answered: false }).collect();
    let facts = PermissionFacts { calls: entered, ..granted(now - 3 * DAY) };
    office.desk.keep_permission_facts(ACCOUNT, FIRST, CUSTOMER, facts).unwrap();
    let calls = (1..=3).map(|call| rang(CUSTOMER, now, call * 20, "own")).collect();
    office.control.edit(&Edit::SetCalls { calls }).unwrap();
    let read = office.desk.read_customer_calls(ACCOUNT, FIRST, CUSTOMER).await.unwrap();
    assert_eq!(read.in_records, [0, 1, 2]);
    let told = (read.may_call.answer, read.may_call.reason.contains("3 of 5"));
    assert_eq!(told, (YesNo::Yes, true), "{:#?}", read.may_call);
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_to_ask_again_and_what_was_entered_is_kept() {
    let office = open().await;
    let sent = |ago: i64| PermissionRequest { sent: now() - ago, rejected: None };
    let facts = |requests| PermissionFacts { requests, ..PermissionFacts::default() };
    let rows = [
        (vec![], YesNo::Yes),
        (vec![sent(HOUR)], YesNo::No),
        (vec![sent(25 * HOUR)], YesNo::Yes),
        (vec![sent(25 * HOUR), sent(50 * HOUR)], YesNo::No),
        (vec![sent(25 * HOUR), sent(8 * DAY)], YesNo::Yes),
    ];
    for (requests, expected) in rows {
        let view = office.desk.keep_permission_facts(ACCOUNT, FIRST, "919412349999", facts(requests.clone())).unwrap();
        assert_eq!(view.may_ask.answer, expected, "{requests:?}: {:#?}", view.may_ask);
    }
    let entered = PermissionFacts {
        granted: vec![now() + DAY],
        requests: vec![PermissionRequest { sent: now() - HOUR, rejected: Some(now() - 2 * HOUR) }],
        calls: vec![EnteredCall { at: now() - HOUR, answered: false }],
        all_calls_at: None,
        callback: YesNo::No,
    };
    let view = office.desk.keep_permission_facts(ACCOUNT, FIRST, "+91 94123 49999", entered.clone()).unwrap();
    let problems: Vec<_> = view.problems.iter().map(|problem| (problem.kind, problem.place)).collect();
    let expected = [(FactKind::Granted, 0), (FactKind::RequestRejected, 0)];
    assert_eq!(problems, expected, "an input error is reported, and never turns a no into a yes: {view:#?}");
    assert_eq!(view.may_call.answer, YesNo::No);
    let office = office.restart().await;
    assert_eq!(office.desk.permission(ACCOUNT, FIRST, "919412349999").unwrap().facts, entered);
    let none = PermissionFacts::default();
    assert_eq!(office.desk.permission(ACCOUNT, FIRST, "919412340000").unwrap().facts, none);
    let error = office.desk.permission(ACCOUNT, FIRST, "nobody").unwrap_err();
    assert_eq!((error.code, error.field), (Code::InvalidInput, Some(FieldName::Customer)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_readiness_of_a_number() {
    let office = open().await.with_samples().await;
    let states = |office: &Office| {
        let page = office.desk.calling(ACCOUNT, FIRST).unwrap();
        page.readiness.into_iter().map(|item| (item.id, item.state)).collect::<std::collections::BTreeMap<_, _>>()
    };
    let before = states(&office);
    assert_eq!(before["waba"], ReadinessState::Done);
    assert_eq!(before["messages"], ReadinessState::ToDo, "the webhook was never tested");
    assert_eq!(before["calling"], ReadinessState::ToDo);
    assert_eq!(before["callingHours"], ReadinessState::Optional);
    assert_eq!(before["inboundCall"], ReadinessState::NotKnown, "no records were read");
    let yes = desk::Consent { given: true, ..desk::Consent::default() };
    office.desk.test_endpoint(ACCOUNT, FIRST, desk::view::Endpoint::Webhook, yes).await.unwrap();
    office.desk.read_calls(ACCOUNT, FIRST).await.unwrap();
    let marked = office.desk.mark_hours_checked(ACCOUNT, FIRST, true).unwrap();
    assert!(marked.hours_checked_at.is_some_and(|at| at <= now()));
    let after = states(&office);
    assert_eq!(after["messages"], ReadinessState::Done);
    assert_eq!(after["callingHours"], ReadinessState::Done);
    assert_eq!(after["inboundCall"], ReadinessState::Done);
    let page = office.desk.mark_hours_checked(ACCOUNT, FIRST, false).unwrap();
    assert_eq!(page.hours_checked_at, None);
    assert!(page.rules.len() > 10 && page.rules.iter().all(|rule| !rule.source.is_empty() && !rule.date.is_empty()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_inbound_test_call_is_shown_with_its_outcome() {
    let office = open().await;
    let state = async |calls: Vec<Call>| {
        office.control.edit(&Edit::SetCalls { calls }).unwrap();
        office.desk.read_calls(ACCOUNT, FIRST).await.unwrap();
        let page = office.desk.calling(ACCOUNT, FIRST).unwrap();
        let item = page.readiness.into_iter().find(|item| item.id == "inboundCall").unwrap();
        (item.state, item.detail)
    };
    let got = |from: &str, minutes_ago| Call {
        from_number: from.to_owned(),
        to_number: FIRST.to_owned(),
        hangup_cause_name: "Error Reaching Answer URL".to_owned(),
        hangup_cause_code: 8011,
        ..rang(CUSTOMER, now(), minutes_ago, from)
    };
    let answered = |from: &str| {
        let call = got(from, 9);
        Call { answer_time: Some(call.initiation_time.clone()), call_duration: 7, ..call }
    };
    let (failed, detail) = state(vec![got(CUSTOMER, 5)]).await;
    assert!(
        failed == ReadinessState::Attention && detail.contains("not answered (Error Reaching Answer URL"),
        "{detail}"
    );
    let (sip, detail) = state(vec![answered("sip:desk@phone.plivo.com")]).await;
    assert!(sip == ReadinessState::ToDo && detail.contains("in the last 29 days"), "{detail}");
    let (done, detail) = state(vec![got(CUSTOMER, 5), answered(CUSTOMER)]).await;
    assert!(done == ReadinessState::Done && detail.contains("do not tell a WhatsApp call"), "{detail}");
    let (more, detail) = state((1..=101).map(|minute| got("sip:desk@phone.plivo.com", minute)).collect()).await;
    assert!(more == ReadinessState::NotKnown && detail.contains("older ones were not read"), "{detail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_records_do_not_contain_is_reported() {
    let office = open().await;
    let told = office.desk.calling(ACCOUNT, FIRST).unwrap().records;
    assert!(told.iter().all(|rule| !rule.source.is_empty() && !rule.date.is_empty()), "{told:?}");
    assert!(told[0].text.contains("no field of a call record that tells a WhatsApp call"), "{told:?}");
    let read = office.desk.read_calls(ACCOUNT, FIRST).await.unwrap();
    let of = |outcome| read.calls.iter().find(|call| call.outcome == outcome).unwrap().meaning.as_deref();
    assert_eq!(of(CallOutcome::Missed), Some("The phone rang, and the user did not answer in time."));
    assert_eq!(of(CallOutcome::Answered), None, "a cause says nothing of an answered call");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_xml_of_a_call_out() {
    let office = open().await;
    let dial = office.desk.dial_xml(ACCOUNT, FIRST, "+91 94123 41234").unwrap();
    assert!(dial.xml.contains(r#"<Dial callerId="918035737458" callType="whatsapp">"#), "{}", dial.xml);
    assert!(dial.xml.contains("<User>919412341234</User>"));
    let error = office.desk.dial_xml(ACCOUNT, FIRST, "94123x").unwrap_err();
    assert_eq!((error.code, error.field), (Code::InvalidInput, Some(FieldName::Recipient)));
    // A Canadian number cannot make calls, whatever Plivo says about its country.
    let wabas = office.control.wabas();
    let mut numbers = wabas.iter().flat_map(|waba| office.control.numbers_of(&waba.waba_id));
    let canadian = numbers.find(|number| number.number.starts_with("1204")).expect("in the seed").number;
    let refused = office.desk.dial_xml(ACCOUNT, &canadian, "919412341234").unwrap_err();
    assert!(refused.code == Code::Refused && refused.message.contains("Canada"), "{refused:?}");
}

/// If Plivo does not report the outcome, the app does not either.
#[tokio::test(flavor = "multi_thread")]
async fn outcomes_of_calls() {
    let office = open().await;
    let read = office.desk.read_calls(ACCOUNT, FIRST).await.unwrap();
    let of = |customer: &str| -> Vec<CallOutcome> {
        read.calls.iter().filter(|call| call.customer == customer).map(|call| call.outcome).collect()
    };
    assert_eq!(of(customers::CAUSE_UNKNOWN), [CallOutcome::NotKnown]);
    assert_eq!(of(customers::MISSED_BETWEEN), [CallOutcome::Missed, CallOutcome::Answered, CallOutcome::Missed]);
    assert_eq!(of(customers::MISSED_TWO), [CallOutcome::Missed, CallOutcome::Missed, CallOutcome::Answered]);
}

/// The app stays open for longer than the facts are kept.
#[tokio::test(flavor = "multi_thread")]
async fn facts_about_a_customer_are_removed_after_90_days() {
    let office = open().await;
    let facts = || office.desk.permission(ACCOUNT, FIRST, CUSTOMER).unwrap().facts;
    office.desk.keep_permission_facts(ACCOUNT, FIRST, CUSTOMER, granted(now() - DAY)).unwrap();
    office.turn_clock(std::time::Duration::from_secs(89 * 24 * 3_600));
    office.sync().await;
    assert_ne!(facts(), PermissionFacts::default());
    office.turn_clock(std::time::Duration::from_secs(2 * 24 * 3_600));
    office.sync().await;
    assert_eq!(facts(), PermissionFacts::default());
}
