//! Servers that mean harm: they never end, or never make sense. The budget and the limits must hold.

use std::sync::Arc;

use probe::{Kind, LONGEST_BODY, Outcome, Step};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};

use crate::bench::{Bench, check};
use crate::server::{Act, Front, xml};

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n";

fn head(rest: &str) -> Vec<u8> {
    [HEAD, rest.as_bytes()].concat()
}

/// The time is up before there is a status.
#[tokio::test]
async fn no_answer_in_time() {
    let check_act = async |act: Act| {
        let report = Bench::hurried().ask(Kind::Answer, act).await;
        check(&report, Step::Tls, Outcome::Passed, "");
        check(&report, Step::Time, Outcome::Failed, "No answer came within 1.5 s");
        check(&report, Step::Status, Outcome::Skipped, "because of “Time”");
        assert!(report.answer.is_none() && report.signing.is_some(), "{report:#?}");
    };
    tokio::join!(
        check_act(Act::SayAndHang(Vec::new())),
        check_act(Act::SayAndHang(b"HTTP/1.1 20".to_vec())),
        check_act(Act::SayAndHang(head("X-Slow: "))),
        check_act(Act::SayAndHang(b"HTTP/1.1 100 Continue\r\n\r\n".to_vec())),
    );
    check_act(Act::SayForever(Vec::new(), b"HTTP/1.1 100 Continue\r\n\r\n".to_vec())).await;
}

/// The status came, the end did not.
#[tokio::test]
async fn no_end_in_time() {
    let check_act = async |act: Act, least: usize| {
        let report = Bench::hurried().ask(Kind::Answer, act).await;
        check(&report, Step::Status, Outcome::Passed, "200");
        check(&report, Step::Time, Outcome::Failed, "had not ended after 1.5 s");
        check(&report, Step::Size, Outcome::Skipped, "");
        check(&report, Step::Body, Outcome::Skipped, "did not end");
        let answer = report.answer.unwrap();
        assert!(answer.body.len() >= least && answer.document().is_none());
    };
    tokio::join!(
        check_act(Act::SayAndHang(head("\r\n")), 0),
        check_act(Act::SayAndHang(head("\r\n<Resp")), 5),
        check_act(Act::SayAndHang(head("Content-Length: 11\r\n\r\n<Resp")), 5),
        check_act(Act::SayAndHang(head("Content-Length: 18446744073709551613\r\n\r\n<Resp")), 5),
        check_act(Act::SayAndHang(head("Transfer-Encoding: chunked\r\n\r\n5\r\n<Resp\r\n")), 5),
        check_act(Act::SayAndHang(head("Transfer-Encoding: chunked\r\n\r\nb\r\n<Response/>\r\n0\r\nX: ")), 11),
    );
}

/// A webhook that keeps the connection open after its status is as late as one that never answers.
#[tokio::test]
async fn a_webhook_without_end() {
    let report = Bench::hurried().ask(Kind::Webhook, Act::SayAndHang(head("\r\n"))).await;
    check(&report, Step::Time, Outcome::Failed, "had not ended");
}

#[tokio::test]
async fn bodies_without_end() {
    let check_body = async |mark: &str, again: &[u8]| {
        let report = Bench::new().ask(Kind::Answer, Act::SayForever(head(mark), again.to_vec())).await;
        check(&report, Step::Size, Outcome::Failed, "More than 100000 bytes");
        check(&report, Step::Body, Outcome::Skipped, "too long");
        let answer = report.answer.unwrap();
        assert_eq!((answer.body.len(), answer.document()), (LONGEST_BODY + 1, None));
    };
    check_body("\r\n", &[b'x'; 8192]).await;
    check_body("Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n").await;
    check_body("Content-Length: 99999999999\r\n\r\n", &[b'x'; 16_384]).await;
}

