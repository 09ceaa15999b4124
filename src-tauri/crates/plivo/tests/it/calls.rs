//! Call records, from a simulated account and from a server that answers in unexpected ways.

use crate::common::{client, client_with, hasty, number};
use crate::wire::{Act, Wire};
use domain::calling::permission::{Direction, Outcome};
use domain::calling::record::{Table, to_facts};
use domain::phone::PhoneNumber;
use plivo::{ApiError, CallQuery, Client};
use sandbox::{Call, Edit, Fault, Options, Pattern, Rule, Sandbox};

const CUSTOMER: &str = "919412341234";

async fn sandbox() -> (Sandbox, Client) {
    let sandbox = Sandbox::start(Options { numbers: 3, rate_limit: None, ..Options::default() }).await.unwrap();
    let client = client_with(&sandbox.api(), sandbox.auth_id(), sandbox.auth_token(), hasty());
    (sandbox, client)
}

fn query(direction: Direction, most: u32) -> CallQuery {
    CallQuery { number: number(), direction, with: None, ended_after: None, most }
}

/// An unanswered call that ended in the given minute of a day.
fn call(from: &str, to: &str, minute: usize) -> Call {
    let time = format!("2026-11-20 {:02}:{:02}:00+00:00", minute / 60, minute % 60);
    Call::unanswered(format!("{from}-{to}-{minute}"), from, to, time)
}

fn set(sandbox: &Sandbox, mut calls: Vec<Call>) {
    calls.sort_by(|a, b| b.end_time.cmp(&a.end_time));
    sandbox.control().edit(&Edit::SetCalls { calls }).unwrap();
}

#[tokio::test]
async fn a_seeded_accounts_calls_are_read_in_both_directions() {
    let (sandbox, client) = sandbox().await;
    let all = sandbox.control().calls();
    let ours = all.iter().find(|call| call.call_direction == "outbound").unwrap().from_number.clone();
    let number = PhoneNumber::parse(&ours).unwrap();
    for (direction, side) in [(Direction::Outbound, 0), (Direction::Inbound, 1)] {
        let calls =
            client.calls(&CallQuery { number, direction, with: None, ended_after: None, most: 100 }).await.unwrap();
        let expected = all.iter().filter(|call| [&call.from_number, &call.to_number][side] == &ours).count();
        assert_eq!((calls.records.len(), calls.unreadable, calls.more), (expected, 0, false));
        assert!(calls.records.is_sorted_by_key(|call| std::cmp::Reverse(call.initiation_time)));
        assert!(calls.records.iter().all(|call| call.end_time.is_some() && call.hangup_cause_code.is_some()));
    }
}

#[tokio::test]
async fn only_the_needed_pages_are_requested() {
    let check = async |held: usize, most: u32, read: usize, more: bool, requests: usize| {
        let (sandbox, client) = sandbox().await;
        let ours = number().digits();
        set(&sandbox, (0..held).map(|minute| call(&ours, CUSTOMER, minute)).collect());
        let calls = client.calls(&query(Direction::Outbound, most)).await.unwrap();
        assert_eq!((calls.records.len(), calls.more), (read, more), "{most} of {held}");
        assert_eq!(sandbox.control().requests().len(), requests, "{most} of {held}");
        // The newest calls were read.
        let oldest = calls.records.last().map(|call| call.call_uuid.clone());
        let expected = (read > 0).then(|| format!("{ours}-{CUSTOMER}-{}", held - read));
        assert_eq!(oldest, expected, "{most} of {held}");
    };
    check(0, 100, 0, false, 1).await;
    check(7, 100, 7, false, 1).await;
    check(20, 100, 20, false, 1).await;
    check(21, 100, 21, false, 2).await;
    check(150, 100, 100, true, 5).await;
    check(100, 100, 100, false, 5).await;
    check(150, 30, 30, true, 2).await;
    check(150, 20, 20, true, 1).await;
    check(150, 0, 0, false, 0).await;
}

