//! May the business call this user?

use super::answer::{Answer, Decision, May, answer};
use super::ask::open_request;
use super::facts::{Facts, Past};
use super::in_force::{permission, used};
use super::streak::{Streak, streak};
use crate::calling::country::Outbound;
use crate::calling::rules::{RuleId, Rules};
use crate::calling::words::in_words;

/// Returns whether the business may call the user at `now`. Facts later than `now` are ignored; [`Facts::check`]
/// reports them.
///
/// A no outweighs an unknown, and an unknown outweighs a yes. If there are several reasons, the first one counts, in
/// this order: the country, the permission, the calls already placed. The answer is not known if a rule looks at a time
/// for which calls may be missing ([`Facts::known`]) and the known calls do not decide it.
pub fn may_call(rules: &Rules, outbound: Outbound, facts: &Facts, now: i64) -> Answer {
    let past = facts.until(now);
    let decide = |at| decide(rules, outbound, &past, at);
    let mut answer = answer(now, ends(rules, &past), notes(rules, &past, now), decide);
    let never = answer.rule == RuleId::Calls && answer.becomes_yes_at.is_none() && outbound == Outbound::Available;
    if never && permission(rules, &past, now).verdict == May::Yes {
        answer.notes.push("The permission ends before a call is free again: ask for it again.".to_owned());
    }
    let lacks_permission = permission(rules, &past, now).verdict != May::Yes;
    answer.how = (outbound != Outbound::Restricted && (never || lacks_permission)).then_some(RuleId::AskBy);
    answer
}

fn decide(rules: &Rules, outbound: Outbound, past: &Past, at: i64) -> Decision {
    if outbound == Outbound::Restricted {
        let reason = "Business numbers of this number's country cannot call users. Ask the user to call, or send a \
                      message.";
        return Decision::new(May::No, RuleId::RestrictedCountries, reason);
    }
    let permission = permission(rules, past, at);
    if permission.verdict == May::No {
        return permission;
    }
    if used(rules, past, at) >= rules.calls.value.count {
        return all_used(rules);
    }
    if permission.verdict == May::Yes && may_be_used(rules, past, at) {
        let span = rules.calls.value.span();
        let reason = format!(
            "The user's permission is in force, but how many calls were placed in the last {span} is not known. {}",
            past.lack.words()
        );
        return Decision::new(May::NotKnown, RuleId::Calls, reason);
    }
    if permission.verdict == May::Yes && outbound == Outbound::NotKnown {
        let reason = "The user has given permission, but it is not known whether numbers of this number's country can \
                      call users.";
        return Decision::new(May::NotKnown, RuleId::RestrictedCountries, reason);
    }
    permission
}

/// Whether calls missing from the facts may count against the limit at a moment.
fn may_be_used(rules: &Rules, past: &Past, at: i64) -> bool {
    past.lacks_since(at.saturating_sub(rules.calls.value.window()))
}

fn all_used(rules: &Rules) -> Decision {
    let limit = rules.calls.value;
    let reason = format!(
        "The limit of {} calls in {span} is reached. Each counts for {span} from when it was placed.",
        in_words(limit.count),
        span = limit.span()
    );
    Decision::new(May::No, RuleId::Calls, reason)
}

/// Returns every moment at which a time window closes.
fn ends(rules: &Rules, past: &Past) -> Vec<i64> {
    let approval = past.facts.last_approval().map(|at| at.saturating_add(rules.permission_lasts.value.milliseconds()));
    let inbound = past.facts.last_inbound().map(|at| at.saturating_add(rules.callback_permission.value.milliseconds()));
    let calls = past.facts.outbound().map(|call| call.at.saturating_add(rules.calls.value.window()));
    let spans = [rules.calls.value.window(), rules.callback_permission.value.milliseconds()];
    let known = spans.map(|span| past.known_from.saturating_add(span));
    calls.chain(approval).chain(inbound).chain(known).collect()
}

fn notes(rules: &Rules, past: &Past, now: i64) -> Vec<String> {
    let permission = permission(rules, past, now);
    let asked = || match open_request(rules, &past.facts, now)? {
        request if request.rejected.is_some() => {
            Some("The last request was rejected. Until it expires, the user may still change the answer.")
        }
        _ => Some("The last request has no answer yet: the user may still approve it."),
    };
    match permission.verdict {
        May::Yes => missed(rules, past).into_iter().collect(),
        _ => asked().map(str::to_owned).into_iter().collect(),
    }
}

/// Returns a note that the user was asked to reconsider the permission.
fn missed(rules: &Rules, past: &Past) -> Option<String> {
    let (limit, revokes) = (rules.missed_reconsider.value, rules.missed_revokes.value);
    let Streak { least, most, .. } = streak(past, past.facts.last_approval()?);
    if most < limit {
        return None;
    }
    let sure = if least >= limit { "The user has" } else { "If those whose end is not known count, the user has" };
    let count = if least >= limit { least } else { most };
    Some(format!(
        "{sure} missed {} calls in a row, and was asked to reconsider the permission. The {} in a row revokes it.",
        in_words(count),
        ordinal(revokes)
    ))
}

fn ordinal(count: u32) -> String {
    match count {
        3 => "third".to_owned(),
        4 => "fourth".to_owned(),
        5 => "fifth".to_owned(),
        other => format!("{other}th"),
    }
}
