//! Checks signature V3 as a receiver does. It is written from the rule alone, independently of the app's signer, so
//! that it can reveal errors there.
//!
//! Source: the rule that `validate_v3_signature` of Plivo's Python SDK 4.63 implements, as described in `plivo-api.md`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use url::form_urlencoded;

/// A request as the receiver sees it. `url` has no fragment, because fragments are never sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signed<'a> {
    pub(super) post: bool,
    pub(super) url: &'a str,
    /// The form of a POST. The parameters of a GET are already in its query.
    pub(super) form: &'a str,
    pub(super) nonce: &'a str,
}

impl Signed<'_> {
    /// Whether one of the signatures, separated by commas, matches this request and this token.
    pub(super) fn verifies(&self, signatures: &str, token: &str) -> bool {
        let Ok(mac) = Hmac::<Sha256>::new_from_slice(token.as_bytes()) else { return false };
        let mac = mac.chain_update(self.message());
        let fits = |signature: &str| {
            STANDARD.decode(signature.trim()).is_ok_and(|bytes| mac.clone().verify_slice(&bytes).is_ok())
        };
        signatures.split(',').any(fits)
    }

    fn message(&self) -> String {
        let (address, query) = self.url.split_once('?').unwrap_or((self.url, ""));
        let base = without_parameters(address);
        let query =
            sorted(query).into_iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("&");
        let form = if self.post { sorted(self.form) } else { Vec::new() };
        let form: String = form.into_iter().map(|(key, value)| key + &value).collect();
        let nonce = self.nonce;
        match (query.is_empty(), form.is_empty()) {
            (true, true) => format!("{base}.{nonce}"),
            (true, false) => format!("{base}?{form}.{nonce}"),
            (false, true) => format!("{base}?{query}.{nonce}"),
            (false, false) => format!("{base}?{query}.{form}.{nonce}"),
        }
    }
}

/// Returns the decoded pairs, sorted by key and then by value.
fn sorted(text: &str) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
    pairs.sort();
    pairs
}

/// Removes the `;parameters` of the last segment only.
fn without_parameters(address: &str) -> &str {
    let last = address.rfind('/').unwrap_or(0);
    address[last..].find(';').map_or(address, |at| &address[..last + at])
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "0123456789abcdef0123456789abcdef01234567";
    const MESSAGE: &str = "From=12025550143&To=12025550178&Type=whatsapp&\
                           MessageUUID=00000000-0000-0000-0000-000000000000&Body=Number+Desk+test&\
                           Text=Number+Desk+test&ContentType=text&TotalRate=0&TotalAmount=0&Units=1";

    /// Signatures that `validate_v3_signature` of the PyPI package plivo 4.63.0 has accepted.
    #[test]
    fn what_plivos_own_validator_accepts_verifies() {
        let check = |url: &str, form: &str, nonce: &str, token: &str, signature: &str| {
            let signed = Signed { post: true, url: &format!("https://bot.example.com{url}"), form, nonce };
            assert!(signed.verifies(signature, token), "{url} {form}");
            assert!(signed.verifies(&format!("AAAA, {signature}"), token), "one of two");
            assert!(!signed.verifies(signature, "another token"));
            assert!(!Signed { nonce: "1", ..signed }.verifies(signature, token));
            assert!(!Signed { form: "Body=another", ..signed }.verifies(signature, token));
            assert!(!signed.verifies("", token) && !signed.verifies("never base64", token));
        };
        let call = "CallUUID=00000000-0000-0000-0000-000000000000&From=12025550143&To=12025550178&\
                    CallStatus=ringing&Direction=inbound&Event=StartApp";
        let call_signature = "4p8c/ZQVWDI+FUJh6FiK3gEkji9iPziBI9HWr6c8Nfo=";
        check("/answer", call, "91195022980410948883", "MDEyMzQ1Njc4OWFiY2RlZg", call_signature);
        check("", MESSAGE, "25253090278151798282", "k", "toMS9mBIqGPK3kaNN9KZ21XQi0/j0RoQtdOTy/mxEjM=");
        let apart = "/inbound?tag=b&x=1&tag=a";
        check(apart, MESSAGE, "69319559792839590165", LONG, "XIMEiva/mktvclzFvhkidVJdOshYJby0E3mcBtIuOag=");
        let encoded = "/inbound?name=a%20b%26c%3Dd";
        check(encoded, MESSAGE, "86018162478750056322", LONG, "PqH95LwfD2p/iAJiDX1/SWIBDocVbyMfsXS9eFThmMA=");
        let segments = "/a;v=1/b;w=2;x=3?c=1";
        check(segments, MESSAGE, "45491535514686912949", LONG, "GmBmQsfxI6ICQH16Ca3YKpmIxlONzyQ584w2nfwJMDU=");
        check("/answer?a=1&b=2", "", "41396049041975018350", LONG, "DKykS4Y8mxkfDYzaVnryt7ESEFan/y0xZDD9woRFgTI=");
        check("/answer?a=", "b=&a=&c=3", "91005621032226936630", "k", "nezweClRs3ZbEExbJfDv4Dx5fguW6Uwyq2gu7zRrBlE=");
        check(
            "/answer?m=2&m=1",
            "m=4&m=3",
            "99440677620056323798",
            LONG,
            "yNP3UZArNXOe87hzIn4hq8Bf5fT+KwELW3HwWHNwLNE=",
        );
        let words = "Body=Gr%C3%BC%C3%9Fe%2C+%E4%BD%A0%E5%A5%BD+%F0%9F%91%8B&From=12025550143";
        check("/inbound", words, "63712071914788240856", LONG, "yM5PrNtxCydUvsjFd6aikw9xJrFtuE31i9BgUIoYXi4=");
    }
}
