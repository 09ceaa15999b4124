//! How an account authenticates itself to Plivo.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::id::AuthId;
use domain::secret::Secret;
use reqwest::RequestBuilder;

use crate::error::BuildError;

/// The prefix of scoped tokens, which are sent as Bearer tokens only.
const SCOPED: &str = "stk_";

#[derive(Clone, Debug)]
pub(crate) struct Credentials {
    auth_id: AuthId,
    token: Secret,
}

impl Credentials {
    pub(crate) fn new(auth_id: AuthId, token: Secret) -> Result<Self, BuildError> {
        let printable = token.expose().bytes().all(|byte| byte.is_ascii_graphic());
        if token.expose().is_empty() || !printable {
            return Err(BuildError::Token);
        }
        Ok(Self { auth_id, token })
    }

    /// Adds the credentials. reqwest marks both headers as sensitive, so their values are hidden when printed.
    pub(crate) fn sign(&self, request: RequestBuilder) -> RequestBuilder {
        let token = self.token.expose();
        if token.starts_with(SCOPED) {
            request.bearer_auth(token)
        } else {
            request.basic_auth(self.auth_id.as_str(), Some(token))
        }
    }

    /// Removes the token from a text that came from outside, in case a gateway echoes what it received.
    pub(crate) fn scrub(&self, text: &str) -> String {
        let token = self.token.expose();
        let basic = STANDARD.encode(format!("{}:{token}", self.auth_id));
        text.replace(token, "***").replace(&basic, "***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::ApiAddress;
    use crate::encryption::Encryption;

    fn credentials(token: &str) -> Result<Credentials, BuildError> {
        Credentials::new(AuthId::parse("MAXXXXXXXXXXXXXXXX01").unwrap(), Secret::new(token.to_owned()))
    }

    #[test]
    fn tokens_that_no_header_can_carry_are_refused() {
        let check = |token: &str, fits: bool| assert_eq!(credentials(token).is_ok(), fits, "{token:?}");
        check("b2Zm", true);
        check("stk_9f8e", true);
        check("", false);
        check("two words", false);
        check("line\nbreak", false);
        check("schlüssel", false);
    }

    #[test]
    fn tokens_choose_their_scheme() {
        let address = ApiAddress::parse("http://127.0.0.1:1").unwrap();
        let encryption = Encryption::new(&address).unwrap().of_any_http();
        let client = reqwest::Client::builder().tls_backend_preconfigured(encryption).build().unwrap();
        let check = |token: &str, expected: &str| {
            let request = credentials(token).unwrap().sign(client.get(address.url().as_str()));
            let request = request.build().unwrap();
            let header = request.headers().get("authorization").unwrap();
            assert!(header.is_sensitive());
            assert_eq!(header.to_str().unwrap(), expected);
        };
        check("secret", "Basic TUFYWFhYWFhYWFhYWFhYWFhYMDE6c2VjcmV0");
        check("stk_secret", "Bearer stk_secret");
    }

    #[test]
    fn the_token_is_removed_from_an_echo() {
        let check = |text: &str, expected: &str| assert_eq!(credentials("secret").unwrap().scrub(text), expected);
        check("no access", "no access");
        check("bad token secret", "bad token ***");
        check("got TUFYWFhYWFhYWFhYWFhYWFhYMDE6c2VjcmV0", "got ***");
    }
}
