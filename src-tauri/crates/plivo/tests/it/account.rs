//! The client against a complete account.

use std::collections::BTreeSet;

use crate::common::{alias, client_with, hasty, hurried, number};
use domain::observed::Mapping;
use domain::phone::PhoneNumber;
use plivo::{ApiError, Client, Rate, RequestPolicy, WriteError};
use sandbox::{Armed, Edit, Fault, Options, Pattern, RateLimit, Rule, Sandbox, When};

async fn sandbox(numbers: usize) -> Sandbox {
    Sandbox::start(Options { numbers, rate_limit: None, ..Options::default() }).await.unwrap()
}

fn client(sandbox: &Sandbox) -> Client {
    client_with(&sandbox.api(), sandbox.auth_id(), sandbox.auth_token(), hasty())
}

/// A client with a short deadline if the fault never answers.
fn client_for(sandbox: &Sandbox, fault: &Fault) -> Client {
    let policy = if matches!(fault, Fault::Hang { .. }) { hurried() } else { hasty() };
    client_with(&sandbox.api(), sandbox.auth_id(), sandbox.auth_token(), policy)
}

/// Any number of the account, and its WABA.
fn some_number(sandbox: &Sandbox) -> (PhoneNumber, String) {
    let control = sandbox.control();
    let numbers = control.wabas().into_iter().flat_map(|waba| control.numbers_of(&waba.waba_id));
    let found = numbers.into_iter().next().unwrap();
    (PhoneNumber::parse(&found.number).unwrap(), found.waba_id)
}

/// Returns everything that `numbers` returns, and the summary of the read.
async fn sync(client: &Client) -> (Vec<String>, plivo::Summary) {
    let (mut pages, mut all, mut done) = (client.numbers(|| 0), vec![], 0);
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        assert!(page.progress.done >= done);
        done = page.progress.done;
        all.extend(page.objects.iter().map(|object| object.number.digits()));
    }
    (all, pages.summary())
}

#[tokio::test]
async fn the_account_is_read_whole() {
    let sandbox = sandbox(24).await;
    let (client, control) = (client(&sandbox), sandbox.control());
    let account = client.account().await.unwrap();
    assert_eq!(account.value.auth_id, sandbox.auth_id());
    assert!(account.request_id.is_some());
    let subaccounts = client.subaccounts().await.unwrap();
    assert_eq!(subaccounts.len(), control.subaccounts().len());
    assert!(!client.agents().await.unwrap().is_empty());
    let wabas = client.wabas().await.unwrap();
    assert_eq!(wabas.len(), control.wabas().len());
    for waba in wabas {
        assert_eq!(client.waba(waba.id.as_str()).await.unwrap().value, waba);
        let members = client.members(waba.id.as_str()).await.unwrap();
        let expected: BTreeSet<String> = control.numbers_of(waba.id.as_str()).into_iter().map(|n| n.number).collect();
        assert_eq!(members.iter().map(|m| m.number.digits()).collect::<BTreeSet<_>>(), expected);
        assert_eq!(waba.number_count, Some(members.len() as u32));
        for member in members {
            assert_eq!(client.number(&member.number).await.unwrap().value, member);
        }
    }
}

#[tokio::test]
async fn subaccounts_come_without_their_tokens() {
    let sandbox = sandbox(3).await;
    let printed = format!("{:?}", client(&sandbox).subaccounts().await.unwrap());
    let theirs = sandbox.control().subaccounts();
    assert!(!theirs.is_empty());
    for subaccount in theirs {
        assert!(printed.contains(&subaccount.auth_id));
        let tokens = [subaccount.auth_token, subaccount.new_auth_token];
        assert!(tokens.iter().all(|token| token.is_empty() || !printed.contains(token)));
    }
}

#[tokio::test]
async fn a_large_account_is_read_once_and_whole() {
    let sandbox = sandbox(1_003).await;
    let (all, summary) = sync(&client(&sandbox)).await;
    assert_eq!(all.len(), 1_003);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 1_003);
    assert!(summary.is_complete(), "{summary:?}");
    assert_eq!(sandbox.control().requests().len(), 51);
}

#[tokio::test]
async fn the_rate_limit_is_kept_without_a_single_429() {
    let window = std::time::Duration::from_millis(300);
    let limit = Some(RateLimit { requests: 30, window });
    let sandbox = Sandbox::start(Options { numbers: 1_400, rate_limit: limit, ..Options::default() }).await.unwrap();
    // Requests are counted on arrival, and a loaded computer may delay some of them. Hence the margin.
    let rate = Rate { requests: 24, window: window * 2, reserved: 4 };
    let policy = RequestPolicy { rate, ..hasty() };
    let client = client_with(&sandbox.api(), sandbox.auth_id(), sandbox.auth_token(), policy);
    let (all, summary) = sync(&client).await;
    assert_eq!((all.len(), summary.is_complete()), (1_400, true));
    let refused = sandbox.control().requests().iter().filter(|request| request.status == Some(429)).count();
    assert_eq!((refused, sandbox.control().requests().len()), (0, 70));
}

