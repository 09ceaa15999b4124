//! Faults on demand, changes behind the app's back, and the journal of received requests.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail like the tests themselves")]

mod support;

use sandbox::{Answer as Given, Armed, Edit, Fault, Options, Pattern, Request, Rule, Shape, When, seed};
use serde_json::{Value, json};
use support::{Answer, Api, api};

const FIRST: &str = "/WhatsApp/Number/918035737458/";
const ONE_NUMBER: &str = "/WhatsApp/Number/*/";

/// What a client observes of a write with a fault.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    Status(u16),
    /// The connection ended without an answer.
    Cut,
    /// An answer that differs from the documented form.
    Garbled(u16),
}

async fn seen(api: &Api, alias: &str) -> Seen {
    let Ok(response) = api.try_call("POST", FIRST, Some(json!({ "alias": alias }))).await else { return Seen::Cut };
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    let promised = serde_json::from_str::<Value>(&text).is_ok_and(|body| body["message"] == "changed");
    if status == 202 && !promised { Seen::Garbled(status) } else { Seen::Status(status) }
}

fn alias(api: &Api) -> Option<String> {
    api.sandbox.control().number(seed::FIRST_NUMBER).unwrap().alias
}

fn given(status: u16, shape: Shape) -> Fault {
    Fault::Answer(Given { status, shape, retry_after: None, after_write: false })
}

#[tokio::test]
async fn a_fault_determines_the_answer_and_the_write() {
    let api = api(Options::default()).await;
    let control = api.sandbox.control();
    let check = async |fault: Fault, expected: Seen, written: bool| {
        control.reset();
        control.clear_requests();
        control.add_fault(Rule::once(Pattern::new("POST", ONE_NUMBER), fault.clone()));
        assert_eq!(seen(&api, "struck").await, expected, "{fault:?}");
        assert_eq!(alias(&api).as_deref() == Some("struck"), written, "{fault:?}");
        let entry = control.requests().remove(0);
        let status = match expected {
            Seen::Status(status) | Seen::Garbled(status) => Some(status),
            Seen::Cut => None,
        };
        assert_eq!((entry.status, entry.landed, entry.fault.as_deref()), (status, written, Some(fault.word())));
        assert_eq!(seen(&api, "unharmed").await, Seen::Status(202), "{fault:?} must happen once");
    };
    check(Fault::Refuse, Seen::Cut, false).await;
    check(Fault::CutBeforeWrite, Seen::Cut, false).await;
    check(Fault::CutAfterWrite, Seen::Cut, true).await;
    check(Fault::unauthorized(), Seen::Status(401), false).await;
    check(Fault::forbidden(), Seen::Status(403), false).await;
    check(Fault::not_found(), Seen::Status(404), false).await;
    check(Fault::too_many(None), Seen::Status(429), false).await;
    check(Fault::too_many(Some(2)), Seen::Status(429), false).await;
    check(Fault::server_error(), Seen::Status(500), false).await;
    check(Fault::bad_gateway(), Seen::Status(502), false).await;
    check(Fault::bad_gateway_after_write(), Seen::Status(502), true).await;
    check(Fault::TruncatedJson, Seen::Garbled(202), true).await;
    check(Fault::WrongTypes, Seen::Garbled(202), true).await;
    check(Fault::SlowDrip { pause_ms: 1 }, Seen::Status(202), true).await;
    check(Fault::Stale { reads: 1 }, Seen::Status(202), true).await;
}

/// The real answer is released on its own or with all faults, and not before.
#[tokio::test]
async fn an_answer_is_held_back_until_it_is_released() {
    let api = api(Options::default()).await;
    let control = api.sandbox.control();
    for all in [false, true] {
        control.clear_requests();
        control.add_fault(Rule::once(Pattern::new("POST", ONE_NUMBER), Fault::Hold));
        control.add_fault(Rule::always(Pattern::new("GET", ONE_NUMBER), Fault::not_found()));
        let held = async { seen(&api, "held back").await };
        let meanwhile = async {
            control.requests_when(|requests| requests.iter().any(|one| one.landed)).await;
            assert_eq!(alias(&api).as_deref(), Some("held back"));
            assert_eq!(control.requests()[0].status, None, "the write landed, but there is no answer yet");
            if all { control.clear_faults() } else { control.release() }
        };
        assert_eq!(tokio::join!(held, meanwhile).0, Seen::Status(202));
        assert_eq!(control.faults().len(), usize::from(!all), "other faults stay active");
        assert_eq!(seen(&api, "and no more").await, Seen::Status(202));
        control.clear_faults();
    }
}

