//! `GET /Subaccount/`: with the tokens in plain text, as Plivo sends them.

use super::ask::Ask;
use super::paging::{Page, listed};
use super::reply::{Answered, Refusal, object};
use crate::auth::Caller;

pub(super) fn list(ask: &mut Ask<'_>) -> Answered {
    if ask.caller != Caller::Main {
        return Err(Refusal::forbidden("a subaccount has no subaccounts"));
    }
    let page = Page::asked(ask)?;
    let all = &ask.account.subaccounts;
    let objects = page.of(all.iter()).into_iter().map(|sub| object(sub).into()).collect();
    listed(ask, "/Subaccount/", page, all.len(), objects)
}
