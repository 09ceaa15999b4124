use super::*;
use May::{No, NotKnown, Yes};
use RuleId::{CallbackPermission, Calls, MissedRevokes, PermissionLasts, PermissionNeeded, RestrictedCountries};

/// Checks the answer now: its verdict, its rule, the time until it changes, and the time until it becomes a yes.
#[track_caller]
fn check_in(outbound: Outbound, facts: &Facts, verdict: May, rule: RuleId, changes: Option<i64>, yes: Option<i64>) {
    let answer = may_call(Rules::current(), outbound, facts, NOW);
    let told =
        (answer.verdict, answer.rule, answer.changes_at.map(|at| at - NOW), answer.becomes_yes_at.map(|at| at - NOW));
    assert_eq!(told, (verdict, rule, changes, yes), "{facts:?}\n{answer:?}");
    let mut sentences = std::iter::once(&answer.reason).chain(&answer.notes);
    assert!(sentences.all(|sentence| sentence.ends_with('.')), "{answer:?}");
}

#[track_caller]
fn check(facts: Facts, verdict: May, rule: RuleId, changes: Option<i64>, yes: Option<i64>) {
    check_in(Outbound::Available, &facts, verdict, rule, changes, yes);
}

fn five(oldest: i64) -> Vec<CallFact> {
    [oldest, 4 * HOUR, 3 * HOUR, 2 * HOUR, HOUR].map(answered).to_vec()
}

#[test]
fn a_permission_lasts_seven_days() {
    check(facts(&[], &[]), No, PermissionNeeded, None, None);
    check(facts(&[0], &[]), Yes, PermissionLasts, Some(WEEK), None);
    check(facts(&[DAY], &[]), Yes, PermissionLasts, Some(6 * DAY), None);
    check(facts(&[WEEK - MS], &[]), Yes, PermissionLasts, Some(MS), None);
    check(facts(&[WEEK], &[]), No, PermissionLasts, None, None);
    check(facts(&[WEEK + MS], &[]), No, PermissionLasts, None, None);
    // A new approval replaces the old one, in any order.
    check(facts(&[WEEK + DAY, DAY], &[]), Yes, PermissionLasts, Some(6 * DAY), None);
    check(facts(&[DAY, WEEK + DAY], &[]), Yes, PermissionLasts, Some(6 * DAY), None);
    check(facts(&[WEEK - MS, WEEK - HOUR], &[]), Yes, PermissionLasts, Some(HOUR), None);
    // A moment in the future has not happened yet.
    check(facts(&[-MS], &[]), No, PermissionNeeded, None, None);
    check(facts(&[WEEK, -MS], &[]), No, PermissionLasts, None, None);
}

#[test]
fn five_calls_in_twenty_four_hours() {
    let four = &five(DAY)[1..];
    check(facts(&[2 * DAY], four), Yes, PermissionLasts, Some(5 * DAY), None);
    check(facts(&[2 * DAY], &five(DAY)), Yes, PermissionLasts, Some(5 * DAY), None);
    check(facts(&[2 * DAY], &five(DAY + MS)), Yes, PermissionLasts, Some(5 * DAY), None);
    check(facts(&[2 * DAY], &five(DAY - MS)), No, Calls, Some(MS), Some(MS));
    check(facts(&[2 * DAY], &five(5 * HOUR)), No, Calls, Some(19 * HOUR), Some(19 * HOUR));
    check(facts(&[2 * DAY], &[answered(0); 5]), No, Calls, Some(DAY), Some(DAY));
    // Six calls: the two oldest must be 24 hours ago.
    let six = [&[answered(6 * HOUR)], five(5 * HOUR).as_slice()].concat();
    check(facts(&[2 * DAY], &six), No, Calls, Some(19 * HOUR), Some(19 * HOUR));
    // Calls count whatever their outcome, also those before the approval. Calls from the user and later calls do not
    // count.
    let mixed = [answered(5 * HOUR), missed(4 * HOUR), unknown(3 * HOUR), missed(2 * HOUR), answered(HOUR)];
    check(facts(&[2 * DAY], &mixed), No, Calls, Some(19 * HOUR), Some(19 * HOUR));
    check(facts(&[0], &five(5 * HOUR)), No, Calls, Some(19 * HOUR), Some(19 * HOUR));
    check(facts(&[2 * DAY], &[inbound(HOUR); 9]), Yes, PermissionLasts, Some(5 * DAY), None);
    check(facts(&[2 * DAY], &[four, &[answered(-MS)]].concat()), Yes, PermissionLasts, Some(5 * DAY), None);
    // The permission ends before, or at the moment when, a further call is allowed.
    check(facts(&[WEEK - HOUR], &five(5 * HOUR)), No, Calls, None, None);
    check(facts(&[WEEK - 19 * HOUR], &five(5 * HOUR)), No, Calls, None, None);
    check(facts(&[WEEK - 19 * HOUR + MS], &five(5 * HOUR)), No, Calls, None, None);
    check(facts(&[WEEK - 19 * HOUR - MS], &five(5 * HOUR)), No, Calls, Some(19 * HOUR), Some(19 * HOUR));
}

