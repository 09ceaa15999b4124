//! What must hold of every schedule, worked out from the requests and answers at the sandbox.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

use desk::view::{ActivityAction, ActivityEntry, ActivityOutcome, RemapPreviewView, Side};
use sandbox::Request;
use sandbox::seed::FIRST_WABA;
use serde_json::Value;

use super::world::Played;
use super::{Other, Schedule};
use crate::office::FIRST;

/// How often each case came up, so that nothing is proven by nothing happening.
#[derive(Default)]
pub(crate) struct Counts {
    writes: AtomicUsize,
    remaps: AtomicUsize,
    withheld: AtomicUsize,
    conflicts: AtomicUsize,
    decided_for_ours: AtomicUsize,
    confirmed: AtomicUsize,
    different: AtomicUsize,
    refused: AtomicUsize,
    failed: AtomicUsize,
    others: AtomicUsize,
}

impl Counts {
    fn named(&self) -> [(&'static str, &AtomicUsize); 10] {
        [
            ("writes", &self.writes),
            ("remaps", &self.remaps),
            ("confirmed remaps withheld because of a change", &self.withheld),
            ("schedules with a conflict", &self.conflicts),
            ("writes over a conflict decided so", &self.decided_for_ours),
            ("records confirmed", &self.confirmed),
            ("records different", &self.different),
            ("records refused", &self.refused),
            ("records failed", &self.failed),
            ("changes of the second writer", &self.others),
        ]
    }

    pub(crate) fn tell(&self, schedules: usize) {
        let told: Vec<String> =
            self.named().iter().map(|(name, count)| format!("{} {name}", count.load(Ordering::SeqCst))).collect();
        let _best_effort = writeln!(std::io::stderr(), "{schedules} schedules: {}", told.join(", "));
    }

    pub(crate) fn each_case_came_often(&self, schedules: usize) {
        for (name, count) in self.named() {
            let count = count.load(Ordering::SeqCst);
            assert!(count * 400 >= schedules, "only {count} {name} in {schedules} schedules");
        }
    }
}

fn add(count: &AtomicUsize, by: usize) {
    count.fetch_add(by, Ordering::SeqCst);
}

pub(crate) fn judge(schedule: &Schedule, played: &Played, counts: &Counts) -> Result<(), String> {
    let writes: Vec<&Request> = played.requests.iter().filter(|request| request.method != "GET").collect();
    let sent: Vec<&ActivityEntry> = played.records.iter().filter(|entry| was_sent(entry)).collect();
    let told = || format!("{:#?}\n{:#?}", played.requests, played.records);
    if writes.len() != sent.len() {
        return Err(format!("{} writes and {} records of writes\n{}", writes.len(), sent.len(), told()));
    }
    for (write, record) in writes.iter().zip(&sent) {
        let judged = match is_remap(write) {
            true => remap(write, played, counts).and_then(|()| record_of_remap(schedule, write, record, played)),
            false => number(write, played, counts).and_then(|()| record_of_number(write, record, played)),
        };
        judged.map_err(|wrong| format!("{wrong}\n{}", told()))?;
    }
    count(played, &writes, counts);
    Ok(())
}

fn count(played: &Played, writes: &[&Request], counts: &Counts) {
    let remaps = writes.iter().filter(|write| is_remap(write)).count();
    add(&counts.writes, writes.len());
    add(&counts.remaps, remaps);
    add(&counts.withheld, played.confirmed.len().saturating_sub(remaps));
    add(&counts.conflicts, usize::from(played.conflicts > 0));
    add(&counts.others, played.others);
    for record in &played.records {
        let count = match record.outcome {
            ActivityOutcome::Confirmed => &counts.confirmed,
            ActivityOutcome::Different => &counts.different,
            ActivityOutcome::Refused => &counts.refused,
            ActivityOutcome::Failed => &counts.failed,
            ActivityOutcome::NotYetKnown | ActivityOutcome::ByHand => continue,
        };
        add(count, 1);
    }
}

fn was_sent(entry: &ActivityEntry) -> bool {
    !entry.message.starts_with("Nothing was sent")
}

fn is_remap(write: &Request) -> bool {
    write.path.contains("/WhatsApp/Account/")
}

/// Reads that were answered, before or after a write.
fn answers<'a>(played: &'a Played, path: &'a str) -> impl DoubleEndedIterator<Item = (u64, Value)> + 'a {
    let about = move |request: &&Request| request.method == "GET" && request.path.ends_with(path);
    played.requests.iter().filter(about).filter_map(|request| {
        let answer = request.answer.as_deref().filter(|_| request.status == Some(200))?;
        Some((request.seq, serde_json::from_str(answer).ok()?))
    })
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_default().to_owned()
}

/// No write overwrites a change that the last read could see, unless somebody decided so over that very value.
fn number(write: &Request, played: &Played, counts: &Counts) -> Result<(), String> {
    let path = format!("/WhatsApp/Number/{FIRST}/");
    let (_, last) =
        answers(played, &path).rfind(|(seq, _)| *seq < write.seq).ok_or("a write without a read before it")?;
    for (field, sent) in write.body.as_ref().and_then(Value::as_object).ok_or("a write without fields")? {
        let (sent, seen) = (sent.as_str().unwrap_or_default(), text(&last, field));
        let started = played.started.iter().find(|started| started.field == field);
        let was = &started.ok_or_else(|| format!("{field} was sent and never drafted"))?.was;
        if seen == *was || seen == sent {
            continue;
        }
        let decided =
            played.decided.iter().any(|one| one.field == field && one.side == Side::Yours && one.over == seen);
        if !decided {
            return Err(format!("{field} was {seen:?} at Plivo, started from {was:?}, and {sent:?} was sent over it"));
        }
        add(&counts.decided_for_ours, 1);
    }
    Ok(())
}

/// No remap without a confirmation of exactly what the last reads returned.
fn remap(write: &Request, played: &Played, _counts: &Counts) -> Result<(), String> {
    let waba_path = format!("/WhatsApp/Account/{FIRST_WABA}/");
    let (_, waba) = answers(played, &waba_path).rfind(|(seq, _)| *seq < write.seq).ok_or("the WABA was not read")?;
    let (_, list) = answers(played, "/WhatsApp/Number/").rfind(|(seq, _)| *seq < write.seq).ok_or("no numbers read")?;
    let objects = list["objects"].as_array().ok_or("a list without objects")?;
    let members: BTreeSet<String> = objects.iter().map(|object| text(object, "number")).collect();
    let covers = |shown: &RemapPreviewView| {
        let numbers: BTreeSet<String> = shown.numbers.iter().map(|member| member.number.clone()).collect();
        let from_main = waba["sub_account"].is_null() == (shown.from == "Main Account");
        numbers == members && shown.waba == text(&waba, "name") && from_main
    };
    match played.confirmed.iter().any(covers) {
        true => Ok(()),
        false => Err(format!("a remap of {members:?} from {waba} that nobody confirmed: {:#?}", played.confirmed)),
    }
}

/// What the record says of a write of the number agrees with what happened and with what was read afterwards.
fn record_of_number(write: &Request, record: &ActivityEntry, played: &Played) -> Result<(), String> {
    let path = format!("/WhatsApp/Number/{FIRST}/");
    let sent = write.body.as_ref().and_then(Value::as_object).ok_or("a write without fields")?;
    let returned = |value: &Value| sent.iter().all(|(field, sent)| value[field] == *sent);
    let after = answers(played, &path).filter(|(seq, _)| *seq > write.seq);
    let seen = after.into_iter().any(|(_, value)| returned(&value));
    let names: BTreeSet<String> = record.changes.iter().map(|change| format!("{:?}", change.field)).collect();
    if record.action != ActivityAction::Configure || names.len() != sent.len() {
        return Err(format!("the record names {names:?} for {sent:?}"));
    }
    match record.outcome {
        ActivityOutcome::Confirmed if !seen => Err("confirmed, and never read so".to_owned()),
        ActivityOutcome::Different if seen && write.fault.is_none() => Err("different, and read as asked".to_owned()),
        ActivityOutcome::Failed | ActivityOutcome::Refused if write.landed => {
            Err("failed, and it took effect".to_owned())
        }
        ActivityOutcome::NotYetKnown => Err("nothing is open after it was settled".to_owned()),
        _ => Ok(()),
    }
}

fn record_of_remap(
    schedule: &Schedule,
    write: &Request,
    record: &ActivityEntry,
    played: &Played,
) -> Result<(), String> {
    let path = format!("/WhatsApp/Account/{FIRST_WABA}/");
    let to = write.body.as_ref().map(|body| body["subaccount"].clone()).unwrap_or_default();
    let seen = answers(played, &path).any(|(seq, value)| seq > write.seq && value["sub_account"] == to);
    // Among three accounts the second writer may well choose the same or the former one.
    let meddled = schedule.others.iter().any(|(other, ..)| matches!(other, Other::Map(_)));
    match record.outcome {
        _ if record.action != ActivityAction::Remap => Err("the record is about something else".to_owned()),
        ActivityOutcome::Confirmed if !seen => Err("confirmed, and never read so".to_owned()),
        ActivityOutcome::Failed | ActivityOutcome::Refused if write.landed && !meddled => {
            Err("failed, and it took effect".to_owned())
        }
        ActivityOutcome::NotYetKnown => Err("nothing is open after it was settled".to_owned()),
        _ => Ok(()),
    }
}
