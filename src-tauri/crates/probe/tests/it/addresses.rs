//! Names and addresses: which ones may be connected to, and that nothing is sent to the others.

use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use probe::{Kind, Outcome, Resolver, Settings, Step, Trust};

use crate::bench::{Bench, HOST, SHORT, check, check_last, request};
use crate::server::{Act, Front, Server, xml};

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

fn answering(addresses: Vec<IpAddr>) -> Resolver {
    Resolver::asking(move |_| {
        let addresses = addresses.clone();
        async { Ok(addresses) }
    })
}

#[tokio::test]
async fn addresses_in_urls_are_refused() {
    let check_url = async |host: &str, words: &str| {
        let report = probe::run(&request(Kind::Webhook, &format!("https://{host}/x")), &Settings::default()).await;
        check(&report, Step::Dns, Outcome::Passed, "address in place of a name");
        check(&report, Step::Address, Outcome::Failed, words);
        check_last(&report, Step::Address);
        assert!(report.signing.is_none());
    };
    check_url("127.0.0.1", "127.0.0.1 is this computer itself").await;
    check_url("127.1", "127.0.0.1 is this computer itself").await;
    check_url("0x7f000001", "127.0.0.1 is this computer itself").await;
    check_url("2130706433", "127.0.0.1 is this computer itself").await;
    check_url("0177.0.0.1", "127.0.0.1 is this computer itself").await;
    check_url("127.0.0.1.", "127.0.0.1 is this computer itself").await;
    check_url("１２７.0.0.1", "127.0.0.1 is this computer itself").await;
    check_url("127。0。0。1", "127.0.0.1 is this computer itself").await;
    check_url("①②⑦.1", "127.0.0.1 is this computer itself").await;
    check_url("0.0.0.0", "not an address of any server").await;
    check_url("10.0.0.1:8443", "private network").await;
    check_url("100.64.0.1", "carrier").await;
    check_url("169.254.169.254", "local link").await;
    check_url("192.0.2.1", "examples").await;
    check_url("224.0.0.1", "multicast").await;
    check_url("255.255.255.255", "reserved").await;
    check_url("[::1]", "::1 is this computer itself").await;
    check_url("[::]", "not an address of any server").await;
    check_url("[::ffff:127.0.0.1]", "::ffff:127.0.0.1 is this computer itself").await;
    check_url("[::ffff:7f00:1]", "this computer itself").await;
    check_url("[::127.0.0.1]", "reserved").await;
    check_url("[64:ff9b::10.0.0.1]", "private network").await;
    check_url("[2002:7f00:1::]", "this computer itself").await;
    check_url("[fd00::1]", "private network").await;
    check_url("[fe80::1]", "local link").await;
    check_url("[ff02::1]", "multicast").await;
    check_url("[2001:db8::1]", "examples").await;
}

/// All addresses of a name are checked, and one refused address is enough, at any position.
#[tokio::test]
async fn addresses_from_dns_are_refused() {
    let check_found = async |addresses: &[&str], words: &str| {
        let addresses = addresses.iter().map(|address| address.parse().unwrap()).collect();
        let settings = Settings { resolver: answering(addresses), ..Settings::default() };
        let report = probe::run(&request(Kind::Webhook, "https://rebound.example/x"), &settings).await;
        check(&report, Step::Dns, Outcome::Passed, "rebound.example is at");
        check(&report, Step::Address, Outcome::Failed, words);
        check_last(&report, Step::Address);
    };
    check_found(&["127.0.0.1"], "127.0.0.1 is this computer itself").await;
    check_found(&["8.8.8.8", "127.0.0.1"], "one of 2 addresses").await;
    check_found(&["127.0.0.1", "8.8.8.8"], "one of 2 addresses").await;
    check_found(&["8.8.8.8", "2606:4700::1111", "::ffff:10.0.0.1"], "::ffff:10.0.0.1 is an address in a private").await;
    check_found(&["169.254.169.254"], "local link").await;
}

/// The operating system's own result for a name that every system knows.
#[tokio::test]
async fn localhost_is_refused() {
    let report = probe::run(&request(Kind::Webhook, "https://localhost/x"), &Settings::default()).await;
    check(&report, Step::Dns, Outcome::Passed, "localhost is at");
    check(&report, Step::Address, Outcome::Failed, "is this computer itself");
}

