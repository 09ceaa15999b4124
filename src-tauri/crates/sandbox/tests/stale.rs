//! Read-after-write lag: which reads show the state before a write, and how many.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail like the tests themselves")]

mod support;

use sandbox::{Edit, Fault, Options, Pattern, Rule, seed};
use serde_json::{Value, json};
use support::{Answer, Api, api};

const FIRST: &str = "/WhatsApp/Number/918035737458/";
const NUMBERS: &str = "/WhatsApp/Number/";
const WABA: &str = "/WhatsApp/Account/102290129340398/";
const WABAS: &str = "/WhatsApp/Account/";
const MEMBERS: &str = "/WhatsApp/Number/?waba_id=102290129340398";

/// Each kind of write.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Write {
    Configure,
    Map,
    Disconnect,
}

const WRITES: [Write; 3] = [Write::Configure, Write::Map, Write::Disconnect];

fn lag(api: &Api, reads: u32) {
    for method in ["POST", "DELETE"] {
        api.sandbox.control().add_fault(Rule::once(Pattern::new(method, "/**"), Fault::Stale { reads }));
    }
}

async fn configure(api: &Api, alias: &str) {
    assert_eq!(api.call("POST", FIRST, Some(json!({ "alias": alias }))).await.status, 202);
}

impl Write {
    async fn send(self, api: &Api) {
        let subaccount = api.sandbox.control().subaccounts().remove(0).auth_id;
        let (method, path, body) = match self {
            Self::Configure => ("POST", FIRST, Some(json!({ "alias": "after" }))),
            Self::Map => ("POST", WABA, Some(json!({ "subaccount": subaccount }))),
            Self::Disconnect => ("DELETE", FIRST, None),
        };
        assert!(api.call(method, path, body).await.status < 300, "{self:?}");
    }

    /// The paths that show this write, and count as a read of it.
    fn reads(self) -> &'static [&'static str] {
        match self {
            Self::Configure | Self::Disconnect => &[FIRST, NUMBERS, MEMBERS],
            Self::Map => &[WABA, WABAS],
        }
    }

    /// The paths that do not count.
    fn others(self) -> &'static [&'static str] {
        match self {
            Self::Configure | Self::Disconnect => {
                &["/", "/Call/", "/WhatsApp/Number/?offset=20", WABA, WABAS, "/WhatsApp/Number/?waba_id=1"]
            }
            Self::Map => &["/", FIRST, NUMBERS, MEMBERS, "/WhatsApp/Account/?offset=4"],
        }
    }
}

/// Reads an answer without its request ID.
async fn read(api: &Api, path: &str) -> (u16, Value) {
    let Answer { status, text, .. } = api.call("GET", path, None).await;
    let mut body: Value = serde_json::from_str(&text).unwrap();
    body.as_object_mut().unwrap().remove("api_id");
    (status, body)
}

#[tokio::test]
async fn reads_show_the_state_before_each_kind_of_write_and_then_after_it() {
    let api = api(Options { rate_limit: None, ..Options::default() }).await;
    for write in WRITES {
        for path in write.reads() {
            for stale in 0..4_usize {
                api.sandbox.control().reset();
                let before = read(&api, path).await;
                lag(&api, stale as u32);
                write.send(&api).await;
                for at in 0..stale {
                    for other in write.others() {
                        read(&api, other).await;
                    }
                    assert_eq!(read(&api, path).await, before, "{write:?} {path} {at} of {stale}");
                }
                let after = read(&api, path).await;
                assert_ne!(after, before, "{write:?} {path} after {stale}");
                api.sandbox.control().clear_faults();
                assert_eq!(read(&api, path).await, after, "{write:?} {path} after {stale}");
            }
        }
    }
}

/// Only the written object is stale. Changes to other objects are visible.
#[tokio::test]
async fn other_objects_are_not_stale() {
    let api = api(Options::default()).await;
    let control = api.sandbox.control();
    let sixteenth = control.numbers_of(&control.wabas()[2].waba_id)[0].number.clone();
    for write in WRITES {
        control.reset();
        lag(&api, 9);
        write.send(&api).await;
        let fields = json!({ "alias": "sixteenth" }).as_object().unwrap().clone();
        control.edit(&Edit::SetFields { number: sixteenth.clone(), fields }).unwrap();
        control.edit(&Edit::RenameWaba { waba_id: seed::FIRST_WABA.to_owned(), name: "Renamed".to_owned() }).unwrap();
        assert_eq!(read(&api, &format!("/WhatsApp/Number/{sixteenth}/")).await.1["alias"], "sixteenth", "{write:?}");
        assert_eq!(read(&api, NUMBERS).await.1["objects"][15]["alias"], "sixteenth", "{write:?}");
        let waba = read(&api, WABA).await.1;
        assert_eq!(waba["name"], "Renamed", "{write:?}: only the mapping can be stale");
        assert_eq!((&waba["sub_account"], &waba["number_count"]), (&json!(null), &json!(14)), "{write:?}");
        control.clear_faults();
    }
}

