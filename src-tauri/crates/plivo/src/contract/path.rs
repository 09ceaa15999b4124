//! Every path of the API.

use domain::calling::permission::Direction;
use domain::id::AuthId;
use domain::phone::PhoneNumber;
use url::Url;

use super::call::CallQuery;
use super::moment;
use crate::error::ApiError;

/// The most objects that Plivo puts on one page. Plivo refuses a higher limit.
pub(crate) const PAGE_LIMIT: u64 = 20;

/// A resource that has a path in the API.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Resource<'a> {
    Account,
    Subaccounts,
    Agents,
    Calls(&'a CallQuery),
    /// Assumed, as are all the following.
    Wabas,
    Waba(&'a str),
    Numbers,
    Members(&'a str),
    Number(&'a PhoneNumber),
}

impl Resource<'_> {
    pub(crate) fn is_list(self) -> bool {
        !matches!(self, Self::Account | Self::Waba(_) | Self::Number(_))
    }

    /// Returns the URL, always below `origin`. Fails for an ID that would change the structure of the path.
    pub(crate) fn url(self, origin: &Url, account: &AuthId) -> Result<Url, ApiError> {
        let mut url = origin.clone();
        let parts = self.parts()?;
        if let Ok(mut path) = url.path_segments_mut() {
            path.clear().extend(["v1", "Account", account.as_str()]).extend(&parts).push("");
        }
        match self {
            Self::Members(waba) => {
                url.query_pairs_mut().append_pair("waba_id", waba);
            }
            Self::Calls(query) => filter(&mut url, query),
            _ => {}
        }
        Ok(url)
    }

    fn parts(self) -> Result<Vec<String>, ApiError> {
        let parts = match self {
            Self::Account => vec![],
            Self::Subaccounts => vec!["Subaccount".to_owned()],
            Self::Agents => vec!["AgentFlow".to_owned()],
            Self::Calls(_) => vec!["Call".to_owned()],
            Self::Wabas => whatsapp("Account", None),
            Self::Waba(id) => whatsapp("Account", Some(segment(id)?)),
            Self::Numbers | Self::Members(_) => whatsapp("Number", None),
            Self::Number(number) => whatsapp("Number", Some(number.digits().to_string())),
        };
        Ok(parts)
    }
}

/// Adds the filters. Plivo's filters take numbers without the plus, and times in UTC.
fn filter(url: &mut Url, query: &CallQuery) {
    let (side, other) = match query.direction {
        Direction::Outbound => ("from_number", "to_number"),
        Direction::Inbound => ("to_number", "from_number"),
    };
    let mut pairs = url.query_pairs_mut();
    pairs.append_pair(side, &query.number.digits());
    if let Some(with) = query.with {
        pairs.append_pair(other, &with.digits());
    }
    if let Some(after) = query.ended_after {
        pairs.append_pair("end_time__gt", &moment::filter(after));
    }
}

fn whatsapp(kind: &str, one: Option<String>) -> Vec<String> {
    ["WhatsApp".to_owned(), kind.to_owned()].into_iter().chain(one).collect()
}

/// Checks an ID for use in a path. An empty ID would turn one object into its list, and dots could lead out of the
/// account.
fn segment(id: &str) -> Result<String, ApiError> {
    let fits = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let refused = || ApiError::Unsendable { what: format!("`{}` is not an id", id.escape_debug()) };
    fits.then(|| id.to_owned()).ok_or_else(refused)
}

/// Returns the address of one page of a list.
pub(crate) fn page_url(list: &Url, limit: u64, offset: u64) -> Url {
    let mut url = list.clone();
    url.query_pairs_mut().append_pair("limit", &limit.to_string()).append_pair("offset", &offset.to_string());
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_stays_below_the_account() {
        let number = PhoneNumber::parse("+918035737458").unwrap();
        let check = |resource: Resource<'_>, expected: Option<&str>| {
            let origin = Url::parse("https://api.plivo.com").unwrap();
            let account = AuthId::parse("MAXXXXXXXXXXXXXXXX01").unwrap();
            let url = resource.url(&origin, &account).ok().map(|url| url.to_string());
            let expected = expected.map(|rest| format!("https://api.plivo.com/v1/Account/MAXXXXXXXXXXXXXXXX01{rest}"));
            assert_eq!(url, expected, "{resource:?}");
        };
        check(Resource::Account, Some("/"));
        check(Resource::Subaccounts, Some("/Subaccount/"));
        check(Resource::Agents, Some("/AgentFlow/"));
        let calls = |direction, ended_after| CallQuery { number, direction, with: None, ended_after, most: 100 };
        check(Resource::Calls(&calls(Direction::Outbound, None)), Some("/Call/?from_number=918035737458"));
        check(
            Resource::Calls(&calls(Direction::Inbound, Some(1_437_905_702_999))),
            Some("/Call/?to_number=918035737458&end_time__gt=2015-07-26+10%3A15%3A02"),
        );
        let with = PhoneNumber::parse("919412341234").ok();
        check(
            Resource::Calls(&CallQuery { with, ..calls(Direction::Inbound, None) }),
            Some("/Call/?to_number=918035737458&from_number=919412341234"),
        );
        check(Resource::Wabas, Some("/WhatsApp/Account/"));
        check(Resource::Waba("102290129340398"), Some("/WhatsApp/Account/102290129340398/"));
        check(Resource::Waba(""), None);
        check(Resource::Waba("."), None);
        check(Resource::Waba(".."), None);
        check(Resource::Waba("1/../../x"), None);
        check(Resource::Waba("%2e%2e"), None);
        check(Resource::Numbers, Some("/WhatsApp/Number/"));
        check(Resource::Members("1&limit=9"), Some("/WhatsApp/Number/?waba_id=1%26limit%3D9"));
        check(Resource::Number(&number), Some("/WhatsApp/Number/918035737458/"));
    }

    #[test]
    fn pages_keep_the_lists_filter() {
        let check = |list: &str, expected: &str| {
            assert_eq!(page_url(&Url::parse(list).unwrap(), 20, 40).as_str(), expected);
        };
        check("http://127.0.0.1/a/", "http://127.0.0.1/a/?limit=20&offset=40");
        check("http://127.0.0.1/a/?waba_id=1", "http://127.0.0.1/a/?waba_id=1&limit=20&offset=40");
    }
}
