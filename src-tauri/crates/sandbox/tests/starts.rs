//! Starting and stopping: the same seed again, state between starts, the sandbox as a program.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail like the tests themselves")]

mod support;

use sandbox::{Edit, Options, Sandbox, StartError, seed};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use support::{Api, api};
use tempfile::TempDir;

const FIRST: &str = "/WhatsApp/Number/918035737458/";

async fn numbers(api: &Api) -> Vec<Value> {
    let mut all = Vec::new();
    loop {
        let page = api.get(&format!("/WhatsApp/Number/?offset={}", all.len())).await;
        all.extend(page["objects"].as_array().unwrap().iter().cloned());
        if page["meta"]["next"].is_null() {
            return all;
        }
    }
}

fn sized(numbers: usize, seed: u64) -> Options {
    Options { numbers, seed, rate_limit: None, ..Options::default() }
}

#[tokio::test]
async fn the_same_seed_makes_the_same_account() {
    let (one, same, other) = (api(sized(60, 7)).await, api(sized(60, 7)).await, api(sized(60, 8)).await);
    assert_eq!(numbers(&one).await, numbers(&same).await);
    assert_eq!(one.sandbox.auth_token(), same.sandbox.auth_token());
    assert_ne!(one.sandbox.auth_id(), other.sandbox.auth_id());
    assert_ne!(numbers(&one).await[1]["number"], numbers(&other).await[1]["number"]);
}

#[tokio::test]
async fn the_documented_facts_hold_for_any_seed() {
    for seed in [0, 1, 7, u64::MAX] {
        let api = api(sized(24, seed)).await;
        let all = numbers(&api).await;
        let expected = json!({
            "number": "918035737458", "alias": "Support — APAC", "waba_id": seed::FIRST_WABA,
            "webhook_url": "https://hooks.acme.example/whatsapp", "calling_enabled": false, "answer_url": null,
        });
        for (field, value) in expected.as_object().unwrap() {
            assert_eq!(all[0][field], *value, "seed {seed}");
        }
        let check =
            |at: usize, field: &str, value: Value| assert_eq!(all[at][field], value, "seed {seed}, number {at}");
        check(3, "status", json!("pending"));
        check(5, "status", json!("disconnected"));
        check(7, "webhook_url", json!(null));
        check(8, "webhook_url", json!("http://legacy.acme.example/wa.php"));
        check(8, "country_iso", json!("US"));
        check(9, "quality_rating", json!("blue"));
        check(10, "configuration_type", json!("ai_agent"));
        check(11, "answer_url", json!(null));
        let wabas = api.get("/WhatsApp/Account/").await["objects"].clone();
        let wabas = wabas.as_array().unwrap().iter().map(|waba| (waba["name"].clone(), waba["number_count"].clone()));
        let expected =
            [("Acme EU", 14), ("Acme Labs", 1), ("Acme Retail", 3), ("Acme Retail", 2), ("", 2), ("Acme Americas", 2)];
        assert_eq!(wabas.collect::<Vec<_>>(), expected.map(|(name, count)| (json!(name), json!(count))));
        let names = api.sandbox.control().subaccounts().into_iter().map(|sub| sub.name).collect::<Vec<_>>();
        assert_eq!((&names[..3], names.len()), (&["EU Team", "Americas Team", "Labs"].map(str::to_owned)[..], 8));
    }
}

#[tokio::test]
async fn any_count_of_numbers_makes_a_valid_account() {
    for count in [0, 1, 13, 15, 24, 25, 1_000] {
        let api = api(sized(count, 7)).await;
        let all = numbers(&api).await;
        let distinct: BTreeSet<String> = all.iter().map(|number| number["number"].to_string()).collect();
        assert_eq!((all.len(), distinct.len()), (count, count));
        let held: usize = api
            .sandbox
            .control()
            .wabas()
            .iter()
            .map(|waba| api.sandbox.control().numbers_of(&waba.waba_id).len())
            .sum();
        assert_eq!(held, count);
    }
}

/// Changes one number, removes one, adds one and maps a WABA. Returns the visible state afterwards.
async fn change_everything(api: &Api) -> [Value; 4] {
    let control = api.sandbox.control();
    let all = numbers(api).await;
    let gone = all[1]["number"].as_str().unwrap();
    let sub = control.subaccounts().remove(0).auth_id;
    let waba_id = seed::FIRST_WABA.to_owned();
    api.call("POST", FIRST, Some(json!({ "alias": "kept" }))).await;
    api.call("DELETE", &format!("/WhatsApp/Number/{gone}/"), None).await;
    api.call("POST", &format!("/WhatsApp/Account/{waba_id}/"), Some(json!({ "subaccount": sub }))).await;
    let number = "4915112345678".to_owned();
    control.edit(&Edit::AddNumber { waba_id, number, fields: serde_json::Map::new() }).unwrap();
    state(api, gone).await
}

async fn state(api: &Api, gone: &str) -> [Value; 4] {
    let gone = api.call("GET", &format!("/WhatsApp/Number/{gone}/"), None).await.status;
    let added = api.call("GET", "/WhatsApp/Number/4915112345678/", None).await.status;
    let first = api.get(FIRST).await;
    [first["alias"].clone(), first["sub_account"].clone(), json!(gone), json!(added)]
}

