//! Moments at the ends of the integer range, as a damaged file or a wrong clock may produce them.

use super::*;
use May::{No, NotKnown, Yes};

const ENDS: [i64; 5] = [i64::MIN, i64::MIN + 1, 0, i64::MAX - 1, i64::MAX];

/// Every fact at one moment, and every call known at that moment.
fn all_at(at: i64) -> Facts {
    Facts {
        approvals: vec![at],
        requests: vec![Request { sent: at, rejected: Some(at) }],
        calls: [Direction::Outbound, Direction::Inbound]
            .map(|direction| CallFact { at, outcome: Outcome::Missed, direction })
            .to_vec(),
        known: vec![CoveredSpan { from: at, until: at }],
        callback: Callback::Enabled,
    }
}

#[test]
fn no_moment_breaks_an_answer() {
    for at in ENDS {
        for now in ENDS {
            let facts = all_at(at);
            assert_eq!(facts.check(now).is_empty(), at <= now, "{at} {now}");
            for outbound in [Outbound::Available, Outbound::Restricted, Outbound::NotKnown] {
                for answer in [
                    may_call(Rules::current(), outbound, &facts, now),
                    may_ask(Rules::current(), outbound, &facts, now),
                ] {
                    assert!(answer.changes_at.is_none_or(|changes| changes > now), "{at} {now}: {answer:?}");
                    assert!(answer.becomes_yes_at.is_none_or(|changes| changes > now), "{at} {now}: {answer:?}");
                }
            }
        }
    }
}

#[test]
fn what_is_far_in_the_past_no_longer_counts() {
    let check = |at: i64, now: i64, call: May, ask: May| {
        let facts = Facts { known: vec![ALL], ..all_at(at) };
        let rules = Rules::current();
        let call_answer = may_call(rules, Outbound::Available, &facts, now);
        let ask_answer = may_ask(rules, Outbound::Available, &facts, now);
        assert_eq!(
            (call_answer.verdict, ask_answer.verdict),
            (call, ask),
            "{at} {now}: {call_answer:?} {ask_answer:?}"
        );
    };
    check(i64::MIN, i64::MAX, No, Yes);
    check(i64::MIN, 0, No, Yes);
    check(0, i64::MAX, No, Yes);
    // Moments in the future do not count yet.
    check(i64::MAX, 0, No, Yes);
    check(i64::MAX, i64::MIN, No, Yes);
    // A permission and a request at the current moment.
    check(0, 0, Yes, No);
    check(i64::MIN, i64::MIN, Yes, No);
}

#[test]
fn covered_spans_do_not_overflow() {
    let check = |known: CoveredSpan, now: i64, expected: May| {
        let facts = Facts { approvals: vec![now], known: vec![known], ..Facts::default() };
        let answer = may_call(Rules::current(), Outbound::Available, &facts, now);
        assert_eq!(answer.verdict, expected, "{known:?} {now}: {answer:?}");
    };
    // Late enough to come near an overflow, and early enough that a permission of one week fits.
    let late = i64::MAX - WEEK - 1;
    check(CoveredSpan { from: i64::MIN, until: i64::MAX }, 0, Yes);
    check(CoveredSpan { from: i64::MIN, until: i64::MIN }, late, NotKnown);
    check(CoveredSpan { from: i64::MIN, until: late - CURRENT }, late, Yes);
    check(CoveredSpan { from: i64::MIN, until: late - CURRENT - 1 }, late, NotKnown);
    check(CoveredSpan { from: i64::MAX, until: i64::MIN }, 0, NotKnown);
    // A permission that would end after the last moment counts as expired. This avoids a false yes.
    check(CoveredSpan { from: i64::MIN, until: i64::MAX }, i64::MAX, No);
}
