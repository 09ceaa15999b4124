//! The sandbox and `openapi/plivo.yaml` agree.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail like the tests themselves")]

mod support;

use jsonschema::Validator;
use sandbox::{Options, RateLimit, seed};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use support::{Answer, Api, api};

const METHODS: &[&str] = &["get", "post", "put", "patch", "delete"];

fn description() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../openapi/plivo.yaml");
    serde_saphyr::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Returns the object itself, or the target of its `$ref`.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(target) => document.pointer(target.trim_start_matches('#')).unwrap(),
        None => value,
    }
}

fn operation<'a>(document: &'a Value, method: &str, path: &str) -> &'a Value {
    &document["paths"][path][method.to_lowercase()]
}

/// Returns a validator for a schema that may refer to other parts of the description.
fn validator(document: &Value, schema: &Value) -> Validator {
    let whole = json!({ "allOf": [schema], "components": document["components"] });
    jsonschema::draft202012::new(&whole).unwrap()
}

/// Checks that the answer has a documented status, and a body that is valid by its schema.
fn check_answer(document: &Value, method: &str, path: &str, answer: &Answer) {
    let told = format!("{method} {path} -> {} {}", answer.status, answer.text);
    let response = operation(document, method, path)["responses"].get(answer.status.to_string());
    let response = resolved(document, response.unwrap_or_else(|| panic!("undocumented: {told}")));
    let Some(content) = response.get("content").and_then(Value::as_object) else {
        assert_eq!(answer.text, "", "a body, but none is described: {told}");
        return;
    };
    let kind = answer.content_type.split(';').next().unwrap();
    let media = content.get(kind).unwrap_or_else(|| panic!("undocumented type {kind}: {told}"));
    let body = if kind == "application/json" { answer.json() } else { Value::String(answer.text.clone()) };
    let errors: Vec<String> =
        validator(document, &media["schema"]).iter_errors(&body).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{told}: {errors:?}");
}

fn filled(path: &str) -> String {
    path.replace("{number}", seed::FIRST_NUMBER).replace("{waba_id}", seed::FIRST_WABA)
}

#[test]
fn every_route_is_described_and_every_description_is_served() {
    let document = description();
    let described: BTreeSet<(String, String, bool)> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| METHODS.iter().map(move |method| (path, *method, item.get(method))))
        .filter_map(|(path, method, operation)| Some((path, method, operation?)))
        .map(|(path, method, operation)| (method.to_uppercase(), path.clone(), operation["x-assumed"] == json!(true)))
        .collect();
    let served = sandbox::routes().map(|route| (route.method.to_owned(), route.path.to_owned(), route.assumed));
    assert_eq!(described, served.collect());
}

#[tokio::test]
async fn real_answers_are_valid_by_the_description() {
    let document = description();
    let api = api(Options { numbers: 60, rate_limit: None, ..Options::default() }).await;
    let check = async |method: &str, path: &str, query: &str, body: Value, expected: u16| {
        let answer = api.call(method, &format!("{}{query}", filled(path)), Some(body)).await;
        assert_eq!(answer.status, expected, "{method} {path}{query}: {}", answer.text);
        check_answer(&document, method, path, &answer);
    };
    let (waba, number) = ("/WhatsApp/Account/{waba_id}/", "/WhatsApp/Number/{number}/");
    for list in ["/Subaccount/", "/AgentFlow/", "/Call/", "/WhatsApp/Account/", "/WhatsApp/Number/"] {
        check("GET", list, "", json!(null), 200).await;
        check("GET", list, "?limit=3&offset=2", json!(null), 200).await;
        check("GET", list, "?limit=20&offset=100000", json!(null), 200).await;
        check("GET", list, "?limit=21", json!(null), 400).await;
    }
    for offset in [20, 40] {
        check("GET", "/WhatsApp/Number/", &format!("?offset={offset}"), json!(null), 200).await;
    }
    check("GET", "/", "", json!(null), 200).await;
    check("GET", waba, "", json!(null), 200).await;
    check("GET", number, "", json!(null), 200).await;
    check("POST", number, "", json!({ "alias": "x" }), 202).await;
    check("POST", number, "", json!({ "webhook_url": "http://a.example" }), 400).await;
    check("POST", waba, "", json!({ "subaccount": null }), 202).await;
    check("POST", waba, "", json!({ "subaccount": "SAXXXXXXXXXXXXXXXXXX" }), 400).await;
    check("DELETE", number, "", json!(null), 204).await;
    check("GET", number, "", json!(null), 404).await;
    check("POST", number, "", json!({ "alias": "x" }), 404).await;
    check("DELETE", number, "", json!(null), 404).await;
}

#[tokio::test]
async fn refusals_are_described_for_every_call() {
    let document = description();
    let limit = RateLimit { requests: 1, window: Duration::from_secs(3_600) };
    let api = api(Options { rate_limit: Some(limit), ..Options::default() }).await;
    api.get("/").await;
    for route in sandbox::routes() {
        let limited = api.call(route.method, &filled(route.path), Some(json!({}))).await;
        assert_eq!(limited.status, 429, "{route:?}");
        assert!(limited.retry_after.is_some(), "{route:?}");
        check_answer(&document, route.method, route.path, &limited);

        let answer = unauthorized(&api, route.method, &filled(route.path)).await;
        assert_eq!(answer.status, 401, "{route:?}");
        check_answer(&document, route.method, route.path, &answer);
    }
}

async fn unauthorized(api: &Api, method: &str, path: &str) -> Answer {
    let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
    Answer::read(api.client.request(method, api.url(path)).send().await.unwrap()).await
}

#[tokio::test]
async fn calls_that_plivo_does_not_publish_can_be_switched_off() {
    let document = description();
    let api = api(Options { public_api_only: true, ..Options::default() }).await;
    for route in sandbox::routes() {
        let answer = api.call(route.method, &filled(route.path), Some(json!({}))).await;
        assert_eq!(answer.status, if route.assumed { 404 } else { 200 }, "{route:?}");
        check_answer(&document, route.method, route.path, &answer);
    }
}

#[test]
fn the_description_of_a_configuration_agrees_with_what_is_accepted() {
    let document = description();
    let schema = validator(&document, &document["components"]["schemas"]["Configuration"]);
    let check = |body: Value, expected: bool| assert_eq!(schema.is_valid(&body), expected, "{body}");
    check(json!({ "alias": null }), true);
    check(json!({ "alias": "é".repeat(64) }), true);
    check(json!({ "alias": "é".repeat(65) }), false);
    check(json!({ "webhook_url": "https://a.example/x#ct=2000" }), true);
    check(json!({ "webhook_url": "http://a.example" }), false);
    check(json!({ "calling_enabled": null }), false);
    check(json!({ "sub_account": null }), false);
    check(json!({}), false);
}
