//! `GET /Call/`: call records with Plivo's filters.

use super::ask::Ask;
use super::paging::{Page, listed};
use super::reply::{Answered, Refusal, object};
use crate::account::{Call, Number, digits};
use jiff::Timestamp;
use jiff::civil::{DateTime, date};

const STAMP: &str = "%Y-%m-%d %H:%M:%S%:z";
const EPOCH: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);
/// A filter's time is UTC. Seconds are optional.
const FILTERS: [&str; 2] = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"];

/// One condition on a record.
enum Filter {
    Is(fn(&Call) -> Option<&str>, String),
    /// Compares a number from the record with a given one: the end time, or the billed seconds.
    Compares(fn(&Call) -> Option<i64>, Comparison, i64),
    /// Matches only numbers of this subaccount's WABAs.
    Of(String),
}

#[derive(Clone, Copy)]
enum Comparison {
    Equal,
    Over,
    AtLeast,
    Under,
    AtMost,
}

pub(super) fn list(ask: &mut Ask<'_>) -> Answered {
    let page = Page::asked(ask)?;
    let mut filters = Vec::new();
    for (key, value) in ask.query.iter().filter(|(_, value)| !value.is_empty()) {
        filters.extend(filter(key, value)?);
    }
    if let crate::auth::Caller::Sub(id) = &ask.caller {
        filters.push(Filter::Of(id.clone()));
    }
    let fits = |call: &&Call| filters.iter().all(|filter| filter.fits(ask, call));
    let found: Vec<&Call> = ask.account.calls.iter().filter(fits).collect();
    let objects = page.of(found.iter()).into_iter().map(|call| shown(ask, call)).collect();
    listed(ask, "/Call/", page, found.len(), objects)
}

fn shown(ask: &Ask<'_>, call: &Call) -> serde_json::Value {
    let mut shown = object(call);
    let uri = format!("/v1/Account/{}/Call/{}/", ask.auth_id(), call.call_uuid);
    shown.insert("resource_uri".to_owned(), uri.into());
    shown.into()
}

/// Returns the filter for one query parameter. Unknown parameters are ignored, as by Plivo.
fn filter(key: &str, value: &str) -> Result<Option<Filter>, Refusal> {
    let (name, comparison) = compared(key)?;
    let text = value.to_owned();
    Ok(Some(match name {
        "from_number" => Filter::Is(|call| Some(&call.from_number), plain(value)),
        "to_number" => Filter::Is(|call| Some(&call.to_number), plain(value)),
        "call_direction" => Filter::Is(|call| Some(&call.call_direction), text),
        "parent_call_uuid" => Filter::Is(|call| call.parent_call_uuid.as_deref(), text),
        "hangup_source" => Filter::Is(|call| Some(&call.hangup_source), text),
        "hangup_cause_code" => {
            Filter::Compares(|call| Some(i64::from(call.hangup_cause_code)), comparison, whole(key, value)?)
        }
        "bill_duration" => Filter::Compares(|call| Some(i64::from(call.bill_duration)), comparison, whole(key, value)?),
        "end_time" => Filter::Compares(ended, comparison, moment(key, value)?),
        "subaccount" => Filter::Of(text),
        _ => return Ok(None),
    }))
}

fn compared(key: &str) -> Result<(&str, Comparison), Refusal> {
    let Some((name, how)) = key.split_once("__") else { return Ok((key, Comparison::Equal)) };
    let comparison = match how {
        "gt" => Comparison::Over,
        "gte" => Comparison::AtLeast,
        "lt" => Comparison::Under,
        "lte" => Comparison::AtMost,
        _ => return Err(Refusal::bad(format!("unknown filter: {key}"))),
    };
    Ok((name, comparison))
}

fn plain(number: &str) -> String {
    digits(number).map_or_else(|| number.to_owned(), |digits| digits.to_string())
}

fn whole(key: &str, value: &str) -> Result<i64, Refusal> {
    value.parse().map_err(|_| Refusal::bad(format!("{key} must be a whole number")))
}

/// Returns seconds since 1970. Fractions, which Plivo accepts, are cut off.
fn moment(key: &str, value: &str) -> Result<i64, Refusal> {
    let value = value.split_once('.').map_or(value, |(seconds, _)| seconds);
    // The formatted time must equal the text, because jiff also accepts a missing space or a single digit.
    let exact =
        |form: &&str| DateTime::strptime(form, value).ok().filter(|time| time.strftime(form).to_string() == value);
    let read = FILTERS.iter().find_map(exact);
    let bad = || Refusal::bad(format!("{key} must be a time such as 2026-11-20 09:30[:00], in UTC"));
    read.map(|time| time.duration_since(EPOCH).as_secs()).ok_or_else(bad)
}

fn ended(call: &Call) -> Option<i64> {
    Timestamp::strptime(STAMP, &call.end_time).ok().map(Timestamp::as_second)
}

impl Filter {
    fn fits(&self, ask: &Ask<'_>, call: &Call) -> bool {
        match self {
            Self::Is(field, wanted) => field(call) == Some(wanted),
            Self::Compares(figure, comparison, wanted) => {
                figure(call).is_some_and(|figure| comparison.holds(figure, *wanted))
            }
            Self::Of(subaccount) => belongs(ask, call, subaccount),
        }
    }
}

impl Comparison {
    fn holds(self, found: i64, wanted: i64) -> bool {
        match self {
            Self::Equal => found == wanted,
            Self::Over => found > wanted,
            Self::AtLeast => found >= wanted,
            Self::Under => found < wanted,
            Self::AtMost => found <= wanted,
        }
    }
}

fn belongs(ask: &Ask<'_>, call: &Call, subaccount: &str) -> bool {
    let owned = |text: &str| {
        let number: Option<&Number> = digits(text).and_then(|key| ask.account.numbers.get(key));
        number.and_then(|number| ask.account.owner_of(number)) == Some(subaccount)
    };
    owned(&call.from_number) || owned(&call.to_number)
}
