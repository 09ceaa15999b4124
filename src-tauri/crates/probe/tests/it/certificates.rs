//! Every problem that can occur before a request is sent.

use std::net::IpAddr;

use probe::{Kind, Outcome, Report, Step};
use rcgen::{DnType, ExtendedKeyUsagePurpose, SanType};
use tokio::net::TcpListener;

use crate::authority::{Authority, Identity, params, self_signed};
use crate::bench::{Bench, HOST, URL, check, check_last, request};
use crate::server::{Act, Front, Server, answer, xml};

async fn shown(bench: &Bench, identity: Identity) -> Report {
    let mut server = Server::start(Front::Tls(identity), Act::Say(xml("<Response/>"))).await;
    let report = probe::run(&request(Kind::Answer, URL), &bench.settings(server.address)).await;
    if report.step(Step::Tls).unwrap().outcome == Outcome::Failed {
        check_last(&report, Step::Tls);
        assert!(report.answer.is_none() && report.signing.is_none(), "{report:#?}");
        server.nothing_more();
    }
    report
}

#[tokio::test]
async fn a_good_certificate() {
    let bench = Bench::new();
    let report = shown(&bench, bench.good()).await;
    check(&report, Step::Tls, Outcome::Passed, "TLS 1.3. A certificate for bot.example.com");
    check(&report, Step::Tls, Outcome::Passed, "issued by Test Root (Test Trust), good for 90 days more");
    let certificate = report.certificate.unwrap();
    assert_eq!((certificate.names, certificate.days_left), (vec![HOST.to_owned()], 90));
    assert!(!certificate.self_issued);
}

#[tokio::test]
async fn certificates_near_their_end() {
    let check_days = async |life: (i64, i64), outcome: Outcome, words: &str| {
        let bench = Bench::new();
        let report = shown(&bench, bench.authority.issue(HOST, life)).await;
        check(&report, Step::Tls, outcome, words);
        assert!(report.answer.is_some());
    };
    check_days((-76, 14), Outcome::Passed, "14 days more").await;
    check_days((-77, 13), Outcome::Warned, "13 days more").await;
    check_days((-89, 1), Outcome::Warned, "1 day more").await;
    check_days((-2, 4), Outcome::Passed, "4 days more").await;
    check_days((-89, 0), Outcome::Warned, "less than a day more").await;
}

#[tokio::test]
async fn certificates_out_of_their_time() {
    let bench = Bench::new();
    let report = shown(&bench, bench.authority.issue(HOST, (-90, -3))).await;
    check(&report, Step::Tls, Outcome::Failed, "expired 2 days ago. It was issued by Test Root");
    assert_eq!(report.certificate.unwrap().days_left, -3);
    let report = shown(&bench, bench.authority.issue(HOST, (2, 90))).await;
    check(&report, Step::Tls, Outcome::Failed, "not valid yet");
}

#[tokio::test]
async fn names() {
    let check_name = async |host: &str, outcome: Outcome, words: &str| {
        let bench = Bench::new();
        let report = shown(&bench, bench.authority.issue(host, (-1, 90))).await;
        check(&report, Step::Tls, outcome, words);
    };
    check_name("shop.example.com", Outcome::Failed, "is for shop.example.com, not for bot.example.com").await;
    check_name("*.example.com", Outcome::Passed, "*.example.com").await;
    check_name("*.com", Outcome::Failed, "is for *.com, not for").await;
    check_name("example.com", Outcome::Failed, "is for example.com, not for").await;
    check_name("127.0.0.1", Outcome::Failed, "is for 127.0.0.1, not for").await;
}

#[tokio::test]
async fn a_certificate_without_names() {
    let bench = Bench::new();
    let mut nameless = params(HOST, (-1, 90));
    nameless.subject_alt_names.clear();
    let report = shown(&bench, bench.authority.issue_for(nameless)).await;
    check(&report, Step::Tls, Outcome::Failed, "is for no host at all, not for bot.example.com");
}

#[tokio::test]
async fn certificates_without_a_trusted_issuer() {
    let bench = Bench::new();
    for as_authority in [false, true] {
        let report = shown(&bench, self_signed(HOST, as_authority)).await;
        check(&report, Step::Tls, Outcome::Failed, "self-signed, by bot.example.com");
        assert!(report.certificate.unwrap().self_issued);
    }
    let stranger = Authority::new("Other Root");
    let report = shown(&bench, stranger.issue(HOST, (-1, 90))).await;
    check(&report, Step::Tls, Outcome::Failed, "issuer is not trusted: Other Root (Test Trust)");
    // It has the same name as the trusted authority, but a different key.
    let impostor = Authority::new("Test Root");
    let report = shown(&bench, impostor.issue(HOST, (-1, 90))).await;
    assert_eq!(report.step(Step::Tls).unwrap().outcome, Outcome::Failed, "{report:#?}");
}