#[test]
fn missed_calls_in_a_row() {
    let row = |count: usize| [2 * DAY, 40 * HOUR, 36 * HOUR, 30 * HOUR, 28 * HOUR].map(missed)[..count].to_vec();
    let until = Some(4 * DAY);
    check(facts(&[3 * DAY], &row(1)), Yes, PermissionLasts, until, None);
    check(facts(&[3 * DAY], &row(2)), Yes, PermissionLasts, until, None);
    check(facts(&[3 * DAY], &row(3)), Yes, PermissionLasts, until, None);
    check(facts(&[3 * DAY], &row(4)), No, MissedRevokes, None, None);
    check(facts(&[3 * DAY], &row(5)), No, MissedRevokes, None, None);
    // The order in which the facts are listed does not matter.
    let backwards: Vec<CallFact> = row(4).into_iter().rev().collect();
    check(facts(&[3 * DAY], &backwards), No, MissedRevokes, None, None);
    // An answered call ends the streak. Calls from the user neither count nor end it.
    let ended = |at: CallFact| [row(4), vec![at]].concat();
    check(facts(&[3 * DAY], &ended(answered(HOUR))), Yes, PermissionLasts, until, None);
    check(facts(&[3 * DAY], &ended(answered(35 * HOUR))), Yes, PermissionLasts, until, None);
    check(facts(&[3 * DAY], &ended(inbound(HOUR))), No, MissedRevokes, None, None);
    check(facts(&[3 * DAY], &ended(inbound(35 * HOUR))), No, MissedRevokes, None, None);
    // A new approval starts a new streak, with the calls from its own millisecond on.
    check(facts(&[3 * DAY, HOUR], &row(4)), Yes, PermissionLasts, Some(WEEK - HOUR), None);
    check(facts(&[2 * DAY], &row(4)), No, MissedRevokes, None, None);
    check(facts(&[2 * DAY - MS], &row(4)), Yes, PermissionLasts, Some(5 * DAY + MS), None);
    // Expiry outweighs revocation.
    check(facts(&[WEEK], &row(4)), No, PermissionLasts, None, None);
}

#[test]
fn unknown_ends_count_where_they_matter() {
    let until = Some(4 * DAY);
    let rows = |calls: &[CallFact]| facts(&[3 * DAY], calls);
    let [a, b, c, d, e] = [2 * DAY, 40 * HOUR, 36 * HOUR, 30 * HOUR, 28 * HOUR];
    check(rows(&[unknown(a), unknown(b), unknown(c)]), Yes, PermissionLasts, until, None);
    check(rows(&[unknown(a), unknown(b), unknown(c), unknown(d)]), NotKnown, MissedRevokes, until, None);
    check(rows(&[missed(a), missed(b), missed(c), unknown(d)]), NotKnown, MissedRevokes, until, None);
    check(rows(&[unknown(a), missed(b), missed(c), missed(d)]), NotKnown, MissedRevokes, until, None);
    check(rows(&[unknown(a), missed(b), missed(c), missed(d), missed(e)]), No, MissedRevokes, None, None);
    check(rows(&[missed(a), missed(b), unknown(c), missed(d), missed(e)]), NotKnown, MissedRevokes, until, None);
    check(rows(&[missed(a), unknown(b), answered(c), missed(d), missed(e)]), Yes, PermissionLasts, until, None);
    check(rows(&[missed(a), missed(b), missed(c), missed(d), unknown(e)]), NotKnown, MissedRevokes, until, None);
    // Used-up calls are a no regardless. A further call is allowed before the outcomes become known.
    let recent = [5 * HOUR, 4 * HOUR, 3 * HOUR, 2 * HOUR, HOUR].map(unknown);
    check(rows(&recent), No, Calls, Some(19 * HOUR), None);
}