#[tokio::test]
async fn a_read_survives_a_changing_list() {
    let sandbox = sandbox(400).await;
    let control = sandbox.control();
    let (gone, waba_id) = some_number(&sandbox);
    let list = || Pattern::new("GET", "/WhatsApp/Number/");
    let remove = Edit::RemoveNumber { number: gone.digits() };
    control.arm(Armed { on: list(), nth: 5, when: When::Before, edit: remove });
    let add =
        |number: &str| Edit::AddNumber { waba_id: waba_id.clone(), number: number.into(), fields: Default::default() };
    control.arm(Armed { on: list(), nth: 9, when: When::Before, edit: add("4915112345678") });
    control.arm(Armed { on: list(), nth: 11, when: When::Before, edit: add("4915112345679") });
    let (all, summary) = sync(&client(&sandbox)).await;
    assert_eq!(all.len(), all.iter().collect::<BTreeSet<_>>().len(), "a number was returned twice");
    assert!(!summary.is_complete() && summary.ended, "{summary:?}");
    assert!(all.len() >= 398, "{summary:?}");
}

#[tokio::test]
async fn reads_recover_from_temporary_failures() {
    let check = async |fault: Fault, times: u32, requests: usize| {
        let sandbox = sandbox(3).await;
        sandbox.control().add_fault(Rule::always(Pattern::any(), fault.clone()).times(times));
        let read = client_for(&sandbox, &fault).account().await;
        assert_eq!(read.is_ok(), requests > times as usize, "{fault:?}: {read:?}");
        assert_eq!(sandbox.control().requests().len(), requests, "{fault:?}");
    };
    check(Fault::Refuse, 2, 3).await;
    check(Fault::CutBeforeWrite, 2, 3).await;
    check(Fault::CutBeforeWrite, 9, 3).await;
    check(Fault::server_error(), 2, 3).await;
    check(Fault::server_error(), 9, 3).await;
    check(Fault::bad_gateway(), 1, 2).await;
    check(Fault::too_many(Some(0)), 2, 3).await;
    check(Fault::too_many(None), 1, 2).await;
    // A pause that is too long for a waiting person, and errors that a retry cannot repair.
    check(Fault::too_many(Some(3_600)), 1, 1).await;
    check(Fault::unauthorized(), 1, 1).await;
    check(Fault::forbidden(), 1, 1).await;
    check(Fault::not_found(), 1, 1).await;
    check(Fault::TruncatedJson, 1, 1).await;
    check(Fault::WrongTypes, 1, 1).await;
    check(Fault::Hang { after_write: false }, 1, 1).await;
}

#[tokio::test]
async fn failed_reads_keep_their_meaning() {
    let check = async |fault: Fault, expected: fn(&ApiError) -> bool| {
        let sandbox = sandbox(30).await;
        sandbox.control().add_fault(Rule::always(Pattern::any(), fault.clone()));
        let (client, (number, waba)) = (client(&sandbox), some_number(&sandbox));
        let errors = [
            client.account().await.unwrap_err(),
            client.subaccounts().await.unwrap_err(),
            client.agents().await.unwrap_err(),
            client.wabas().await.unwrap_err(),
            client.waba(&waba).await.unwrap_err(),
            client.number(&number).await.unwrap_err(),
            client.members(&waba).await.unwrap_err(),
            client.numbers(|| 0).next().await.unwrap().unwrap_err(),
        ];
        for error in errors {
            assert!(expected(&error), "{fault:?}: {error:?}");
            assert!(!error.to_string().contains('<'), "{error}");
        }
    };
    check(Fault::Refuse, |e| matches!(e, ApiError::Cut)).await;
    check(Fault::CutAfterWrite, |e| matches!(e, ApiError::Cut)).await;
    check(Fault::unauthorized(), |e| matches!(e, ApiError::Unauthorised { .. })).await;
    check(Fault::forbidden(), |e| matches!(e, ApiError::Forbidden { request_id: Some(_), .. })).await;
    check(Fault::not_found(), |e| matches!(e, ApiError::NotFound { .. })).await;
    check(Fault::too_many(Some(0)), |e| matches!(e, ApiError::RateLimited { .. })).await;
    check(Fault::server_error(), |e| matches!(e, ApiError::Failing { status: 500, .. })).await;
    check(Fault::bad_gateway(), |e| matches!(e, ApiError::Failing { status: 502, .. })).await;
    check(Fault::TruncatedJson, |e| matches!(e, ApiError::Unreadable { .. })).await;
}

#[tokio::test]
async fn a_missing_api_differs_from_a_missing_number() {
    let public = Options { public_api_only: true, ..Options::default() };
    let sandbox = Sandbox::start(public).await.unwrap();
    let client = client(&sandbox);
    assert!(client.account().await.is_ok());
    assert!(client.agents().await.is_ok());
    assert!(matches!(client.wabas().await, Err(ApiError::NotFound { list: true, .. })));
    assert!(matches!(client.numbers(|| 0).next().await, Some(Err(ApiError::NotFound { list: true, .. }))));
    assert!(matches!(client.number(&number()).await, Err(ApiError::NotFound { list: false, .. })));
}

