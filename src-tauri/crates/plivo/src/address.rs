//! The address of the API: an origin and nothing else.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use url::{Host, Url};

/// The origin of a Plivo API. The default is `https://api.plivo.com`. Plain `http` is accepted for loopback only, where
/// the sandbox listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiAddress(Url);

/// Why a text is not an API address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("Enter the API address, for example https://api.plivo.com.")]
    Empty,
    #[error("This is not a web address. It should look like https://api.plivo.com.")]
    NotUrl,
    #[error("The API address must start with https://. Plain http is for this computer only.")]
    NotHttps,
    #[error("The API address must not contain a user name or a password.")]
    Credentials,
    #[error("The API address ends after the host: take away the path.")]
    Path,
    #[error("The API address ends after the host: take away what follows the ? or #.")]
    Query,
}

impl ApiAddress {
    /// Parses an origin, with or without a final slash. Surrounding spaces are dropped, because an address is usually
    /// pasted.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        let url = Url::parse(text).map_err(|_| AddressError::NotUrl)?;
        check(&url).map(|()| Self(url))
    }

    /// Returns whether the host is this computer, by name or by address. Such a host is never reached through a proxy.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    pub(crate) fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    pub(crate) fn url(&self) -> &Url {
        &self.0
    }
}

fn check(url: &Url) -> Result<(), AddressError> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(if url.has_host() { AddressError::NotHttps } else { AddressError::NotUrl });
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressError::Credentials);
    }
    if url.scheme() == "http" && !is_loopback(url) {
        return Err(AddressError::NotHttps);
    }
    if url.path() != "/" {
        return Err(AddressError::Path);
    }
    if url.query().is_some() || url.fragment().is_some() { Err(AddressError::Query) } else { Ok(()) }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        None => false,
    }
}

impl Default for ApiAddress {
    /// Plivo's own address.
    fn default() -> Self {
        // `parse` accepts this constant text, as a test shows. The compiler cannot check it.
        #[allow(clippy::expect_used)]
        Self::parse("https://api.plivo.com").expect("Plivo's address is valid")
    }
}

impl FromStr for ApiAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        Self::parse(text)
    }
}

impl fmt::Display for ApiAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.origin().ascii_serialization())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_origins() {
        let check = |text: &str, expected: Result<&str, AddressError>| {
            assert_eq!(ApiAddress::parse(text).map(|a| a.to_string()), expected.map(str::to_owned), "{text:?}");
        };
        check("https://api.plivo.com", Ok("https://api.plivo.com"));
        check(" https://API.plivo.com/\n", Ok("https://api.plivo.com"));
        check("https://api.plivo.com:8443", Ok("https://api.plivo.com:8443"));
        check("http://127.0.0.1:4010", Ok("http://127.0.0.1:4010"));
        check("http://127.9.9.9:4010", Ok("http://127.9.9.9:4010"));
        check("http://[::1]:4010/", Ok("http://[::1]:4010"));
        check("http://localhost:4010", Ok("http://localhost:4010"));
        check("", Err(AddressError::Empty));
        check("  ", Err(AddressError::Empty));
        check("api.plivo.com", Err(AddressError::NotUrl));
        check("https://", Err(AddressError::NotUrl));
        check("mailto:a@b.c", Err(AddressError::NotUrl));
        check("ftp://api.plivo.com", Err(AddressError::NotHttps));
        check("http://api.plivo.com", Err(AddressError::NotHttps));
        check("http://10.0.0.1", Err(AddressError::NotHttps));
        check("http://localhost.evil.example", Err(AddressError::NotHttps));
        check("http://127.0.0.1.nip.io", Err(AddressError::NotHttps));
        check("http://[::ffff:127.0.0.1]", Err(AddressError::NotHttps));
        check("https://user@api.plivo.com", Err(AddressError::Credentials));
        check("https://user:pass@api.plivo.com", Err(AddressError::Credentials));
        check("http://127.0.0.1@evil.example", Err(AddressError::Credentials));
        check("https://api.plivo.com/v1/", Err(AddressError::Path));
        check("https://api.plivo.com/?a=b", Err(AddressError::Query));
        check("https://api.plivo.com/#x", Err(AddressError::Query));
    }

    #[test]
    fn loopback_addresses_are_recognised() {
        let check = |text: &str, expected: bool| {
            assert_eq!(ApiAddress::parse(text).unwrap().is_loopback(), expected, "{text}");
        };
        check("https://api.plivo.com", false);
        check("https://localhost:8443", true);
        check("http://127.0.0.1:1", true);
        check("http://[::1]:1", true);
        assert!(!ApiAddress::default().is_loopback());
    }
}