#[test]
fn a_user_who_called_may_have_given_permission() {
    use Callback::{Disabled, Enabled};
    let later = Some(WEEK - HOUR);
    let row = [40 * HOUR, 36 * HOUR, 30 * HOUR, 28 * HOUR].map(missed);
    let called = |callback, ago| with_callback(callback, &[], &[inbound(ago)]);
    check(called(Disabled, HOUR), No, PermissionNeeded, None, None);
    check(called(Enabled, HOUR), NotKnown, CallbackPermission, later, None);
    check(called(Callback::NotKnown, HOUR), NotKnown, CallbackPermission, later, None);
    check(called(Enabled, WEEK - MS), NotKnown, CallbackPermission, Some(MS), None);
    check(called(Enabled, WEEK), No, PermissionNeeded, None, None);
    check(called(Enabled, -MS), No, PermissionNeeded, None, None);
    // It counts after an expired or revoked permission. A permission in force takes precedence over it.
    check(with_callback(Enabled, &[WEEK], &[inbound(HOUR)]), NotKnown, CallbackPermission, later, None);
    check(with_callback(Enabled, &[DAY], &[inbound(HOUR)]), Yes, PermissionLasts, Some(6 * DAY), None);
    check(with_callback(Enabled, &[WEEK - MS], &[inbound(HOUR)]), Yes, PermissionLasts, Some(MS), None);
    let then = [row.as_slice(), &[inbound(HOUR)]].concat();
    check(with_callback(Enabled, &[2 * DAY], &then), NotKnown, CallbackPermission, later, None);
    // Four missed calls after it revoke this permission too.
    let before = [&[inbound(41 * HOUR)], row.as_slice()].concat();
    check(with_callback(Enabled, &[2 * DAY], &before), No, MissedRevokes, None, None);
    check(with_callback(Enabled, &[], &before), No, PermissionNeeded, None, None);
    // All calls are used up.
    let five = [&[inbound(6 * HOUR)], five(5 * HOUR).as_slice()].concat();
    check(with_callback(Enabled, &[], &five), No, Calls, Some(19 * HOUR), None);
}

#[test]
fn the_country_counts() {
    use Outbound::{Available, Restricted};
    let unknown = Outbound::NotKnown;
    let granted = || facts(&[DAY], &[]);
    check_in(Available, &granted(), Yes, PermissionLasts, Some(6 * DAY), None);
    check_in(Restricted, &granted(), No, RestrictedCountries, None, None);
    check_in(Restricted, &facts(&[], &[]), No, RestrictedCountries, None, None);
    check_in(unknown, &granted(), NotKnown, RestrictedCountries, Some(6 * DAY), None);
    check_in(unknown, &facts(&[], &[]), No, PermissionNeeded, None, None);
    check_in(unknown, &facts(&[2 * DAY], &five(5 * HOUR)), No, Calls, Some(19 * HOUR), None);
}

#[test]
fn sentences() {
    let check = |facts: Facts, reason: &str, note: &str| {
        let answer = may_call(Rules::current(), Outbound::Available, &facts, NOW);
        assert!(answer.reason.contains(reason), "{answer:?}");
        let noted =
            if note.is_empty() { answer.notes.is_empty() } else { answer.notes.iter().any(|said| said.contains(note)) };
        assert!(noted, "{answer:?}");
    };
    check(facts(&[], &[]), "No permission is recorded.", "");
    check(facts(&[DAY], &[]), "in force. Calls used in the last 24 hours: 0 of 5.", "");
    check(facts(&[DAY], &[answered(HOUR)]), "in the last 24 hours: 1 of 5.", "");
    check(facts(&[WEEK], &[]), "has expired: it lasts 7 days", "");
    check(facts(&[DAY], &[missed(HOUR)]), "in force", "");
    let two = [missed(2 * HOUR), missed(HOUR)];
    check(facts(&[DAY], &two), "in force", "has missed two calls in a row, and was asked to reconsider");
    check(facts(&[DAY], &two), "in force", "The fourth in a row revokes it.");
    check(facts(&[DAY], &[unknown(2 * HOUR), missed(HOUR)]), "in force", "If those whose end is not known count");
    check(facts(&[DAY], &[missed(HOUR); 4]), "missed four calls in a row, which revoked", "");
    check(facts(&[DAY], &five(5 * HOUR)), "The limit of five calls in 24 hours is reached.", "");
    check(facts(&[WEEK - HOUR], &five(5 * HOUR)), "The limit of five calls", "ends before a call is free again");
    let back = [&[inbound(6 * HOUR)], five(5 * HOUR).as_slice()].concat();
    check(with_callback(Callback::Enabled, &[], &back), "The limit of five calls", "");
    check(with_callback(Callback::Enabled, &[], &[inbound(HOUR)]), "to call back. How long", "");
    check(with_callback(Callback::NotKnown, &[], &[inbound(HOUR)]), "Look in Meta Business Manager", "");
    check(requests(&[(HOUR, None)]), "No permission", "has no answer yet");
    check(requests(&[(WEEK, None)]), "No permission", "");
    check(requests(&[(WEEK, Some(HOUR))]), "No permission", "Until it expires, the user may still change");
}