/// The address is refused before a connection: the listener's queue stays empty.
#[tokio::test]
async fn nothing_is_sent_to_a_refused_address() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = |host: &str| format!("https://{host}:{}/x", listener.local_addr().unwrap().port());
    let settings = Settings { resolver: answering(vec![LOOPBACK]), ..Settings::default() };
    for host in ["mine.example", "127.0.0.1", "[::ffff:127.0.0.1]"] {
        let report = probe::run(&request(Kind::Webhook, &url(host)), &settings).await;
        assert_eq!(report.step(Step::Address).unwrap().outcome, Outcome::Failed);
        assert_eq!(listener.accept().unwrap_err().kind(), io::ErrorKind::WouldBlock, "{host}");
    }
}

/// After "Yes, it is mine" the address is tested with a warning. All other checks stay the same.
#[tokio::test]
async fn a_confirmed_address_is_tested() {
    let bench = Bench::new();
    let server =
        Server::start(Front::Tls(bench.authority.issue("mine.example", (-1, 90))), Act::Say(xml("<Response/>")));
    let mut server = server.await;
    let url = format!("https://mine.example:{}/answer", server.address.port());
    let settings =
        Settings { resolver: answering(vec![LOOPBACK]), allowed: vec![LOOPBACK], ..bench.settings(server.address) };
    let report = probe::run(&request(Kind::Answer, &url), &settings).await;
    check(&report, Step::Address, Outcome::Warned, "127.0.0.1 is this computer itself");
    assert_eq!(report.outcome(), Outcome::Warned, "{report:#?}");
    assert_eq!(report.out_of_reach, [LOOPBACK]);
    server.request();
}

/// The confirmation covers the addresses that were shown, and no others.
#[tokio::test]
async fn a_confirmation_covers_one_address_only() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("https://mine.example:{}/x", listener.local_addr().unwrap().port());
    let check_found = async |found: &[[u8; 4]], allowed: &[[u8; 4]], refused: &str| {
        let addresses = |all: &[[u8; 4]]| all.iter().copied().map(IpAddr::from).collect::<Vec<_>>();
        let settings =
            Settings { resolver: answering(addresses(found)), allowed: addresses(allowed), ..Settings::default() };
        let report = probe::run(&request(Kind::Webhook, &url), &settings).await;
        check(&report, Step::Address, Outcome::Failed, refused);
        assert_eq!(listener.accept().unwrap_err().kind(), io::ErrorKind::WouldBlock, "{found:?}");
    };
    check_found(&[[127, 0, 0, 1]], &[[10, 0, 0, 7]], "127.0.0.1 is").await;
    check_found(&[[127, 0, 0, 1], [10, 0, 0, 7]], &[[127, 0, 0, 1]], "10.0.0.7 is").await;
    check_found(&[[10, 0, 0, 7], [127, 0, 0, 1]], &[[10, 0, 0, 7]], "127.0.0.1 is").await;
}

/// A certificate for an address, checked by the operating system's rules.
#[tokio::test]
async fn an_own_address_in_the_url() {
    let bench = Bench::new();
    let check_host = async |host: &str, outcome: Outcome, words: &str| {
        let server =
            Server::start(Front::Tls(bench.authority.issue(host, (-1, 90))), Act::Say(xml("<Response/>"))).await;
        let settings = Settings { allowed: vec![LOOPBACK], ..bench.settings(server.address) };
        let url = format!("https://127.0.0.1:{}/answer", server.address.port());
        let report = probe::run(&request(Kind::Answer, &url), &settings).await;
        check(&report, Step::Tls, outcome, words);
    };
    check_host("127.0.0.1", Outcome::Passed, "A certificate for 127.0.0.1").await;
    check_host("127.0.0.2", Outcome::Failed, "is for 127.0.0.2, not for 127.0.0.1").await;
    check_host("localhost", Outcome::Failed, "is for localhost, not for 127.0.0.1").await;
}

/// A name server may return one address for the check and another one afterwards. So the name is looked up only once:
/// the test connects to the address that was checked, where nobody listens.
#[tokio::test]
async fn a_name_is_looked_up_once() {
    let bench = Bench::new();
    let mut server = Server::start(Front::Tls(bench.good()), Act::Say(xml("<Response/>"))).await;
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let resolver = Resolver::asking(move |name| {
        assert_eq!(name, "rebound.example");
        let first = count.fetch_add(1, Ordering::Relaxed) == 0;
        async move { Ok(vec![if first { IpAddr::from([127, 0, 0, 2]) } else { LOOPBACK }]) }
    });
    let settings = Settings { resolver, allowed: vec![IpAddr::from([127, 0, 0, 2])], ..bench.settings(server.address) };
    let url = format!("https://Rebound.Example:{}/x", server.address.port());
    let report = probe::run(&request(Kind::Webhook, &url), &settings).await;
    check(&report, Step::Connect, Outcome::Failed, "127.0.0.2");
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    server.nothing_more();
}

