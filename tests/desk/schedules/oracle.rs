//! The invariants of every schedule, computed from the requests and responses at the sandbox.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

use desk::said::Said;
use desk::view::{ActivityAction, ActivityEntry, ActivityOutcome, RemapPreviewView, Side};
use sandbox::Request;
use sandbox::seed::FIRST_WABA;
use serde_json::Value;

use super::sides::{GROUPS, counts as counts_for, text};
use super::world::{Decided, Played};
use super::{Other, Schedule};
use crate::office::FIRST;

/// How often each case occurred, so that no test passes because nothing happened.
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
    held_up: AtomicUsize,
}

impl Counts {
    fn named(&self) -> [(&'static str, &AtomicUsize); 11] {
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
            ("saves held up by a lost answer", &self.held_up),
        ]
    }

    pub(crate) fn tell(&self, schedules: usize) {
        let told: Vec<String> =
            self.named().iter().map(|(name, count)| format!("{} {name}", count.load(Ordering::SeqCst))).collect();
        let _best_effort = writeln!(std::io::stderr(), "{schedules} schedules: {}", told.join(", "));
    }

    /// The cases that occurred less often than required. With fewer of them, the schedules would prove little about
    /// them.
    pub(crate) fn too_rare(&self, schedules: usize) -> Vec<String> {
        let counts = self.named().map(|(name, count)| (name, count.load(Ordering::SeqCst)));
        let rare = counts.into_iter().filter(|(_, count)| count * 400 < schedules);
        rare.map(|(name, count)| format!("{count} {name}")).collect()
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
    for (place, (write, record)) in writes.iter().zip(&sent).enumerate() {
        let until = writes.get(place + 1).map_or(u64::MAX, |next| next.seq);
        let known = writes.get(place + 1).map_or(Ok(()), |next| was_known(write, next, played));
        let judged = known.and_then(|()| match is_remap(write) {
            true => remap(write, played, counts).and_then(|()| record_of_remap(schedule, write, record, played, until)),
            false => {
                number(write, played, counts).and_then(|()| record_of_number(schedule, write, record, played, until))
            }
        });
        judged.map_err(|wrong| format!("{wrong}\n{}", told()))?;
    }
    count(played, &writes, counts);
    Ok(())
}

/// Nothing is written while the outcome of the previous write is unknown. It is known when Plivo has responded, when a
/// read has shown the new value, or when a read came after its time was over.
fn was_known(write: &Request, next: &Request, played: &Played) -> Result<(), String> {
    if write.status.is_some_and(|status| status < 500 && status != 408) {
        return Ok(());
    }
    let path = below_account(&write.path);
    let reads = || answers(played, path).filter(|(seq, _)| (write.seq..next.seq).contains(seq));
    let seen = reads().any(|(_, value)| shows(&value, write));
    let over = played.turned.iter().filter(|turned| **turned >= write.seq).min();
    let waited = over.is_some_and(|over| reads().any(|(seq, _)| seq > *over));
    match seen || waited {
        true => Ok(()),
        false => Err(format!("request {} was sent while nobody knew of {}", next.seq, write.seq)),
    }
}

fn below_account(path: &str) -> &str {
    path.find("/WhatsApp/").map_or(path, |at| &path[at..])
}

/// Whether the response contains every value of the write.
fn shows(value: &Value, write: &Request) -> bool {
    let Some(sent) = write.body.as_ref() else { return false };
    match is_remap(write) {
        true => value["sub_account"] == sent["subaccount"],
        false => {
            let fields = sent.as_object().map(|sent| sent.keys()).into_iter().flatten();
            fields.into_iter().all(|field| text(value, field) == text(sent, field))
        }
    }
}

fn count(played: &Played, writes: &[&Request], counts: &Counts) {
    let remaps = writes.iter().filter(|write| is_remap(write)).count();
    add(&counts.writes, writes.len());
    add(&counts.remaps, remaps);
    add(&counts.withheld, played.confirmed.len().saturating_sub(remaps));
    add(&counts.conflicts, usize::from(played.conflicts > 0));
    add(&counts.others, played.others);
    add(&counts.held_up, played.held_up);
    for record in &played.records {
        let count = match record.outcome {
            ActivityOutcome::Confirmed => &counts.confirmed,
            ActivityOutcome::Different => &counts.different,
            ActivityOutcome::Refused => &counts.refused,
            ActivityOutcome::Failed => &counts.failed,
            ActivityOutcome::NotYetKnown
            | ActivityOutcome::ByHand
            | ActivityOutcome::Each
            | ActivityOutcome::Unknown => continue,
        };
        add(count, 1);
    }
}

fn was_sent(entry: &ActivityEntry) -> bool {
    !matches!(entry.said, Said::NotSent { .. })
}

fn is_remap(write: &Request) -> bool {
    write.path.contains("/WhatsApp/Account/")
}

/// Reads with a response, before or after a write.
fn answers<'a>(played: &'a Played, path: &'a str) -> impl DoubleEndedIterator<Item = (u64, Value)> + 'a {
    let about = move |request: &&Request| request.method == "GET" && request.path.ends_with(path);
    played.requests.iter().filter(about).filter_map(|request| {
        let answer = request.answer.as_deref().filter(|_| request.status == Some(200))?;
        Some((request.seq, serde_json::from_str(answer).ok()?))
    })
}

/// No write overwrites a change that the last read could see, unless the user decided so for exactly that value. No
/// write contains a value that was not drafted. Fields that belong together are checked together, even if only some of
/// them are sent.
fn number(write: &Request, played: &Played, counts: &Counts) -> Result<(), String> {
    let path = format!("/WhatsApp/Number/{FIRST}/");
    let (_, seen) =
        answers(played, &path).rfind(|(seq, _)| *seq < write.seq).ok_or("a write without a read before it")?;
    let drafted = played.drafted.iter().rfind(|drafted| drafted.since < write.seq).ok_or("nothing was drafted")?;
    let body = write.body.as_ref().ok_or("a write without a body")?;
    let is_sent = |field: &str| body.get(field).is_some();
    for group in GROUPS.into_iter().filter(|group| group.iter().any(|field| is_sent(field))) {
        for field in group.iter().copied() {
            let (was, mine, now) = (&drafted.was[field], &drafted.mine[field], text(&seen, field));
            if is_sent(field) && text(body, field) != *mine && !chosen(played, write, field, &now) {
                return Err(format!("{field} was drafted as {mine:?}, and {:?} was sent", text(body, field)));
            }
            let has_a_say = counts_for(field, |of| drafted.mine[of].clone()) || counts_for(field, |of| text(&seen, of));
            if !has_a_say || now == *was || now == *mine || is_own(played, write, field, &now) {
                continue;
            }
            match decided(played, write, field, &now).map(|decided| decided.side) {
                Some(Side::Yours) => add(&counts.decided_for_ours, usize::from(is_sent(field))),
                Some(Side::Plivo) if !is_sent(field) => {}
                _ => return Err(format!("{field} was {now:?} at Plivo, started from {was:?}, and {body} was sent")),
            }
        }
    }
    Ok(())
}

/// The decision about exactly that value at the time of the write.
fn decided<'a>(played: &'a Played, write: &Request, field: &'static str, now: &str) -> Option<&'a Decided> {
    let before = |one: &&Decided| one.since < write.seq && one.field == field && one.over == now;
    played.decided.iter().rfind(before)
}

/// The user chose the draft's value over Plivo's, and exactly that value is sent. After an earlier decision for Plivo,
/// it may be another value than the one that was typed.
fn chosen(played: &Played, write: &Request, field: &'static str, now: &str) -> bool {
    let sent = write.body.as_ref().map(|body| text(body, field));
    decided(played, write, field, now)
        .is_some_and(|decided| decided.side == Side::Yours && Some(&decided.yours) == sent.as_ref())
}

/// A value from an earlier save is not somebody else's change: text that was typed while its answer was lost is based
/// on the state before it.
fn is_own(played: &Played, write: &Request, field: &str, now: &str) -> bool {
    let earlier = played.requests.iter().filter(|one| one.method == "POST" && one.seq < write.seq && !is_remap(one));
    let mut bodies = earlier.filter_map(|one| one.body.as_ref());
    bodies.any(|body| body.get(field).is_some() && text(body, field) == now)
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

/// The record of a number's write matches what happened and what was read until the next write.
fn record_of_number(
    schedule: &Schedule,
    write: &Request,
    record: &ActivityEntry,
    played: &Played,
    until: u64,
) -> Result<(), String> {
    let path = format!("/WhatsApp/Number/{FIRST}/");
    let sent = write.body.as_ref().and_then(Value::as_object).ok_or("a write without fields")?;
    let mut after = answers(played, &path).filter(|(seq, _)| (write.seq..until).contains(seq));
    let seen = after.any(|(_, value)| shows(&value, write));
    // The second writer's values are all different, except for fields with only a few possible values.
    let few = |other: &Other| matches!(other, Other::Calling(_) | Other::ToAgent | Other::ToWebhook | Other::Agent);
    let meddled = schedule.others.iter().any(|(other, ..)| few(other));
    let names: BTreeSet<String> = record.changes.iter().map(|change| format!("{:?}", change.field)).collect();
    if record.action != ActivityAction::Configure || names.len() != sent.len() {
        return Err(format!("the record names {names:?} for {sent:?}"));
    }
    match record.outcome {
        ActivityOutcome::Confirmed if !seen => Err("confirmed, but no read showed the values".to_owned()),
        ActivityOutcome::Different if seen && write.fault.is_none() => {
            Err("different, but a read showed the values".to_owned())
        }
        ActivityOutcome::Failed | ActivityOutcome::Refused if write.landed && !meddled => {
            Err("failed, but it took effect".to_owned())
        }
        ActivityOutcome::NotYetKnown => Err("the outcome is still unknown after settling".to_owned()),
        _ => Ok(()),
    }
}

fn record_of_remap(
    schedule: &Schedule,
    write: &Request,
    record: &ActivityEntry,
    played: &Played,
    until: u64,
) -> Result<(), String> {
    let path = format!("/WhatsApp/Account/{FIRST_WABA}/");
    let mut after = answers(played, &path).filter(|(seq, _)| (write.seq..until).contains(seq));
    let seen = after.any(|(_, value)| shows(&value, write));
    // With three accounts, the second writer can choose the same or the earlier one.
    let meddled = schedule.others.iter().any(|(other, ..)| matches!(other, Other::Map(_)));
    match record.outcome {
        _ if record.action != ActivityAction::Remap => Err("the record is about something else".to_owned()),
        ActivityOutcome::Confirmed if !seen => Err("confirmed, but no read showed the values".to_owned()),
        ActivityOutcome::Failed | ActivityOutcome::Refused if write.landed && !meddled => {
            Err("failed, but it took effect".to_owned())
        }
        ActivityOutcome::NotYetKnown => Err("the outcome is still unknown after settling".to_owned()),
        _ => Ok(()),
    }
}
