//! The account over real HTTP: credentials, pages, validation, consistency, rate limit.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail like the tests themselves")]

mod support;

use base64::Engine as _;
use sandbox::{Edit, Options, RateLimit, Subaccount, seed};
use serde_json::{Value, json};
use std::time::Duration;
use support::{Answer, Api, api};

const FIRST: &str = "/WhatsApp/Number/918035737458/";

async fn with_header(api: &Api, auth_id: &str, method: &str, path: &str, header: Option<&str>, body: Value) -> Answer {
    let url = format!("{}/v1/Account/{auth_id}{path}", api.sandbox.api());
    let request = api.client.request(method.parse().unwrap(), url).json(&body);
    let request = header.into_iter().fold(request, |request, header| request.header("authorization", header));
    Answer::read(request.send().await.unwrap()).await
}

fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}")))
}

fn subaccount(api: &Api, name: &str) -> Subaccount {
    api.sandbox.control().subaccounts().into_iter().find(|sub| sub.name == name).unwrap()
}

#[tokio::test]
async fn credentials_are_checked() {
    let api = api(Options::default()).await;
    let (id, token) = (api.sandbox.auth_id(), api.sandbox.auth_token());
    let scoped = api.sandbox.scoped_token();
    let (team, old) = (subaccount(&api, "EU Team"), subaccount(&api, "Archive 2023"));
    assert_eq!((id.len(), token.len(), &id[..2], &scoped[..4]), (20, 40, "MA", "stk_"));
    let check = async |path_id: &str, header: Option<String>, expected: u16| {
        let answer = with_header(&api, path_id, "GET", "/", header.as_deref(), json!(null)).await;
        assert_eq!(answer.status, expected, "{path_id} {header:?}");
        if expected == 401 {
            assert!(answer.text.starts_with("Could not verify"), "{}", answer.text);
        } else {
            assert_eq!(answer.json()["auth_id"], path_id);
        }
    };
    check(id, Some(basic(id, token)), 200).await;
    check(id, Some(format!("Bearer {scoped}")), 200).await;
    check(&team.auth_id, Some(basic(&team.auth_id, &team.auth_token)), 200).await;
    check(id, None, 401).await;
    check(id, Some(basic(id, "wrong")), 401).await;
    check(id, Some(basic(id, scoped)), 401).await;
    check(id, Some(format!("Bearer {token}")), 401).await;
    check(id, Some("Basic %%%".to_owned()), 401).await;
    check(&team.auth_id, Some(basic(id, token)), 401).await;
    check(id, Some(basic(&team.auth_id, &team.auth_token)), 401).await;
    check(&old.auth_id, Some(basic(&old.auth_id, &old.auth_token)), 401).await;
}

#[tokio::test]
async fn paths_and_methods_are_plivos() {
    let api = api(Options::default()).await;
    let check = async |method: &str, path: &str, expected: u16| {
        let answer = api.call(method, path, None).await;
        assert_eq!(answer.status, expected, "{method} {path}");
        assert!(answer.json()["api_id"].is_string(), "{}", answer.text);
    };
    check("GET", FIRST, 200).await;
    check("GET", "/WhatsApp/Number/+918035737458/", 200).await;
    check("GET", "/WhatsApp/Number/%2B918035737458/", 200).await;
    check("GET", "/WhatsApp/Number/918035737458", 404).await;
    check("GET", "/WhatsApp/Number/4915100000/", 404).await;
    check("GET", "/WhatsApp/Number/never/", 404).await;
    check("GET", "/WhatsApp/Account/1/", 404).await;
    check("GET", "/Nothing/", 404).await;
    check("PUT", FIRST, 405).await;
    check("POST", "/Call/", 405).await;
}

