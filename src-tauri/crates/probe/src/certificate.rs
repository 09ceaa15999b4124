//! The contents of a server's certificate. They are claims of the server, and none of them is trusted here.

use std::net::IpAddr;

use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::parse_x509_certificate;
use x509_parser::x509::X509Name;

use crate::shown::shown;

const DAY: i64 = 24 * 60 * 60;
/// The most names that are kept. A certificate may have thousands.
const MOST_NAMES: usize = 50;

/// All texts in it are sanitised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    pub subject: String,
    /// Host names and addresses, the first fifty of them.
    pub names: Vec<String>,
    pub issuer: String,
    /// Seconds since 1970.
    pub not_before: i64,
    /// Seconds since 1970.
    pub not_after: i64,
    /// Whole days from the moment of the test. Negative if the certificate has expired.
    pub days_left: i64,
    /// Whether the certificate names itself as its issuer.
    pub self_issued: bool,
}

impl Certificate {
    /// Parses a certificate. `now` is in seconds since 1970. Returns `None` if the bytes are not a certificate.
    pub(crate) fn read(der: &[u8], now: i64) -> Option<Self> {
        let (_, certificate) = parse_x509_certificate(der).ok()?;
        let not_after = certificate.validity().not_after.timestamp();
        Some(Self {
            subject: name(certificate.subject()),
            names: names(&certificate),
            issuer: name(certificate.issuer()),
            not_before: certificate.validity().not_before.timestamp(),
            not_after,
            days_left: days_left(not_after, now),
            self_issued: certificate.subject().as_raw() == certificate.issuer().as_raw(),
        })
    }

    /// Whether less than two weeks are left, and less than a quarter of the whole lifetime. The second condition avoids
    /// constant warnings for certificates that are valid for a few days only.
    pub(crate) fn ends_soon(&self) -> bool {
        let life = self.not_after.saturating_sub(self.not_before).div_euclid(DAY);
        self.days_left < 14 && self.days_left.saturating_mul(4) < life
    }

    /// Returns in words how long ago the certificate expired.
    pub(crate) fn ago_in_words(&self) -> String {
        days_in_words(self.days_left.saturating_add(1).saturating_neg())
    }

    pub(crate) fn left_in_words(&self) -> String {
        days_in_words(self.days_left)
    }

    pub(crate) fn names_in_words(&self) -> String {
        let listed: Vec<&str> = self.names.iter().take(3).map(String::as_str).collect();
        match self.names.len().saturating_sub(listed.len()) {
            _ if listed.is_empty() => "no host at all".to_owned(),
            0 => listed.join(", "),
            more => format!("{} and {more} more", listed.join(", ")),
        }
    }
}

fn days_left(not_after: i64, now: i64) -> i64 {
    not_after.saturating_sub(now).div_euclid(DAY)
}

/// Returns a number of whole days in words, such as `3 days`.
fn days_in_words(days: i64) -> String {
    match days {
        0 => "less than a day".to_owned(),
        1 => "1 day".to_owned(),
        _ => format!("{days} days"),
    }
}

/// Returns the common name, with the organisation in brackets.
fn name(name: &X509Name<'_>) -> String {
    let common = name.iter_common_name().find_map(|part| part.as_str().ok());
    let organisation = name.iter_organization().find_map(|part| part.as_str().ok());
    match (common, organisation) {
        (Some(common), Some(organisation)) if common != organisation => {
            format!("{} ({})", shown(common), shown(organisation))
        }
        (Some(one), _) | (None, Some(one)) => shown(one),
        (None, None) => "no name".to_owned(),
    }
}

fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(alternative)) = certificate.subject_alternative_name() else { return Vec::new() };
    let names = alternative.value.general_names.iter().filter_map(|name| match name {
        GeneralName::DNSName(name) => Some(shown(name)),
        GeneralName::IPAddress(octets) => address(octets).map(|address| address.to_string()),
        _ => None,
    });
    names.take(MOST_NAMES).collect()
}

fn address(octets: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(octets).ok().map(IpAddr::from);
    v4.or_else(|| <[u8; 16]>::try_from(octets).ok().map(IpAddr::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn when_a_certificate_ends_soon() {
        let check = |life: i64, left: i64, expected: bool| {
            let certificate = Certificate {
                subject: String::new(),
                names: Vec::new(),
                issuer: String::new(),
                not_before: 0,
                not_after: life.saturating_mul(DAY),
                days_left: left,
                self_issued: false,
            };
            assert_eq!(certificate.ends_soon(), expected, "{left} of {life}");
        };
        check(90, 90, false);
        check(90, 14, false);
        check(90, 13, true);
        check(90, 0, true);
        check(40, 13, false);
        check(40, 10, false);
        check(40, 9, true);
        check(6, 2, false);
        check(6, 1, true);
        check(-1, -2, true);
        check(i64::MAX, i64::MAX, false);
        check(i64::MIN, i64::MIN, true);
        check(i64::MAX, i64::MIN, true);
    }

    #[test]
    fn dates_at_the_ends_of_time() {
        let check = |not_before: i64, not_after: i64, now: i64, soon: bool| {
            let certificate = Certificate {
                subject: String::new(),
                names: Vec::new(),
                issuer: String::new(),
                not_before,
                not_after,
                days_left: days_left(not_after, now),
                self_issued: false,
            };
            assert_eq!(certificate.ends_soon(), soon, "{not_before} {not_after} {now}");
            assert!(!certificate.ago_in_words().is_empty() && !certificate.left_in_words().is_empty());
        };
        check(i64::MIN, i64::MAX, 0, false);
        check(i64::MIN, i64::MAX, i64::MAX, true);
        check(i64::MIN, i64::MAX, i64::MIN, false);
        check(i64::MAX, i64::MIN, i64::MAX, true);
        check(i64::MIN, i64::MIN, i64::MIN, false);
        check(i64::MAX, i64::MAX, i64::MIN, false);
    }

    #[test]
    fn what_is_no_certificate() {
        for bytes in [&b""[..], b"\x30", b"\x30\x80", b"\x30\x84\xff\xff\xff\xff", b"HTTP/1.1 400 Bad Request"] {
            assert_eq!(Certificate::read(bytes, 0), None, "{bytes:?}");
        }
    }
}