#[tokio::test]
async fn names_without_an_address() {
    let check_resolver = async |resolver: Resolver, words: &str| {
        let settings = Settings { resolver, budget: SHORT, ..Settings::default() };
        let report = probe::run(&request(Kind::Webhook, "https://lost.example/x"), &settings).await;
        check(&report, Step::Dns, Outcome::Failed, words);
        check_last(&report, Step::Dns);
    };
    check_resolver(answering(Vec::new()), "lost.example has no address").await;
    check_resolver(Resolver::asking(|_| async { Err(io::Error::other("no\r\nsuch name")) }), "no\u{fffd}\u{fffd}such")
        .await;
    check_resolver(Resolver::asking(|_| std::future::pending()), "could not be looked up within 1.5 s").await;
}

/// A name server cannot make this computer scan a network: only a few of the addresses are tried.
#[tokio::test]
async fn many_addresses() {
    let unused = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let flood: Vec<IpAddr> = (0..5_000_u32).map(|n| IpAddr::from(Ipv4Addr::from(0x7f01_0000 + n))).collect();
    let settings = Settings { resolver: answering(flood.clone()), allowed: flood, ..Settings::default() };
    let report = probe::run(&request(Kind::Webhook, &format!("https://many.example:{unused}/x")), &settings).await;
    check(&report, Step::Dns, Outcome::Passed, "and 12 more");
    check(&report, Step::Connect, Outcome::Failed, "127.1.0.3");
    assert_eq!(report.step(Step::Connect).unwrap().seen.matches("refuses").count(), 4);
}

/// The first address refuses, the second answers.
#[tokio::test]
async fn the_next_address_is_tried() {
    let bench = Bench::new();
    let server =
        Server::start(Front::Tls(bench.authority.issue("mine.example", (-1, 90))), Act::Say(xml("<Response/>")));
    let server = server.await;
    let url = format!("https://mine.example:{}/answer", server.address.port());
    // The server listens on 127.0.0.1 only, so the other address of this computer refuses.
    let resolver = answering(vec![IpAddr::from([127, 0, 0, 2]), LOOPBACK]);
    let allowed = vec![LOOPBACK, IpAddr::from([127, 0, 0, 2])];
    let settings = Settings { resolver, allowed, ..bench.settings(server.address) };
    let report = probe::run(&request(Kind::Answer, &url), &settings).await;
    check(&report, Step::Connect, Outcome::Passed, "Connected to 127.0.0.1");
}

/// Only the lent name itself uses the address and the extra root. Other names do not.
#[tokio::test]
async fn lent_names() {
    let bench = Bench::new();
    let check_url = async |url: &str, step: Step, outcome: Outcome, words: &str| {
        let server = Server::start(Front::Tls(bench.good()), Act::Say(xml("<Response/>"))).await;
        let resolver = answering(vec![LOOPBACK]).lend(HOST, server.address);
        let settings = Settings { resolver, ..bench.settings(server.address) };
        check(&probe::run(&request(Kind::Answer, url), &settings).await, step, outcome, words);
    };
    check_url("https://bot.example.com/x", Step::Address, Outcome::Passed, "sample endpoint").await;
    check_url("https://BOT.example.com./x", Step::Address, Outcome::Passed, "sample endpoint").await;
    check_url("https://bot.example.com:9/x", Step::Tls, Outcome::Passed, "TLS").await;
    check_url("https://sub.bot.example.com/x", Step::Address, Outcome::Failed, "this computer itself").await;
    check_url("https://example.com/x", Step::Address, Outcome::Failed, "this computer itself").await;
}

/// Without an extra root, a lent name is checked against the system's roots, which do not contain the test's authority.
#[tokio::test]
async fn lending_a_name_does_not_lend_trust() {
    let bench = Bench::new();
    let server = Server::start(Front::Tls(bench.good()), Act::Say(xml("<Response/>"))).await;
    let settings = Settings { trust: Trust::system(), ..bench.settings(server.address) };
    let report = probe::run(&request(Kind::Answer, "https://bot.example.com/x"), &settings).await;
    assert_eq!(report.step(Step::Tls).unwrap().outcome, Outcome::Failed, "{report:#?}");
}

#[tokio::test]
async fn invalid_roots() {
    let bench = Bench::new();
    let server = Server::start(Front::Tls(bench.good()), Act::Say(xml("<Response/>"))).await;
    let settings = Settings { trust: Trust::with_extra_roots([vec![1, 2, 3]]), ..bench.settings(server.address) };
    let report = probe::run(&request(Kind::Answer, "https://bot.example.com/x"), &settings).await;
    check(&report, Step::Tls, Outcome::Failed, "trusted certificates cannot be used");
}
