//! The meaning of an answer's status.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::contract::Refusal;
use crate::error::ApiError;

/// The longest pause that is accepted. A longer one is shortened to a day.
const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 60 * 60);

/// Returns the meaning of an answer that is not 2xx. `list` says whether a whole list was requested.
pub(crate) fn of(status: u16, retry_after: Option<Duration>, refusal: Refusal, list: bool) -> ApiError {
    let Refusal { message, request_id } = refusal;
    let message = message.unwrap_or_else(|| usual(status).to_owned());
    match status {
        300..=399 => ApiError::Redirected { status },
        401 => ApiError::Unauthorised { message },
        403 => ApiError::Forbidden { message, request_id },
        404 => ApiError::NotFound { list, message, request_id },
        429 => ApiError::RateLimited { retry_after },
        408 | 500..=599 => ApiError::Failing { status, message, request_id },
        400..=499 => ApiError::Refused { status, message, request_id },
        _ => ApiError::Unreadable { what: format!("its status is {status}") },
    }
}

/// Returns the standard text of a status, for a body without a message.
fn usual(status: u16) -> &'static str {
    reqwest::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("no reason given")
}

/// The date formats of HTTP. Servers send only the first one today; a client parses all of them (RFC 9110, 5.6.7).
const DATES: [&str; 3] = ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];

/// Parses a `Retry-After`, which is seconds or a date. A date in the past means no wait. The result is at most a day.
pub(crate) fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    let is_count = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let asked = match value.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        // A number of seconds that is too large to represent.
        Err(_) if is_count => Duration::MAX,
        Err(_) => {
            let until = DATES.iter().find_map(|form| DateTime::strptime(form, value).ok())?;
            Duration::try_from(until.duration_since(Offset::UTC.to_datetime(now))).unwrap_or_default()
        }
    };
    Some(asked.min(LONGEST_PAUSE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_have_meanings() {
        let check = |status: u16, list: bool, expected: &str| {
            let refusal = Refusal { message: Some("why".into()), request_id: Some("id-1".into()) };
            let error = of(status, Some(Duration::from_secs(3)), refusal, list);
            assert_eq!(error.to_string(), expected, "{error:?}");
        };
        check(
            301,
            false,
            "Plivo's address answers with a redirect (301), which is not followed. Check the API address.",
        );
        check(
            307,
            true,
            "Plivo's address answers with a redirect (307), which is not followed. Check the API address.",
        );
        check(400, false, "Plivo refused this (400): why.");
        check(401, false, "Plivo does not accept the Auth ID and Auth Token: why.");
        check(403, false, "Plivo does not allow this for this account: why.");
        check(404, false, "Plivo does not know this.");
        check(404, true, "Plivo does not offer this list to this account.");
        check(405, false, "Plivo refused this (405): why.");
        check(408, false, "Plivo failed (408): why. Try again later.");
        check(422, false, "Plivo refused this (422): why.");
        check(429, false, "Plivo asks to slow down for 3 s.");
        check(500, false, "Plivo failed (500): why. Try again later.");
        check(599, false, "Plivo failed (599): why. Try again later.");
        check(199, false, "Plivo's answer could not be read: its status is 199.");
        check(999, false, "Plivo's answer could not be read: its status is 999.");
    }

    #[test]
    fn a_body_without_a_message_gives_the_standard_text() {
        let check = |status: u16, expected: &str| {
            assert_eq!(of(status, None, Refusal::default(), false).to_string(), expected);
        };
        check(502, "Plivo failed (502): Bad Gateway. Try again later.");
        check(403, "Plivo does not allow this for this account: Forbidden.");
        check(499, "Plivo refused this (499): no reason given.");
        check(429, "Plivo asks to slow down.");
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = "1994-11-06T08:49:37Z".parse().unwrap();
        let check = |value: &str, expected: Option<u64>| {
            assert_eq!(retry_after(value, now), expected.map(Duration::from_secs), "{value}");
        };
        check("7", Some(7));
        check(" 0 ", Some(0));
        check("Sun, 06 Nov 1994 08:50:37 GMT", Some(60));
        check("Sun, 06 Nov 1994 08:00:00 GMT", Some(0));
        check("Sunday, 06-Nov-94 08:50:37 GMT", Some(60));
        check("Sun Nov  6 08:50:37 1994", Some(60));
        check("Mon, 06 Nov 1994 08:50:37 GMT", None);
        check("Sun, 06 Nov 1994 08:50:37 +0100", None);
        check("Sun, 31 Feb 1994 08:50:37 GMT", None);
        check("-7", None);
        check("1.5", None);
        check("soon", None);
        check("", None);
        const DAY: u64 = 86_400;
        check("86400", Some(DAY));
        check("86401", Some(DAY));
        check("9223372036854775807", Some(DAY));
        check("18446744073709551615", Some(DAY));
        check("18446744073709551616", Some(DAY));
        check("99999999999999999999999", Some(DAY));
        check("Mon, 07 Nov 1994 08:49:37 GMT", Some(DAY));
        check("Fri, 31 Dec 9999 23:59:59 GMT", Some(DAY));
        check("Thu, 01 Jan 1970 00:00:00 GMT", Some(0));
    }
}