#[tokio::test]
async fn given_answers_have_plivos_shapes() {
    let api = api(Options::default()).await;
    let check = async |fault: Fault, text: &str, retry_after: Option<&str>| {
        api.sandbox.control().add_fault(Rule::once(Pattern::any(), fault.clone()));
        let answer = api.call("GET", "/", None).await;
        assert!(answer.text.contains(text), "{fault:?}: {}", answer.text);
        assert_eq!(answer.retry_after.as_deref(), retry_after, "{fault:?}");
    };
    check(Fault::too_many(None), "\"error\":\"", None).await;
    check(Fault::too_many(Some(7)), "\"error\":\"", Some("7")).await;
    check(Fault::unauthorized(), "this fault", None).await;
    check(Fault::bad_gateway(), "<html>", None).await;
    check(given(422, Shape::ErrorObject), "\"error\":{", None).await;
    check(given(409, Shape::Message), "{\"message\":", None).await;
    check(given(400, Shape::DataError), "{\"data\":{\"error\":", None).await;
    check(given(503, Shape::Empty), "", None).await;
}

#[tokio::test]
async fn wrong_types_and_slow_answers_keep_their_shape() {
    let api = api(Options::default()).await;
    let truth = api.get(FIRST).await;
    let ask = async |fault: Fault| {
        api.sandbox.control().add_fault(Rule::once(Pattern::any(), fault));
        api.get(FIRST).await
    };
    let wrong = ask(Fault::WrongTypes).await;
    for (name, value) in truth.as_object().unwrap().iter().filter(|(_, value)| !value.is_array()) {
        assert_ne!(std::mem::discriminant(value), std::mem::discriminant(&wrong[name]), "{name}");
    }
    let mut slow = ask(Fault::SlowDrip { pause_ms: 1 }).await;
    slow["api_id"] = truth["api_id"].clone();
    assert_eq!(slow, truth);
}

#[tokio::test]
async fn a_late_write_lands_after_the_connection_was_cut() {
    let api = api(Options::default()).await;
    let control = api.sandbox.control();
    let late = |after_ms| control.add_fault(Rule::once(Pattern::new("POST", "/**"), Fault::Late { after_ms }));
    late(3_600_000);
    assert_eq!(seen(&api, "in an hour").await, Seen::Cut);
    // A read returns the old value although the write will still land. So the old value proves nothing.
    assert_eq!(api.get(FIRST).await["alias"], "Support — APAC");
    assert!(!control.requests()[0].landed);

    control.clear_requests();
    late(20);
    assert_eq!(seen(&api, "soon").await, Seen::Cut);
    control.requests_when(|requests| requests[0].landed).await;
    assert_eq!(api.get(FIRST).await["alias"], "soon");
    assert_eq!(control.requests()[0].status, None);
}

#[tokio::test]
async fn a_hanging_request_never_answers_and_ends_with_the_server() {
    for after_write in [false, true] {
        let api = api(Options::default()).await;
        let control = api.sandbox.control();
        control.add_fault(Rule::once(Pattern::any(), Fault::Hang { after_write }));
        let (url, client) = (api.url(FIRST), api.client.clone());
        let (id, token) = (api.sandbox.auth_id().to_owned(), api.sandbox.auth_token().to_owned());
        let write = client.post(url).basic_auth(id, Some(token)).json(&json!({ "alias": "hung" })).send();
        let hanging = tokio::spawn(write);
        control.requests_when(|requests| requests.iter().any(|r| r.fault.is_some() && r.landed == after_write)).await;
        assert!(!hanging.is_finished());
        assert_eq!(control.number(seed::FIRST_NUMBER).unwrap().alias.as_deref() == Some("hung"), after_write);
        api.sandbox.stop().await;
        assert!(hanging.await.unwrap().is_err());
    }
}

