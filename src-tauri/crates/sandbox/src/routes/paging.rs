//! Lists are split into pages of at most 20 objects.

use super::ask::Ask;
use super::reply::{Answered, Refusal, Reply};
use serde_json::{Map, Value, json};
use url::form_urlencoded::Serializer;

const MOST: usize = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) limit: usize,
    pub(super) offset: usize,
}

impl Page {
    /// Parses `limit` and `offset`. A limit over 20 is refused and not reduced, because a client that relies on a
    /// higher limit would skip numbers.
    pub(super) fn asked(ask: &Ask<'_>) -> Result<Self, Refusal> {
        let read = |name: &str, default| match ask.query(name) {
            None => Ok(default),
            Some(text) => text.parse::<usize>().map_err(|_| Refusal::bad(format!("{name} must be a whole number"))),
        };
        let page = Self { limit: read("limit", MOST)?, offset: read("offset", 0)? };
        let fits = (1..=MOST).contains(&page.limit);
        if fits { Ok(page) } else { Err(Refusal::bad("limit must be between 1 and 20")) }
    }

    /// Returns the part of a list that is on this page.
    pub(super) fn of<T>(self, items: impl Iterator<Item = T>) -> Vec<T> {
        items.skip(self.offset).take(self.limit).collect()
    }
}

/// Returns a list's answer. `next` and `previous` are relative and keep the filters.
pub(super) fn listed(ask: &Ask<'_>, path: &str, page: Page, total: usize, objects: Vec<Value>) -> Answered {
    let after = page.offset.saturating_add(page.limit);
    let next = (after < total).then(|| link(ask, path, page.limit, after));
    let previous = (page.offset > 0).then(|| link(ask, path, page.limit, page.offset.saturating_sub(page.limit)));
    let meta = json!({
        "limit": page.limit, "offset": page.offset, "total_count": total, "next": next, "previous": previous,
    });
    let mut answer = Map::new();
    answer.insert("meta".to_owned(), meta);
    answer.insert("objects".to_owned(), objects.into());
    Ok(Reply::Shown(answer))
}

fn link(ask: &Ask<'_>, path: &str, limit: usize, offset: usize) -> String {
    let filters = ask.query.iter().filter(|(key, _)| key != "limit" && key != "offset");
    let mut query = Serializer::new(String::new());
    query.extend_pairs(filters);
    query.append_pair("limit", &limit.to_string()).append_pair("offset", &offset.to_string());
    format!("/v1/Account/{}{path}?{}", ask.auth_id(), query.finish())
}
