//! Stored call records: calls in both directions, and the moment from which the list is complete.
//!
//! Plivo's own data is stored, and interpreted when it is shown. So a corrected table of causes also corrects older
//! records.

use domain::calling::permission::{CoveredSpan, Direction};
use domain::calling::record::{Channel, Ending, Record, Table};
use domain::phone::PhoneNumber;
use plivo::{CallQuery, CallRecord, Calls};
use serde::{Deserialize, Serialize};
use store::CallListRow;

use crate::account::Seat;
use crate::view::{CallOutcome, CallView, DeskError, words};

/// How many calls are read for each direction: a page shows no more.
const EACH_WAY: u32 = 100;
/// How many days back calls are read. Plivo refuses more than 30, and the rules need a week.
pub(super) const DAYS_BACK: u32 = 29;

/// The calls of one read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct KeptCalls {
    #[serde(rename = "calls")]
    kept: Vec<KeptCall>,
    /// The same calls as the window shows them, newest first.
    #[serde(skip)]
    pub calls: Vec<CallView>,
    /// Older calls exist that were not read, in either direction. `more_inbound` is about inbound calls only.
    pub more: bool,
    pub more_inbound: bool,
    /// From this moment on the list is complete, for calls that had ended when the list was read.
    pub from: i64,
    /// When the read began. Calls that ended later may be missing.
    #[serde(skip)]
    pub read_at: i64,
}

/// One stored call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum KeptCall {
    Record(Box<KeptRecord>),
    /// Earlier versions stored the texts that they showed. They are shown until the calls are read again.
    Shown(Box<CallView>),
}

/// The part of Plivo's record that is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeptRecord {
    id: String,
    record: Record,
    /// Plivo's name for the hang-up cause.
    cause_name: Option<String>,
    /// Who hung up, in Plivo's words.
    hung_up_by: Option<String>,
}

impl KeptCalls {
    /// Fills in what is shown. `ours` is the number that the list belongs to.
    fn shown(self, ours: &PhoneNumber) -> Self {
        let mut calls: Vec<CallView> = self.kept.iter().map(|call| call.view(ours)).collect();
        newest_first(&mut calls);
        Self { calls, ..self }
    }

    pub fn known(&self) -> CoveredSpan {
        CoveredSpan { from: self.from, until: self.read_at }
    }

    pub fn row(&self) -> Result<CallListRow, DeskError> {
        let calls = serde_json::to_string(self).map_err(|error| words::broken(&error))?;
        Ok(CallListRow { read_at: self.read_at, calls })
    }

    /// Reads a stored list. A list that this version cannot read counts as never read.
    pub fn of(row: Option<CallListRow>, ours: &PhoneNumber) -> Option<Self> {
        let row = row?;
        let kept: Self = serde_json::from_str(&row.calls).ok()?;
        Some(Self { read_at: row.read_at, ..kept }.shown(ours))
    }
}

impl Seat {
    /// Reads the newest calls of a number, or those with one customer: both directions, up to a limit.
    pub(super) async fn calls_of(
        &self,
        number: &PhoneNumber,
        with: Option<PhoneNumber>,
    ) -> Result<KeptCalls, DeskError> {
        let read_at = self.now();
        let since = read_at - i64::from(DAYS_BACK) * 24 * 3_600_000;
        let query =
            |direction| CallQuery { number: *number, direction, with, ended_after: Some(since), most: EACH_WAY };
        let outbound = self.calls_each_way(&query(Direction::Outbound)).await?;
        let inbound = self.calls_each_way(&query(Direction::Inbound)).await?;
        let from = [&outbound, &inbound].map(|calls| known_from(calls, since, read_at)).into_iter().max();
        let records = outbound.records.iter().chain(&inbound.records);
        let read = KeptCalls {
            kept: records.map(|call| KeptCall::Record(Box::new(KeptRecord::from(call)))).collect(),
            calls: Vec::new(),
            more: outbound.more || inbound.more,
            more_inbound: inbound.more,
            from: from.unwrap_or(read_at),
            read_at,
        };
        Ok(read.shown(number))
    }

    async fn calls_each_way(&self, query: &CallQuery) -> Result<Calls, DeskError> {
        let client = self.client().await?;
        let answer = client.calls(query).await;
        self.track_other_api(answer)
    }
}

pub(super) fn newest_first(calls: &mut [CallView]) {
    calls.sort_by_key(|call| std::cmp::Reverse(call.at));
}