fn kept(folder: &TempDir, seed: u64) -> Options {
    Options { state_file: Some(folder.path().join("sandbox.json")), ..sized(24, seed) }
}

#[tokio::test]
async fn state_is_kept_between_starts_without_any_token() {
    let folder = TempDir::new().unwrap();
    let first = api(kept(&folder, 7)).await;
    let gone = numbers(&first).await[1]["number"].as_str().unwrap().to_owned();
    let changed = change_everything(&first).await;
    assert_eq!([&changed[0], &changed[2], &changed[3]], [&json!("kept"), &json!(404), &json!(200)]);

    let text = std::fs::read_to_string(folder.path().join("sandbox.json")).unwrap();
    let subaccounts = first.sandbox.control().subaccounts();
    let tokens = subaccounts.iter().map(|sub| sub.auth_token.as_str());
    for token in tokens.chain([first.sandbox.auth_token(), first.sandbox.scoped_token()]) {
        assert!(!text.contains(token));
    }
    let debugged = format!("{:?} {:?} {subaccounts:?}", first.sandbox, first.sandbox.control());
    assert!(!debugged.contains(first.sandbox.auth_token()) && !debugged.contains(&subaccounts[0].auth_token));
    assert_private(&folder.path().join("sandbox.json"));
    first.sandbox.stop().await;

    let other_seed = api(kept(&folder, 8)).await;
    assert_eq!(state(&other_seed, "4915100000000").await[0], json!("Support — APAC"));
    other_seed.call("POST", FIRST, Some(json!({ "alias": "other" }))).await;
    other_seed.sandbox.stop().await;

    let again = api(kept(&folder, 7)).await;
    assert_eq!(state(&again, &gone).await, changed);
    again.sandbox.control().reset();
    let seeded = [json!("Support — APAC"), json!(null), json!(200), json!(404)];
    assert_eq!(state(&again, &gone).await, seeded);
    again.sandbox.stop().await;
    assert_eq!(state(&api(kept(&folder, 7)).await, &gone).await, seeded);
}

#[cfg(unix)]
fn assert_private(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[cfg(not(unix))]
fn assert_private(_: &Path) {}

#[tokio::test]
async fn a_damaged_state_file_is_set_aside() {
    let version_of_the_future = json!({ "version": 99, "accounts": {} }).to_string();
    for damage in ["", "{", "[]", "\u{0}\u{0}", version_of_the_future.as_str()] {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("sandbox.json");
        let aside = ["sandbox.json.damaged", "sandbox.json.damaged-1"].map(|name| folder.path().join(name));
        for aside in aside {
            std::fs::write(&file, damage).unwrap();
            let api = api(kept(&folder, 7)).await;
            assert_eq!(api.get(FIRST).await["alias"], "Support — APAC", "{damage:?}");
            assert_eq!(std::fs::read_to_string(aside).unwrap(), damage);
            api.call("POST", FIRST, Some(json!({ "alias": "new" }))).await;
            assert!(std::fs::read_to_string(&file).unwrap().contains("new"));
        }
    }
}

#[tokio::test]
async fn a_stopped_sandbox_frees_its_port() {
    let folder = TempDir::new().unwrap();
    let first = api(kept(&folder, 7)).await;
    let listen = first.sandbox.api().trim_start_matches("http://").parse().unwrap();
    first.get("/").await;
    first.sandbox.stop().await;
    let again = api(Options { listen, ..kept(&folder, 7) }).await;
    again.get("/").await;
    let taken = Sandbox::start(Options { listen, ..Options::default() }).await;
    assert!(matches!(taken, Err(StartError::Listen { .. })));
}

#[tokio::test]
async fn the_control_endpoint_is_for_loopback_only() {
    let listen = "0.0.0.0:0".parse().unwrap();
    let started = Sandbox::start(Options { listen, control_endpoint: true, ..Options::default() }).await;
    assert!(matches!(started, Err(StartError::ControlBeyondLoopback(_))));
}

/// The running program, which is killed when the test ends.
struct Alone(std::process::Child);

impl Drop for Alone {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_program_prints_one_line_and_ends_on_request() {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_number-desk-sandbox"));
    let arguments = ["--numbers", "30", "--seed", "9", "--rate-limit", "1000/5s", "--latency", "0ms"];
    let child = Command::new(program).args(arguments).stdout(Stdio::piped()).spawn().unwrap();
    let mut alone = Alone(child);
    let mut lines = BufReader::new(alone.0.stdout.take().unwrap()).lines();
    let told: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    let text = |name: &str| told[name].as_str().unwrap().to_owned();
    let client = support::builder().build().unwrap();
    let url = format!("{}/v1/Account/{}/WhatsApp/Number/", text("api"), text("auth_id"));
    let page = client.get(url).basic_auth(text("auth_id"), Some(text("auth_token"))).send().await.unwrap();
    let page: Value = page.json().await.unwrap();
    assert_eq!(page["meta"]["total_count"], 30);
    let requests = client.get(format!("{}/control/requests", text("api"))).send().await.unwrap();
    assert_eq!(requests.json::<Value>().await.unwrap().as_array().unwrap().len(), 1);

    let ended = Command::new("kill").args(["-TERM", &alone.0.id().to_string()]).status().unwrap();
    assert!(ended.success());
    assert!(alone.0.wait().unwrap().success());
    assert_eq!(lines.count(), 0, "exactly one line");
}
