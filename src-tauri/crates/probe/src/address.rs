//! Addresses outside the public network. Plivo cannot reach them. A test that connected to them could be misused to
//! attack services on this computer or in its network.
//!
//! Ranges: IANA's IPv4 and IPv6 Special-Purpose Address Registries.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::report::StepResult;
use crate::resolve::{Found, Origin};

/// Returns the host's addresses that Plivo cannot reach. A sample endpoint counts as a public one.
pub(crate) fn out_of_reach(found: &Found) -> Vec<IpAddr> {
    let inner = found.addresses.iter().map(|address| address.ip()).filter(|address| reserved(*address).is_some());
    if found.origin == Origin::Lent { Vec::new() } else { inner.collect() }
}

/// Checks every address of the host, before a connection to any of them.
pub(crate) fn check(found: &Found, allowed: &[IpAddr]) -> Result<StepResult, StepResult> {
    if found.origin == Origin::Lent {
        return Ok(StepResult::passed("A sample endpoint of this account's own."));
    }
    let inner = found.addresses.iter().filter_map(|address| Some((address.ip(), reserved(address.ip())?)));
    let (asked, refused): (Vec<_>, Vec<_>) = inner.partition(|(address, _)| allowed.contains(address));
    let Some((address, what)) = refused.first().or(asked.first()) else {
        return Ok(StepResult::passed("A public address."));
    };
    let among = match found.addresses.len() {
        1 => String::new(),
        several => format!(" It is one of {several} addresses of this name."),
    };
    let seen = format!("{address} is {what}.{among}");
    if refused.is_empty() {
        return Ok(StepResult::warned(
            seen,
            "Plivo reaches public addresses only. It was tested because you said that it is yours.",
        ));
    }
    let advice = "Plivo reaches public addresses only: use one. Nothing was sent. If this endpoint is yours and you want \
                  to test it from this computer all the same, say so and test again.";
    Err(StepResult::failed(seen, advice))
}

/// Returns what kind of address it is, or `None` for a public address.
fn reserved(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => reserved_v4(address),
        IpAddr::V6(address) => match embedded_v4(address) {
            Some(inside) => reserved_v4(inside),
            None => reserved_v6(address),
        },
    }
}

fn reserved_v4(address: Ipv4Addr) -> Option<&'static str> {
    Some(match address.octets() {
        [0, ..] => UNSPECIFIED,
        [127, ..] => LOOPBACK,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => PRIVATE,
        [100, 64..=127, ..] => "an address behind a carrier's shared one",
        [169, 254, ..] => LINK_LOCAL,
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => DOCUMENTATION,
        [198, 18..=19, ..] => "an address for measurements in a laboratory",
        [224..=239, ..] => MULTICAST,
        [192, 0, 0, _] | [192, 88, 99, _] | [240..=255, ..] => RESERVED,
        _ => return None,
    })
}

/// Only 2000::/3 is assigned to the public network.
fn reserved_v6(address: Ipv6Addr) -> Option<&'static str> {
    Some(match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => UNSPECIFIED,
        [0, 0, 0, 0, 0, 0, 0, 1] => LOOPBACK,
        [0xfc00..=0xfdff, ..] => PRIVATE,
        [0xfe80..=0xfebf, ..] => LINK_LOCAL,
        [0xff00..=0xffff, ..] => MULTICAST,
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => DOCUMENTATION,
        // Teredo, ORCHID, benchmarking and the rest of 2001::/23.
        [0x2001, 0..=0x1ff, ..] => RESERVED,
        // ISATAP embeds an IPv4 address of the inner network in the last 32 bits.
        [_, _, _, _, 0 | 0x200, 0x5efe, _, _] => RESERVED,
        [0x2000..=0x3fff, ..] => return None,
        _ => RESERVED,
    })
}

/// Returns the IPv4 address that is embedded in a mapped (::ffff:0:0/96), translated (64:ff9b::/96) or 6to4 (2002::/16)
/// address. A network without IPv4 reaches every IPv4 server through translated addresses, so those are not refused as
/// such. A 6to4 address may also hold ISATAP's second IPv4 address, and then that one decides.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let (high, low) = match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => (high, low),
        [0x2002, _, _, _, 0 | 0x200, 0x5efe, _, _] => return None,
        [0x2002, high, low, ..] => (high, low),
        _ => return None,
    };
    Some(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)))
}