#[tokio::test]
async fn chains() {
    let bench = Bench::new();
    let middle = bench.authority.below("Middle", (-10, 100));
    let alone = middle.issue(HOST, (-1, 90));
    let report = shown(&bench, alone).await;
    check(&report, Step::Tls, Outcome::Failed, "issuer is not trusted: Middle (Test Trust)");

    let mut whole = middle.issue(HOST, (-1, 90));
    whole.chain.push(middle.root().into());
    check(&shown(&bench, whole).await, Step::Tls, Outcome::Passed, "issued by Middle");

    let old = bench.authority.below("Old", (-100, -3));
    let mut resting = old.issue(HOST, (-1, 90));
    resting.chain.push(old.root().into());
    check(
        &shown(&bench, resting).await,
        Step::Tls,
        Outcome::Failed,
        "Another certificate in the server's chain has expired",
    );
}

/// Unneeded certificates: a few are accepted, and a flood of them is rejected.
#[tokio::test]
async fn long_chains() {
    let bench = Bench::new();
    let padded = |count: usize| {
        let mut identity = bench.good();
        let stranger = Authority::new("Padding").root();
        identity.chain.extend((0..count).map(|_| stranger.clone().into()));
        identity
    };
    check(&shown(&bench, padded(50)).await, Step::Tls, Outcome::Passed, "issued by Test Root");
    let report = shown(&bench, padded(500)).await;
    check(&report, Step::Tls, Outcome::Failed, "The TLS handshake failed");
    assert_eq!(report.certificate, None);
}

#[tokio::test]
async fn certificates_for_something_else() {
    let bench = Bench::new();
    let mut client = params(HOST, (-1, 90));
    client.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let report = shown(&bench, bench.authority.issue_for(client)).await;
    check(&report, Step::Tls, Outcome::Failed, "cannot be accepted");
}

/// Names that could control a terminal, change the direction of writing or fill the window.
#[tokio::test]
async fn hostile_names() {
    let bench = Bench::new();
    let stranger = Authority::new(&format!("\u{1b}[2J\u{202e}\r\n<script>{}", "x".repeat(60_000 / 4)));
    let mut odd = params(HOST, (-1, 90));
    odd.distinguished_name.push(DnType::CommonName, "\u{1b}[31mred\0\u{feff}");
    odd.subject_alt_names = (0..500).map(|n| SanType::DnsName(format!("h{n}.example").try_into().unwrap())).collect();
    odd.subject_alt_names.push(SanType::IpAddress(IpAddr::from([192, 0, 2, 7])));
    let report = shown(&bench, stranger.issue_for(odd)).await;
    check(&report, Step::Tls, Outcome::Failed, "\u{fffd}[2J\u{fffd}\u{fffd}\u{fffd}<script>xxx");
    let certificate = report.certificate.unwrap();
    assert_eq!(certificate.names.len(), 50);
    assert_eq!(certificate.subject, "\u{fffd}[31mred\u{fffd}\u{fffd}");
    assert!(certificate.issuer.len() < 400);
}

#[tokio::test]
async fn what_is_not_tls() {
    let bench = Bench::new();
    let check_front = async |front: Front, said: &[u8], words: &str| {
        let report = bench.ask_at(Kind::Answer, front, Act::Say(said.to_vec())).await;
        check(&report, Step::Tls, Outcome::Failed, words);
        check_last(&report, Step::Tls);
        assert_eq!(report.certificate, None);
    };
    check_front(Front::Plain, &answer("400 Bad Request", "", "no"), "does not speak TLS").await;
    check_front(Front::Plain, b"220 mail.example.com ESMTP\r\n", "does not speak TLS").await;
    check_front(Front::Plain, b"", "closed the connection during the TLS handshake").await;
    check_front(Front::Closed, b"", "closed the connection during the TLS handshake").await;
    // Alerts from a server that knows only old versions, and from one that does not know the name.
    check_front(Front::Plain, b"\x15\x03\x01\x00\x02\x02\x46", "no version or cipher of TLS").await;
    check_front(Front::Plain, b"\x15\x03\x03\x00\x02\x02\x28", "no version or cipher of TLS").await;
    check_front(Front::Plain, b"\x15\x03\x03\x00\x02\x02\x70", "broke off the TLS handshake (UnrecognisedName)").await;
}

#[tokio::test]
async fn a_handshake_that_never_ends() {
    let report = Bench::hurried().ask_at(Kind::Answer, Front::Mute, Act::Say(Vec::new())).await;
    check(&report, Step::Tls, Outcome::Failed, "not done within 1.5 s");
    check_last(&report, Step::Tls);
}

#[tokio::test]
async fn nobody_listens() {
    let bench = Bench::new();
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let report = probe::run(&request(Kind::Webhook, URL), &bench.settings(address)).await;
    check(&report, Step::Connect, Outcome::Failed, "refuses the connection");
    check_last(&report, Step::Connect);
    assert_eq!(report.outcome(), Outcome::Failed);
}
