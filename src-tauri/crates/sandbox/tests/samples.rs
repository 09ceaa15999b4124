//! The sample endpoints over real TLS: each name's behaviour, the signature, the journal, the offline switch and the
//! end.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail like the tests themselves")]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::{Client, Response};
use sandbox::{Options, SampleDelays, Samples, Sandbox, samples};
use sha2::Sha256;
use std::collections::BTreeSet;
use std::time::Duration;
use support::Answer;
use support::endpoint::{CALL, MESSAGE, client, post, told, try_post};

const QUICK: SampleDelays = SampleDelays { slow: Duration::ZERO, drip: Duration::from_millis(1) };
/// For requests that must still be running whenever a test checks.
const FOR_EVER: Duration = Duration::from_secs(86_400);

async fn started(sample_delays: SampleDelays) -> (Sandbox, Samples, Client) {
    let sandbox = Sandbox::start(Options { sample_delays, ..Options::default() }).await.unwrap();
    let samples = sandbox.samples().await.unwrap();
    let client = client(&samples);
    (sandbox, samples, client)
}

#[tokio::test]
async fn every_name_is_lent_to_one_listener_on_loopback() {
    let (sandbox, samples, _) = started(QUICK).await;
    let names: BTreeSet<&str> = samples.lent.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, samples::catalogue().map(|(name, _)| name).collect());
    assert_eq!(names.len(), 15);
    assert!(samples::catalogue().all(|(name, does)| name.ends_with(".acme.example") && does.ends_with('.')));
    assert!(samples.lent.iter().all(|(_, address)| address.ip().is_loopback() && *address == samples.lent[0].1));
    assert_eq!(sandbox.samples().await.unwrap(), samples, "the endpoints start only once");
    let other = Sandbox::start(Options::default()).await.unwrap().samples().await.unwrap();
    assert_ne!(other.roots, samples.roots, "each sandbox has its own authority");
    assert_eq!(Options::default().sample_delays.slow, Duration::from_secs(6));
}

#[tokio::test]
async fn each_does_what_its_name_says() {
    let (_sandbox, _, client) = started(QUICK).await;
    let check = async |url: &str, form: &[(&str, &str)], status: u16, kind: &str, body: &str| {
        let answer = post(&client, url, form).await;
        let media = answer.content_type.split(';').next().unwrap();
        assert_eq!((answer.status, media), (status, kind), "{url} {form:?}");
        assert!(answer.text.contains(body), "{url}: {}", answer.text);
    };
    let (text, xml, html) = ("text/plain", "application/xml", "text/html");
    for url in ["hooks", "hooks/", "hooks/whatsapp?line=1", "slow/in", "html/in", "brokenxml/in", "huge", "forbidden"] {
        check(url, MESSAGE, 200, text, "received").await;
    }
    for url in ["hooks/answer", "voice", "voice/any/path?x=1", "slow"] {
        check(url, CALL, 200, xml, "<Response>\n  <Speak>").await;
    }
    check("hooks", &[], 200, text, "received").await;
    check("voice", &[], 200, xml, "<Speak>").await;
    for form in [CALL, MESSAGE] {
        check("missing/in", form, 404, text, "nothing").await;
        check("failing/in", form, 500, html, "<h1>Internal Server Error").await;
        check("strict/in", form, 403, text, "does not verify").await;
    }
    check("html", CALL, 200, html, "It works!").await;
    check("brokenxml", CALL, 200, xml, "<Speak voice=WOMAN>").await;
    check("forbidden", CALL, 200, xml, "<Number>").await;
    check("forbidden", CALL, 200, xml, "callType=\"whatsapp\"").await;
    assert!(post(&client, "huge", CALL).await.text.len() > 100_000);
}

#[tokio::test]
async fn moved_endpoints_return_a_location() {
    let (_sandbox, _, client) = started(QUICK).await;
    for (form, expected) in
        [(MESSAGE, "https://hooks.acme.example/whatsapp"), (CALL, "https://voice.acme.example/answer")]
    {
        let answer = try_post(&client, "moved/in", form, &[]).await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.headers()["location"].to_str().unwrap()), (302, expected));
    }
}