#[tokio::test]
async fn lists_come_in_pages() {
    let api = api(Options::default()).await;
    let base = api.url("/WhatsApp/Number/").split_off(api.sandbox.api().len());
    let check = async |query: &str, count: usize, next: Option<&str>, previous: Option<&str>| {
        let page = api.get(&format!("/WhatsApp/Number/{query}")).await;
        let link = |query: &str| format!("{base}?{query}");
        assert_eq!(page["objects"].as_array().unwrap().len(), count, "{query}");
        assert_eq!(page["meta"]["next"], json!(next.map(link)), "{query}");
        assert_eq!(page["meta"]["previous"], json!(previous.map(link)), "{query}");
    };
    check("", 20, Some("limit=20&offset=20"), None).await;
    check("?offset=20", 4, None, Some("limit=20&offset=0")).await;
    check("?limit=5&offset=3", 5, Some("limit=5&offset=8"), Some("limit=5&offset=0")).await;
    check("?offset=24", 0, None, Some("limit=20&offset=4")).await;
    check("?waba_id=102290129340398", 14, None, None).await;
    let filtered = (Some("waba_id=102290129340398&limit=10&offset=10"), None);
    check("?limit=10&waba_id=102290129340398", 10, filtered.0, filtered.1).await;
    check("?waba_id=1", 0, None, None).await;
    for wrong in ["?limit=21", "?limit=0", "?limit=all", "?offset=-1"] {
        assert_eq!(api.call("GET", &format!("/WhatsApp/Number/{wrong}"), None).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn configurations_are_validated() {
    let api = api(Options::default()).await;
    let agent = api.get("/AgentFlow/").await["objects"][0]["agent_uuid"].clone();
    let check = async |body: Value, expected: Result<(), &str>| {
        api.sandbox.control().reset();
        let before = api.get(FIRST).await;
        let answer = api.call("POST", FIRST, Some(body.clone())).await;
        let after = api.get(FIRST).await;
        match expected {
            Ok(()) => {
                assert_eq!((answer.status, &answer.json()["message"]), (202, &json!("changed")), "{body}");
                for (key, value) in body.as_object().unwrap() {
                    assert_eq!(after[key], *value, "{body}");
                }
            }
            Err(words) => {
                assert_eq!(answer.status, 400, "{body}");
                assert!(answer.json()["error"].as_str().unwrap().contains(words), "{body}: {}", answer.text);
                assert_eq!(after["alias"], before["alias"]);
                assert_eq!(after["webhook_url"], before["webhook_url"]);
            }
        }
    };
    check(json!({ "alias": "新しい" }), Ok(())).await;
    check(json!({ "alias": null }), Ok(())).await;
    check(json!({ "alias": "é".repeat(64) }), Ok(())).await;
    check(json!({ "alias": "é".repeat(65) }), Err("64")).await;
    check(json!({ "alias": "a\nb" }), Err("control")).await;
    check(json!({ "alias": 7 }), Err("text or null")).await;
    check(json!({ "webhook_url": "https://a.example/Path?q=1#ct=2000" }), Ok(())).await;
    for bad in ["http://a.example", "a.example", "https://", "https://a.example/a b", "https://u@a.example", "ftp://a"]
    {
        check(json!({ "webhook_url": bad, "alias": "lost" }), Err("webhook_url")).await;
        check(json!({ "answer_url": bad }), Err("answer_url")).await;
    }
    check(json!({ "webhook_url": format!("https://a.example/{}", "x".repeat(2_048)) }), Err("webhook_url")).await;
    check(json!({ "webhook_url": null }), Err("needs a valid https webhook_url")).await;
    check(json!({ "configuration_type": "ai_agent", "agent_uuid": agent, "webhook_url": null }), Ok(())).await;
    check(json!({ "configuration_type": "ai_agent", "agent_uuid": agent }), Ok(())).await;
    check(json!({ "configuration_type": "ai_agent" }), Err("needs an agent_uuid")).await;
    check(json!({ "agent_uuid": "nobody" }), Err("unknown agent")).await;
    check(json!({ "configuration_type": "fax" }), Err("configuration_type")).await;
    check(json!({ "configuration_type": null }), Err("configuration_type")).await;
    check(json!({ "calling_enabled": true }), Err("answer_url")).await;
    check(json!({ "calling_enabled": true, "answer_url": "https://a.example" }), Ok(())).await;
    check(json!({ "calling_enabled": "yes" }), Err("true or false")).await;
    check(json!({ "sub_account": null }), Err("unknown parameter")).await;
    check(json!({}), Err("nothing")).await;
    check(json!([]), Err("JSON object")).await;
}

#[tokio::test]
async fn invalid_stored_values_matter_only_when_their_group_is_sent() {
    let api = api(Options::default()).await;
    let fields = json!({ "webhook_url": "http://old.example", "calling_enabled": true, "answer_url": null });
    let fields = fields.as_object().unwrap().clone();
    let check = async |body: Value, expected: u16| {
        let number = seed::FIRST_NUMBER.to_owned();
        api.sandbox.control().edit(&Edit::SetFields { number, fields: fields.clone() }).unwrap();
        assert_eq!(api.call("POST", FIRST, Some(body.clone())).await.status, expected, "{body}");
    };
    check(json!({ "alias": "new" }), 202).await;
    check(json!({ "calling_enabled": false }), 202).await;
    check(json!({ "webhook_url": "https://new.example" }), 202).await;
    check(json!({ "configuration_type": "webhook" }), 400).await;
    check(json!({ "calling_enabled": true }), 400).await;
    check(json!({ "answer_url": "https://new.example" }), 202).await;
}

#[tokio::test]
async fn mapping_a_waba_moves_all_its_numbers() {
    let api = api(Options::default()).await;
    let waba = format!("/WhatsApp/Account/{}/", seed::FIRST_WABA);
    let numbers = format!("/WhatsApp/Number/?waba_id={}", seed::FIRST_WABA);
    let check = async |body: Value, expected: u16, owner: Value| {
        assert_eq!(api.call("POST", &waba, Some(body.clone())).await.status, expected, "{body}");
        assert_eq!(api.get(&waba).await["sub_account"], owner, "{body}");
        for number in api.get(&numbers).await["objects"].as_array().unwrap() {
            assert_eq!(number["sub_account"], owner, "{body}");
        }
    };
    let team = subaccount(&api, "EU Team").auth_id;
    check(json!({ "subaccount": team }), 202, json!(team)).await;
    check(json!({ "subaccount": "SA00000000000000000X" }), 400, json!(team)).await;
    check(json!({ "subaccount": 7 }), 400, json!(team)).await;
    check(json!({}), 400, json!(team)).await;
    check(json!({ "subaccount": null, "name": "x" }), 400, json!(team)).await;
    check(json!({ "subaccount": null }), 202, json!(null)).await;
}

#[tokio::test]
async fn a_subaccount_sees_its_own_wabas_and_maps_none() {
    let api = api(Options::default()).await;
    let team = subaccount(&api, "EU Team");
    let own = api.sandbox.control().wabas().into_iter().find(|waba| waba.sub_account.is_some());
    let own = own.filter(|waba| waba.name == "Acme Labs").unwrap();
    let labs = subaccount(&api, "Labs");
    let number = api.sandbox.control().numbers_of(&own.waba_id).remove(0).number;
    let ask = async |who: &Subaccount, method: &str, path: &str, body: Value| {
        let header = basic(&who.auth_id, &who.auth_token);
        with_header(&api, &who.auth_id, method, path, Some(&header), body).await
    };
    let check = async |who: &Subaccount, method: &str, path: String, body: Value, expected: u16| {
        let answer = ask(who, method, &path, body).await;
        assert_eq!(answer.status, expected, "{} {method} {path}: {}", who.name, answer.text);
    };
    let (waba_path, number_path) =
        (format!("/WhatsApp/Account/{}/", own.waba_id), format!("/WhatsApp/Number/{number}/"));
    let alias = json!({ "alias": "ours" });
    check(&labs, "GET", waba_path.clone(), json!(null), 200).await;
    check(&labs, "GET", number_path.clone(), json!(null), 200).await;
    check(&labs, "POST", number_path.clone(), alias.clone(), 202).await;
    check(&labs, "POST", waba_path.clone(), json!({ "subaccount": null }), 403).await;
    check(&labs, "GET", "/Subaccount/".to_owned(), json!(null), 403).await;
    check(&labs, "GET", "/AgentFlow/".to_owned(), json!(null), 200).await;
    check(&team, "GET", waba_path.clone(), json!(null), 404).await;
    check(&team, "POST", waba_path, json!({ "subaccount": null }), 404).await;
    check(&team, "GET", number_path.clone(), json!(null), 404).await;
    check(&team, "POST", number_path.clone(), alias, 404).await;
    check(&team, "DELETE", number_path, json!(null), 404).await;
    for (who, path, expected) in [
        (&labs, "/WhatsApp/Account/", 1),
        (&labs, "/WhatsApp/Number/", 1),
        (&team, "/WhatsApp/Account/", 1),
        (&team, "/WhatsApp/Number/", 2),
        (&team, "/WhatsApp/Number/?waba_id=102290129340398", 0),
    ] {
        let page = ask(who, "GET", path, json!(null)).await.json();
        assert_eq!(page["meta"]["total_count"], expected, "{} {path}", who.name);
    }
}

#[tokio::test]
async fn a_disconnected_number_is_gone_everywhere() {
    let api = api(Options::default()).await;
    let waba = format!("/WhatsApp/Account/{}/", seed::FIRST_WABA);
    assert_eq!(api.get(&waba).await["number_count"], 14);
    let answer = api.call("DELETE", FIRST, None).await;
    assert_eq!((answer.status, answer.text.as_str()), (204, ""));
    assert_eq!(api.call("GET", FIRST, None).await.status, 404);
    assert_eq!(api.call("DELETE", FIRST, None).await.status, 404);
    assert_eq!(api.get(&waba).await["number_count"], 13);
    assert_eq!(api.get("/WhatsApp/Number/").await["meta"]["total_count"], 23);
}

#[tokio::test]
async fn call_records_are_filtered() {
    let api = api(Options::default()).await;
    let calls = api.sandbox.control().calls();
    let count = |fits: &dyn Fn(&sandbox::Call) -> bool| calls.iter().filter(|call| fits(call)).count();
    let check = async |query: &str, expected: usize| {
        let page = api.get(&format!("/Call/{query}")).await;
        assert_eq!(page["meta"]["total_count"], expected, "{query}");
    };
    let ours = seed::FIRST_NUMBER;
    check("", calls.len()).await;
    check("?call_direction=inbound", count(&|call| call.call_direction == "inbound")).await;
    check(&format!("?from_number={ours}"), count(&|call| call.from_number == ours)).await;
    check(&format!("?from_number=%2B{ours}"), count(&|call| call.from_number == ours)).await;
    check(&format!("?to_number={ours}&call_direction=outbound"), 0).await;
    check("?hangup_cause_code=3020", count(&|call| call.hangup_cause_code == 3_020)).await;
    check("?bill_duration__gt=60", count(&|call| call.bill_duration > 60)).await;
    check("?bill_duration__lte=0", count(&|call| call.bill_duration == 0)).await;
    let labs = subaccount(&api, "Labs").auth_id;
    let line = api.sandbox.control().numbers_of(&api.sandbox.control().wabas()[1].waba_id).remove(0).number;
    check(&format!("?subaccount={labs}"), count(&|call| call.from_number == line || call.to_number == line)).await;
    check("?end_time__gt=2030-01-01%2000:00", 0).await;
    check("?end_time__lt=2030-01-01%2000:00:00.000001", calls.len()).await;
    // 18:30 in the records' own time zone is 13:00 UTC. Filters use UTC.
    let on_the_20th = count(&|call| call.end_time.as_str() >= "2026-11-20 05:30");
    check("?end_time__gte=2026-11-20%2000:00", on_the_20th).await;
    check("?end_time__lt=2026-11-20%2000:00", calls.len() - on_the_20th).await;
    check("?end_time__gt=9999-12-31%2023:59:59", 0).await;
    check("?end_time__gt=0001-01-01%2000:00:00", calls.len()).await;
    for wrong in ["2026-11-20", "2026-1-5%209:30", "2026-11-2009:30", "2026-02-30%2009:30", "2026-11-20%2009:30:60"] {
        assert_eq!(api.call("GET", &format!("/Call/?end_time={wrong}"), None).await.status, 400, "{wrong}");
    }
    for wrong in ["?end_time__gt=yesterday", "?end_time__near=2026-11-20%2000:00", "?bill_duration=long"] {
        assert_eq!(api.call("GET", &format!("/Call/{wrong}"), None).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn requests_over_the_limit_are_refused_with_a_waiting_time() {
    let limit = RateLimit { requests: 3, window: Duration::from_secs(600) };
    let api = api(Options { rate_limit: Some(limit), ..Options::default() }).await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(api.call("POST", FIRST, Some(json!({ "alias": "x" }))).await);
    }
    assert_eq!(statuses.iter().map(|answer| answer.status).collect::<Vec<_>>(), [202, 202, 202, 429]);
    let wait: u64 = statuses[3].retry_after.as_deref().unwrap().parse().unwrap();
    assert!((1..=600).contains(&wait), "{wait}");
}
