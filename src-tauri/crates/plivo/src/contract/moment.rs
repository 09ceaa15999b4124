//! Plivo's timestamps, as milliseconds since 1970, UTC.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, date};

const SECOND: i64 = 1_000;
const EPOCH: Date = date(1970, 1, 1);
/// The first moment of a year that four figures can tell.
const FIRST: DateTime = date(1, 1, 1).at(0, 0, 0, 0);

/// Parses a timestamp such as `2015-07-26 15:45:02+05:30`. Seconds may have a fraction, and a `T` may separate date and
/// time. A timestamp without an offset is UTC, as in the filters. Returns `None` for any other text.
pub(crate) fn read(text: &str) -> Option<i64> {
    let (date, rest) = text.trim().split_once([' ', 'T'])?;
    let (time, offset) = split_offset(rest.trim())?;
    let [year, month, day] = figures(date, '-')?;
    let date = Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    if date < FIRST.date() {
        return None;
    }
    let (time, milliseconds) = split_fraction(time)?;
    let [hour, minute, second] = figures(time, ':')?;
    // A leap second is read as the next second.
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let seconds = date.duration_since(EPOCH).as_secs() + hour * 3_600 + minute * 60 + second - offset;
    Some(seconds * SECOND + milliseconds)
}

/// Formats a moment for the filters: `2015-07-26 10:15:02`, in UTC, with fractions of a second cut off. A moment
/// outside the four-digit years becomes the nearest moment inside them.
pub(crate) fn filter(moment: i64) -> String {
    let time = EPOCH.at(0, 0, 0, 0).saturating_add(SignedDuration::from_millis(moment)).max(FIRST);
    time.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// Splits off the offset, in seconds east of UTC.
fn split_offset(text: &str) -> Option<(&str, i64)> {
    if let Some(time) = text.strip_suffix(['Z', 'z']) {
        return Some((time, 0));
    }
    let Some(at) = text.find(['+', '-']) else { return Some((text, 0)) };
    let (time, offset) = text.split_at(at);
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let figures = offset[1..].replace(':', "");
    let digits = figures.len() == 4 && figures.bytes().all(|byte| byte.is_ascii_digit());
    let (hours, minutes) = digits.then(|| figures.split_at(2))?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some((time.trim_end(), sign * (hours * 3_600 + minutes * 60)))
}

/// Splits the text into whole seconds and the milliseconds after them.
fn split_fraction(time: &str) -> Option<(&str, i64)> {
    let Some((whole, fraction)) = time.split_once('.') else { return Some((time, 0)) };
    let digits = (1..=9).contains(&fraction.len()) && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let milliseconds = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    digits.then_some((whole, milliseconds))
}

/// Reads exactly three numbers that consist of digits only.
fn figures(text: &str, between: char) -> Option<[i64; 3]> {
    let read = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok()).flatten();
    let read: Option<Vec<i64>> = text.split(between).map(read).collect();
    read?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::{SECOND, filter, read};

    const DAY: i64 = 86_400;
    /// 0001-01-01 00:00:00 and 9999-12-31 23:59:59, in seconds since 1970.
    const FIRST: i64 = -62_135_596_800;
    const LAST: i64 = 253_402_300_799;

    #[test]
    fn reading() {
        let check = |text: &str, expected: Option<i64>| assert_eq!(read(text), expected, "{text:?}");
        check("1970-01-01 00:00:00+00:00", Some(0));
        check("2015-07-26 15:45:02+05:30", Some(1_437_905_702_000));
        check("2015-07-26 10:15:02+00:00", Some(1_437_905_702_000));
        check("2015-07-26 10:15:02", Some(1_437_905_702_000));
        check("2015-07-26T10:15:02Z", Some(1_437_905_702_000));
        check(" 2015-07-26 05:15:02-05:00 ", Some(1_437_905_702_000));
        check("2015-07-26 15:45:02.5+0530", Some(1_437_905_702_500));
        check("2015-07-26 10:15:02.123456", Some(1_437_905_702_123));
        check("2024-02-29 00:00:00+00:00", Some(1_709_164_800_000));
        check("2000-02-29 23:59:60+00:00", Some(951_868_800_000));
        check("1969-12-31 23:59:59+00:00", Some(-1_000));
        check("2023-02-29 00:00:00+00:00", None);
        check("1900-02-29 00:00:00+00:00", None);
        check("2015-13-01 00:00:00+00:00", None);
        check("2015-00-10 00:00:00+00:00", None);
        check("2015-07-00 00:00:00+00:00", None);
        check("2015-07-26 24:00:00+00:00", None);
        check("2015-07-26 10:60:00+00:00", None);
        check("2015-07-26 10:15+00:00", None);
        check("2015-07-26 10:15:02+5:30", None);
        check("2015-07-26 10:15:02+05:99", None);
        check("2015-07-26 10:15:02.", None);
        check("2015-07-26", None);
        check("26/07/2015 10:15:02", None);
        check("-2015-07-26 10:15:02", None);
        check("99999999999999999999-01-01 00:00:00", None);
        check("None", None);
        check("", None);
        check("é-é-é é", None);
    }

    #[test]
    fn filters_read_back() {
        let check = |moment: i64, expected: &str| {
            assert_eq!(filter(moment), expected);
            assert_eq!(read(expected), Some(moment.div_euclid(1_000) * 1_000));
        };
        check(0, "1970-01-01 00:00:00");
        check(1_437_905_702_999, "2015-07-26 10:15:02");
        check(1_709_251_199_000, "2024-02-29 23:59:59");
        check(1_709_251_200_000, "2024-03-01 00:00:00");
        check(946_684_799_000, "1999-12-31 23:59:59");
        check(-1, "1969-12-31 23:59:59");
        check(-2_208_988_800_000, "1900-01-01 00:00:00");
    }

    #[test]
    fn moments_at_the_ends_of_time() {
        let check = |moment: i64, expected: &str| {
            assert_eq!(filter(moment), expected, "{moment}");
            assert!(read(expected).is_some(), "{moment}");
        };
        check(i64::MIN, "0001-01-01 00:00:00");
        check(i64::MIN + 1, "0001-01-01 00:00:00");
        check(FIRST * SECOND - 1, "0001-01-01 00:00:00");
        check(FIRST * SECOND + SECOND, "0001-01-01 00:00:01");
        check(LAST * SECOND, "9999-12-31 23:59:59");
        check(LAST * SECOND + SECOND, "9999-12-31 23:59:59");
        check(i64::MAX - 1, "9999-12-31 23:59:59");
        check(i64::MAX, "9999-12-31 23:59:59");
        let check = |text: &str, expected: Option<i64>| assert_eq!(read(text), expected, "{text:?}");
        check("0001-01-01 00:00:00+23:59", Some((FIRST - 86_340) * SECOND));
        check("9999-12-31 23:59:60.999-23:59", Some((LAST + 1 + 86_340) * SECOND + 999));
        check("0000-12-31 23:59:59", None);
        check("10000-01-01 00:00:00", None);
        check("9223372036854775807-01-01 00:00:00", None);
        check("2015-9223372036854775807-01 00:00:00", None);
        check("2015-01-9223372036854775807 00:00:00", None);
        check("2015-01-01 9223372036854775807:00:00", None);
        check("2015-01-01 00:00:9223372036854775807", None);
    }

    #[test]
    fn every_day_reads_back() {
        for day in (-700_000..2_900_000).step_by(13) {
            let moment = day * DAY * SECOND;
            assert_eq!(read(&filter(moment)), Some(moment), "{day}");
        }
    }
}