#[tokio::test]
async fn certificates_are_distrusted_for_the_right_reason() {
    let (sandbox, _, client) = started(QUICK).await;
    let check = async |host: &str, reason: &str| {
        let error = told(&try_post(&client, host, MESSAGE, &[]).await.unwrap_err());
        assert!(error.contains(reason), "{host}: {error}");
    };
    check("expired", "Expired").await;
    check("othername", "NotValidForName").await;
    check("selfsigned", "UnknownIssuer").await;
    check("stray", "AccessDenied").await;
    assert_eq!(sandbox.control().endpoint_requests(), [], "none of them sent a request");
}

#[tokio::test]
async fn an_unknown_host_is_misdirected() {
    let (_sandbox, _, client) = started(QUICK).await;
    let check = async |host: &str, expected: u16| {
        let answer = try_post(&client, "hooks", MESSAGE, &[("host", host.to_owned())]).await.unwrap();
        assert_eq!(answer.status().as_u16(), expected, "{host}");
    };
    check("missing.acme.example:8443", 404).await;
    check("Missing.ACME.example.", 404).await;
    check("acme.example", 421).await;
}

async fn chunks(response: &mut Response, count: usize) -> reqwest::Result<Vec<u8>> {
    let mut read = Vec::new();
    for _ in 0..count {
        read.extend(response.chunk().await?.unwrap_or_default());
    }
    Ok(read)
}

#[tokio::test]
async fn hanging_never_ends_but_offline_cuts_it() {
    let (sandbox, _, client) = started(QUICK).await;
    let mut answer = try_post(&client, "hanging", CALL, &[]).await.unwrap();
    let begun = chunks(&mut answer, 5).await.unwrap();
    assert!(begun.starts_with(b"<Response> "), "{begun:?}");
    sandbox.control().set_offline(true);
    // Bytes that were sent before may still arrive. After that the connection is dead.
    while let Ok(more) = answer.chunk().await {
        assert_eq!(
            more.as_deref().map(<[u8]>::first),
            Some(Some(&b' ')),
            "the connection was cut, but the answer ended"
        );
    }
}

fn signature(token: &str, message: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(token.as_bytes()).unwrap().chain_update(message);
    STANDARD.encode(mac.finalize().into_bytes())
}

#[tokio::test]
async fn strict_accepts_what_the_account_signed() {
    const NONCE: &str = "12345678901234567890";
    let (sandbox, _, client) = started(QUICK).await;
    let token = sandbox.auth_token();
    let check = async |url: &str, form: &[(&str, &str)], (header, token, signed): (&str, &str, &str), status: u16| {
        let signature = signature(token, &format!("https://strict.acme.example{signed}.{NONCE}"));
        let headers = [("X-Plivo-Signature-V3-Nonce", NONCE.to_owned()), (header, signature)];
        let answer = Answer::read(try_post(&client, url, form, &headers).await.unwrap()).await;
        assert_eq!(answer.status, status, "{url} {header} {signed}");
        let expected = if form[0].0 == "CallUUID" { "<Speak>" } else { "received" };
        assert_eq!(answer.text.contains(expected), status == 200, "{}", answer.text);
    };
    let (plain, main) = ("X-Plivo-Signature-V3", "X-Plivo-Signature-Ma-V3");
    let message = &[("MessageUUID", "0"), ("To", "2"), ("Body", "a b & c"), ("From", "1")][..];
    let call = &[("CallUUID", "0"), ("To", "")][..];
    let words = "Bodya b & cFrom1MessageUUID0To2";
    check("strict/in", message, (plain, token, &format!("/in?{words}")), 200).await;
    check("strict/in", message, (main, token, &format!("/in?{words}")), 200).await;
    check("strict/in?b=2&a=1+x", message, (plain, token, &format!("/in?a=1 x&b=2.{words}")), 200).await;
    check("strict", message, (plain, token, &format!("?{words}")), 200).await;
    check("strict/", message, (plain, token, &format!("/?{words}")), 200).await;
    check("strict?a=1", message, (plain, token, &format!("?a=1.{words}")), 200).await;
    check("strict/a;x=1/b;y=2", call, (plain, token, "/a;x=1/b?CallUUID0To"), 200).await;

    check("strict/in", message, (plain, token, "/in"), 403).await;
    check("strict/in", message, (plain, token, &format!("/other?{words}")), 403).await;
    check("strict/in?a=1", message, (plain, token, &format!("/in?{words}")), 403).await;
    check("strict/in", message, (plain, "another token", &format!("/in?{words}")), 403).await;
    let theirs = sandbox.control().subaccounts().remove(0).auth_token;
    check("strict/in", message, (plain, &theirs, &format!("/in?{words}")), 403).await;
    check("strict/in", message, ("X-Plivo-Signature-V2", token, &format!("/in?{words}")), 403).await;
}

