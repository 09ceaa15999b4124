//! What the server receives, byte for byte, and whether Plivo's customers would accept its signatures.

use std::collections::BTreeMap;

use domain::endpoint_url::EndpointUrl;
use domain::id::{AuthId, SubaccountId};
use domain::observed::Mapping;
use domain::secret::Secret;
use probe::signature::{self, Method};
use probe::{Kind, Outcome, Report, Request, Signer, Step};
use url::form_urlencoded;

use crate::bench::{Bench, HOST, TOKEN, URL, check, request};
use crate::server::{Act, Front, Received, Server, answer, xml};

const MAIN: &str = "MAXXXXXXXXXXXXXXXX01";
const SUB: &str = "SAXXXXXXXXXXXXXXXX01";
const PLAIN: [&str; 2] = ["X-Plivo-Signature-V3", "X-Plivo-Signature-V2"];
const MA: [&str; 2] = ["X-Plivo-Signature-Ma-V3", "X-Plivo-Signature-Ma-V2"];
const ZEROS: &str = "00000000-0000-0000-0000-000000000000";

async fn received(request: &Request) -> (Report, Received) {
    let bench = Bench::new();
    let mut server = Server::start(Front::Tls(bench.good()), Act::Say(xml("<Response/>"))).await;
    let report = probe::run(request, &bench.settings(server.address)).await;
    assert_eq!(report.outcome(), Outcome::Passed, "{report:#?}");
    (report, server.request())
}

fn form(received: &Received) -> Vec<(String, String)> {
    form_urlencoded::parse(received.body.as_bytes()).into_owned().collect()
}

#[tokio::test]
async fn a_message() {
    let (_, received) = received(&request(Kind::Webhook, "https://bot.example.com/in?tenant=a#ct=2000")).await;
    assert_eq!(received.head.lines().next(), Some("POST /in?tenant=a HTTP/1.1"));
    assert_eq!(received.header("host"), Some(HOST));
    assert_eq!(received.header("content-type"), Some("application/x-www-form-urlencoded"));
    let expected = [
        ("Body", "Number Desk test"),
        ("ContentType", "text"),
        ("From", "12025550143"),
        ("MessageUUID", ZEROS),
        ("Text", "Number Desk test"),
        ("To", "12025550178"),
        ("TotalAmount", "0"),
        ("TotalRate", "0"),
        ("Type", "whatsapp"),
        ("Units", "1"),
    ];
    assert_eq!(form(&received).into_iter().collect::<BTreeMap<_, _>>(), owned(&expected));
}

#[tokio::test]
async fn a_call() {
    let (_, received) = received(&request(Kind::Answer, URL)).await;
    assert_eq!(received.head.lines().next(), Some("POST /answer HTTP/1.1"));
    let expected = [
        ("CallStatus", "ringing"),
        ("CallUUID", ZEROS),
        ("Direction", "inbound"),
        ("Event", "StartApp"),
        ("From", "12025550143"),
        ("To", "12025550178"),
    ];
    assert_eq!(form(&received).into_iter().collect::<BTreeMap<_, _>>(), owned(&expected));
}

