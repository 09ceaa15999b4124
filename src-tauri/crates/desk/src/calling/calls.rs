//! The number's newest calls: as last read at once, and read anew behind it.

use std::sync::Arc;

use domain::calling::permission::Direction;
use domain::calling::record::{Channel, Ending, Table};
use domain::phone::PhoneNumber;
use plivo::{CallQuery, CallRecord, Calls};
use store::CallListRow;

use crate::account::Account;
use crate::error::DeskError;
use crate::view::{CallOutcome, CallView, CallsView};
use crate::{Desk, phone, words};

/// How many are read each way: a page shows no more.
const EACH_WAY: u32 = 100;
/// How far back, in milliseconds. Plivo refuses more than 30 days, and the rules look back a week.
const BACK: i64 = 29 * 24 * 3_600_000;

impl Desk {
    /// As last read, without asking Plivo.
    pub fn known_calls(&self, account: &str, number: &str) -> Result<CallsView, DeskError> {
        let account = self.account(account)?;
        self.calls_on_disk(&account, &phone(number)?)
    }

    /// Read from Plivo and kept. Where that fails, what is known is answered with why.
    pub async fn read_calls(&self, account: &str, number: &str) -> Result<CallsView, DeskError> {
        let (account, number) = (self.account(account)?, phone(number)?);
        match self.fresh_calls(&account, &number).await {
            Ok(view) => Ok(view),
            Err(error) => Ok(CallsView { error: Some(error), ..self.calls_on_disk(&account, &number)? }),
        }
    }

    async fn fresh_calls(&self, account: &Arc<Account>, number: &PhoneNumber) -> Result<CallsView, DeskError> {
        let outbound = self.calls_each_way(account, number, Direction::Outbound).await?;
        let inbound = self.calls_each_way(account, number, Direction::Inbound).await?;
        let more = outbound.more || inbound.more;
        let records = outbound.records.iter().chain(&inbound.records);
        let mut calls: Vec<CallView> = records.map(|record| view(record, number)).collect();
        calls.sort_by_key(|call| std::cmp::Reverse(call.at));
        let now = self.now();
        let view = CallsView { calls, read_at: Some(now), error: None, more };
        let text = serde_json::to_string(&(&view.calls, view.more)).map_err(|error| words::broken(&error))?;
        self.store().put_calls(&account.id, number, &CallListRow { read_at: now, calls: text })?;
        Ok(view)
    }

    async fn calls_each_way(
        &self,
        account: &Arc<Account>,
        number: &PhoneNumber,
        direction: Direction,
    ) -> Result<Calls, DeskError> {
        let client = self.client(account).await?;
        let ended_after = Some(self.now() - BACK);
        let calls = client.calls(&CallQuery { number: *number, direction, ended_after, most: EACH_WAY }).await;
        self.hear_beside(account, calls)
    }

    pub(super) fn calls_on_disk(&self, account: &Account, number: &PhoneNumber) -> Result<CallsView, DeskError> {
        let kept = self.store().calls(&account.id, number)?;
        // What another version wrote and this one cannot read counts as never read.
        let kept = kept.and_then(|row| Some((row.read_at, serde_json::from_str(&row.calls).ok()?)));
        let (read_at, (calls, more)) = kept.map_or((None, Default::default()), |(at, calls)| (Some(at), calls));
        Ok(CallsView { calls, read_at, error: None, more })
    }
}

fn view(record: &CallRecord, ours: &PhoneNumber) -> CallView {
    let told = record.record();
    let inbound = PhoneNumber::parse(&told.to).is_ok_and(|to| to == *ours);
    let other = if inbound { &told.from } else { &told.to };
    let customer = PhoneNumber::parse(other);
    let table = Table::current();
    CallView {
        id: record.call_uuid.clone(),
        at: told.started.or(told.answered).or(told.ended),
        inbound,
        international: customer.as_ref().map_or_else(|_| other.clone(), PhoneNumber::international),
        customer: customer.map_or_else(|_| other.clone(), |customer| customer.to_string()),
        duration_seconds: told.duration,
        outcome: match told.ending(table) {
            Ending::Answered => CallOutcome::Answered,
            Ending::Missed => CallOutcome::Missed,
            Ending::NotPlaced => CallOutcome::NotPlaced,
            Ending::NotKnown => CallOutcome::NotKnown,
        },
        cause: cause(record),
        whatsapp: match told.channel() {
            Channel::NotWhatsApp => "No: one side is a SIP endpoint".to_owned(),
            Channel::NotKnown => "Not known".to_owned(),
        },
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
