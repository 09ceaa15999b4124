//! `GET /AgentFlow/`: the account's AI agents, in any state.

use super::ask::Ask;
use super::paging::{Page, listed};
use super::reply::{Answered, object};

pub(super) fn list(ask: &mut Ask<'_>) -> Answered {
    let page = Page::asked(ask)?;
    let all = &ask.account.agents;
    let objects = page.of(all.iter()).into_iter().map(|agent| object(agent).into()).collect();
    listed(ask, "/AgentFlow/", page, all.len(), objects)
}
