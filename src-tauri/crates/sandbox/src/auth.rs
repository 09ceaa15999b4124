//! Identifies the caller: the main account, by Basic or by a scoped Bearer token, or one of its subaccounts.

use crate::account::Account;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The owner of the credentials of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Caller {
    Main,
    /// A subaccount, by its Auth ID. It sees only the WABAs mapped to it, and cannot map any.
    Sub(String),
}

/// Checks an `Authorization` header against the account named in the path. As with Plivo, a scoped token is accepted as
/// Bearer only, and an ordinary token as Basic only. A disabled subaccount is rejected.
pub(crate) fn authenticate(account: &Account, path_id: &str, header: Option<&str>) -> Option<Caller> {
    let (scheme, credentials) = header?.split_once(' ')?;
    match scheme.to_ascii_lowercase().as_str() {
        "bearer" => {
            let fits = path_id == account.owner.auth_id && credentials == account.owner.scoped_token;
            fits.then_some(Caller::Main)
        }
        "basic" => basic(account, path_id, credentials),
        _ => None,
    }
}

fn basic(account: &Account, path_id: &str, credentials: &str) -> Option<Caller> {
    let decoded = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    if user != path_id {
        return None;
    }
    if user == account.owner.auth_id && password == account.owner.auth_token {
        return Some(Caller::Main);
    }
    let fits = |sub: &&crate::Subaccount| sub.enabled && sub.auth_id == user && sub.auth_token == password;
    account.subaccounts.iter().find(fits).map(|sub| Caller::Sub(sub.auth_id.clone()))
}
