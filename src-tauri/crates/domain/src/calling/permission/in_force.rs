//! Whether a permission is in force.

use super::answer::{Decision, May};
use super::facts::{Callback, Past};
use super::streak::{Streak, streak};
use crate::calling::rules::{RuleId, Rules};
use crate::calling::words::in_words;

/// Decides whether a permission is in force, apart from the country and from the calls already placed.
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
            format!("The permission has expired: it lasts {} from its approval. Ask for it again.", lasts.words());
        return Decision::new(May::No, RuleId::PermissionLasts, reason);
    }
    let limit = rules.missed_revokes.value;
    match streak(past, approval) {
        Streak { least, .. } if least >= limit => {
            let missed = in_words(least);
            let reason =
                format!("The user missed {missed} calls in a row, which revoked the permission. Ask for it again.");
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

/// Whether a call from the user may have given a permission that is still in force. Four missed calls after it would
/// revoke it, as they revoke any permission.
fn perhaps_by_callback(rules: &Rules, past: &Past, at: i64) -> bool {
    let Some(called) = past.facts.last_inbound().filter(|_| past.facts.callback != Callback::Disabled) else {
        return false;
    };
    let recent = at < called.saturating_add(rules.callback_permission.value.milliseconds());
    recent && streak(past, called).least < rules.missed_revokes.value
}

/// Whether the user may have given a permission by a call that is missing from the facts.
fn may_have_called(rules: &Rules, past: &Past, at: i64) -> bool {
    let since = at.saturating_sub(rules.callback_permission.value.milliseconds());
    past.facts.callback != Callback::Disabled && past.lacks_since(since)
}

/// Returns the decision where no permission is known, but the user may have called.
fn called_back(past: &Past, approved: Decision) -> Decision {
    let reason = format!(
        "{} A user who calls may give a temporary permission to call back, and whether this one has called is not \
         known. {}",
        approved.reason,
        past.lack.words()
    );
    Decision::new(May::NotKnown, RuleId::CallbackPermission, reason)
}

/// Returns how many calls count against the limit at a moment. Calls before the current approval count too: the limit
/// is per day, not per permission.
pub(super) fn used(rules: &Rules, past: &Past, at: i64) -> u32 {
    let window = rules.calls.value.window();
    let counted = past.facts.outbound().filter(|call| at < call.at.saturating_add(window)).count();
    u32::try_from(counted).unwrap_or(u32::MAX)
}