#[tokio::test]
async fn filters_reach_plivo() {
    let (sandbox, client) = sandbox().await;
    let (ours, other) = (number().digits(), "9180357374589");
    let calls = (0..10).map(|minute| call(&ours, CUSTOMER, minute));
    let others = [call(CUSTOMER, &ours, 11), call(other, CUSTOMER, 12), call(&ours, "sip:desk@phone.plivo.com", 13)];
    set(&sandbox, calls.chain(others).collect());
    let minute = |minute: i64| 1_795_132_800_000 + minute * 60_000;
    let check = async |direction, ended_after, expected: usize| {
        let calls = client.calls(&CallQuery { ended_after, ..query(direction, 100) }).await.unwrap();
        assert_eq!(calls.records.len(), expected, "{direction:?} {ended_after:?}");
    };
    check(Direction::Outbound, None, 11).await;
    check(Direction::Inbound, None, 1).await;
    check(Direction::Outbound, Some(minute(7)), 3).await;
    check(Direction::Outbound, Some(minute(7) - 1), 4).await;
    check(Direction::Inbound, Some(minute(11)), 0).await;
    let with = async |direction, with: &str, expected: usize| {
        let with = PhoneNumber::parse(with).ok();
        let calls = client.calls(&CallQuery { with, ..query(direction, 100) }).await.unwrap();
        assert_eq!(calls.records.len(), expected, "{direction:?} {with:?}");
    };
    with(Direction::Outbound, CUSTOMER, 10).await;
    with(Direction::Inbound, CUSTOMER, 1).await;
    with(Direction::Outbound, "919412341235", 0).await;
}

#[tokio::test]
async fn records_become_facts() {
    let (sandbox, client) = sandbox().await;
    let ours = number().digits();
    let answered = Call { answer_time: Some("2026-11-20 00:03:05+00:00".into()), ..call(&ours, CUSTOMER, 3) };
    let rejected = Call { hangup_cause_code: 3010, ..call(&ours, CUSTOMER, 2) };
    let barred = Call { hangup_cause_code: 2030, ..call(&ours, CUSTOMER, 1) };
    let plus = format!("+{CUSTOMER}");
    set(&sandbox, vec![call(&ours, &plus, 4), answered, rejected, barred, call(&ours, "919412341235", 0)]);
    let calls = client.calls(&query(Direction::Outbound, 100)).await.unwrap();
    let records: Vec<_> = calls.records.iter().map(plivo::CallRecord::record).collect();
    let facts = to_facts(Table::current(), &records, number(), PhoneNumber::parse(CUSTOMER).unwrap());
    let outcomes: Vec<Outcome> = facts.iter().map(|fact| fact.outcome).collect();
    assert_eq!(outcomes, [Outcome::Missed, Outcome::Answered, Outcome::NotKnown]);
}

#[tokio::test]
async fn a_page_that_fails_fails_the_read() {
    let check = async |fault: Fault, expected: fn(&ApiError) -> bool| {
        let (sandbox, client) = sandbox().await;
        let ours = number().digits();
        set(&sandbox, (0..45).map(|minute| call(&ours, CUSTOMER, minute)).collect());
        sandbox.control().add_fault(Rule::always(Pattern::new("GET", "/Call/"), fault.clone()).after(1));
        let error = client.calls(&query(Direction::Outbound, 100)).await.unwrap_err();
        assert!(expected(&error), "{fault:?}: {error:?}");
    };
    check(Fault::server_error(), |error| matches!(error, ApiError::Failing { .. })).await;
    check(Fault::unauthorized(), |error| matches!(error, ApiError::Unauthorised { .. })).await;
    check(Fault::not_found(), |error| matches!(error, ApiError::NotFound { list: true, .. })).await;
    check(Fault::TruncatedJson, |error| matches!(error, ApiError::Unreadable { .. })).await;
}

#[tokio::test]
async fn odd_pages_end() {
    let check = async |page: &'static str, most: u32, expected: (usize, u64, bool), requests: usize| {
        let server = Wire::always(move || Act::json("200 OK", page)).await;
        let calls = client(&server.api).calls(&query(Direction::Outbound, most)).await.unwrap();
        assert_eq!((calls.records.len(), calls.unreadable, calls.more), expected, "{page}");
        assert_eq!(server.seen().requests.len(), requests, "{page}");
    };
    // Lists without any meta, a list that announces another page but is empty, and a list that repeats its page.
    check(r#"{"objects":[{"call_uuid":"a","from_number":"918035737458"}]}"#, 100, (1, 0, false), 1).await;
    check(r#"{"objects":[{"call_uuid":"a","from_number":"918035737458"}]}"#, 1, (1, 0, true), 1).await;
    check(r#"{"objects":[],"meta":{"next":"/x/","total_count":9}}"#, 100, (0, 0, false), 1).await;
    // A call with an unreadable side may belong to the query. A call between other numbers does not.
    let page = r#"{"objects":[{"call_uuid":"a","from_number":"whatsapp:+918035737458"},
                              {"call_uuid":"b","from_number":{}}, {"call_uuid":"c","from_number":"919412341234"}]}"#;
    check(page, 100, (0, 2, false), 1).await;
    check(
        r#"{"objects":[{"call_uuid":"a","from_number":"918035737458"},7],"meta":{"next":"/x/"}}"#,
        10,
        (1, 5, true),
        5,
    )
    .await;
}
