//! `/WhatsApp/Number/`: list, show, configure, disconnect.

use super::ask::Ask;
use super::paging::{Page, listed};
use super::reply::{Answered, Reply, object};
use super::validation::configured;
use crate::account::{Number, Target, digits};
use crate::auth::Caller;
use serde_json::{Map, Value};

/// For a `waba_id` that does not exist or that the caller may not see, the list is empty.
pub(super) fn list(ask: &mut Ask<'_>) -> Answered {
    let page = Page::asked(ask)?;
    let numbers = &ask.account.numbers;
    let runs = match (ask.query("waba_id"), &ask.caller) {
        (Some(id), _) => ask.visible_waba(id).map(|waba| numbers.of_waba(&waba.waba_id)).into_iter().collect(),
        (None, Caller::Main) => numbers.all(),
        (None, Caller::Sub(_)) => {
            let own = ask.account.wabas.iter().filter(|waba| ask.sees(waba));
            own.map(|waba| numbers.of_waba(&waba.waba_id)).collect()
        }
    };
    let total = runs.iter().map(|run| run.len()).sum();
    let objects = numbers.page(&runs, page.offset, page.limit);
    let objects = objects.into_iter().map(|number| shown(ask, number).into()).collect();
    listed(ask, "/WhatsApp/Number/", page, total, objects)
}

pub(super) fn show(ask: &mut Ask<'_>) -> Answered {
    let (_, number) = ask.number()?;
    Ok(Reply::Shown(shown(ask, &number)))
}

pub(super) fn configure(ask: &mut Ask<'_>) -> Answered {
    let (key, before) = ask.number()?;
    let after = configured(ask.account, before, &ask.body()?)?;
    ask.account.put(key, after);
    Ok(Reply::Changed)
}

pub(super) fn disconnect(ask: &mut Ask<'_>) -> Answered {
    let (key, _) = ask.number()?;
    ask.account.remove(key);
    Ok(Reply::Deleted)
}

/// Returns a number as the API shows it. Its owner is the owner of its WABA.
fn shown(ask: &Ask<'_>, number: &Number) -> Map<String, Value> {
    if let Some(key) = digits(&number.number) {
        ask.shows(Target::Number(key));
    }
    let mut shown = object(number);
    shown.insert("sub_account".to_owned(), ask.account.owner_of(number).into());
    let uri = format!("/v1/Account/{}/WhatsApp/Number/{}/", ask.auth_id(), number.number);
    shown.insert("resource_uri".to_owned(), uri.into());
    shown
}