#[tokio::test]
async fn faults_choose_their_calls_and_counts() {
    let api = api(Options::default()).await;
    let control = api.sandbox.control();
    let check = async |rule: Rule, expected: [u16; 5]| {
        control.clear_faults();
        control.add_fault(rule.clone());
        let mut statuses = Vec::new();
        for path in ["/", FIRST, "/WhatsApp/Number/", FIRST, FIRST] {
            statuses.push(api.call("GET", path, None).await.status);
        }
        assert_eq!(statuses, expected, "{rule:?}");
    };
    let one = || Pattern::new("GET", ONE_NUMBER);
    check(Rule::once(one(), Fault::server_error()), [200, 500, 200, 200, 200]).await;
    check(Rule::once(one(), Fault::server_error()).after(1), [200, 200, 200, 500, 200]).await;
    check(Rule::once(one(), Fault::server_error()).times(2), [200, 500, 200, 500, 200]).await;
    check(Rule::always(one(), Fault::server_error()), [200, 500, 200, 500, 500]).await;
    check(Rule::always(Pattern::any(), Fault::server_error()), [500; 5]).await;
    check(Rule::always(Pattern::new("POST", "/**"), Fault::server_error()), [200; 5]).await;
}

#[tokio::test]
async fn armed_edits_happen_at_their_request() {
    let api = api(Options::default()).await;
    let control = api.sandbox.control();
    let check = async |nth: u32, when: When, expected: [&str; 3]| {
        control.reset();
        let fields = json!({ "alias": "behind" }).as_object().unwrap().clone();
        let edit = Edit::SetFields { number: seed::FIRST_NUMBER.to_owned(), fields };
        control.arm(Armed { on: Pattern::new("GET", ONE_NUMBER), nth, when, edit });
        for (at, expected) in expected.into_iter().enumerate() {
            api.get("/WhatsApp/Number/").await;
            assert_eq!(api.get(FIRST).await["alias"], expected, "{nth} {when:?} at {at}");
        }
    };
    let seeded = "Support — APAC";
    check(1, When::Before, ["behind", "behind", "behind"]).await;
    check(1, When::After, [seeded, "behind", "behind"]).await;
    check(2, When::Before, [seeded, "behind", "behind"]).await;
    check(2, When::After, [seeded, seeded, "behind"]).await;
    check(4, When::Before, [seeded, seeded, seeded]).await;
    control.disarm();
}

#[tokio::test]
async fn edits_change_data_behind_the_apps_back() {
    let api = api(Options::default()).await;
    let control = api.sandbox.control();
    let edit = |value: Value| control.edit(&serde_json::from_value(value).unwrap()).map_err(|error| error.to_string());
    let waba = seed::FIRST_WABA;
    let sub = control.subaccounts().remove(0).auth_id;

    edit(json!({ "edit": "set_fields", "number": seed::FIRST_NUMBER, "fields": { "webhook_url": "http://x" } }))
        .unwrap();
    assert_eq!(api.get(FIRST).await["webhook_url"], "http://x");
    edit(json!({ "edit": "add_number", "waba_id": waba, "number": "4915112345678" })).unwrap();
    assert_eq!(api.get("/WhatsApp/Number/4915112345678/").await["waba_id"], waba);
    assert_eq!(api.get(&format!("/WhatsApp/Account/{waba}/")).await["number_count"], 15);
    edit(json!({ "edit": "remove_number", "number": "4915112345678" })).unwrap();
    assert_eq!(api.get(&format!("/WhatsApp/Account/{waba}/")).await["number_count"], 14);
    edit(json!({ "edit": "map", "waba_id": waba, "subaccount": sub })).unwrap();
    assert_eq!(api.get(FIRST).await["sub_account"], json!(sub));
    edit(json!({ "edit": "rename_waba", "waba_id": waba, "name": "Acme Retail" })).unwrap();
    assert_eq!(api.get(&format!("/WhatsApp/Account/{waba}/")).await["name"], "Acme Retail");
    let mut call = control.calls().remove(0);
    call.call_uuid = "newest".to_owned();
    edit(json!({ "edit": "add_call", "call": call })).unwrap();
    assert_eq!(api.get("/Call/").await["objects"][0]["call_uuid"], "newest");
    edit(json!({ "edit": "set_calls", "calls": [] })).unwrap();
    assert_eq!(api.get("/Call/").await["objects"], json!([]));

    let refused = |value: Value, words: &str| assert!(edit(value.clone()).unwrap_err().contains(words), "{value}");
    refused(json!({ "edit": "remove_number", "number": "4915112345678" }), "no number");
    refused(json!({ "edit": "add_number", "waba_id": "1", "number": "4915112345678" }), "no WABA");
    refused(json!({ "edit": "add_number", "waba_id": waba, "number": "12" }), "E.164");
    let wrong = json!({ "calling_enabled": "yes" });
    refused(json!({ "edit": "set_fields", "number": seed::FIRST_NUMBER, "fields": wrong }), "fields");
}

