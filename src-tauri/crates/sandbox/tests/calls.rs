//! The call records that the seed guarantees, and the numbers whose URLs point to sample endpoints.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail like the tests themselves")]

mod support;

use sandbox::seed::{FIRST_NUMBER, customers as who};
use sandbox::{Call, Number, Options, Sandbox, samples};
use serde_json::{Value, json};
use support::{Api, api};

fn seeded(seed: u64) -> Options {
    Options { seed, rate_limit: None, ..Options::default() }
}

fn numbers(sandbox: &Sandbox) -> Vec<Number> {
    let control = sandbox.control();
    control.wabas().iter().flat_map(|waba| control.numbers_of(&waba.waba_id)).collect()
}

/// Returns one letter per call, oldest first: `I` for inbound and answered, `A` for answered, `m` for missed, `?` for
/// unknown.
fn story(calls: &[Call], customer: &str) -> String {
    let letter = |call: &Call| match (call.call_direction.as_str(), call.hangup_cause_code, &call.answer_time) {
        ("inbound", _, Some(_)) => 'I',
        ("outbound", _, Some(_)) => 'A',
        ("outbound", 3_000..4_000, None) => 'm',
        _ => '?',
    };
    let with = |call: &&Call| call.from_number == customer || call.to_number == customer;
    calls.iter().rev().filter(with).map(letter).collect()
}

#[tokio::test]
async fn customers_have_the_documented_calls() {
    for seed in [0, 7, u64::MAX] {
        let sandbox = Sandbox::start(seeded(seed)).await.unwrap();
        let calls = sandbox.control().calls();
        let check = |customer: &str, expected: &str| assert_eq!(story(&calls, customer), expected, "{customer}");
        check(who::CALLED_FIVE_TIMES, "AAAAA");
        check(who::MISSED_TWO, "Amm");
        check(who::MISSED_FOUR, "Ammmm");
        check(who::CALLED_FIRST, "I");
        check(who::MISSED_BETWEEN, "mAm");
        check(who::CAUSE_UNKNOWN, "?");
        check(who::TESTER, "III");
    }
}

#[tokio::test]
async fn five_calls_are_within_a_day() {
    let api = api(seeded(7)).await;
    let query = format!("from_number={FIRST_NUMBER}&to_number={}&call_direction=outbound", who::CALLED_FIVE_TIMES);
    // 18:30 in the records' own time zone is 13:00 UTC.
    let page = api.get(&format!("/Call/?{query}&end_time__gte=2026-11-20%2001:00")).await;
    assert_eq!(page["meta"]["total_count"], 5);
}

#[tokio::test]
async fn some_numbers_have_answered_a_test_call_and_others_never_have() {
    for seed in [0, 7, u64::MAX] {
        let sandbox = Sandbox::start(seeded(seed)).await.unwrap();
        let (numbers, calls) = (numbers(&sandbox), sandbox.control().calls());
        let answered = |at: usize| {
            let here = |call: &&Call| call.to_number == numbers[at].number && call.answer_time.is_some();
            calls.iter().filter(here).count()
        };
        for at in who::TESTED {
            assert!(answered(at) > 0, "number {at} of seed {seed}");
        }
        for at in who::NEVER_ANSWERED {
            assert_eq!(answered(at), 0, "number {at} of seed {seed}");
        }
    }
}

async fn ends(api: &Api) -> Vec<String> {
    let mut all = Vec::new();
    loop {
        let page = api.get(&format!("/Call/?offset={}", all.len())).await;
        let end = |call: &Value| call["end_time"].as_str().unwrap().to_owned();
        all.extend(page["objects"].as_array().unwrap().iter().map(end));
        if page["meta"]["next"].is_null() {
            return all;
        }
    }
}