/// Returns the moment from which the list is complete. Plivo lists the call that ended last first, so a call that was
/// left out had ended before the oldest call in the list. A record that cannot be read, or that has no time, may be a
/// call of any moment.
fn known_from(calls: &Calls, since: i64, read_at: i64) -> i64 {
    let ended = |call: &CallRecord| call.end_time.or(call.answer_time).or(call.initiation_time);
    if calls.unreadable > 0 || calls.records.iter().any(|call| ended(call).is_none()) {
        return read_at;
    }
    match calls.more {
        true => calls.records.iter().filter_map(ended).min().unwrap_or(read_at),
        false => since,
    }
}

impl From<&CallRecord> for KeptRecord {
    fn from(call: &CallRecord) -> Self {
        Self {
            id: call.call_uuid.clone(),
            record: call.record(),
            cause_name: call.hangup_cause_name.clone(),
            hung_up_by: call.hangup_source.clone(),
        }
    }
}

impl KeptCall {
    fn view(&self, ours: &PhoneNumber) -> CallView {
        match self {
            Self::Record(call) => view(call, ours),
            Self::Shown(call) => call.as_ref().clone(),
        }
    }
}

fn view(call: &KeptRecord, ours: &PhoneNumber) -> CallView {
    let record = &call.record;
    let inbound = PhoneNumber::parse(&record.to).is_ok_and(|to| to == *ours);
    let other = if inbound { &record.from } else { &record.to };
    let customer = PhoneNumber::parse(other);
    let table = Table::current();
    let (ending, channel) = (record.ending(table), record.channel());
    CallView {
        id: call.id.clone(),
        at: record.started.or(record.answered).or(record.ended),
        inbound,
        international: customer.as_ref().map_or_else(|_| other.clone(), PhoneNumber::international),
        customer: customer.map_or_else(|_| other.clone(), |customer| customer.to_string()),
        duration_seconds: record.duration,
        outcome: match ending {
            Ending::Answered => CallOutcome::Answered,
            Ending::Missed => CallOutcome::Missed,
            Ending::NotPlaced => CallOutcome::NotPlaced,
            Ending::NotKnown => CallOutcome::NotKnown,
        },
        cause: cause(call),
        meaning: meaning(record, ending),
        whatsapp: match channel {
            Channel::NotWhatsApp => "No: one side is a SIP endpoint".to_owned(),
            Channel::NotKnown => "Not known".to_owned(),
        },
        maybe_whatsapp: channel == Channel::NotKnown,
    }
}

/// Returns the hang-up cause in Plivo's words, and who hung up.
fn cause(call: &KeptRecord) -> String {
    let name = call.cause_name.clone().or_else(|| call.record.hangup_code.map(|code| format!("Code {code}")));
    match (name, &call.hung_up_by) {
        (Some(name), Some(source)) => format!("{name} ({source})"),
        (Some(name), None) => name,
        (None, Some(source)) => source.clone(),
        (None, None) => "Not stated".to_owned(),
    }
}

/// Returns what the cause means, for a call that was not answered. Of an answered call it means nothing.
fn meaning(record: &Record, ending: Ending) -> Option<String> {
    let cause = record.hangup_code.filter(|_| ending != Ending::Answered)?;
    Table::current().cause(cause).map(|cause| cause.words.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(calls: &str) -> Option<CallListRow> {
        let calls = format!(r#"{{"calls":{calls},"more":false,"more_inbound":false,"from":1}}"#);
        Some(CallListRow { read_at: 9, calls })
    }

    #[test]
    fn stored_calls_are_interpreted_by_the_current_table() {
        let ours = PhoneNumber::parse("918035737458").unwrap();
        let check = |calls: &str, meaning: Option<&str>, whatsapp: &str| {
            let kept = KeptCalls::of(row(calls), &ours).unwrap();
            let shown = &kept.calls[0];
            assert_eq!(
                (shown.id.as_str(), shown.meaning.as_deref(), shown.whatsapp.as_str()),
                ("c", meaning, whatsapp)
            );
            let again = KeptCalls::of(Some(kept.row().unwrap()), &ours);
            assert_eq!(again, Some(kept), "it is stored as it was read");
        };
        let now = Table::current().cause(3020).map(|cause| cause.words.as_str());
        let record = r#"{"from":"918035737458","to":"919412341234","started":1,"answered":null,"ended":2,
                        "duration":0,"hangup_code":3020}"#;
        let call = format!(r#"[{{"id":"c","record":{record},"causeName":"No Answer","hungUpBy":"Plivo"}}]"#);
        check(&call, now, "Not known");
        // As earlier versions stored it: in their own words.
        let shown = r#"[{"id":"c","at":1,"inbound":false,"customer":"919412341234","international":"+91 94123 41234",
                       "durationSeconds":0,"outcome":"missed","cause":"No Answer (Plivo)","meaning":"In other words.",
                       "whatsapp":"Perhaps","maybeWhatsapp":true}]"#;
        check(shown, Some("In other words."), "Perhaps");
    }
}