const UNSPECIFIED: &str = "not an address of any server (it reaches this computer itself)";
const LOOPBACK: &str = "this computer itself";
const PRIVATE: &str = "an address in a private network";
const LINK_LOCAL: &str = "an address on the local link";
const MULTICAST: &str = "a multicast address";
const DOCUMENTATION: &str = "an address for examples in documents";
const RESERVED: &str = "a reserved address";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let check = |address: &str, expected: Option<&str>| {
            assert_eq!(reserved(address.parse().unwrap()), expected, "{address}");
        };
        let carrier = Some("an address behind a carrier's shared one");
        let laboratory = Some("an address for measurements in a laboratory");
        check("0.0.0.0", Some(UNSPECIFIED));
        check("0.255.255.255", Some(UNSPECIFIED));
        check("1.0.0.0", None);
        check("9.255.255.255", None);
        check("10.0.0.0", Some(PRIVATE));
        check("10.255.255.255", Some(PRIVATE));
        check("11.0.0.0", None);
        check("100.63.255.255", None);
        check("100.64.0.0", carrier);
        check("100.127.255.255", carrier);
        check("100.128.0.0", None);
        check("126.255.255.255", None);
        check("127.0.0.1", Some(LOOPBACK));
        check("127.255.255.255", Some(LOOPBACK));
        check("128.0.0.0", None);
        check("169.253.255.255", None);
        check("169.254.169.254", Some(LINK_LOCAL));
        check("169.255.0.0", None);
        check("172.15.255.255", None);
        check("172.16.0.0", Some(PRIVATE));
        check("172.31.255.255", Some(PRIVATE));
        check("172.32.0.0", None);
        check("192.0.0.8", Some(RESERVED));
        check("192.0.1.0", None);
        check("192.0.2.1", Some(DOCUMENTATION));
        check("192.88.99.1", Some(RESERVED));
        check("192.167.255.255", None);
        check("192.168.0.1", Some(PRIVATE));
        check("192.169.0.0", None);
        check("198.17.255.255", None);
        check("198.18.0.1", laboratory);
        check("198.19.255.255", laboratory);
        check("198.20.0.0", None);
        check("198.51.100.7", Some(DOCUMENTATION));
        check("203.0.113.7", Some(DOCUMENTATION));
        check("223.255.255.255", None);
        check("224.0.0.1", Some(MULTICAST));
        check("239.255.255.255", Some(MULTICAST));
        check("240.0.0.1", Some(RESERVED));
        check("255.255.255.255", Some(RESERVED));

        check("::", Some(UNSPECIFIED));
        check("::1", Some(LOOPBACK));
        check("::2", Some(RESERVED));
        check("2000::1", None);
        check("2606:4700::1111", None);
        check("3ffe:ffff::1", None);
        check("1fff::1", Some(RESERVED));
        check("4000::1", Some(RESERVED));
        check("fbff::1", Some(RESERVED));
        check("fc00::1", Some(PRIVATE));
        check("fdff::1", Some(PRIVATE));
        check("fe7f::1", Some(RESERVED));
        check("fe80::1", Some(LINK_LOCAL));
        check("febf::1", Some(LINK_LOCAL));
        check("fec0::1", Some(RESERVED));
        check("ff02::1", Some(MULTICAST));
        check("100::1", Some(RESERVED));
        check("2001:db8::1", Some(DOCUMENTATION));
        check("2001:db9::1", None);
        check("3fff::1", Some(DOCUMENTATION));
        check("3fff:1000::1", None);
        check("2001::1", Some(RESERVED));
        check("2001:1ff::1", Some(RESERVED));
        check("2001:200::1", None);
        check("2606:4700::5efe:a00:1", Some(RESERVED));
        check("2606:4700::200:5efe:a00:1", Some(RESERVED));
    }

    #[test]
    fn ipv4_inside_ipv6() {
        let check = |address: &str, expected: Option<&str>| {
            assert_eq!(reserved(address.parse().unwrap()), expected, "{address}");
        };
        check("::ffff:127.0.0.1", Some(LOOPBACK));
        check("::ffff:10.1.2.3", Some(PRIVATE));
        check("::ffff:169.254.169.254", Some(LINK_LOCAL));
        check("::ffff:0.0.0.0", Some(UNSPECIFIED));
        check("::ffff:8.8.8.8", None);
        check("64:ff9b::127.0.0.1", Some(LOOPBACK));
        check("64:ff9b::192.168.1.1", Some(PRIVATE));
        check("64:ff9b::8.8.8.8", None);
        check("64:ff9b:1::8.8.8.8", Some(RESERVED));
        check("2002:7f00:1::", Some(LOOPBACK));
        check("2002:a01:203::1", Some(PRIVATE));
        check("2002:808:808::1", None);
        check("2002:808:808::5efe:7f00:1", Some(RESERVED));
        check("2002:808:808:1:200:5efe:a00:1", Some(RESERVED));
        // The deprecated compatible form, and the translated form of RFC 2765, are never public.
        check("::127.0.0.1", Some(RESERVED));
        check("::8.8.8.8", Some(RESERVED));
        check("::ffff:0:127.0.0.1", Some(RESERVED));
        // Teredo.
        check("2001:0:4136:e378:8000:63bf:3fff:fdd2", Some(RESERVED));
    }
}
