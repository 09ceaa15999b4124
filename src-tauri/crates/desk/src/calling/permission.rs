//! *Can I call this customer?* and *May I ask again?*, over call records and what somebody entered.

use domain::calling::permission::{
    Answer, CallFact, Callback, Direction, FactField, Facts, May, Outcome, Request, may_ask, may_call,
};
use domain::calling::{Rules, country};
use domain::phone::PhoneNumber;

use crate::account::Account;
use crate::calling::rule;
use crate::error::{Code, DeskError};
use crate::view::{
    CallOutcome, CallView, EnteredCall, FieldName, PermissionAnswer, PermissionFacts, PermissionRequest,
    PermissionView, YesNo,
};
use crate::{Desk, phone, words};

impl Desk {
    /// Answers from what is on this computer; reading the calls anew is another question.
    pub fn permission(&self, account: &str, number: &str, customer: &str) -> Result<PermissionView, DeskError> {
        let (account, number, customer) = (self.account(account)?, phone(number)?, phone_of_customer(customer)?);
        let kept = self.store().customer(&account.id, &number, &customer)?;
        // What another version wrote and this one cannot read is entered anew rather than guessed at.
        let facts = kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        self.permission_view(&account, &number, &customer, facts)
    }

    /// Keeps what was entered, right or wrong, and answers by it.
    pub fn keep_permission_facts(
        &self,
        account: &str,
        number: &str,
        customer: &str,
        facts: PermissionFacts,
    ) -> Result<PermissionView, DeskError> {
        let (account, number, customer) = (self.account(account)?, phone(number)?, phone_of_customer(customer)?);
        let text = serde_json::to_string(&facts).map_err(|error| words::broken(&error))?;
        let kept = (facts != PermissionFacts::default()).then_some(text.as_str());
        self.store().put_customer(&account.id, &number, &customer, (kept, self.now()))?;
        self.permission_view(&account, &number, &customer, facts)
    }

    fn permission_view(
        &self,
        account: &Account,
        number: &PhoneNumber,
        customer: &PhoneNumber,
        entered: PermissionFacts,
    ) -> Result<PermissionView, DeskError> {
        let seen = self.last_seen(account, number)?;
        let known = self.calls_on_disk(account, number)?;
        let digits = customer.to_string();
        let calls: Vec<CallView> = known.calls.into_iter().filter(|call| call.customer == digits).collect();
        let facts = facts(&entered, &calls);
        let (rules, now) = (Rules::current(), self.now());
        let outbound = country::judge(rules, *number, seen.country_iso.as_deref()).outbound;
        Ok(PermissionView {
            customer: digits,
            international: customer.international(),
            problems: problems(&facts, now),
            may_call: answer(rules, may_call(rules, outbound, &facts, now)),
            may_ask: answer(rules, may_ask(rules, outbound, &facts, now)),
            facts: entered,
            calls,
            calls_read_at: known.read_at,
        })
    }
}

fn phone_of_customer(text: &str) -> Result<PhoneNumber, DeskError> {
    PhoneNumber::parse(text)
        .map_err(|error| DeskError::new(Code::InvalidInput, error.to_string()).at(FieldName::Customer))
}

/// What was entered, and what the records tell.
fn facts(entered: &PermissionFacts, calls: &[CallView]) -> Facts {
    let request = |request: &PermissionRequest| Request { sent: request.sent, rejected: request.rejected };
    let by_hand = |call: &EnteredCall| CallFact {
        at: call.at,
        outcome: if call.answered { Outcome::Answered } else { Outcome::Missed },
        direction: Direction::Outbound,
    };
    Facts {
        approvals: entered.granted.clone(),
        requests: entered.requests.iter().map(request).collect(),
        calls: entered.calls.iter().map(by_hand).chain(calls.iter().filter_map(recorded)).collect(),
        callback: match entered.callback {
            YesNo::Yes => Callback::Enabled,
            YesNo::No => Callback::Disabled,
            YesNo::NotKnown => Callback::NotKnown,
        },
    }
}

/// None for a call that was never placed, and one without a moment.
fn recorded(call: &CallView) -> Option<CallFact> {
    let outcome = match call.outcome {
        CallOutcome::Answered => Outcome::Answered,
        CallOutcome::Missed => Outcome::Missed,
        CallOutcome::NotKnown => Outcome::NotKnown,
        CallOutcome::NotPlaced => return None,
    };
    let direction = if call.inbound { Direction::Inbound } else { Direction::Outbound };
    Some(CallFact { at: call.at?, outcome, direction })
}

fn problems(facts: &Facts, now: i64) -> Vec<String> {
    let place = |field: FactField| match field {
        FactField::Approval(at) => format!("Permission {}", at + 1),
        FactField::RequestSent(at) | FactField::RequestRejected(at) => format!("Request {}", at + 1),
        FactField::Call(at) => format!("Call {}", at + 1),
    };
    facts.check(now).into_iter().map(|error| format!("{}: {}", place(error.field), error.message)).collect()
}

fn answer(rules: &Rules, answer: Answer) -> PermissionAnswer {
    PermissionAnswer {
        answer: match answer.verdict {
            May::Yes => YesNo::Yes,
            May::No => YesNo::No,
            May::NotKnown => YesNo::NotKnown,
        },
        reason: answer.reason,
        rule: Some(rule(rules.state(answer.rule))),
        changes_at: answer.changes_at,
        becomes_yes_at: answer.becomes_yes_at,
        notes: answer.notes,
    }
}
