//! The calling page: readiness, the country's verdict, the rules, and the XML of an outbound call.

use domain::calling::dial::{DialRefusal, dial_xml};
use domain::calling::readiness::{self, InboundCall, Messages, ReadinessFacts, ReadinessItem, State, Test, readiness};
use domain::calling::{Rules, country};
use domain::endpoint_url::EndpointUrl;
use domain::observed::{Held, Observed, RoutingType};
use domain::phone::PhoneNumber;

use super::kept_calls::{DAYS_BACK, KeptCalls};
use super::{id_text, records, rule, verdict};
use crate::account::{Seat, settings};
use crate::view::{
    CallOutcome, CallView, CallingView, CheckOutcome, Code, DeskError, DialView, Endpoint, FieldName, ReadinessState,
    ReadinessView,
};

impl Seat {
    /// Returns the page from the data on this computer.
    pub(crate) fn calling(&self, number: &PhoneNumber) -> Result<CallingView, DeskError> {
        let seen = self.last_seen(number)?;
        let rules = Rules::current();
        let known = self.known(&seen)?;
        Ok(CallingView {
            number: number.to_string(),
            international: number.international(),
            alias: seen.held.alias.clone().unwrap_or_default(),
            country: number.region().map(|country| country.name.to_owned()).unwrap_or_default(),
            verdict: verdict(&seen),
            readiness: readiness(rules, &known).into_iter().map(|item| line(rules, item)).collect(),
            hours_checked_at: known.hours_checked,
            rules: rules.all().into_iter().map(rule).collect(),
            records: records(),
        })
    }

    /// Stores when somebody checked the calling hours. They are set at Meta, and no API of Plivo returns them, so a
    /// person has to check them.
    pub(crate) fn mark_hours_checked(&self, number: &PhoneNumber, checked: bool) -> Result<CallingView, DeskError> {
        let at = if checked { self.now().to_string() } else { String::new() };
        self.store().put_setting(&settings::calling_hours(self.id(), number), &at)?;
        self.calling(number)
    }

    pub(crate) fn dial_xml(&self, number: PhoneNumber, recipient: PhoneNumber) -> Result<DialView, DeskError> {
        let seen = self.last_seen(&number)?;
        let wrong = |message: String| DeskError::new(Code::InvalidInput, message).at(FieldName::Recipient);
        let verdict = country::classify(Rules::current(), number, seen.country_iso.as_deref());
        let dial = dial_xml(number, recipient, &verdict).map_err(|refusal| match refusal {
            // No other recipient would change it.
            DialRefusal::Restricted(reason) => DeskError::new(Code::Refused, reason),
            other => wrong(other.to_string()),
        })?;
        Ok(DialView { xml: dial.xml, warnings: dial.warning.into_iter().collect() })
    }

    fn known(&self, seen: &Observed) -> Result<ReadinessFacts, DeskError> {
        let waba = seen.waba_id.as_ref();
        let mapping = waba.map(|id| self.waba_named(id)).transpose()?.flatten().map(|waba| waba.mapping);
        let hours = self.store().setting(&settings::calling_hours(self.id(), &seen.number))?;
        Ok(ReadinessFacts {
            waba: waba.map(|id| self.waba_label(Some(id))).transpose()?,
            status: seen.status.clone(),
            messaging_limit: seen.messaging_limit,
            messages: self.messages(&seen.held)?,
            calling: seen.held.calling_enabled,
            answer_url: self.endpoint(Endpoint::Answer, &seen.held)?,
            mapping: mapping.map(|mapping| self.owner_name(&mapping)),
            hours_checked: hours.and_then(|at| at.parse().ok()),
            inbound_call: self.inbound_call(&seen.number)?,
            record_days: DAYS_BACK,
            outbound: country::classify(Rules::current(), seen.number, seen.country_iso.as_deref()).outbound,
        })
    }

    fn messages(&self, held: &Held) -> Result<Messages, DeskError> {
        Ok(match held.routing_type() {
            None => Messages::Unset,
            Some(RoutingType::Webhook) => Messages::Webhook(self.endpoint(Endpoint::Webhook, held)?),
            Some(RoutingType::AiAgent) => {
                let chosen = held.agent_uuid.as_deref().is_some_and(|id| !id.trim().is_empty());
                Messages::Agent { chosen }
            }
        })
    }

    fn endpoint(&self, endpoint: Endpoint, held: &Held) -> Result<readiness::Endpoint, DeskError> {
        let text = held.text(endpoint.into());
        if text.trim().is_empty() {
            return Ok(readiness::Endpoint::Missing);
        }
        if let Err(error) = EndpointUrl::parse(&text) {
            return Ok(readiness::Endpoint::Invalid(error.to_string()));
        }
        let last = self.last_check(endpoint, &text)?;
        Ok(readiness::Endpoint::Set(match last {
            None => Test::NeverTested,
            Some(check) if check.outcome == CheckOutcome::Failed => Test::Failed { at: check.at },
            Some(check) if check.out_of_reach => Test::OutOfReach { at: check.at },
            Some(check) => Test::Passed { at: check.at },
        }))
    }

    fn inbound_call(&self, number: &PhoneNumber) -> Result<InboundCall, DeskError> {
        let Some(known) = self.calls_on_disk(number)? else { return Ok(InboundCall::NotKnown) };
        Ok(inbound_call(&known))
    }
}

fn inbound_call(known: &KeptCalls) -> InboundCall {
    let mut calls = known.calls.iter().filter(|call| call.inbound && call.maybe_whatsapp).peekable();
    let newest = calls.peek().copied();
    let answered = |call: &CallView| call.at.filter(|_| call.outcome == CallOutcome::Answered);
    match (calls.find_map(answered), newest) {
        (Some(at), _) => InboundCall::Answered { at },
        (None, Some(call)) => InboundCall::NotAnswered { at: call.at, cause: call.cause.clone() },
        (None, None) if known.more_inbound => InboundCall::NotAmongNewest { read: known.read_at },
        (None, None) => InboundCall::NotSeen { read: known.read_at },
    }
}

fn line(rules: &Rules, item: ReadinessItem) -> ReadinessView {
    ReadinessView {
        id: id_text(&item.id),
        title: item.title.to_owned(),
        state: match item.state {
            State::Done => ReadinessState::Done,
            State::ToDo => ReadinessState::ToDo,
            State::Attention => ReadinessState::Attention,
            State::NotKnown => ReadinessState::NotKnown,
            State::Optional => ReadinessState::Optional,
        },
        detail: item.detail,
        next: item.next,
        at: item.at,
        rule: item.rule.map(|id| rule(rules.state(id))),
    }
}