/// Told by what came, long before the time is up.
#[tokio::test]
async fn what_is_no_answer() {
    let check_act = async |act: Act, words: &str| {
        let report = Bench::new().ask(Kind::Answer, act).await;
        check(&report, Step::Status, Outcome::Failed, words);
        check(&report, Step::Time, Outcome::Skipped, "because of “Status”");
        assert!(report.answer.is_none());
    };
    let unreadable = "cannot be read as an HTTP answer";
    check_act(Act::SayForever(head(""), b"X-More: and more\r\n".to_vec()), unreadable).await;
    check_act(Act::SayForever(Vec::new(), b"\r\n".repeat(2048)), unreadable).await;
    check_act(Act::SayForever(head("X-Long: "), vec![b'x'; 4096]), unreadable).await;
    check_act(Act::SayForever(b"HTTP/1.1 200 ".to_vec(), vec![b'x'; 4096]), unreadable).await;
    check_act(Act::Say(head(&format!("X-Long: {}\r\n\r\n<Response/>", "x".repeat(40_000)))), unreadable).await;
    check_act(Act::Say(b"SSH-2.0-OpenSSH_9.9\r\n".to_vec()), unreadable).await;
    check_act(Act::Say(b"<Response/>".to_vec()), unreadable).await;
    check_act(Act::Say(b"HTTP/1.1 abc OK\r\n\r\n".to_vec()), unreadable).await;
    check_act(Act::Say(head("Content-Length: 18446744073709551616\r\n\r\nx")), unreadable).await;
    check_act(Act::Say(head("Content-Length: minus one\r\n\r\nx")), unreadable).await;
    check_act(Act::Say(head("Content-Length: 1\r\nContent-Length: 2\r\n\r\nx")), unreadable).await;
    check_act(Act::Say(Vec::new()), "closed the connection without an answer").await;
    check_act(Act::SayAndCut(Vec::new()), "closed the connection without an answer").await;
    check_act(Act::Say(head("X-Half: ")), "closed the connection without an answer").await;
}

#[tokio::test]
async fn answers_with_more_after_them() {
    let twice = [xml("<Response/>"), xml("<Response><Hangup/></Response>")].concat();
    let report = Bench::new().ask(Kind::Answer, Act::Say(twice)).await;
    assert_eq!(report.answer.unwrap().document(), Some(&b"<Response/>"[..]));
}

/// The length and the chunks disagree: who believes which is how requests are smuggled.
#[tokio::test]
async fn two_ideas_of_the_length() {
    let said = head("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n<Response/>\r\n0\r\n\r\n");
    let report = Bench::new().ask(Kind::Answer, Act::Say(said)).await;
    assert_eq!(report.answer.and_then(|answer| answer.document().map(<[u8]>::to_vec)), Some(b"<Response/>".to_vec()));
}

#[tokio::test]
async fn a_server_that_wants_a_client_certificate() {
    let bench = Bench::new();
    let mut roots = RootCertStore::empty();
    roots.add(bench.authority.root().into()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let clients = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build().unwrap();
    for version in [&rustls::version::TLS13, &rustls::version::TLS12] {
        let identity = bench.good();
        let builder = ServerConfig::builder_with_provider(provider.clone()).with_protocol_versions(&[version]).unwrap();
        let builder = builder.with_client_cert_verifier(clients.clone());
        let front = Front::Configured(Arc::new(builder.with_single_cert(identity.chain, identity.key).unwrap()));
        let report = bench.ask_at(Kind::Answer, front, Act::Say(xml("<Response/>"))).await;
        let failed = report.steps.iter().find(|step| step.outcome == Outcome::Failed).unwrap();
        assert!(failed.seen.contains("Certificate") || failed.seen.contains("closed"), "{report:#?}");
        assert!(report.answer.is_none());
    }
}

#[tokio::test]
async fn tls_12() {
    let bench = Bench::new();
    let identity = bench.good();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_protocol_versions(&[&rustls::version::TLS12]);
    let builder = builder.unwrap().with_no_client_auth();
    let front = Front::Configured(Arc::new(builder.with_single_cert(identity.chain, identity.key).unwrap()));
    let report = bench.ask_at(Kind::Answer, front, Act::Say(xml("<Response/>"))).await;
    check(&report, Step::Tls, Outcome::Passed, "TLS 1.2");
    assert_eq!(report.outcome(), Outcome::Passed, "{report:#?}");
}
