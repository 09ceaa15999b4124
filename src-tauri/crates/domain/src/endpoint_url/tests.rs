use super::*;

fn url(text: &str) -> EndpointUrl {
    EndpointUrl::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

#[test]
fn valid_ones_are_kept_as_typed() {
    let check = |text: &str, kept: &str| assert_eq!(url(text).as_str(), kept);
    check("https://example.com", "https://example.com");
    check("  https://example.com/a \n", "https://example.com/a");
    check("\u{a0}https://example.com\u{3000}", "https://example.com");
    check("HTTPS://Example.COM/Path", "HTTPS://Example.COM/Path");
    check("https://example.com/In?A=b&c=%2F#Voice=Polly", "https://example.com/In?A=b&c=%2F#Voice=Polly");
    check("https://example.com:443/", "https://example.com:443/");
    check("https://example.com:08443/", "https://example.com:08443/");
    check("https://example.com./a", "https://example.com./a");
    check("https://my_bot.example.com", "https://my_bot.example.com");
    check("https://example.com/a/../b//c", "https://example.com/a/../b//c");
    check("https://example.com/@me?to=a@b", "https://example.com/@me?to=a@b");
    check("https://example.com?back=\\n#\\", "https://example.com?back=\\n#\\");
    check("https://example.com/संदेश", "https://example.com/संदेश");
    check("https://example.com/می\u{200c}خواهم", "https://example.com/می\u{200c}خواهم");
    check("https://[2606:4700::1111]:8443/a", "https://[2606:4700::1111]:8443/a");
}

#[test]
fn errors() {
    use UrlError::*;
    let check = |text: &str, expected: UrlError| {
        assert_eq!(EndpointUrl::parse(text).map_err(UrlError::without_fix), Err(expected), "{text:?}");
    };
    let not = NotAUrl;
    check("", Empty);
    check(" \t\r\n", Empty);
    check("\u{200b}", Empty);

    check("hello", not(Flaw::Scheme { mended: None }));
    check("hello world", not(Flaw::Scheme { mended: None }));
    check("/inbound", not(Flaw::Scheme { mended: None }));
    check("//example.com/a", not(Flaw::Scheme { mended: None }));
    check("example.com", not(Flaw::Scheme { mended: None }));
    check("example.com:8443/a", not(Flaw::Scheme { mended: None }));
    check("localhost:3000", not(Flaw::Scheme { mended: None }));
    check("://example.com", not(Flaw::Scheme { mended: None }));
    check("https", not(Flaw::Scheme { mended: None }));

    check("https:example.com", not(Flaw::Slashes { mended: None }));
    check("https:/example.com", not(Flaw::Slashes { mended: None }));
    check("https:///example.com", not(Flaw::Slashes { mended: None }));
    check("https:\\\\example.com", not(Flaw::Slashes { mended: None }));
    check("https:/\\example.com", not(Flaw::Slashes { mended: None }));
    check("https:", not(Flaw::Slashes { mended: None }));
    check("https://example.com\\a", not(Flaw::Backslash { mended: None }));
    check("https://example.com/a\\b?c", not(Flaw::Backslash { mended: None }));

    check("https://exa%6dple.com", not(Flaw::Host));
    check("https://exa<mple.com", not(Flaw::Host));
    check("https://example..com", not(Flaw::Host));
    check("https://.example.com", not(Flaw::Host));
    check("https://.", not(Flaw::Host));
    check("https://1.2.3.256", not(Flaw::Host));
    check("https://0x1ffffffff", not(Flaw::Host));
    check("https://[::1", not(Flaw::Host));
    check("https://[1::2::3]", not(Flaw::Host));
    check("https://xn--a-ecp.ru-", not(Flaw::Host));
    check("https://example.com:", not(Flaw::Port));
    check("https://example.com:/a", not(Flaw::Port));
    check("https://example.com:0/a", not(Flaw::Port));
    check("https://example.com:65536", not(Flaw::Port));
    check("https://example.com:x", not(Flaw::Port));
    check("https://[::1]:", not(Flaw::Port));

    check("http://example.com", NotHttps { mended: None });
    check("http:example.com", NotHttps { mended: None });
    check("http://", NotHttps { mended: None });
    check("ftp://example.com", NotHttps { mended: None });
    check("wss://example.com", NotHttps { mended: None });
    check("htps://example.com", NotHttps { mended: None });
    check("mailto:me@example.com", NotHttps { mended: None });
    check("javascript:alert(1)", NotHttps { mended: None });
    check("file:///etc/hosts", NotHttps { mended: None });

    check("https://", NoHost);
    check("https:///", NoHost);
    check("https:////", NoHost);
    check("https:///inbound", NoHost);
    check("https://?a", NoHost);
    check("https://#a", NoHost);
    check("https://:443", NoHost);
    check("https://:443/a", NoHost);

    check("https://me:secret@example.com", Credentials);
    check("https://me@example.com", Credentials);
    check("https://@example.com", Credentials);
    check("https://:@example.com", Credentials);
    check("https://example.com@evil.example/a", Credentials);

    check("https://exa mple.com", Unprintable { place: 12, what: "a space" });
    check("https://example.com/a b", Unprintable { place: 22, what: "a space" });
    check("https://example.com/a\tb", Unprintable { place: 22, what: "a tab" });
    check("https://exam\nple.com/", Unprintable { place: 13, what: "a line break" });
    check("https://example.com/\u{2028}a", Unprintable { place: 21, what: "a line break" });
    check("https://example.com/\0", Unprintable { place: 21, what: "a control character" });
    check("\u{1}https://example.com/", Unprintable { place: 1, what: "a control character" });
    check("https://example.com/a\u{a0}b", Unprintable { place: 22, what: "a space" });
    check("https://example.com/\u{200b}", Unprintable { place: 21, what: "an invisible character" });
    check("\u{feff}https://example.com/", Unprintable { place: 1, what: "an invisible character" });
    check("https://example\u{ad}.com/", Unprintable { place: 16, what: "an invisible character" });
    check("https://example.com https://example.org", Unprintable { place: 20, what: "a space" });
}

#[test]
fn the_first_of_several_errors_is_reported() {
    let check = |text: &str, expected: fn(&UrlError) -> bool| {
        let error = EndpointUrl::parse(text).unwrap_err();
        assert!(expected(&error), "{text:?}: {error:?}");
    };
    let long = "a".repeat(3_000);
    check(&format!("hello {long}"), |e| matches!(e, UrlError::NotAUrl(_)));
    check(&format!("http://me:x@a b/{long}"), |e| matches!(e, UrlError::NotHttps { mended: None }));
    check(&format!("https://me:x@a b/{long}"), |e| matches!(e, UrlError::Credentials));
    check(&format!("https://a b/{long}"), |e| matches!(e, UrlError::Unprintable { .. }));
    check(&format!("https://ab/{long}"), |e| matches!(e, UrlError::TooLong(3_011)));
}

#[test]
fn lengths_are_in_bytes_of_the_trimmed_text() {
    let check = |text: String, expected: Result<usize, UrlError>| {
        assert_eq!(EndpointUrl::parse(&text).map(|url| url.as_str().len()), expected);
    };
    let start = "https://example.com/";
    let fill = |to: usize| format!("{start}{}", "a".repeat(to - start.len()));
    check(fill(2_047), Ok(2_047));
    check(fill(2_048), Ok(2_048));
    check(fill(2_049), Err(UrlError::TooLong(2_049)));
    check(format!("  {}\n", fill(2_048)), Ok(2_048));
    check(format!("{}é", fill(2_046)), Ok(2_048));
    check(format!("{}é", fill(2_047)), Err(UrlError::TooLong(2_049)));
}

#[test]
fn names_keep_within_what_dns_allows() {
    let check = |host: String, valid: bool| {
        assert_eq!(EndpointUrl::parse(&format!("https://{host}/")).is_ok(), valid, "{host}");
    };
    let label = |length: usize| "a".repeat(length);
    check(format!("{}.com", label(63)), true);
    check(format!("{}.com", label(64)), false);
    check(format!("{0}.{0}.{0}.{1}", label(63), label(61)), true);
    check(format!("{0}.{0}.{0}.{1}.", label(63), label(61)), true);
    check(format!("{0}.{0}.{0}.{1}", label(63), label(62)), false);
}

#[test]
fn fixes() {
    let check = |text: &str, expected: Option<(&str, &str)>| {
        let fix = EndpointUrl::parse(text).unwrap_err().fix();
        assert_eq!(fix.as_ref().map(|(label, value)| (label.as_str(), value.as_str())), expected, "{text:?}");
        assert!(fix.is_none_or(|(_, value)| EndpointUrl::parse(&value).is_ok()));
    };
    check("http://example.com/In?a#b", Some(("Change to https", "https://example.com/In?a#b")));
    check(" HTTP://Example.com ", Some(("Change to https", "https://Example.com")));
    check("http://example.com:80/a", Some(("Change to https", "https://example.com/a")));
    check("http://example.com:80", Some(("Change to https", "https://example.com")));
    check("http://example.com:8080/a", Some(("Change to https", "https://example.com:8080/a")));
    check("http://me:secret@example.com", None);
    check("http://example.com/a b", None);
    check("http:/example.com", None);
    check("http://", None);
    check("ftp://example.com", None);
    check("example.com/a", Some(("Add https://", "https://example.com/a")));
    check("//example.com/a", Some(("Add https://", "https://example.com/a")));
    check("example.com:8443", Some(("Add https://", "https://example.com:8443")));
    check("hello", None);
    check("localhost:3000", None);
    check("https:/example.com/a", Some(("Correct the slashes", "https://example.com/a")));
    check("https:///example.com/a", Some(("Correct the slashes", "https://example.com/a")));
    check("https:\\\\example.com/a\\b", None);
    check("https://example.com\\a\\b?c=\\", Some(("Use forward slashes", "https://example.com/a/b?c=\\")));
    check("https:///inbound", None);
    check("https://", None);
    check("https://me:secret@example.com", None);
}

#[test]
fn messages_say_what_to_do() {
    let check = |text: &str, part: &str| {
        let message = EndpointUrl::parse(text).unwrap_err().to_string();
        assert!(message.contains(part) && message.ends_with('.'), "{text:?}: {message}");
    };
    check("", "empty");
    check("hello", "not a URL: it has no https://");
    check("https:/example.com", "exactly two slashes");
    check("https://1.2.3.256", "host is not a valid");
    check("https://example.com:0", "from 1 to 65535");
    check("http://example.com", "Use an https address");
    check("https://", "no host");
    check("https://me:secret@example.com", "before the @");
    check("https://example.com/a b", "a space in it (character 22)");
    check(&format!("https://example.com/{}", "a".repeat(2_048)), "this one has 2068");
}

#[test]
fn warnings_of_hosts() {
    let check = |host: &str, expected: &[UrlWarning]| {
        assert_eq!(url(&format!("https://{host}/a")).warnings(), expected, "{host}");
    };
    let loopback = |shown: &str| [UrlWarning::Loopback(shown.to_owned())];
    let private = |shown: &str| [UrlWarning::Private(shown.to_owned())];
    let link_local = |shown: &str| [UrlWarning::LinkLocal(shown.to_owned())];
    let bare = |shown: &str| [UrlWarning::BareIp(shown.to_owned())];
    let tunnel = |suffix: &str| [UrlWarning::Tunnel(suffix.to_owned())];
    check("example.com", &[]);
    check("Bot.Example.COM", &[]);
    check("example.com.", &[]);
    check("mylocalhost.example", &[]);
    check("local.example.com", &[]);

    check("localhost", &loopback("localhost"));
    check("LOCALHOST.", &loopback("localhost"));
    check("bot.localhost", &loopback("bot.localhost"));
    check("127.0.0.1", &loopback("127.0.0.1"));
    check("127.1", &loopback("127.0.0.1"));
    check("2130706433", &loopback("127.0.0.1"));
    check("0x7f000001", &loopback("127.0.0.1"));
    check("0177.0.0.1", &loopback("127.0.0.1"));
    check("１２７.0.0.1", &loopback("127.0.0.1"));
    check("127.255.255.255", &loopback("127.255.255.255"));
    check("0.0.0.0", &loopback("0.0.0.0"));
    check("[::1]", &loopback("::1"));
    check("[::]", &loopback("::"));
    check("[::ffff:127.0.0.1]", &loopback("::ffff:127.0.0.1"));
    check("[::ffff:7f00:1]", &loopback("::ffff:127.0.0.1"));
    check("[64:ff9b::127.0.0.1]", &loopback("64:ff9b::7f00:1"));
    check("[2002:7f00:1::]", &loopback("2002:7f00:1::"));

    check("9.255.255.255", &bare("9.255.255.255"));
    check("10.0.0.0", &private("10.0.0.0"));
    check("10.255.255.255", &private("10.255.255.255"));
    check("11.0.0.0", &bare("11.0.0.0"));
    check("172.15.255.255", &bare("172.15.255.255"));
    check("172.16.0.0", &private("172.16.0.0"));
    check("172.31.255.255", &private("172.31.255.255"));
    check("172.32.0.0", &bare("172.32.0.0"));
    check("192.167.255.255", &bare("192.167.255.255"));
    check("192.168.0.1", &private("192.168.0.1"));
    check("192.169.0.0", &bare("192.169.0.0"));
    check("100.63.255.255", &bare("100.63.255.255"));
    check("100.64.0.0", &private("100.64.0.0"));
    check("100.127.255.255", &private("100.127.255.255"));
    check("100.128.0.0", &bare("100.128.0.0"));
    check("203.0.113.7", &private("203.0.113.7"));
    check("224.0.0.1", &private("224.0.0.1"));
    check("255.255.255.255", &private("255.255.255.255"));
    check("3232235777", &private("192.168.1.1"));
    check("[::ffff:10.1.2.3]", &private("::ffff:10.1.2.3"));
    check("[::10.1.2.3]", &private("::a01:203"));
    check("[fc00::1]", &private("fc00::1"));
    check("[fdff::1]", &private("fdff::1"));
    check("[2001:db8::1]", &private("2001:db8::1"));
    check("169.254.0.0", &link_local("169.254.0.0"));
    check("169.254.169.254", &link_local("169.254.169.254"));
    check("169.255.0.0", &bare("169.255.0.0"));
    check("[fe80::1]", &link_local("fe80::1"));
    check("[febf::1]", &link_local("febf::1"));
    check("[fec0::1]", &private("fec0::1"));
    check("1.1.1.1", &bare("1.1.1.1"));
    check("[2606:4700::1111]", &bare("2606:4700::1111"));
    check("[::ffff:1.1.1.1]", &bare("::ffff:1.1.1.1"));

    check("intranet", &[UrlWarning::NoDot("intranet".to_owned())]);
    check("intranet.", &[UrlWarning::NoDot("intranet".to_owned())]);
    check("printer.local", &private("printer.local"));
    check("bot.corp.internal", &private("bot.corp.internal"));
    check("bot.home.arpa", &private("bot.home.arpa"));

    check("1a2b.ngrok-free.app", &tunnel("ngrok-free.app"));
    check("NGROK.io", &tunnel("ngrok.io"));
    check("notngrok.io", &[]);
    check("brave-cat.loca.lt", &tunnel("loca.lt"));
    check("a.trycloudflare.com", &tunnel("trycloudflare.com"));
    check("a.lhr.life", &tunnel("lhr.life"));
    check("a.serveo.net.", &tunnel("serveo.net"));
}

#[test]
fn warnings_of_ports() {
    let check = |port: &str, expected: &[UrlWarning]| {
        assert_eq!(url(&format!("https://example.com{port}/a")).warnings(), expected, "{port}");
    };
    check("", &[]);
    check(":443", &[]);
    check(":8443", &[]);
    check(":80", &[UrlWarning::UnusualPort(80)]);
    check(":65535", &[UrlWarning::UnusualPort(65_535)]);
}

#[test]
fn hosts_in_both_forms() {
    let check = |host: &str, forms: Option<(&str, &str)>| {
        let url = url(&format!("https://{host}/a"));
        let expected =
            forms.map(|(unicode, ascii)| UrlWarning::NonAscii { unicode: unicode.to_owned(), ascii: ascii.to_owned() });
        assert_eq!(url.warnings(), Vec::from_iter(expected), "{host}");
    };
    check("Example.com", None);
    check("bücher.example", Some(("bücher.example", "xn--bcher-kva.example")));
    check("BÜCHER.example", Some(("bücher.example", "xn--bcher-kva.example")));
    check("xn--bcher-kva.example", Some(("bücher.example", "xn--bcher-kva.example")));
    check("аpple.example", Some(("аpple.example", "xn--pple-43d.example")));
    check("ｅxample.com", Some(("example.com", "example.com")));
    check("उदाहरण.भारत", Some(("उदाहरण.भारत", "xn--p1b6ci4b4b3a.xn--h2brj9c")));
}

#[test]
fn the_same_url_twice() {
    let check = |a: &str, b: &str, same: bool| {
        assert_eq!(url(a).same_as(&url(b)), same.then_some(UrlWarning::SameAsOther), "{a} {b}");
    };
    check("https://example.com/a", "https://example.com/a", true);
    check("https://example.com", "HTTPS://Example.com:443/", true);
    check("https://example.com/a", "https://example.com/A", false);
    check("https://example.com/a", "https://example.com/a#b", false);
}
