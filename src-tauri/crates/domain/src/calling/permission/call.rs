//! May the business call this user?

use super::answer::{Answer, Decision, May, answer};
use super::ask::open_request;
use super::facts::{Callback, Facts, Past};
use super::streak::{Streak, streak};
use crate::calling::country::Outbound;
use crate::calling::rules::{RuleId, Rules, in_words};

/// Whether the business may call the user at `now`. Facts later than `now` are left out; [`Facts::check`] tells them.
///
/// A no outweighs what is not known, and that outweighs a yes. Of several reasons the first counts: the country, the
/// permission, the calls already placed. Where a rule looks at a time of which not every call is known
/// ([`Facts::known`]), and those that are known do not decide it, the answer is not known.
pub fn may_call(rules: &Rules, outbound: Outbound, facts: &Facts, now: i64) -> Answer {
    let past = facts.until(now);
    let decide = |at| decide(rules, outbound, &past, at);
    let mut answer = answer(now, ends(rules, &past), notes(rules, &past, now), decide);
    let never = answer.rule == RuleId::Calls && answer.becomes_yes_at.is_none() && outbound == Outbound::Available;
    if never && permission(rules, &past, now).verdict == May::Yes {
        answer.notes.push("The permission ends before a call is free again: ask for it anew.".to_owned());
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

/// Whether a permission is in force, whatever the country and the calls already placed.
pub(super) fn permission(rules: &Rules, past: &Past, at: i64) -> Decision {
    let approved = approved(rules, past, at);
    if approved.verdict != May::No {
        return approved;
    }
    if !perhaps_by_callback(rules, past, at) {
        return if may_have_called(rules, past, at) { called_back(past, approved) } else { approved };
    }
    let setting = match past.facts.callback {
        Callback::Enabled => "",
        _ => "Look in Meta Business Manager whether calling back is enabled for this number. ",
    };
    let reason = format!(
        "The user has called this number, which may have given a temporary permission to call back. {setting}How long \
         it lasts is not published."
    );
    Decision::new(May::NotKnown, RuleId::CallbackPermission, reason)
}

fn approved(rules: &Rules, past: &Past, at: i64) -> Decision {
    let lasts = rules.permission_lasts.value;
    let Some(approval) = past.facts.last_approval() else {
        let reason = "No permission is recorded. Ask the user for it, or enter when it was given.";
        return Decision::new(May::No, RuleId::PermissionNeeded, reason);
    };
    if at >= approval.saturating_add(lasts.milliseconds()) {
        let reason =
            format!("The permission has expired: it lasts {} from its approval. Ask for it anew.", lasts.words());
        return Decision::new(May::No, RuleId::PermissionLasts, reason);
    }
    let limit = rules.missed_revokes.value;
    match streak(past, approval) {
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
        Streak { open: true, .. } => {
            let reason = format!(
                "The user gave permission, but whether missed calls have revoked it is not known. {}",
                past.lack.words()
            );
            Decision::new(May::NotKnown, RuleId::MissedRevokes, reason)
        }
        _ => in_force(rules, past, at),
    }
}

fn in_force(rules: &Rules, past: &Past, at: i64) -> Decision {
    let limit = rules.calls.value;
    let used = used(rules, past, at);
    let reason = format!(
        "The user's permission is in force. Calls used in the last {}: {used} of {}.",
        limit.span(),
        limit.count
    );
    Decision::new(May::Yes, RuleId::PermissionLasts, reason)
}

/// Whether a call of the user's may have given a permission that is still in force. One that four missed calls have
/// followed would be revoked like any other.
fn perhaps_by_callback(rules: &Rules, past: &Past, at: i64) -> bool {
    let Some(called) = past.facts.last_inbound().filter(|_| past.facts.callback != Callback::Disabled) else {
        return false;
    };
    let recent = at < called.saturating_add(rules.callback_permission.value.milliseconds());
    recent && streak(past, called).least < rules.missed_revokes.value
}

/// Whether a call of the user's that nobody told of may have given a permission.
fn may_have_called(rules: &Rules, past: &Past, at: i64) -> bool {
    let since = at.saturating_sub(rules.callback_permission.value.milliseconds());
    past.facts.callback != Callback::Disabled && past.lacks_since(since)
}

/// What the lack of a permission comes to, where the user may have called.
fn called_back(past: &Past, approved: Decision) -> Decision {
    let reason = format!(
        "{} A user who calls may give a temporary permission to call back, and whether this one has called is not \
         known. {}",
        approved.reason,
        past.lack.words()
    );
    Decision::new(May::NotKnown, RuleId::CallbackPermission, reason)
}

/// Whether calls that nobody told of may count against the limit at a moment.
fn may_be_used(rules: &Rules, past: &Past, at: i64) -> bool {
    past.lacks_since(at.saturating_sub(rules.calls.value.window()))
}

/// How many calls count against the limit at a moment. Calls before the current approval count too: the limit is one
/// of a day and not of a permission.
fn used(rules: &Rules, past: &Past, at: i64) -> u32 {
    let window = rules.calls.value.window();
    let counted = past.facts.outbound().filter(|call| at < call.at.saturating_add(window)).count();
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

/// That the user was asked to reconsider.
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
