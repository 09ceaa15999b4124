//! What is unusual about a valid URL. A warning never blocks, because a test environment may need any of these.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlWarning {
    #[error("“{0}” is this computer itself. Plivo cannot reach it.")]
    Loopback(String),
    #[error("“{0}” is a private or reserved address. Plivo reaches public ones only.")]
    Private(String),
    #[error("“{0}” is a link-local address. Plivo reaches public ones only.")]
    LinkLocal(String),
    #[error("The host is a bare IP address ({0}). Certificates are rarely made out for one; use a name.")]
    BareIp(String),
    #[error("The host “{0}” has no dot, so it is known in a local network at most. Plivo needs its full name.")]
    NoDot(String),
    #[error("Port {0} is unusual for https. Check that your firewall lets Plivo in there.")]
    UnusualPort(u16),
    #[error("“{0}” is a tunnel to somebody's computer: it stops working when that computer sleeps. Do not rely on it.")]
    Tunnel(String),
    #[error(
        "The host has letters outside ASCII: “{unicode}”, which is sent as “{ascii}”. Check that no letter only looks right."
    )]
    NonAscii { unicode: String, ascii: String },
    #[error(
        "This is the Webhook URL too. Messages and calls are sent in different forms: \
         check that the endpoint tells them apart."
    )]
    SameAsOther,
}

/// `text` is the URL as it was typed.
pub(super) fn of(text: &str, url: &Url) -> Vec<UrlWarning> {
    let host = match url.host() {
        Some(Host::Ipv4(address)) => vec![address_warning(IpAddr::V4(address))],
        Some(Host::Ipv6(address)) => vec![address_warning(IpAddr::V6(address))],
        Some(Host::Domain(name)) => name_warnings(text, name),
        None => Vec::new(),
    };
    host.into_iter().chain(port_warning(url)).collect()
}

/// Port 8443 is common for https too, so it gives no warning.
fn port_warning(url: &Url) -> Option<UrlWarning> {
    url.port().filter(|port| *port != 8443).map(UrlWarning::UnusualPort)
}

fn name_warnings(text: &str, ascii: &str) -> Vec<UrlWarning> {
    non_ascii(text, ascii).into_iter().chain(place_of(ascii.strip_suffix('.').unwrap_or(ascii))).collect()
}

/// Also applies to a host typed in Punycode, and to a host whose full-width letters are mapped to ASCII.
fn non_ascii(text: &str, ascii: &str) -> Option<UrlWarning> {
    let (unicode, _) = idna::domain_to_unicode(ascii);
    let typed_ascii = text.to_ascii_lowercase().contains(ascii);
    let odd = unicode != ascii || !typed_ascii;
    odd.then(|| UrlWarning::NonAscii { unicode, ascii: ascii.to_owned() })
}

fn place_of(name: &str) -> Option<UrlWarning> {
    if is_under(name, "localhost") {
        Some(UrlWarning::Loopback(name.to_owned()))
    } else if !name.contains('.') {
        Some(UrlWarning::NoDot(name.to_owned()))
    } else if PRIVATE_NAMES.iter().any(|suffix| is_under(name, suffix)) {
        Some(UrlWarning::Private(name.to_owned()))
    } else {
        TUNNELS.iter().find(|suffix| is_under(name, suffix)).map(|suffix| UrlWarning::Tunnel((*suffix).to_owned()))
    }
}

fn is_under(name: &str, suffix: &str) -> bool {
    name.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn address_warning(address: IpAddr) -> UrlWarning {
    let shown = address.to_string();
    match kind(address) {
        Kind::Loopback => UrlWarning::Loopback(shown),
        Kind::LinkLocal => UrlWarning::LinkLocal(shown),
        Kind::Private => UrlWarning::Private(shown),
        Kind::Public => UrlWarning::BareIp(shown),
    }
}

enum Kind {
    Loopback,
    LinkLocal,
    Private,
    Public,
}

fn kind(address: IpAddr) -> Kind {
    match address {
        IpAddr::V4(address) => kind_v4(address),
        IpAddr::V6(address) => embedded_v4(address).map_or_else(|| kind_v6(address), kind_v4),
    }
}

/// Ranges: IANA IPv4 Special-Purpose Address Registry. A connection to 0.0.0.0/8 reaches this computer.
fn kind_v4(address: Ipv4Addr) -> Kind {
    match address.octets() {
        [0 | 127, ..] => Kind::Loopback,
        [169, 254, ..] => Kind::LinkLocal,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => Kind::Private,
        [192, 0, 0 | 2, _] | [198, 51, 100, _] | [203, 0, 113, _] | [198, 18..=19, ..] | [224..=255, ..] => {
            Kind::Private
        }
        _ => Kind::Public,
    }
}

/// Ranges: IANA IPv6 Special-Purpose Address Registry. Only 2000::/3 is assigned to the public network.
fn kind_v6(address: Ipv6Addr) -> Kind {
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => Kind::Loopback,
        [0xfe80..=0xfebf, ..] => Kind::LinkLocal,
        [0x2001, 0xdb8, ..] => Kind::Private,
        [0x2000..=0x3fff, ..] => Kind::Public,
        _ => Kind::Private,
    }
}

/// Returns the IPv4 address embedded in a mapped (::ffff:0:0/96), compatible (::/96), translated (64:ff9b::/96) or 6to4
/// (2002::/16) address.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let v4 = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => None,
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(v4(high, low)),
        [0x2002, high, low, ..] => Some(v4(high, low)),
        _ => None,
    }
}

/// Names that resolve in a local network only (RFC 6762, RFC 8375, and ICANN's resolution on `.internal`).
const PRIVATE_NAMES: &[&str] = &["local", "internal", "localdomain", "home.arpa"];

/// Domains of services that give a public address to a computer behind a router. If a service is missing here, only the
/// warning is missing.
const TUNNELS: &[&str] = &[
    "app.github.dev",
    "bore.pub",
    "devtunnels.ms",
    "gitpod.io",
    "lhr.life",
    "lhr.rocks",
    "loca.lt",
    "localhost.run",
    "localtunnel.me",
    "loclx.io",
    "ngrok-free.app",
    "ngrok-free.dev",
    "ngrok.app",
    "ngrok.dev",
    "ngrok.io",
    "ngrok.pizza",
    "ngrok.pro",
    "pagekite.me",
    "pinggy.io",
    "pinggy.link",
    "pinggy.online",
    "serveo.net",
    "serveousercontent.com",
    "sharedwithexpose.com",
    "telebit.io",
    "trycloudflare.com",
    "ts.net",
    "tunnelmole.net",
    "tunnelto.dev",
    "zrok.io",
];
