//! Where a URL's request is sent, and how the URL is written into the request.

use domain::endpoint_url::EndpointUrl;
use hyper::Uri;
use hyper::header::HeaderValue;
use rustls::pki_types::ServerName;
use url::{Host, Url};

#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub host: Host<String>,
    pub port: u16,
    /// As typed, if HTTP can carry it. A receiver builds the signed URL from the authority and the path.
    pub authority: HeaderValue,
    pub path: Uri,
}

impl Target {
    /// Returns `None` if no request can carry the URL. No valid URL is known to cause this.
    pub fn of(url: &EndpointUrl) -> Option<Self> {
        let (authority, path) = typed(url.as_str());
        let typed_authority = HeaderValue::from_str(authority).ok().filter(|_| authority.is_ascii());
        let typed_path = Uri::try_from(&path).ok().filter(|_| path.is_ascii());
        Some(Self {
            host: url.url().host()?.to_owned(),
            port: url.url().port_or_known_default()?,
            authority: typed_authority.or_else(|| HeaderValue::from_str(&parsed_authority(url.url())).ok())?,
            path: typed_path.or_else(|| Uri::try_from(parsed_path(url.url())).ok())?,
        })
    }

    /// Returns the name that the certificate must have. A final dot marks a complete name, and no certificate contains
    /// it.
    pub fn server_name(&self) -> Option<ServerName<'static>> {
        match &self.host {
            Host::Domain(name) => ServerName::try_from(name.strip_suffix('.').unwrap_or(name).to_owned()).ok(),
            Host::Ipv4(address) => Some(ServerName::from(std::net::IpAddr::V4(*address))),
            Host::Ipv6(address) => Some(ServerName::from(std::net::IpAddr::V6(*address))),
        }
    }
}

/// Returns the authority, and the path with its query, without the fragment.
fn typed(url: &str) -> (&str, String) {
    let (url, _fragment) = url.split_once('#').unwrap_or((url, ""));
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let slash = if path.starts_with('/') { "" } else { "/" };
    (authority, format!("{slash}{path}"))
}

fn parsed_authority(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}{port}", url.host_str().unwrap_or_default())
}

fn parsed_path(url: &Url) -> String {
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}{query}", url.path())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for() {
        let check = |url: &str, host: &str, port: u16, authority: &str, path: &str| {
            let target = Target::of(&EndpointUrl::parse(url).unwrap()).unwrap();
            let asked =
                (target.host.to_string(), target.port, target.authority.to_str().unwrap(), target.path.to_string());
            assert_eq!(asked, (host.to_owned(), port, authority, path.to_owned()), "{url}");
        };
        check("https://a.example", "a.example", 443, "a.example", "/");
        check("https://a.example?x=1", "a.example", 443, "a.example", "/?x=1");
        check("https://a.example/b?x=1#ct=2000", "a.example", 443, "a.example", "/b?x=1");
        check("https://a.example#/b?x", "a.example", 443, "a.example", "/");
        check("HTTPS://A.Example:443/B", "a.example", 443, "A.Example:443", "/B");
        check(
            "https://a.example:8443/%2e%2e/x/../y//z;v=1",
            "a.example",
            8443,
            "a.example:8443",
            "/%2e%2e/x/../y//z;v=1",
        );
        check("https://a.example//b", "a.example", 443, "a.example", "//b");
        check("https://a.example/é?ü=1", "a.example", 443, "a.example", "/%C3%A9?%C3%BC=1");
        check("https://bücher.example:8443/x", "xn--bcher-kva.example", 8443, "xn--bcher-kva.example:8443", "/x");
        check("https://[2001:DB8::7]:8443/x", "[2001:db8::7]", 8443, "[2001:DB8::7]:8443", "/x");
        check("https://0x7f.1/x", "127.0.0.1", 443, "0x7f.1", "/x");
    }

    #[test]
    fn names_for_certificates() {
        let check = |url: &str, expected: Option<&str>| {
            let target = Target::of(&EndpointUrl::parse(url).unwrap()).unwrap();
            assert_eq!(
                target.server_name().map(|name| name.to_str().into_owned()),
                expected.map(str::to_owned),
                "{url}"
            );
        };
        check("https://A.example/", Some("a.example"));
        check("https://a.example./", Some("a.example"));
        check("https://192.0.2.7/", Some("192.0.2.7"));
        check("https://[2001:db8::7]/", Some("2001:db8::7"));
        check("https://a_b.example/", Some("a_b.example"));
        check("https://a!b.example/", None);
    }
}
