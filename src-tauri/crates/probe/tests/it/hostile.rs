//! Hostile servers: they never finish, or send nonsense. The budget and the limits must hold.

use std::sync::Arc;

use probe::{Kind, LONGEST_BODY, Outcome, Step};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;

use crate::bench::{Bench, URL, check, check_last, request};
use crate::server::{Act, Front, Server, xml};

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n";

fn head(rest: &str) -> Vec<u8> {
    [HEAD, rest.as_bytes()].concat()
}

/// The time is up before a status arrives.
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
    check_act(Act::SayForever(Vec::new(), b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".to_vec())).await;
}

/// The status arrived, but the end did not.
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
    // The length of a chunk, with endless leading zeros.
    check_act(Act::SayForever(head("Transfer-Encoding: chunked\r\n\r\n"), vec![b'0'; 4096]), 0).await;
}

/// The parts around the chunks have their own limits, so these tests end long before the time is up.
#[tokio::test]
async fn chunks_that_make_no_sense() {
    let check_chunks = async |start: &str, again: &[u8], words: &str| {
        let said = head(&format!("Transfer-Encoding: chunked\r\n\r\n{start}"));
        let act = if again.is_empty() { Act::SayAndHang(said) } else { Act::SayForever(said, again.to_vec()) };
        let report = Bench::new().ask(Kind::Answer, act).await;
        check(&report, Step::Body, Outcome::Failed, words);
        assert_eq!(report.answer.unwrap().document(), None);
    };
    check_chunks("b;", &[b'x'; 4096], "broke after 0 bytes").await;
    check_chunks("", b"1;xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\nx\r\n", "broke after").await;
    check_chunks("b\r\n<Response/>\r\n0\r\n", b"X: y\r\n", "broke after 11 bytes").await;
    check_chunks("b\r\n<Response/>\r\n0\r\nX: ", &[b'x'; 4096], "broke after 11 bytes").await;
    check_chunks("b\r\n<Response/><Response/>", b"", "broke after 11 bytes").await;
    check_chunks("ffffffffffffffffff\r\n", b"", "broke after 0 bytes").await;
    check_chunks("-1\r\n", b"", "broke after 0 bytes").await;
    check_chunks("\r\n", b"", "broke after 0 bytes").await;
}

/// A webhook that keeps the connection open after its status counts as late, like one that never answers.
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
    check_body("Transfer-Encoding: chunked\r\n\r\n", &b"1\r\nx\r\n".repeat(500)).await;
    check_body("Content-Length: 99999999999\r\n\r\n", &[b'x'; 16_384]).await;
}

/// Detected from the bytes that arrived, long before the time is up.
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
    check_act(Act::Say(head("Transfer-Encoding: chunked\r\nX:\0\r\n\r\n0\r\n\r\n")), unreadable).await;
    check_act(Act::Say(head("X-Folded: a\r\n b\r\n\r\n")), unreadable).await;
    check_act(Act::Say(head("Content-Length : 0\r\n\r\n")), unreadable).await;
    check_act(Act::Say(head(&"X: y\r\n".repeat(5_000))), unreadable).await;
    check_act(Act::Say(b"HTTP/2.0 200 OK\r\n\r\n".to_vec()), unreadable).await;
    check_act(Act::Say(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec()), unreadable).await;
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

/// The Content-Length and the chunks disagree. Such disagreements make request smuggling possible.
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
    let provider = Arc::new(rustls::crypto::ring::default_provider());
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
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_protocol_versions(&[&rustls::version::TLS12]);
    let builder = builder.unwrap().with_no_client_auth();
    let front = Front::Configured(Arc::new(builder.with_single_cert(identity.chain, identity.key).unwrap()));
    let report = bench.ask_at(Kind::Answer, front, Act::Say(xml("<Response/>"))).await;
    check(&report, Step::Tls, Outcome::Passed, "TLS 1.2");
    assert_eq!(report.outcome(), Outcome::Passed, "{report:#?}");
}

/// Endless data that is not a handshake, and records that are too large for a handshake.
#[tokio::test]
async fn floods_instead_of_a_handshake() {
    let check_flood = async |first: &[u8], again: &[u8]| {
        let act = Act::SayForever(first.to_vec(), again.to_vec());
        let report = Bench::new().ask_at(Kind::Answer, Front::Plain, act).await;
        check(&report, Step::Tls, Outcome::Failed, "");
        check_last(&report, Step::Tls);
        assert!(!report.step(Step::Tls).unwrap().seen.contains("not done within"), "{report:#?}");
    };
    // Change cipher spec records, warnings, empty records, empty application data.
    check_flood(b"", b"\x14\x03\x03\x00\x01\x01").await;
    check_flood(b"", b"\x15\x03\x03\x00\x02\x01\x5a").await;
    check_flood(b"", b"\x16\x03\x03\x00\x00").await;
    check_flood(b"", b"\x17\x03\x03\x00\x00").await;
    // A ServerHello of 16 MB, a record of 64 kB, and random bytes.
    check_flood(b"\x16\x03\x03\x40\x00\x02\xff\xff\xff", &[0; 4096]).await;
    check_flood(b"\x16\x03\x03\xff\xff", &[2; 4096]).await;
    check_flood(b"", &[b'x'; 4096]).await;
}

/// The connection is closed at once, at any step of the test, and not only when the budget is used up.
#[tokio::test]
async fn dropping_a_test_ends_it() {
    let bench = Bench::new();
    let acts = [Vec::new(), b"HTTP/1.1 200 ".to_vec(), head("\r\n<Resp")];
    for act in acts.map(Act::SayAndHang) {
        let mut server = Server::start(Front::Tls(bench.good()), act).await;
        let (settings, request) = (bench.settings(server.address), request(Kind::Answer, URL));
        let testing = tokio::spawn(async move { probe::run(&request, &settings).await });
        server.next_request().await;
        testing.abort();
        assert!(testing.await.unwrap_err().is_cancelled());
        server.end().await;
    }
}

#[tokio::test]
async fn dropping_a_test_ends_its_handshake() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (settings, request) = (Bench::new().settings(listener.local_addr().unwrap()), request(Kind::Answer, URL));
    let testing = tokio::spawn(async move { probe::run(&request, &settings).await });
    let (mut accepted, _) = listener.accept().await.unwrap();
    assert_ne!(accepted.read_u8().await.unwrap(), 0);
    testing.abort();
    assert!(testing.await.unwrap_err().is_cancelled());
    accepted.read_to_end(&mut Vec::new()).await.unwrap();
}

/// A server that speaks only HTTP/2 has no protocol in common with the test, which uses HTTP/1.1.
#[tokio::test]
async fn only_http_2() {
    let bench = Bench::new();
    let identity = bench.good();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut configuration = builder.with_no_client_auth().with_single_cert(identity.chain, identity.key).unwrap();
    configuration.alpn_protocols = vec![b"h2".to_vec()];
    let front = Front::Configured(Arc::new(configuration));
    let report = bench.ask_at(Kind::Answer, front, Act::Say(xml("<Response/>"))).await;
    check(&report, Step::Tls, Outcome::Failed, "broke off the TLS handshake (NoApplicationProtocol)");
}