#[tokio::test]
async fn an_unreadable_page_is_counted() {
    let sandbox = sandbox(60).await;
    let second = Rule::once(Pattern::new("GET", "/WhatsApp/Number/"), Fault::WrongTypes).after(1);
    sandbox.control().add_fault(second);
    let (all, summary) = sync(&client(&sandbox)).await;
    assert_eq!((all.len(), summary.unreadable, summary.is_complete()), (40, 20, false), "{summary:?}");
}

#[tokio::test]
async fn unreadable_members_fail_the_read() {
    let sandbox = sandbox(60).await;
    let (_, waba) = some_number(&sandbox);
    sandbox.control().add_fault(Rule::once(Pattern::new("GET", "/WhatsApp/Number/"), Fault::WrongTypes));
    let read = client(&sandbox).members(&waba).await;
    assert!(matches!(read, Err(ApiError::Unreadable { .. })), "{read:?}");
}

#[tokio::test]
async fn writes_change_what_they_name() {
    let sandbox = sandbox(24).await;
    let (client, control) = (client(&sandbox), sandbox.control());
    let (number, waba) = some_number(&sandbox);
    let before = control.number(&number.digits()).unwrap();
    assert!(client.configure(&number, &alias("Night desk")).await.unwrap().request_id.is_some());
    let after = control.number(&number.digits()).unwrap();
    assert_eq!(after.alias.as_deref(), Some("Night desk"));
    assert_eq!(sandbox::Number { alias: before.alias.clone(), ..after }, before);

    let to = control.subaccounts().into_iter().find(|sub| sub.enabled).unwrap().auth_id;
    client.map(&waba, Some(&to)).await.unwrap();
    assert_eq!(client.waba(&waba).await.unwrap().value.mapping, Mapping::from_wire(Some(&to)));
    client.map(&waba, None).await.unwrap();
    assert_eq!(client.waba(&waba).await.unwrap().value.mapping, Mapping::Main);

    assert_eq!(client.disconnect(&number).await.unwrap().request_id, None);
    assert!(matches!(client.number(&number).await, Err(ApiError::NotFound { list: false, .. })));
}

#[tokio::test]
async fn a_write_that_a_fault_meets_lands_at_most_once() {
    let check = async |fault: Fault, landed: bool, expected: fn(&Result<plivo::Written, WriteError>) -> bool| {
        let sandbox = sandbox(24).await;
        let (number, _) = some_number(&sandbox);
        sandbox.control().add_fault(Rule::always(Pattern::new("POST", "/**"), fault.clone()));
        let written = client_for(&sandbox, &fault).configure(&number, &alias("Night desk")).await;
        assert!(expected(&written), "{fault:?}: {written:?}");
        let requests = sandbox.control().requests_when(|all| all.iter().all(|one| one.landed == landed)).await;
        assert_eq!(requests.len(), 1, "{fault:?}: {requests:?}");
        let alias = sandbox.control().number(&number.digits()).unwrap().alias;
        assert_eq!(alias.as_deref() == Some("Night desk"), landed, "{fault:?}");
    };
    fn unanswered(written: &Result<plivo::Written, WriteError>) -> bool {
        matches!(written, Err(WriteError::Unanswered { .. }))
    }
    fn refused(written: &Result<plivo::Written, WriteError>) -> bool {
        matches!(written, Err(WriteError::Refused(_)))
    }
    check(Fault::Refuse, false, unanswered).await;
    check(Fault::CutBeforeWrite, false, unanswered).await;
    check(Fault::CutAfterWrite, true, unanswered).await;
    check(Fault::Late { after_ms: 1 }, true, unanswered).await;
    check(Fault::Hang { after_write: false }, false, unanswered).await;
    check(Fault::Hang { after_write: true }, true, unanswered).await;
    check(Fault::server_error(), false, unanswered).await;
    check(Fault::bad_gateway_after_write(), true, unanswered).await;
    check(Fault::unauthorized(), false, refused).await;
    check(Fault::too_many(Some(1)), false, refused).await;
    check(Fault::TruncatedJson, true, Result::is_ok).await;
    check(Fault::WrongTypes, true, Result::is_ok).await;
}

#[tokio::test]
async fn scoped_tokens_and_wrong_ones() {
    let sandbox = sandbox(3).await;
    let check = async |token: &str, fits: bool| {
        let read = client_with(&sandbox.api(), sandbox.auth_id(), token, hasty()).account().await;
        let told = matches!(read, Err(ApiError::Unauthorised { .. }));
        assert_eq!((read.is_ok(), told), (fits, !fits), "{read:?}");
    };
    check(sandbox.auth_token(), true).await;
    check(sandbox.scoped_token(), true).await;
    check("wrong", false).await;
    check("stk_wrong", false).await;
}