#[tokio::test]
async fn offline_drops_every_connection_until_switched_on() {
    let api = api(Options::default()).await;
    let control = api.sandbox.control();
    api.get("/").await;
    control.set_offline(true);
    for _ in 0..3 {
        assert!(api.try_call("GET", "/", None).await.is_err());
    }
    control.set_offline(false);
    api.get("/").await;
    let edit = Edit::Offline { offline: true };
    control.arm(Armed { on: Pattern::any(), nth: 2, when: When::Before, edit });
    api.get("/").await;
    assert!(api.try_call("POST", FIRST, Some(json!({ "alias": "lost" }))).await.is_err());
    assert!(control.is_offline());
    assert_ne!(alias(&api).as_deref(), Some("lost"));
}

#[tokio::test]
async fn the_journal_shows_what_was_received_and_no_token() {
    let api = api(Options::default()).await;
    let control = api.sandbox.control();
    api.get("/WhatsApp/Number/?limit=2").await;
    api.call("POST", FIRST, Some(json!({ "alias": "x" }))).await;
    api.client.get(api.url("/")).send().await.unwrap();
    let told = |request: &Request| {
        let path = request.path.rsplit(api.sandbox.auth_id()).next().unwrap_or_default().to_owned();
        (request.method.clone(), path, request.query.clone(), request.body.clone(), request.status, request.authorized)
    };
    let requests = control.requests();
    let expected = [
        ("GET", "/WhatsApp/Number/", Some("limit=2"), None, Some(200), true),
        ("POST", FIRST, None, Some(json!({ "alias": "x" })), Some(202), true),
        ("GET", "/", None, None, Some(401), false),
    ];
    let expected = expected.map(|(method, path, query, body, status, authorized)| {
        (method.to_owned(), path.to_owned(), query.map(str::to_owned), body, status, authorized)
    });
    assert_eq!(requests.iter().map(told).collect::<Vec<_>>(), expected);
    let all = serde_json::to_string(&requests).unwrap();
    assert!(!all.contains(api.sandbox.auth_token()));
    control.clear_requests();
    api.get("/").await;
    assert_eq!(control.requests().iter().map(|request| request.seq).collect::<Vec<_>>(), [4]);
}

#[tokio::test]
async fn the_control_endpoint_exists_only_on_request() {
    for control_endpoint in [false, true] {
        let api = api(Options { control_endpoint, ..Options::default() }).await;
        let at = |path: &str| format!("{}/control/{path}", api.sandbox.api());
        let check = async |method: &str, path: &str, body: Value, expected: u16| {
            let answer = api.client.request(method.parse().unwrap(), at(path)).json(&body).send().await.unwrap();
            let expected = if control_endpoint { expected } else { 401 };
            assert_eq!(answer.status().as_u16(), expected, "{method} {path}");
            Answer::read(answer).await
        };
        let rule =
            json!({ "on": { "method": "GET", "path": "/" }, "times": 1, "fault": { "kind": "answer", "status": 500 } });
        check("POST", "faults", rule, 204).await;
        check("GET", "faults", json!(null), 200).await;
        assert_eq!(api.call("GET", "/", None).await.status, if control_endpoint { 500 } else { 200 });
        check("DELETE", "faults", json!(null), 204).await;
        check("POST", "release", json!(null), 204).await;
        check("POST", "faults", json!({ "fault": { "kind": "plague" } }), 422).await;
        check("POST", "edits", json!({ "edit": "remove_number", "number": "918035737458" }), 204).await;
        check("POST", "edits", json!({ "edit": "remove_number", "number": "918035737458" }), 400).await;
        check("POST", "reset", json!(null), 204).await;
        let armed = json!({ "when": "after", "edit": { "edit": "offline", "offline": true } });
        check("POST", "armed", armed, 204).await;
        check("DELETE", "armed", json!(null), 204).await;
        check("POST", "offline", json!({ "offline": true }), 204).await;
        check("POST", "offline", json!({ "offline": false }), 204).await;
        check("GET", "requests", json!(null), 200).await;
        check("DELETE", "requests", json!(null), 204).await;
    }
}
