//! Reads call records, the newest first, and no more than requested.

use domain::calling::permission::Direction;
use domain::calling::record::is_sip;
use domain::phone::PhoneNumber;

use crate::client::Client;
use crate::contract::{CallQuery, CallRecord, FromWire, PAGE_LIMIT, Resource, WirePage, page_url};
use crate::error::ApiError;
use crate::settings::Urgency;

/// The calls of a number, as far as they were read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// The newest first, without duplicates.
    pub records: Vec<CallRecord>,
    /// The number of records that could not be read.
    pub unreadable: u64,
    /// Whether Plivo has older records that were not requested.
    pub more: bool,
}

impl Client {
    /// Returns the newest calls of a number, in one direction. Pages are requested one after the other, and only as
    /// many as [`CallQuery::most`] needs, because an account has far more calls than anybody looks at.
    ///
    /// # Errors
    /// Fails if any page cannot be read. Otherwise some of the calls would look like all of them.
    pub async fn calls(&self, query: &CallQuery) -> Result<Calls, ApiError> {
        let list = self.url(Resource::Calls(query))?;
        let (mut calls, mut offset, most) = (Calls::default(), 0, u64::from(query.most));
        while offset < most {
            let limit = PAGE_LIMIT.min(most - offset);
            let page = WirePage::read(&self.read(&page_url(&list, limit, offset), true, Urgency::Person).await?)?;
            calls.more = has_more(&page, limit, offset);
            offset += calls.take(page, query);
            if !calls.more {
                break;
            }
        }
        calls.records.sort_by_key(|call| std::cmp::Reverse(call.initiation_time));
        Ok(calls)
    }
}

impl Calls {
    /// Adds the calls of a page. Returns how many objects the page held. Pages shift when a call ends between two
    /// reads, so a call may come twice.
    fn take(&mut self, page: WirePage<CallRecord>, query: &CallQuery) -> u64 {
        let got = page.held();
        self.unreadable += page.unreadable as u64;
        for call in page.objects {
            match is_of(&call, query) {
                Some(true) if self.records.iter().all(|known| known.key() != call.key()) => self.records.push(call),
                Some(_) => {}
                None => self.unreadable += 1,
            }
        }
        got
    }
}

/// A full page without information about its list may be followed by another page.
fn has_more(page: &WirePage<CallRecord>, limit: u64, offset: u64) -> bool {
    let (meta, got) = (page.meta, page.held());
    got > 0 && (meta.has_next || meta.total.map_or(got >= limit, |total| total > offset + got))
}

/// Returns whether the call belongs to the query. Plivo's filters also match numbers that only begin with the requested
/// number. Returns `None` if this is not known, because one side may be written in a form that this version does not
/// know.
fn is_of(call: &CallRecord, query: &CallQuery) -> Option<bool> {
    let (side, other) = match query.direction {
        Direction::Outbound => (&call.from_number, &call.to_number),
        Direction::Inbound => (&call.to_number, &call.from_number),
    };
    let sides = [is_side(side, query.number), query.with.map_or(Some(true), |with| is_side(other, with))];
    if sides.contains(&Some(false)) { Some(false) } else { (!sides.contains(&None)).then_some(true) }
}

fn is_side(text: &str, number: PhoneNumber) -> Option<bool> {
    match PhoneNumber::parse(text) {
        Ok(found) => Some(found == number),
        Err(_) => (text.trim().is_empty() || is_sip(text)).then_some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_of_a_call() {
        let number = PhoneNumber::parse("918035737458").unwrap();
        let check = |text: &str, expected: Option<bool>| assert_eq!(is_side(text, number), expected, "{text:?}");
        check("918035737458", Some(true));
        check("+91 80 3573 7458", Some(true));
        check("9180357374581", Some(false));
        check("919412341234", Some(false));
        check("sip:desk@phone.plivo.com", Some(false));
        check(" SIPS:918035737458@phone.plivo.com", Some(false));
        check("", Some(false));
        check("whatsapp:+918035737458", None);
        check("anonymous", None);
    }
}
