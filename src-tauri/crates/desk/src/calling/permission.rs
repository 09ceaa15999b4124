//! Call permissions: *Can I call this customer?* and *May I ask again?*, answered from call records and entered facts.

use domain::calling::permission::{Answer, CURRENT, CoveredSpan, May, may_ask, may_call};
use domain::calling::{Rules, country};
use domain::phone::PhoneNumber;

use super::facts::{Gathered, gather};
use super::kept_calls::{KeptCalls, newest_first};
use super::rule;
use crate::account::Seat;
use crate::view::{CallView, DeskError, PermissionAnswer, PermissionFacts, PermissionView, YesNo, words};

impl Seat {
    /// Answers from the data on this computer.
    pub(crate) fn permission(&self, number: &PhoneNumber, customer: &PhoneNumber) -> Result<PermissionView, DeskError> {
        let entered = self.entered(number, customer)?;
        self.permission_view(number, customer, entered)
    }

    /// Reads and stores the calls with this customer, and answers from them. If the read fails, answers from what is
    /// known, with the error.
    pub(crate) async fn read_customer_calls(
        &self,
        number: &PhoneNumber,
        customer: &PhoneNumber,
    ) -> Result<PermissionView, DeskError> {
        let calls_error = self.fresh_customer_calls(number, customer).await.err();
        // Facts that were entered during the read count.
        let entered = self.entered(number, customer)?;
        Ok(PermissionView { calls_error, ..self.permission_view(number, customer, entered)? })
    }

    async fn fresh_customer_calls(&self, number: &PhoneNumber, customer: &PhoneNumber) -> Result<(), DeskError> {
        let calls = self.calls_of(number, Some(*customer)).await?;
        Ok(self.store().put_customer_calls(self.id(), number, customer, &calls.row()?)?)
    }

    fn entered(&self, number: &PhoneNumber, customer: &PhoneNumber) -> Result<PermissionFacts, DeskError> {
        let kept = self.store().customer(self.id(), number, customer)?;
        // Facts that this version cannot read have to be entered again: nothing is guessed.
        Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    /// Stores the entered facts, also invalid ones, and answers from them.
    pub(crate) fn keep_permission_facts(
        &self,
        number: &PhoneNumber,
        customer: &PhoneNumber,
        facts: PermissionFacts,
    ) -> Result<PermissionView, DeskError> {
        let text = serde_json::to_string(&facts).map_err(|error| words::broken(&error))?;
        let kept = (facts != PermissionFacts::default()).then_some(text.as_str());
        self.store().put_customer(self.id(), number, customer, (kept, self.now()))?;
        self.permission_view(number, customer, facts)
    }

    fn permission_view(
        &self,
        number: &PhoneNumber,
        customer: &PhoneNumber,
        entered: PermissionFacts,
    ) -> Result<PermissionView, DeskError> {
        let seen = self.last_seen(number)?;
        let lists = self.lists_on_disk(number, customer)?;
        let known: Vec<CoveredSpan> = lists.iter().map(KeptCalls::known).collect();
        let calls_read_at = lists.iter().map(|list| list.read_at).max();
        let digits = customer.to_string();
        let calls = of_customer(lists, &digits);
        let (rules, now) = (Rules::current(), self.now());
        let Gathered { facts, problems, in_records } = gather(&entered, &calls, known, now);
        let outbound = country::classify(rules, *number, seen.country_iso.as_deref()).outbound;
        let old_at = facts.known.iter().map(|known| known.until.saturating_add(CURRENT).saturating_add(1)).max();
        Ok(PermissionView {
            customer: digits,
            international: customer.international(),
            problems,
            in_records,
            may_call: answer(rules, may_call(rules, outbound, &facts, now)),
            may_ask: answer(rules, may_ask(rules, outbound, &facts, now)),
            facts: entered,
            calls,
            calls_read_at,
            calls_old_at: old_at.filter(|at| *at > now),
            calls_error: None,
        })
    }

    /// Calls with the customer are in two lists: the customer's own list, and the list of the number's newest calls.
    fn lists_on_disk(&self, number: &PhoneNumber, customer: &PhoneNumber) -> Result<Vec<KeptCalls>, DeskError> {
        let own = KeptCalls::of(self.store().customer_calls(self.id(), number, customer)?, number);
        let mut lists: Vec<KeptCalls> = self.calls_on_disk(number)?.into_iter().chain(own).collect();
        lists.sort_by_key(|list| std::cmp::Reverse(list.read_at));
        Ok(lists)
    }
}

/// Returns each call once, as last read, the newest first.
fn of_customer(lists: Vec<KeptCalls>, customer: &str) -> Vec<CallView> {
    let mut calls: Vec<CallView> = Vec::new();
    for call in lists.into_iter().flat_map(|list| list.calls).filter(|call| call.customer == customer) {
        if calls.iter().all(|known| known.id != call.id) {
            calls.push(call);
        }
    }
    newest_first(&mut calls);
    calls
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
        how: answer.how.map(|id| rule(rules.state(id))),
        changes_at: answer.changes_at,
        becomes_yes_at: answer.becomes_yes_at,
        notes: answer.notes,
    }
}
