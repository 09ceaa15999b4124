//! `/WhatsApp/Account/`: the WABAs, and the mapping of a whole WABA.

use super::ask::Ask;
use super::paging::{Page, listed};
use super::reply::{Answered, Refusal, Reply, not_found, object};
use crate::account::{Target, Waba};
use crate::auth::Caller;
use serde_json::{Map, Value};

pub(super) fn list(ask: &mut Ask<'_>) -> Answered {
    let page = Page::asked(ask)?;
    let seen: Vec<&Waba> = ask.account.wabas.iter().filter(|waba| ask.sees(waba)).collect();
    let objects = page.of(seen.iter()).into_iter().map(|waba| shown(ask, waba).into()).collect();
    listed(ask, "/WhatsApp/Account/", page, seen.len(), objects)
}

pub(super) fn show(ask: &mut Ask<'_>) -> Answered {
    let waba = ask.visible_waba(ask.param("waba_id")).ok_or_else(not_found)?;
    Ok(Reply::Shown(shown(ask, waba)))
}

pub(super) fn map(ask: &mut Ask<'_>) -> Answered {
    let id = ask.visible_waba(ask.param("waba_id")).ok_or_else(not_found)?.waba_id.clone();
    if ask.caller != Caller::Main {
        return Err(Refusal::forbidden("only the main account maps a WhatsApp Business Account"));
    }
    let to = target(ask)?;
    ask.account.map(&id, to);
    Ok(Reply::Changed)
}

fn target(ask: &Ask<'_>) -> Result<Option<String>, Refusal> {
    let body = ask.body()?;
    if let Some(unknown) = body.keys().find(|key| *key != "subaccount") {
        return Err(Refusal::bad(format!("unknown parameter: {unknown}")));
    }
    match body.get("subaccount") {
        Some(Value::Null) => Ok(None),
        Some(Value::String(id)) if ask.account.knows_subaccount(id) => Ok(Some(id.clone())),
        Some(_) => Err(Refusal::bad("unknown subaccount")),
        None => Err(Refusal::bad("subaccount is required: an Auth ID, or null for the main account")),
    }
}

fn shown(ask: &Ask<'_>, waba: &Waba) -> Map<String, Value> {
    ask.shows(Target::Waba(waba.waba_id.clone()));
    let mut shown = object(waba);
    shown.insert("number_count".to_owned(), ask.account.numbers.of_waba(&waba.waba_id).len().into());
    let uri = format!("/v1/Account/{}/WhatsApp/Account/{}/", ask.auth_id(), waba.waba_id);
    shown.insert("resource_uri".to_owned(), uri.into());
    shown
}
