//! `GET /`: the account of the credentials.

use super::ask::Ask;
use super::reply::{Answered, Reply, object};
use crate::auth::Caller;
use serde_json::json;

pub(super) fn show(ask: &mut Ask<'_>) -> Answered {
    let name = match &ask.caller {
        Caller::Main => Some(ask.account.owner.name.as_str()),
        Caller::Sub(id) => ask.account.subaccounts.iter().find(|sub| sub.auth_id == *id).map(|sub| sub.name.as_str()),
    };
    Ok(Reply::Shown(object(json!({
        "account_type": if ask.caller == Caller::Main { "standard" } else { "subaccount" },
        "address": "12 Dock Road",
        "auth_id": ask.auth_id(),
        "auto_recharge": false,
        "billing_mode": "prepaid",
        "cash_credits": "1523.40775",
        "city": "Bengaluru",
        "name": name,
        "resource_uri": format!("/v1/Account/{}/", ask.auth_id()),
        "state": "Karnataka",
        "timezone": "Asia/Kolkata",
    }))))
}
