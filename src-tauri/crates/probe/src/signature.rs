//! Computes Plivo's signatures, in the form that the validators in Plivo's own SDKs accept.
//!
//! The signature covers the URL as text, not as parsed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::secret::Secret;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use url::form_urlencoded;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
}

type Pair = (String, String);

/// Returns `X-Plivo-Signature-V3` over the URL with its query, the parameters and the nonce.
#[must_use]
pub fn v3(method: Method, url: &str, parameters: &[(&str, &str)], nonce: &str, token: &Secret) -> String {
    let parts = Parts::of(url);
    let message = match method {
        Method::Get => parts.with_query(&parts.merged(parameters)),
        Method::Post => parts.with_posted(parameters),
    };
    keyed_hash(token, &format!("{message}.{nonce}"))
}

/// Returns `X-Plivo-Signature-V2` over the URL without its query, and the nonce.
#[must_use]
pub fn v2(url: &str, nonce: &str, token: &Secret) -> String {
    keyed_hash(token, &format!("{}{nonce}", Parts::of(url).base))
}

fn keyed_hash(token: &Secret, message: &str) -> String {
    // HMAC accepts keys of every length, so this never fails.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(token.expose().as_bytes()) else { return String::new() };
    mac.update(message.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

struct Parts {
    /// The scheme, the authority and the path as typed, without the last segment's parameters (`;v=1`).
    base: String,
    /// The decoded query.
    query: Vec<Pair>,
}

impl Parts {
    fn of(url: &str) -> Self {
        let (url, _fragment) = url.split_once('#').unwrap_or((url, ""));
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        Self { base: base_text(base), query: form_urlencoded::parse(query.as_bytes()).into_owned().collect() }
    }

    fn with_posted(&self, parameters: &[(&str, &str)]) -> String {
        if parameters.is_empty() {
            return self.with_query(&self.query);
        }
        let query = joined(&self.query);
        let dot = if query.is_empty() { "" } else { "." };
        format!("{}?{query}{dot}{}", self.base, posted(parameters))
    }

    fn with_query(&self, pairs: &[Pair]) -> String {
        let query = joined(pairs);
        if query.is_empty() { self.base.clone() } else { format!("{}?{query}", self.base) }
    }

    /// Returns the query, and those parameters whose names are not in the query.
    fn merged(&self, parameters: &[(&str, &str)]) -> Vec<Pair> {
        let own = |key: &str| self.query.iter().any(|(name, _)| name == key);
        let others = parameters.iter().filter(|(key, _)| !own(key));
        let others = others.map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        self.query.iter().cloned().chain(others).collect()
    }
}

/// Writes the scheme in lower case, because every receiver knows its own URL in that form, whatever was typed.
fn base_text(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let scheme = scheme.to_ascii_lowercase();
    let rest = match rest.rsplit_once('/') {
        Some((before, last)) => format!("{before}/{}", last.split(';').next().unwrap_or_default()),
        None => rest.to_owned(),
    };
    format!("{scheme}://{rest}")
}

/// Returns `a=1&b=2`, sorted by key and then by value, without encoding.
fn joined(pairs: &[Pair]) -> String {
    let mut pairs: Vec<&Pair> = pairs.iter().collect();
    pairs.sort();
    pairs.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("&")
}

/// Returns `a1b2`, sorted in the same way.
fn posted(parameters: &[(&str, &str)]) -> String {
    let mut parameters = parameters.to_vec();
    parameters.sort_unstable();
    parameters.iter().flat_map(|(key, value)| [*key, *value]).collect()
}
