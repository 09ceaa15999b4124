//! May the business request permission from this user?

use super::answer::{Answer, Decision, May, answer};
use super::facts::{Facts, Outcome, Past, Request};
use super::in_force::permission;
use crate::calling::country::Outbound;
use crate::calling::rules::{Limit, RuleId, Rules};
use crate::calling::words::in_words;

/// Returns whether the business may send a request for permission at `now`. Facts later than `now` are ignored;
/// [`Facts::check`] reports them. A permission in force does not forbid a request, but a note says that the request is
/// not needed.
///
/// The country counts, because Meta offers requests only where a business can call (Meta, "Obtain User Call
/// Permissions", updated 13 November 2025).
pub fn may_ask(rules: &Rules, outbound: Outbound, facts: &Facts, now: i64) -> Answer {
    let past = facts.until(now);
    let facts = &past.facts;
    let decide = |at| decide(rules, outbound, facts, at);
    let mut answer = answer(now, ends(rules, facts), notes(rules, &past, now), decide);
    if matches!(answer.rule, RuleId::RequestsPerDay | RuleId::RequestsPerWeek) && answer.verdict == May::No {
        answer.notes.extend(connected_since(rules, facts, now));
    }
    // Somebody who has to wait can prepare the request meanwhile.
    answer.how = (outbound != Outbound::Restricted).then_some(RuleId::AskBy);
    answer
}

fn decide(rules: &Rules, outbound: Outbound, facts: &Facts, at: i64) -> Decision {
    if outbound == Outbound::Restricted {
        let reason = "Business numbers of this number's country cannot call users, so a permission would not help. \
                      Ask the user to call.";
        return Decision::new(May::No, RuleId::RestrictedCountries, reason);
    }
    let limits = [
        (RuleId::RequestsPerWeek, rules.requests_per_week.value),
        (RuleId::RequestsPerDay, rules.requests_per_day.value),
    ];
    if let Some((rule, limit)) = limits.into_iter().find(|(_, limit)| sent(facts, *limit, at) >= limit.count) {
        return Decision::new(May::No, rule, used_up(limit));
    }
    if outbound == Outbound::NotKnown {
        let reason = "The limits allow a request, but it is not known whether numbers of this number's country can \
                      call users.";
        return Decision::new(May::NotKnown, RuleId::RestrictedCountries, reason);
    }
    let week = rules.requests_per_week.value;
    let used = sent(facts, week, at);
    let reason = format!("A request can be sent. Used in the last {}: {used} of {}.", week.span(), week.count);
    Decision::new(May::Yes, RuleId::RequestsPerWeek, reason)
}

fn used_up(limit: Limit) -> String {
    let (count, span) = (in_words(limit.count), limit.span());
    match limit.count {
        1 => format!("The limit of {count} request in {span} is reached. It counts for {span} from when it was sent."),
        _ => {
            format!("The limit of {count} requests in {span} is reached. Each counts for {span} from when it was sent.")
        }
    }
}

/// Returns how many requests count against a limit at a moment.
fn sent(facts: &Facts, limit: Limit, at: i64) -> u32 {
    let counted = facts.requests.iter().filter(|request| at < request.sent.saturating_add(limit.window())).count();
    u32::try_from(counted).unwrap_or(u32::MAX)
}

/// Returns every moment at which a time window closes.
fn ends(rules: &Rules, facts: &Facts) -> Vec<i64> {
    let windows = [rules.requests_per_day.value.window(), rules.requests_per_week.value.window()];
    let of = |request: &Request| windows.map(|window| request.sent.saturating_add(window));
    facts.requests.iter().flat_map(of).collect()
}

/// Returns the last request, if the user can still answer it.
pub(super) fn open_request(rules: &Rules, facts: &Facts, at: i64) -> Option<Request> {
    let last = facts.requests.iter().max_by_key(|request| request.sent)?;
    let answered = facts.last_approval().is_some_and(|approval| approval >= last.sent);
    let from = last.rejected.unwrap_or(last.sent);
    let open = !answered && at < from.saturating_add(rules.request_expires.value.milliseconds());
    open.then_some(*last)
}

fn notes(rules: &Rules, past: &Past, now: i64) -> Vec<String> {
    let in_force = match permission(rules, past, now).verdict {
        May::Yes => Some("The permission is still in force, so asking is not needed. A new approval would replace it."),
        May::NotKnown => Some("A permission may still be in force."),
        May::No => None,
    };
    let open = open_request(rules, &past.facts, now).map(|request| match request.rejected {
        Some(_) => "The last request was rejected. Until it expires, the user may still change the answer.",
        None => "The last request has no answer yet: the user may still approve it.",
    });
    in_force.into_iter().chain(open).map(str::to_owned).collect()
}

/// According to other sources, Meta resets the limits when a call connects. Plivo's guide does not say so.
fn connected_since(rules: &Rules, facts: &Facts, now: i64) -> Option<String> {
    let week = rules.requests_per_week.value.window();
    let counted = facts.requests.iter().filter(|request| now < request.sent.saturating_add(week));
    let last = counted.map(|request| request.sent).max()?;
    let connected = facts.calls.iter().any(|call| call.outcome == Outcome::Answered && call.at >= last);
    connected.then(|| {
        "A call was answered since the last request. Providers that repeat Meta's page say that this sets the limit \
         back, so a request may be accepted already."
            .to_owned()
    })
}
