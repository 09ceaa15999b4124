//! Decides which token signs which headers.
//!
//! Plivo signs each request twice. The plain headers are signed with the token of the account that owns the traffic.
//! The `-Ma-` headers are signed with the token of the main account. Source: Plivo's pages on validating requests.

use std::borrow::Cow;

use domain::id::AuthId;
use domain::observed::Mapping;
use domain::secret::Secret;

use crate::signature::{self, Method};

pub(crate) const V3: &str = "X-Plivo-Signature-V3";
pub(crate) const V3_MA: &str = "X-Plivo-Signature-Ma-V3";
const V3_NONCE: &str = "X-Plivo-Signature-V3-Nonce";
pub(crate) const V2: &str = "X-Plivo-Signature-V2";
pub(crate) const V2_MA: &str = "X-Plivo-Signature-Ma-V2";
const V2_NONCE: &str = "X-Plivo-Signature-V2-Nonce";

const PLAIN: [&str; 2] = [V3, V2];
const MAIN: [&str; 2] = [V3_MA, V2_MA];

/// Tokens with this prefix are for the API only.
const SCOPED: &str = "stk_";

/// Makes as many signatures as the available token allows.
#[derive(Clone, Debug)]
pub struct Signer {
    token: Option<Secret>,
    plain: bool,
    main: bool,
    why: Option<Cow<'static, str>>,
}

/// Which signatures were sent with a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signing {
    /// Headers with a signature. Their nonces were sent with them.
    pub sent: Vec<&'static str>,
    pub left_out: Vec<&'static str>,
    /// Why some signatures are missing, in a sentence.
    pub why: Option<Cow<'static, str>>,
}

impl Signer {
    /// Makes a signer. The token belongs to `auth_id`. `mapping` is the owner of the WABA, if it is known.
    #[must_use]
    pub fn new(auth_id: &AuthId, token: Option<Secret>, mapping: Option<&Mapping>) -> Self {
        let token = token.filter(|token| !token.is_empty());
        let Some(secret) = &token else {
            return Self::unable("There is no Auth Token on this computer to sign with.");
        };
        if secret.expose().starts_with(SCOPED) {
            return Self::unable("A scoped token (stk_) signs nothing: Plivo signs with Auth Tokens.");
        }
        let (plain, main, why) = match mapping {
            _ if auth_id.is_subaccount() => return Self::of_subaccount(auth_id, token, mapping),
            Some(Mapping::Main) => (true, true, None),
            Some(Mapping::Subaccount(_)) => (false, true, Some(OTHERS_TRAFFIC)),
            None => (false, true, Some(UNKNOWN_OWNER)),
        };
        Self { token, plain, main, why: why.map(Cow::Borrowed) }
    }

    /// Makes a signer that signs nothing, with the reason in a sentence.
    #[must_use]
    pub fn unable(why: impl Into<Cow<'static, str>>) -> Self {
        Self { token: None, plain: false, main: false, why: Some(why.into()) }
    }

    fn of_subaccount(auth_id: &AuthId, token: Option<Secret>, mapping: Option<&Mapping>) -> Self {
        match mapping {
            Some(Mapping::Subaccount(owner)) if owner.as_str() == auth_id.as_str() => {
                Self { token, plain: true, main: false, why: Some(NO_MAIN_TOKEN.into()) }
            }
            Some(_) => Self::unable("This subaccount's token does not sign the traffic of another account."),
            None => Self::unable("It is not known whether the WABA belongs to this subaccount, so nothing was signed."),
        }
    }