#[tokio::test]
async fn the_newest_record_is_first_and_ends_when_requested() {
    let check = async |calls_until: Option<i64>, expected: &str| {
        let api = api(Options { calls_until, ..seeded(7) }).await;
        let ends = ends(&api).await;
        assert_eq!(ends[0], expected, "{calls_until:?}");
        // All records are in one time zone, so the order of the texts is the order of the moments.
        assert!(ends.is_sorted_by(|newer, older| newer >= older), "{ends:?}");
        api.sandbox.control().reset();
        assert_eq!(api.get("/Call/?limit=1").await["objects"][0]["end_time"], expected);
    };
    check(None, "2026-11-20 18:30:00+05:30").await;
    check(Some(1_000_000_000_999), "2001-09-09 07:16:40+05:30").await;
    check(Some(i64::MAX), "2026-11-20 18:30:00+05:30").await;
    check(Some(i64::MIN), "2026-11-20 18:30:00+05:30").await;
    // The last second of the year 9999 in UTC is in the year 10000 in the records' time zone.
    check(Some(253_402_300_799_000), "2026-11-20 18:30:00+05:30").await;
    check(Some(-62_135_596_800_000), "2026-11-20 18:30:00+05:30").await;
}

#[tokio::test]
async fn few_numbers_have_few_calls() {
    for (count, some) in [(0, false), (1, true), (2, true), (12, true)] {
        let sandbox = Sandbox::start(Options { numbers: count, ..seeded(7) }).await.unwrap();
        let calls = sandbox.control().calls();
        assert_eq!(!calls.is_empty(), some, "{count}");
        assert_eq!(story(&calls, who::MISSED_FOUR), if some { "Ammmm" } else { "" }, "{count}");
    }
}

/// Records are not kept between starts. So the kept differences fit any moment that the next start uses.
#[tokio::test]
async fn kept_differences_do_not_depend_on_the_calls() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("sandbox.json");
    let options = |calls_until| Options { calls_until, state_file: Some(file.clone()), ..seeded(7) };
    let number = format!("/WhatsApp/Number/{FIRST_NUMBER}/");
    let first = api(options(Some(1_700_000_000_000))).await;
    first.call("POST", &number, Some(json!({ "alias": "kept" }))).await;
    first.sandbox.stop().await;
    assert!(!std::fs::read_to_string(&file).unwrap().contains("call_uuid"));
    let again = api(options(Some(1_800_000_000_000))).await;
    assert_eq!(again.get(&number).await["alias"], "kept");
    assert_eq!(ends(&again).await[0], "2027-01-15 13:30:00+05:30");
}

fn host(url: Option<&str>) -> Option<&str> {
    url?.strip_prefix("https://")?.split_once('/').map(|(host, _)| host)
}

#[tokio::test]
async fn some_urls_point_to_sample_endpoints() {
    let good = Some("hooks");
    let rows = [
        (0, good, None),
        (14, Some("moved"), None),
        (15, good, Some("html")),
        (16, good, Some("slow")),
        (17, Some("hanging"), Some("brokenxml")),
        (18, good, Some("forbidden")),
        (19, Some("selfsigned"), Some("expired")),
        (20, Some("strict"), Some("strict")),
        (21, good, Some("othername")),
        (22, Some("strict"), Some("strict")),
        (23, Some("failing"), Some("missing")),
    ];
    for seed in [0, 7, u64::MAX] {
        let sandbox = Sandbox::start(seeded(seed)).await.unwrap();
        let numbers = numbers(&sandbox);
        for (at, webhook, answer) in rows {
            let number = &numbers[at];
            let named = |sample: Option<&str>| sample.map(|sample| format!("{sample}.acme.example"));
            assert_eq!(host(number.webhook_url.as_deref()), named(webhook).as_deref(), "number {at}");
            if answer.is_some() {
                assert!(number.calling_enabled, "number {at}");
                assert_eq!(host(number.answer_url.as_deref()), named(answer).as_deref(), "number {at}");
            }
        }
        let owner = |at: usize| {
            let wabas = sandbox.control().wabas();
            wabas.into_iter().find(|waba| waba.waba_id == numbers[at].waba_id).unwrap().sub_account
        };
        assert!(owner(20).is_none() && owner(22).is_some(), "who signs for the strict ones");
        let known: Vec<&str> = samples::catalogue().map(|(name, _)| name).collect();
        for number in &numbers {
            let urls = [number.webhook_url.as_deref(), number.answer_url.as_deref()];
            assert!(urls.into_iter().filter_map(host).all(|host| known.contains(&host)), "{number:?}");
        }
    }
}
