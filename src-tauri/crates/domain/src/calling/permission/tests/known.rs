//! Unknown calls never lead to a yes.

use super::*;
use May::{No, NotKnown, Yes};
use RuleId::{CallbackPermission, Calls, MissedRevokes, PermissionLasts, PermissionNeeded};

fn known(spans: &[(i64, i64)], facts: Facts) -> Facts {
    let known = spans.iter().map(|(from, until)| CoveredSpan { from: NOW - from, until: NOW - until }).collect();
    Facts { known, ..facts }
}

/// Checks the answer, with the calls known for the given time spans.
#[track_caller]
fn check(spans: &[(i64, i64)], given: Facts, verdict: May, rule: RuleId, next: &str) {
    let given = known(spans, given);
    let answer = may_call(Rules::current(), Outbound::Available, &given, NOW);
    assert_eq!((answer.verdict, answer.rule), (verdict, rule), "{given:?}: {answer:?}");
    assert!(answer.reason.contains(next), "{answer:?}");
}

#[test]
fn a_yes_needs_every_call_that_a_rule_looks_at() {
    let granted = || facts(&[2 * DAY], &[]);
    check(&[(2 * DAY, 0)], granted(), Yes, PermissionLasts, "");
    check(&[(2 * DAY, CURRENT)], granted(), Yes, PermissionLasts, "");
    check(&[], granted(), NotKnown, MissedRevokes, "never read here. Read calls");
    check(
        &[(WEEK, CURRENT + MS)],
        granted(),
        NotKnown,
        MissedRevokes,
        "out of date, so newer calls may be missing. Refresh",
    );
    check(&[(2 * DAY - MS, 0)], granted(), NotKnown, MissedRevokes, "does not reach back far enough");
    // An approval within the last day: the calls before it count against the limit.
    check(&[(DAY - MS, 0)], facts(&[HOUR], &[]), NotKnown, Calls, "how many calls were placed in the last 24 hours");
    check(&[(DAY, 0)], facts(&[HOUR], &[]), Yes, PermissionLasts, "");
    // Two time spans that meet form one. A gap between two spans may hold any call.
    check(&[(2 * DAY, HOUR), (HOUR, 0)], granted(), Yes, PermissionLasts, "");
    check(&[(HOUR, 0), (2 * DAY, HOUR)], granted(), Yes, PermissionLasts, "");
    check(&[(2 * DAY, 2 * HOUR), (HOUR, 0)], granted(), NotKnown, MissedRevokes, "");
    // An answered call ends the streak, so nothing before it matters.
    check(&[(DAY, 0)], facts(&[2 * DAY], &[answered(HOUR)]), Yes, PermissionLasts, "");
    check(&[(DAY, 0)], facts(&[2 * DAY], &[answered(30 * HOUR)]), NotKnown, MissedRevokes, "");
    // This computer's clock was set back afterwards.
    check(&[(2 * DAY, -DAY)], granted(), Yes, PermissionLasts, "");
}

#[test]
fn a_certain_no_stays_a_no() {
    let five = [5 * HOUR, 4 * HOUR, 3 * HOUR, 2 * HOUR, HOUR].map(answered);
    check(&[], facts(&[2 * DAY], &five), No, Calls, "");
    check(&[], facts(&[2 * DAY], &[missed(HOUR); 4]), No, MissedRevokes, "");
    check(&[], facts(&[WEEK], &[]), No, PermissionLasts, "");
    check(&[], facts(&[], &[]), No, PermissionNeeded, "");
}

#[test]
fn a_user_may_have_called_unseen() {
    let callback = |spans: &[(i64, i64)], verdict, rule, reason| {
        check(spans, with_callback(Callback::NotKnown, &[], &[]), verdict, rule, reason);
    };
    callback(&[], NotKnown, CallbackPermission, "whether this one has called is not known. The call records with");
    callback(&[(WEEK - MS, 0)], NotKnown, CallbackPermission, "does not reach back");
    callback(&[(WEEK, 0)], No, PermissionNeeded, "No permission is recorded.");
}

#[test]
fn what_is_missing_matters_less_as_time_goes_by() {
    let answer = |given: Facts| may_call(Rules::current(), Outbound::Available, &given, NOW);
    let changes = |given: Facts| (answer(given.clone()).changes_at, answer(given).becomes_yes_at);
    // The calls of the last hour are known, and the approval is one hour old.
    assert_eq!(changes(known(&[(HOUR, 0)], facts(&[HOUR], &[]))), (Some(NOW + 23 * HOUR), Some(NOW + 23 * HOUR)));
    let called = with_callback(Callback::Enabled, &[], &[]);
    assert_eq!(changes(known(&[(HOUR, 0)], called)), (Some(NOW + WEEK - HOUR), None));
}