    /// Returns the headers for a POST of `parameters` to `url`, with a summary of the signatures.
    pub(crate) fn sign(&self, url: &str, parameters: &[(&str, &str)]) -> (Vec<(&'static str, String)>, Signing) {
        let Some(token) = &self.token else { return (Vec::new(), self.signing(self.why.clone())) };
        let (Some(v3_nonce), Some(v2_nonce)) = (nonce(), nonce()) else {
            let why = Some("This computer gave no random number, so nothing was signed.".into());
            return (Vec::new(), Self { plain: false, main: false, ..self.clone() }.signing(why));
        };
        let v3 = signature::v3(Method::Post, url, parameters, &v3_nonce, token);
        let v2 = signature::v2(url, &v2_nonce, token);
        let mut headers = vec![(V3_NONCE, v3_nonce), (V2_NONCE, v2_nonce)];
        if self.plain {
            headers.extend([(V3, v3.clone()), (V2, v2.clone())]);
        }
        if self.main {
            headers.extend([(V3_MA, v3), (V2_MA, v2)]);
        }
        (headers, self.signing(self.why.clone()))
    }

    fn signing(&self, why: Option<Cow<'static, str>>) -> Signing {
        let pick = |wanted: bool| {
            let plain = PLAIN.into_iter().filter(|_| self.plain == wanted);
            plain.chain(MAIN.into_iter().filter(|_| self.main == wanted)).collect()
        };
        Signing { sent: pick(true), left_out: pick(false), why }
    }
}

const OTHERS_TRAFFIC: &str = "The WABA belongs to a subaccount, whose own token signs the plain headers. \
                              It is never on this computer.";
const UNKNOWN_OWNER: &str = "It is not known which account the WABA belongs to, and its token signs the plain headers.";
const NO_MAIN_TOKEN: &str = "The main account's token signs the -Ma- headers, and it is not on this computer.";

/// Returns twenty digits, as in Plivo's nonces.
fn nonce() -> Option<String> {
    getrandom::u64().ok().map(|random| format!("{random:020}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::SubaccountId;

    const MA: &str = "MAXXXXXXXXXXXXXXXX01";
    const SA: &str = "SAXXXXXXXXXXXXXXXX01";

    fn sub(id: &str) -> Option<Mapping> {
        Some(Mapping::Subaccount(SubaccountId::new(id)))
    }

    #[test]
    fn whose_token_signs() {
        let check = |auth_id: &str, token: Option<&str>, mapping: Option<Mapping>, sent: &[&str]| {
            let token = token.map(|text| Secret::new(text.to_owned()));
            let signer = Signer::new(&AuthId::parse(auth_id).unwrap(), token, mapping.as_ref());
            let (headers, signing) = signer.sign("https://bot.example.com/", &[]);
            assert_eq!(signing.sent, sent, "{auth_id} {mapping:?}");
            let signatures = headers.iter().map(|(name, _)| *name).filter(|name| !name.ends_with("Nonce"));
            assert_eq!(signatures.collect::<Vec<_>>(), sent, "{auth_id} {mapping:?}");
            assert_eq!(headers.len(), if sent.is_empty() { 0 } else { sent.len() + 2 });
            assert_eq!(signing.sent.len() + signing.left_out.len(), 4);
            assert_eq!(signing.why.is_some(), !signing.left_out.is_empty());
        };
        let all = [V3, V2, V3_MA, V2_MA];
        check(MA, Some("t"), Some(Mapping::Main), &all);
        check(MA, Some("t"), sub(SA), &MAIN);
        check(MA, Some("t"), None, &MAIN);
        check(SA, Some("t"), sub(SA), &PLAIN);
        check(SA, Some("t"), sub("SAXXXXXXXXXXXXXXXX02"), &[]);
        check(SA, Some("t"), Some(Mapping::Main), &[]);
        check(SA, Some("t"), None, &[]);
        check(MA, Some("stk_t"), Some(Mapping::Main), &[]);
        check(SA, Some("stk_t"), sub(SA), &[]);
        check(MA, Some(""), Some(Mapping::Main), &[]);
        check(MA, None, Some(Mapping::Main), &[]);
    }

    #[test]
    fn nonces_are_twenty_digits_and_new() {
        let nonces = [nonce().unwrap(), nonce().unwrap()];
        assert_ne!(nonces[0], nonces[1]);
        assert!(nonces.iter().all(|nonce| nonce.len() == 20 && nonce.bytes().all(|byte| byte.is_ascii_digit())));
    }

    #[test]
    fn the_token_is_not_printed() {
        let token = Some(Secret::new("hunter2hunter2".to_owned()));
        let signer = Signer::new(&AuthId::parse(MA).unwrap(), token, Some(&Mapping::Main));
        let printed = format!("{signer:?} {:?}", signer.sign("https://bot.example.com/", &[]));
        assert!(printed.contains("***") && !printed.contains("hunter2"), "{printed}");
    }
}