fn owned(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn nothing_is_sent_that_plivo_would_not_send() {
    let (_, received) = received(&request(Kind::Answer, URL)).await;
    let names: Vec<&str> = received.head.lines().skip(1).filter_map(|line| line.split(": ").next()).collect();
    let known = ["host", "user-agent", "accept", "connection", "content-type", "content-length"];
    let unknown = names.iter().filter(|name| !known.contains(name) && !name.starts_with("x-plivo-signature-"));
    assert_eq!(unknown.collect::<Vec<_>>(), Vec::<&&str>::new());
    assert!(!received.head.contains(TOKEN) && !received.body.contains(TOKEN));
    assert!(received.header("user-agent").unwrap().contains("endpoint test"));
}

/// For any URL, a receiver that knows the URL as typed can verify both signatures.
#[tokio::test]
async fn receivers_can_verify_the_signatures() {
    let check_url = async |url: &str, line: &str, host: &str| {
        let (_, received) = received(&request(Kind::Answer, url)).await;
        assert_eq!(received.head.lines().next(), Some(line), "{url}");
        assert_eq!(received.header("host"), Some(host), "{url}");
        verify(&received, url, &[&PLAIN[..], &MA[..]].concat());
    };
    check_url("https://bot.example.com", "POST / HTTP/1.1", HOST).await;
    check_url(
        "https://bot.example.com/a/../b;v=1?z=1&a=&a=%20x+y#rt=3000",
        "POST /a/../b;v=1?z=1&a=&a=%20x+y HTTP/1.1",
        HOST,
    )
    .await;
    check_url("https://Bot.Example.com:8443/caf%C3%A9//", "POST /caf%C3%A9// HTTP/1.1", "Bot.Example.com:8443").await;
    check_url("https://bot.example.com:443/x", "POST /x HTTP/1.1", "bot.example.com:443").await;
    check_url("https://bot.example.com./x", "POST /x HTTP/1.1", "bot.example.com.").await;
    let injected = "/x%0d%0aHost:%20evil?y=%0D%0A%0D%0APOST";
    check_url(&format!("{URL}{injected}"), &format!("POST /answer{injected} HTTP/1.1"), HOST).await;
}

/// Recomputes the expected value of each header from what was received.
fn verify(received: &Received, url: &str, expected: &[&str]) {
    let form = form(received);
    let parameters: Vec<(&str, &str)> = form.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let token = Secret::new(TOKEN.to_owned());
    for name in [PLAIN, MA].concat() {
        let sent = received.header(name);
        assert_eq!(sent.is_some(), expected.contains(&name), "{name}");
        let Some(sent) = sent else { continue };
        let right = if name.ends_with("V3") {
            let nonce = received.header("X-Plivo-Signature-V3-Nonce").unwrap();
            signature::v3(Method::Post, url, &parameters, nonce, &token)
        } else {
            signature::v2(url, received.header("X-Plivo-Signature-V2-Nonce").unwrap(), &token)
        };
        assert_eq!(sent, right, "{name} {url}");
    }
}

#[tokio::test]
async fn whose_token_signs() {
    let check_signer = async |auth_id: &str, token: Option<&str>, mapping: Option<Mapping>, expected: &[&str]| {
        let token = token.map(|text| Secret::new(text.to_owned()));
        let signer = Signer::new(&AuthId::parse(auth_id).unwrap(), token, mapping.as_ref());
        let request = Request { kind: Kind::Webhook, url: EndpointUrl::parse(URL).unwrap(), signer };
        let (report, received) = received(&request).await;
        verify(&received, URL, expected);
        assert_eq!(received.header("X-Plivo-Signature-V3-Nonce").is_some(), !expected.is_empty());
        let signing = report.signing.unwrap();
        assert_eq!(signing.sent, expected);
        assert_eq!(signing.why.is_none(), expected.len() == 4);
    };
    let sub = || Some(Mapping::Subaccount(SubaccountId::new(SUB)));
    check_signer(MAIN, Some(TOKEN), Some(Mapping::Main), &[PLAIN, MA].concat()).await;
    check_signer(MAIN, Some(TOKEN), sub(), &MA).await;
    check_signer(MAIN, Some(TOKEN), None, &MA).await;
    check_signer(SUB, Some(TOKEN), sub(), &PLAIN).await;
    check_signer(SUB, Some(TOKEN), Some(Mapping::Main), &[]).await;
    check_signer(MAIN, Some("stk_MDEyMzQ1"), Some(Mapping::Main), &[]).await;
    check_signer(MAIN, None, Some(Mapping::Main), &[]).await;
}

#[tokio::test]
async fn a_refusal_names_what_could_not_be_signed() {
    let bench = Bench::new();
    let server = Server::start(Front::Tls(bench.good()), Act::Say(answer("403 Forbidden", "", ""))).await;
    let mapping = Mapping::Subaccount(SubaccountId::new(SUB));
    let token = Some(Secret::new(TOKEN.to_owned()));
    let signer = Signer::new(&AuthId::parse(MAIN).unwrap(), token, Some(&mapping));
    let request = Request { kind: Kind::Webhook, url: EndpointUrl::parse(URL).unwrap(), signer };
    let report = probe::run(&request, &bench.settings(server.address)).await;
    check(&report, Step::Status, Outcome::Failed, "403");
    let advice = report.step(Step::Status).unwrap().advice.as_deref().unwrap();
    assert!(advice.contains("X-Plivo-Signature-V3, X-Plivo-Signature-V2") && advice.contains("subaccount"), "{advice}");
}

/// A cookie from the first answer is not sent later, and each request has its own nonces.
#[tokio::test]
async fn tests_do_not_remember() {
    let bench = Bench::new();
    let act = Act::Say(answer("200 OK", "Set-Cookie: id=1; Path=/\r\n", ""));
    let mut server = Server::start(Front::Tls(bench.good()), act).await;
    let settings = bench.settings(server.address);
    let mut nonces = Vec::new();
    for _ in 0..2 {
        let report = probe::run(&request(Kind::Webhook, URL), &settings).await;
        assert_eq!(report.outcome(), Outcome::Passed, "{report:#?}");
        let received = server.request();
        assert_eq!(received.header("cookie"), None);
        nonces.push(received.header("X-Plivo-Signature-V3-Nonce").unwrap().to_owned());
    }
    assert_ne!(nonces[0], nonces[1]);
}

#[tokio::test]
async fn a_token_is_in_no_text() {
    let request = request(Kind::Answer, URL);
    let (report, _) = received(&request).await;
    let printed = format!("{request:?} {request:#?} {report:?} {report:#?}");
    assert!(printed.contains("***") && !printed.contains(TOKEN));
}
