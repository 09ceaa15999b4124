//! The call records of a seeded account, newest first.

use super::random::Random;
use crate::account::{Call, Number, Numbers};
use time::format_description::StaticFormatDescription;
use time::macros::{datetime, format_description};
use time::{Duration, OffsetDateTime};

/// Records never depend on the clock, so that the same seed makes the same ones.
const NEWEST: OffsetDateTime = datetime!(2026-11-20 18:30:00 +05:30);

const STAMP: StaticFormatDescription =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second][offset_hour sign:mandatory]:[offset_minute]");

/// Name, code, who hung up, and whether somebody had answered.
const ENDINGS: &[(&str, u32, &str, bool)] = &[
    ("Normal Hangup", 4000, "Caller", true),
    ("Normal Hangup", 4000, "Callee", true),
    ("End Of XML Instructions", 4010, "Plivo", true),
    ("Ring Timeout Reached", 3020, "Plivo", false),
    ("Rejected", 3010, "Callee", false),
    ("Busy Line", 3000, "Carrier", false),
    ("Error Reaching Answer URL", 8011, "Error", false),
];

pub(super) fn all(random: &mut Random, numbers: &Numbers) -> Vec<Call> {
    let ours = numbers.page(&numbers.all(), 0, 200);
    let count = if ours.is_empty() { 0 } else { (ours.len() * 3).max(30) };
    let mut ended = NEWEST;
    let mut make = |_| {
        ended -= Duration::seconds(60 + random.below(9_000) as i64);
        // The first number gets a good share, so that its page has something to show.
        let at = if random.one_in(4) { 0 } else { random.below(ours.len()) };
        call(random, ours[at], ended)
    };
    (0..count).map(&mut make).collect()
}

fn call(random: &mut Random, ours: &Number, ended: OffsetDateTime) -> Call {
    let (cause, code, source, answered) = random.pick(ENDINGS);
    let talk = if answered { 5 + random.below(900) as u32 } else { 0 };
    let ring = 3 + random.below(30) as i64;
    let answer = ended - Duration::seconds(i64::from(talk));
    let customer = (919_412_000_000 + random.digits(6)).to_string();
    let inbound = random.one_in(2);
    let (from, to) = if inbound { (customer, ours.number.clone()) } else { (ours.number.clone(), customer) };
    let minutes = talk.div_ceil(60);
    Call {
        call_uuid: random.uuid(),
        from_number: from,
        to_number: to,
        call_direction: if inbound { "inbound" } else { "outbound" }.to_owned(),
        call_duration: talk,
        bill_duration: minutes * 60,
        initiation_time: stamp(answer - Duration::seconds(ring)),
        answer_time: answered.then(|| stamp(answer)),
        end_time: stamp(ended),
        hangup_cause_name: cause.to_owned(),
        hangup_cause_code: code,
        hangup_source: source.to_owned(),
        parent_call_uuid: None,
        total_amount: format!("{:.5}", f64::from(minutes) * 0.0055),
        total_rate: "0.00550".to_owned(),
    }
}

fn stamp(time: OffsetDateTime) -> String {
    time.format(STAMP).unwrap_or_default()
}
