//! The call records of a seeded account, newest first.

use super::customers::{NEVER_ANSWERED, STORIES, TESTED, TESTER};
use super::random::Random;
use super::story::{ANSWERED, Direction, Ending, NOT_TAKEN, Story};
use crate::account::{Call, Number, Numbers};
use jiff::SignedDuration;
use jiff::civil::{DateTime, date};

/// Times in this file are local times of one zone, 5:30 hours ahead of UTC. Records use the real time only on request,
/// so that the same seed makes the same records.
const NEWEST: DateTime = date(2026, 11, 20).at(18, 30, 0, 0);
/// 1970-01-01 00:00:00 UTC, in that zone.
const EPOCH: DateTime = date(1970, 1, 1).at(5, 30, 0, 0);
const STAMP: &str = "%Y-%m-%d %H:%M:%S+05:30";

const REJECTED: Ending = ("Rejected", 3010, "Callee", false);

const ENDINGS: &[Ending] = &[
    ("Normal Hangup", 4000, "Caller", true),
    ANSWERED,
    ("End Of XML Instructions", 4010, "Plivo", true),
    NOT_TAKEN,
    REJECTED,
    ("Busy Line", 3000, "Carrier", false),
    ("Error Reaching Answer URL", 8011, "Error", false),
];

/// How old the inbound test calls are, in minutes: older than the customers' calls, and one day apart.
const TESTED_AGO: i64 = 4_000;
const A_DAY: i64 = 1_440;

/// The parts of a record.
struct Made<'a> {
    ours: &'a Number,
    customer: String,
    inbound: bool,
    ending: Ending,
    /// In seconds.
    talk: u32,
    ring: i64,
    ended: DateTime,
}

/// Returns all records. `until` is when the newest record ends, in milliseconds since 1970.
pub(super) fn all(random: &mut Random, numbers: &Numbers, until: Option<i64>) -> Vec<Call> {
    let ours = numbers.page(&numbers.all(), 0, 200);
    if ours.is_empty() {
        return Vec::new();
    }
    let newest = until.and_then(moment).unwrap_or(NEWEST);
    let mut made = at_random(random, &ours, newest);
    made.retain(|(_, call)| !NEVER_ANSWERED.iter().any(|at| ours.get(*at).is_some_and(|ours| answered(ours, call))));
    made.extend(told(random, ours[0], newest));
    made.extend(tested(random, &ours, newest));
    made.sort_by_key(|(ended, _)| std::cmp::Reverse(*ended));
    made.into_iter().map(|(_, call)| call).collect()
}

fn moment(millis: i64) -> Option<DateTime> {
    let read = EPOCH.checked_add(SignedDuration::from_secs(millis.div_euclid(1_000))).ok();
    // Only these years can be written as a record's time.
    read.filter(|read| (1_971..9_999).contains(&read.year()))
}

fn answered(ours: &Number, call: &Call) -> bool {
    call.to_number == ours.number && call.answer_time.is_some()
}

fn at_random(random: &mut Random, ours: &[&Number], newest: DateTime) -> Vec<(DateTime, Call)> {
    let mut ended = newest;
    let mut make = |_| {
        ended -= SignedDuration::from_secs(60 + random.below(9_000) as i64);
        // The first number gets more calls than the others, so that its page has something to show.
        let at = if random.one_in(4) { 0 } else { random.below(ours.len()) };
        (ended, any(random, ours[at], ended))
    };
    (0..(ours.len() * 3).max(30)).map(&mut make).collect()
}

fn any(random: &mut Random, ours: &Number, ended: DateTime) -> Call {
    let ending = random.pick(ENDINGS);
    let talk = if ending.3 { 5 + random.below(900) as u32 } else { 0 };
    let ring = 3 + random.below(30) as i64;
    let customer = (919_412_000_000 + random.digits(6)).to_string();
    let inbound = random.one_in(2);
    record(random, Made { ours, customer, inbound, ending, talk, ring, ended })
}

/// The calls of the customers that demonstrate the rules.
fn told(random: &mut Random, ours: &Number, newest: DateTime) -> Vec<(DateTime, Call)> {
    let tell = |story: &_| scripted(random, ours, newest, *story);
    STORIES.iter().map(tell).collect()
}

/// An inbound test call for each number that has had one.
fn tested(random: &mut Random, ours: &[&Number], newest: DateTime) -> Vec<(DateTime, Call)> {
    let ours = TESTED.iter().filter_map(|at| ours.get(*at));
    let ago = (0..).map(|days| TESTED_AGO + A_DAY * days);
    ours.zip(ago)
        .map(|(ours, ago)| scripted(random, ours, newest, (TESTER, Direction::Inbound, ANSWERED, ago)))
        .collect()
}

fn scripted(
    random: &mut Random,
    ours: &Number,
    newest: DateTime,
    (customer, direction, ending, ago): Story,
) -> (DateTime, Call) {
    let ended = newest - SignedDuration::from_mins(ago);
    let (talk, ring) = if ending.3 { (95, 6) } else { (0, 30) };
    let (customer, inbound) = (customer.to_owned(), direction == Direction::Inbound);
    (ended, record(random, Made { ours, customer, inbound, ending, talk, ring, ended }))
}

fn record(random: &mut Random, Made { ours, customer, inbound, ending, talk, ring, ended }: Made<'_>) -> Call {
    let (cause, code, source, answered) = ending;
    let answer = ended - SignedDuration::from_secs(i64::from(talk));
    let (from, to) = if inbound { (customer, ours.number.clone()) } else { (ours.number.clone(), customer) };
    let minutes = talk.div_ceil(60);
    Call {
        call_uuid: random.uuid(),
        from_number: from,
        to_number: to,
        call_direction: if inbound { "inbound" } else { "outbound" }.to_owned(),
        call_duration: talk,
        bill_duration: minutes * 60,
        initiation_time: stamp(answer - SignedDuration::from_secs(ring)),
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

fn stamp(time: DateTime) -> String {
    time.strftime(STAMP).to_string()
}
