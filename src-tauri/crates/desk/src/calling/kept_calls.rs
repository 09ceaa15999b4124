//! Call records as they are read and kept: both directions, and from when on they are all there.

use std::sync::Arc;

use domain::calling::permission::{Direction, Known};
use domain::calling::record::{Channel, Ending, Record, Table};
use domain::phone::PhoneNumber;
use plivo::{CallQuery, CallRecord, Calls};
use serde::{Deserialize, Serialize};
use store::CallListRow;

use crate::account::Account;
use crate::error::DeskError;
use crate::view::{CallOutcome, CallView};
use crate::{Desk, words};

/// How many are read each way: a page shows no more.
const EACH_WAY: u32 = 100;
/// How far back, in days. Plivo refuses more than 30, and the rules look back a week.
pub(super) const DAYS_BACK: u32 = 29;

/// What was read, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct KeptCalls {
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

impl KeptCalls {
    pub fn known(&self) -> Known {
        Known { from: self.from, until: self.read_at }
    }

    pub fn row(&self) -> Result<CallListRow, DeskError> {
        let calls = serde_json::to_string(self).map_err(|error| words::broken(&error))?;
        Ok(CallListRow { read_at: self.read_at, calls })
    }

    /// What another version wrote and this one cannot read counts as never read.
    pub fn of(row: Option<CallListRow>) -> Option<Self> {
        let row = row?;
        let kept: Self = serde_json::from_str(&row.calls).ok()?;
        Some(Self { read_at: row.read_at, ..kept })
    }
}

impl Desk {
    /// The newest calls of a number, or those with one customer: both ways, and only so many pages.
    pub(super) async fn calls_of(
        &self,
        account: &Arc<Account>,
        number: &PhoneNumber,
        with: Option<PhoneNumber>,
    ) -> Result<KeptCalls, DeskError> {
        let read_at = self.now();
        let since = read_at - i64::from(DAYS_BACK) * 24 * 3_600_000;
        let query =
            |direction| CallQuery { number: *number, direction, with, ended_after: Some(since), most: EACH_WAY };
        let outbound = self.calls_each_way(account, &query(Direction::Outbound)).await?;
        let inbound = self.calls_each_way(account, &query(Direction::Inbound)).await?;
        let from = [&outbound, &inbound].map(|calls| known_from(calls, since, read_at)).into_iter().max();
        let records = outbound.records.iter().chain(&inbound.records);
        let mut calls: Vec<CallView> = records.map(|record| view(record, number)).collect();
        newest_first(&mut calls);
        Ok(KeptCalls {
            calls,
            more: outbound.more || inbound.more,
            more_inbound: inbound.more,
            from: from.unwrap_or(read_at),
            read_at,
        })
    }

    async fn calls_each_way(&self, account: &Arc<Account>, query: &CallQuery) -> Result<Calls, DeskError> {
        let client = self.client(account).await?;
        let answer = client.calls(query).await;
        self.hear_beside(account, answer)
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

fn view(record: &CallRecord, ours: &PhoneNumber) -> CallView {
    let told = record.record();
    let inbound = PhoneNumber::parse(&told.to).is_ok_and(|to| to == *ours);
    let other = if inbound { &told.from } else { &told.to };
    let customer = PhoneNumber::parse(other);
    let table = Table::current();
    let (ending, channel) = (told.ending(table), told.channel());
    CallView {
        id: record.call_uuid.clone(),
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
        cause: cause(record),
        meaning: meaning(&told, ending),
        whatsapp: match channel {
            Channel::NotWhatsApp => "No: one side is a SIP endpoint".to_owned(),
            Channel::NotKnown => "Not known".to_owned(),
        },
        maybe_whatsapp: channel == Channel::NotKnown,
    }
}

/// Plivo's words, and who hung up.
fn cause(record: &CallRecord) -> String {
    let name = record.hangup_cause_name.clone().or_else(|| record.hangup_cause_code.map(|code| format!("Code {code}")));
    match (name, &record.hangup_source) {
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
