//! May the business call this user?

use super::answer::{Answer, Decision, May, answer};
use super::ask::open_request;
use super::facts::{Callback, Facts};
use super::streak::{Streak, streak};
use crate::calling::country::Outbound;
use crate::calling::rules::{RuleId, Rules, in_words};

/// Whether the business may call the user at `now`. Facts later than `now` are left out; [`Facts::check`] tells them.
///
/// A no outweighs what is not known, and that outweighs a yes. Of several reasons the first counts: the country, the
/// permission, the calls already placed.
pub fn may_call(rules: &Rules, outbound: Outbound, facts: &Facts, now: i64) -> Answer {
    let facts = facts.until(now);
    let decide = |at| decide(rules, outbound, &facts, at);
    let mut answer = answer(now, ends(rules, &facts), notes(rules, &facts, now), decide);
    let never = answer.rule == RuleId::Calls && answer.becomes_yes_at.is_none() && outbound == Outbound::Available;
    if never && permission(rules, &facts, now).verdict == May::Yes {
        answer.notes.push("The permission ends before a call is free again: ask for it anew.".to_owned());
    }
    answer
}

fn decide(rules: &Rules, outbound: Outbound, facts: &Facts, at: i64) -> Decision {
    if outbound == Outbound::Restricted {
        let reason = "Business numbers of this number's country cannot call users. Ask the user to call, or send a \
                      message.";
        return Decision::new(May::No, RuleId::RestrictedCountries, reason);
    }
    let permission = permission(rules, facts, at);
    if permission.verdict == May::No {
        return permission;
    }
    if used(rules, facts, at) >= rules.calls.value.count {
        return all_used(rules);
    }
    if permission.verdict == May::Yes && outbound == Outbound::NotKnown {
        let reason = "The user has given permission, but it is not known whether numbers of this number's country can \
                      call users.";
        return Decision::new(May::NotKnown, RuleId::RestrictedCountries, reason);
    }
    permission
}

/// Whether a permission is in force, whatever the country and the calls already placed.
pub(super) fn permission(rules: &Rules, facts: &Facts, at: i64) -> Decision {
    let approved = approved(rules, facts, at);
    if approved.verdict != May::No || !perhaps_by_callback(rules, facts, at) {
        return approved;
    }
    let setting = match facts.callback {
        Callback::Enabled => "",
        _ => "Look in Meta Business Manager whether calling back is enabled for this number. ",
    };
    let reason = format!(
        "The user has called this number, which may have given a temporary permission to call back. {setting}How long \
         it lasts is not published."
    );
    Decision::new(May::NotKnown, RuleId::CallbackPermission, reason)
}

fn approved(rules: &Rules, facts: &Facts, at: i64) -> Decision {
    let lasts = rules.permission_lasts.value;
    let Some(approval) = facts.last_approval() else {
        let reason = "No permission is recorded. Ask the user for it, or enter when it was given.";
        return Decision::new(May::No, RuleId::PermissionNeeded, reason);
    };
    if at >= approval.saturating_add(lasts.milliseconds()) {
        let reason =
            format!("The permission has expired: it lasts {} from its approval. Ask for it anew.", lasts.words());
        return Decision::new(May::No, RuleId::PermissionLasts, reason);
    }
    let limit = rules.missed_revokes.value;
    match streak(facts, approval) {
        Streak { least, .. } if least >= limit => {
            let missed = in_words(least);
            let reason =
                format!("The user missed {missed} calls in a row, which revoked the permission. Ask for it anew.");
            Decision::new(May::No, RuleId::MissedRevokes, reason)
        }
        Streak { most, .. } if most >= limit => {
            let reason = format!(
                "It is not known how some calls since the approval ended. If the user missed {} in a row, the \
                 permission is revoked. Enter how they ended.",
                in_words(limit)
            );
            Decision::new(May::NotKnown, RuleId::MissedRevokes, reason)
        }
        _ => in_force(rules, facts, at),
    }
}

fn in_force(rules: &Rules, facts: &Facts, at: i64) -> Decision {
    let limit = rules.calls.value;
    let used = used(rules, facts, at);
    let reason = format!(
        "The user's permission is in force. Calls used in the last {}: {used} of {}.",
        limit.span(),
        limit.count
    );
    Decision::new(May::Yes, RuleId::PermissionLasts, reason)
}

/// Whether a call of the user's may have given a permission that is still in force. One that four missed calls have
/// followed would be revoked like any other.
fn perhaps_by_callback(rules: &Rules, facts: &Facts, at: i64) -> bool {
    let Some(called) = facts.last_inbound().filter(|_| facts.callback != Callback::Disabled) else { return false };
    let recent = at < called.saturating_add(rules.callback_permission.value.milliseconds());
    recent && streak(facts, called).least < rules.missed_revokes.value
}

/// How many calls count against the limit at a moment. Calls before the current approval count too: the limit is one
/// of a day and not of a permission.
fn used(rules: &Rules, facts: &Facts, at: i64) -> u32 {
    let window = rules.calls.value.window();
    let counted = facts.outbound().filter(|call| at < call.at.saturating_add(window)).count();
    u32::try_from(counted).unwrap_or(u32::MAX)
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

/// Every moment at which a window closes.
fn ends(rules: &Rules, facts: &Facts) -> Vec<i64> {
    let approval = facts.last_approval().map(|at| at.saturating_add(rules.permission_lasts.value.milliseconds()));
    let inbound = facts.last_inbound().map(|at| at.saturating_add(rules.callback_permission.value.milliseconds()));
    let calls = facts.outbound().map(|call| call.at.saturating_add(rules.calls.value.window()));
    calls.chain(approval).chain(inbound).collect()
}

fn notes(rules: &Rules, facts: &Facts, now: i64) -> Vec<String> {
    let permission = permission(rules, facts, now);
    let asked = || match open_request(rules, facts, now)? {
        request if request.rejected.is_some() => {
            Some("The last request was rejected. Until it expires, the user may still change the answer.")
        }
        _ => Some("The last request has no answer yet: the user may still approve it."),
    };
    match permission.verdict {
        May::Yes => missed(rules, facts).into_iter().collect(),
        _ => asked().map(str::to_owned).into_iter().collect(),
    }
}

/// That the user was asked to reconsider.
fn missed(rules: &Rules, facts: &Facts) -> Option<String> {
    let (limit, revokes) = (rules.missed_reconsider.value, rules.missed_revokes.value);
    let Streak { least, most } = streak(facts, facts.last_approval()?);
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