#[tokio::test]
async fn received_requests_are_recorded() {
    let (sandbox, _, client) = started(QUICK).await;
    let control = sandbox.control();
    let headers = [("X-Plivo-Signature-V3-Nonce", "1".to_owned())];
    try_post(&client, "hooks/in?a=1&b=%20", &[("MessageUUID", "0"), ("Body", "é")], &headers).await.unwrap();
    let received = control.endpoint_requests().remove(0);
    let told = (received.host.as_str(), received.method.as_str(), received.path.as_str(), received.body.as_str());
    assert_eq!(told, ("hooks.acme.example", "POST", "/in?a=1&b=%20", "MessageUUID=0&Body=%C3%A9"));
    assert!(received.headers.contains(&("x-plivo-signature-v3-nonce".to_owned(), "1".to_owned())), "{received:?}");
    assert_eq!(control.endpoint_most_at_once(), 1);
    assert_eq!(control.requests(), [], "the API has a separate journal");
    control.clear_endpoint_requests();
    assert_eq!((control.endpoint_requests().len(), control.endpoint_most_at_once()), (0, 0));
}

#[tokio::test]
async fn the_journal_is_available_at_the_control_endpoint() {
    let options = Options { control_endpoint: true, sample_delays: QUICK, ..Options::default() };
    let sandbox = Sandbox::start(options).await.unwrap();
    let client = client(&sandbox.samples().await.unwrap());
    post(&client, "hooks/in", MESSAGE).await;
    let plain = Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/control/endpoint-requests", sandbox.api());
    let told: serde_json::Value = plain.get(&url).send().await.unwrap().json().await.unwrap();
    assert_eq!((&told[0]["path"], told.as_array().unwrap().len()), (&serde_json::json!("/in"), 1));
    assert_eq!(plain.delete(&url).send().await.unwrap().status().as_u16(), 204);
    assert_eq!(sandbox.control().endpoint_requests(), []);
}

#[tokio::test]
async fn simultaneous_requests_are_counted_and_the_end_cuts_them() {
    let (sandbox, samples, client) = started(SampleDelays { slow: FOR_EVER, drip: FOR_EVER }).await;
    let control = sandbox.control();
    post(&client, "voice", CALL).await;
    let asks = ["slow/1", "slow/2", "hanging/3"].map(|url| {
        let client = client.clone();
        tokio::spawn(async move { try_post(&client, url, CALL, &[]).await?.bytes().await })
    });
    control.endpoint_requests_when(|received| received.len() == 4).await;
    assert_eq!(control.endpoint_most_at_once(), 3);
    sandbox.stop().await;
    for ask in asks {
        assert!(ask.await.unwrap().is_err());
    }
    tokio::net::TcpListener::bind(samples.lent[0].1).await.unwrap();
    assert_eq!(control.endpoint_requests().len(), 4, "the control outlives the server");
}

#[tokio::test]
async fn offline_drops_sample_connections_too() {
    let (sandbox, _, client) = started(QUICK).await;
    let control = sandbox.control();
    for (offline, kept) in [(false, 1), (true, 1), (false, 2)] {
        control.set_offline(offline);
        let answer = try_post(&client, "hooks", MESSAGE, &[]).await;
        assert_eq!(answer.is_err(), offline);
        assert_eq!(control.endpoint_requests().len(), kept);
    }
}