/// A number shows the owner of its WABA.
#[tokio::test]
async fn derived_values_are_as_old_as_the_state() {
    let api = api(Options::default()).await;
    lag(&api, 1);
    Write::Map.send(&api).await;
    for _ in 0..3 {
        assert_eq!(
            read(&api, FIRST).await.1["sub_account"],
            json!(null),
            "a read of a number does not count as a read of its WABA"
        );
    }
    assert_eq!(read(&api, WABA).await.1["sub_account"], json!(null));
    assert_ne!(read(&api, FIRST).await.1["sub_account"], json!(null));

    lag(&api, 1);
    Write::Disconnect.send(&api).await;
    assert_eq!(read(&api, WABA).await.1["number_count"], 14);
    assert_eq!(read(&api, FIRST).await.0, 200);
    assert_eq!(read(&api, FIRST).await.0, 404);
    assert_eq!(read(&api, WABA).await.1["number_count"], 13);
}

/// The new owner of a WABA does not see it yet. Its reads count too.
#[tokio::test]
async fn visibility_of_a_waba_is_stale_too() {
    let api = api(Options::default()).await;
    let new_owner = api.sandbox.control().subaccounts().remove(0);
    let ask = async |path: &str| {
        let url = format!("{}/v1/Account/{}{path}", api.sandbox.api(), new_owner.auth_id);
        let request = api.client.get(url).basic_auth(&new_owner.auth_id, Some(&new_owner.auth_token));
        Answer::read(request.send().await.unwrap()).await
    };
    for path in [WABA, WABAS] {
        api.sandbox.control().reset();
        lag(&api, 2);
        Write::Map.send(&api).await;
        for expected in [false, false, true] {
            let answer = ask(path).await;
            let shown = answer.status == 200 && answer.text.contains(seed::FIRST_WABA);
            assert_eq!(shown, expected, "{path}: {}", answer.text);
        }
        api.sandbox.control().clear_faults();
    }
}

/// The aliases that reads show, in order. `w` writes the next alias, and a digit writes it with that many stale reads.
#[tokio::test]
async fn writes_are_shown_in_order() {
    let check = async |events: &str, expected: &[&str]| {
        let api = api(Options::default()).await;
        configure(&api, "0").await;
        let (mut written, mut seen) = (0, Vec::new());
        for event in events.chars() {
            if event == 'r' {
                seen.push(read(&api, FIRST).await.1["alias"].as_str().unwrap().to_owned());
                continue;
            }
            if let Some(reads) = event.to_digit(10) {
                lag(&api, reads);
            }
            written += 1;
            configure(&api, &written.to_string()).await;
        }
        assert_eq!(seen, expected, "{events}");
    };
    check("2rrr", &["0", "0", "1"]).await;
    check("2wrrr", &["0", "0", "2"]).await;
    check("2rwrr", &["0", "0", "2"]).await;
    check("2r2rrr", &["0", "0", "1", "2"]).await;
    check("13rrrr", &["0", "1", "1", "2"]).await;
    check("31rrrr", &["0", "0", "0", "2"]).await;
}

#[tokio::test]
async fn the_end_of_the_lag_and_what_causes_none() {
    let api = api(Options::default()).await;
    let control = api.sandbox.control();
    let alias = async || read(&api, FIRST).await.1["alias"].as_str().map(str::to_owned);

    lag(&api, 9);
    configure(&api, "after").await;
    assert_eq!(control.requests().last().unwrap().fault.as_deref(), Some("stale"));
    assert_eq!(alias().await.as_deref(), Some("Support — APAC"));
    assert_eq!(
        control.number(seed::FIRST_NUMBER).unwrap().alias.as_deref(),
        Some("after"),
        "the account itself is not stale"
    );
    control.clear_faults();
    assert_eq!(alias().await.as_deref(), Some("after"));

    lag(&api, 9);
    configure(&api, "and later").await;
    control.reset();
    assert_eq!(alias().await.as_deref(), Some("Support — APAC"));
    configure(&api, "after the reset").await;
    assert_eq!(alias().await.as_deref(), Some("after the reset"));

    lag(&api, 9);
    assert_eq!(api.call("POST", FIRST, Some(json!({ "alias": 1 }))).await.status, 400);
    configure(&api, "not struck").await;
    assert_eq!(alias().await.as_deref(), Some("not struck"), "a refused write changed nothing");

    control.clear_faults();
    control.add_fault(Rule::always(Pattern::new("GET", "/**"), Fault::Stale { reads: 9 }));
    configure(&api, "read truly").await;
    assert_eq!(alias().await.as_deref(), Some("read truly"), "a fault on a read changes nothing");
}

/// A write uses the newest state: an object that reads still show may be gone.
#[tokio::test]
async fn writes_use_the_newest_state() {
    let api = api(Options::default()).await;
    lag(&api, 2);
    Write::Disconnect.send(&api).await;
    assert_eq!(read(&api, FIRST).await.0, 200);
    assert_eq!(api.call("POST", FIRST, Some(json!({ "alias": "gone" }))).await.status, 404);
}

#[tokio::test]
async fn a_fault_is_armed_over_http_too() {
    let api = api(Options { control_endpoint: true, ..Options::default() }).await;
    let faults = format!("{}/control/faults", api.sandbox.api());
    let rule = json!({ "on": { "method": "POST" }, "times": 1, "fault": { "kind": "stale", "reads": 1 } });
    let answer = api.client.post(&faults).json(&rule).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 204);
    assert_eq!(api.sandbox.control().faults()[0].fault, Fault::Stale { reads: 1 });
    configure(&api, "after").await;
    assert_eq!(read(&api, FIRST).await.1["alias"], "Support — APAC");
    assert_eq!(read(&api, FIRST).await.1["alias"], "after");
}
