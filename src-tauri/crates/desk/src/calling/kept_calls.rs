//! Call records as they are read and kept: both directions, and from when on they are all there.
//!
//! What is kept is what Plivo said. What it means is worked out when it is shown, so that a corrected table of causes also
//! corrects what was read before it.

use domain::calling::permission::{CoveredSpan, Direction};
use domain::calling::record::{Channel, Ending, Record, Table};
use domain::phone::PhoneNumber;
use plivo::{CallQuery, CallRecord, Calls};
use serde::{Deserialize, Serialize};
use store::CallListRow;

use crate::account::Seat;
use crate::view::{CallOutcome, CallView, DeskError, words};

/// How many are read each way: a page shows no more.
const EACH_WAY: u32 = 100;
/// How far back, in days. Plivo refuses more than 30, and the rules look back a week.
pub(super) const DAYS_BACK: u32 = 29;

/// What was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct KeptCalls {
    #[serde(rename = "calls")]
    kept: Vec<KeptCall>,
    /// The same as they are shown now, newest first.
    #[serde(skip)]
    pub calls: Vec<CallView>,
    /// Whether older ones were left out, of the calls out and of those in.
    pub more: bool,
    pub more_inbound: bool,
    /// Every call that was placed since then, and had ended when it was read, is here.
    pub from: i64,
    /// When the reading began. What ended later may be missing.
    #[serde(skip)]
    pub read_at: i64,
}

/// One call on the disk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum KeptCall {
    Record(Box<KeptRecord>),
    /// Earlier versions kept what they showed. It is shown so until the calls are read again.
    Shown(Box<CallView>),
}

/// What Plivo said of a call, as far as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeptRecord {
    id: String,
    record: Record,
    /// Plivo's name for the hang-up cause.
    cause_name: Option<String>,
    /// Who hung up, in Plivo's word.
    hung_up_by: Option<String>,
}

impl KeptCalls {
    /// As they are shown of the number that they are kept for.
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

    /// What another version wrote and this one cannot read counts as never read.
    pub fn of(row: Option<CallListRow>, ours: &PhoneNumber) -> Option<Self> {
        let row = row?;
        let kept: Self = serde_json::from_str(&row.calls).ok()?;
        Some(Self { read_at: row.read_at, ..kept }.shown(ours))
    }
}

impl Seat {
    /// The newest calls of a number, or those with one customer: both ways, and only so many pages.
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
        self.hear_beside(answer)
    }
}

pub(super) fn newest_first(calls: &mut [CallView]) {
    calls.sort_by_key(|call| std::cmp::Reverse(call.at));
}

/// From when on every call was read. Plivo hands out what ended last first, so that a call left out had ended, and so
/// begun, before the oldest one read had. A record that cannot be read, or has no time, may be a call of any moment.
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
    let told = &call.record;
    let inbound = PhoneNumber::parse(&told.to).is_ok_and(|to| to == *ours);
    let other = if inbound { &told.from } else { &told.to };
    let customer = PhoneNumber::parse(other);
    let table = Table::current();
    let (ending, channel) = (told.ending(table), told.channel());
    CallView {
        id: call.id.clone(),
        at: told.started.or(told.answered).or(told.ended),
        inbound,
        international: customer.as_ref().map_or_else(|_| other.clone(), PhoneNumber::international),
        customer: customer.map_or_else(|_| other.clone(), |customer| customer.to_string()),
        duration_seconds: told.duration,
        outcome: match ending {
            Ending::Answered => CallOutcome::Answered,
            Ending::Missed => CallOutcome::Missed,
            Ending::NotPlaced => CallOutcome::NotPlaced,
            Ending::NotKnown => CallOutcome::NotKnown,
        },
        cause: cause(call),
        meaning: meaning(told, ending),
        whatsapp: match channel {
            Channel::NotWhatsApp => "No: one side is a SIP endpoint".to_owned(),
            Channel::NotKnown => "Not known".to_owned(),
        },
        maybe_whatsapp: channel == Channel::NotKnown,
    }
}

/// Plivo's words, and who hung up.
fn cause(call: &KeptRecord) -> String {
    let name = call.cause_name.clone().or_else(|| call.record.hangup_code.map(|code| format!("Code {code}")));
    match (name, &call.hung_up_by) {
        (Some(name), Some(source)) => format!("{name} ({source})"),
        (Some(name), None) => name,
        (None, Some(source)) => source.clone(),
        (None, None) => "Not told".to_owned(),
    }
}

/// What a cause says of a call that nobody answered; of any other it says nothing.
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
    fn what_is_kept_is_shown_by_the_table_of_now() {
        let ours = PhoneNumber::parse("918035737458").unwrap();
        let check = |calls: &str, meaning: Option<&str>, whatsapp: &str| {
            let kept = KeptCalls::of(row(calls), &ours).unwrap();
            let shown = &kept.calls[0];
            assert_eq!(
                (shown.id.as_str(), shown.meaning.as_deref(), shown.whatsapp.as_str()),
                ("c", meaning, whatsapp)
            );
            let again = KeptCalls::of(Some(kept.row().unwrap()), &ours);
            assert_eq!(again, Some(kept), "as it was read");
        };
        let now = Table::current().cause(3020).map(|cause| cause.words.as_str());
        let record = r#"{"from":"918035737458","to":"919412341234","started":1,"answered":null,"ended":2,
                        "duration":0,"hangup_code":3020}"#;
        let call = format!(r#"[{{"id":"c","record":{record},"causeName":"No Answer","hungUpBy":"Plivo"}}]"#);
        check(&call, now, "Not known");
        // As earlier versions kept it: in their words.
        let shown = r#"[{"id":"c","at":1,"inbound":false,"customer":"919412341234","international":"+91 94123 41234",
                       "durationSeconds":0,"outcome":"missed","cause":"No Answer (Plivo)","meaning":"In other words.",
                       "whatsapp":"Perhaps","maybeWhatsapp":true}]"#;
        check(shown, Some("In other words."), "Perhaps");
    }
}
