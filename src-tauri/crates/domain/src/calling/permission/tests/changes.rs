//! An answer and its changes never contradict each other, whatever the facts.

use super::*;
use proptest::prelude::*;

/// Moments are half-days near the ends of the time windows, so that many of them coincide.
fn moment() -> impl Strategy<Value = i64> {
    (-2..40i64, -1..=1i64).prop_map(|(halves, off)| NOW - halves * 12 * HOUR + off)
}

fn call() -> impl Strategy<Value = CallFact> {
    let outcome = prop_oneof![1 => Just(Outcome::Answered), 3 => Just(Outcome::Missed), 1 => Just(Outcome::NotKnown)];
    let direction = prop_oneof![4 => Just(Direction::Outbound), 1 => Just(Direction::Inbound)];
    (moment(), outcome, direction).prop_map(|(at, outcome, direction)| CallFact { at, outcome, direction })
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let request = (moment(), proptest::option::of(moment())).prop_map(|(sent, rejected)| Request { sent, rejected });
    let callback = prop_oneof![Just(Callback::Enabled), Just(Callback::Disabled), Just(Callback::NotKnown)];
    let known =
        prop_oneof![1 => Just(ALL), 2 => (moment(), moment()).prop_map(|(from, until)| CoveredSpan { from, until })];
    let (approvals, requests) = (prop::collection::vec(moment(), 0..4), prop::collection::vec(request, 0..4));
    (approvals, requests, prop::collection::vec(call(), 0..12), prop::collection::vec(known, 0..3), callback)
        .prop_map(|(approvals, requests, calls, known, callback)| Facts { approvals, requests, calls, known, callback })
}

/// The facts known at `NOW`, as if nothing else happens afterwards.
fn known(facts: &Facts) -> Facts {
    let past = facts.until(NOW);
    Facts { known: vec![CoveredSpan { from: past.known_from, until: i64::MAX }], ..past.facts }
}

fn any_outbound() -> impl Strategy<Value = Outbound> {
    prop_oneof![4 => Just(Outbound::Available), 1 => Just(Outbound::NotKnown), 1 => Just(Outbound::Restricted)]
}

/// Computes the verdict again for every moment in the next ten days at which it could change, from the facts known at
/// `NOW`.
fn check(answer: &Answer, ask: impl Fn(i64) -> May) -> Result<(), TestCaseError> {
    let later = (0..=20).flat_map(|halves| (-4..=4).map(move |off| NOW + halves * 12 * HOUR + off));
    for at in later.filter(|at| *at >= NOW) {
        let verdict = ask(at);
        let changed = answer.changes_at.is_some_and(|changes| at >= changes);
        let yes = answer.becomes_yes_at.is_some_and(|yes| at >= yes);
        prop_assert!(changed || verdict == answer.verdict, "at {}: {:?}", at - NOW, verdict);
        prop_assert!(answer.changes_at != Some(at) || verdict != answer.verdict, "at {}", at - NOW);
        prop_assert!(yes || answer.verdict == May::Yes || verdict != May::Yes, "at {}", at - NOW);
        prop_assert!(answer.becomes_yes_at != Some(at) || verdict == May::Yes, "at {}", at - NOW);
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_calling_answer_changes_when_it_says(facts in any_facts(), outbound in any_outbound()) {
        let rules = Rules::current();
        let answer = may_call(rules, outbound, &facts, NOW);
        prop_assert!(answer.verdict != May::Yes || answer.becomes_yes_at.is_none());
        prop_assert!(answer.changes_at.is_none_or(|at| at > NOW));
        let known = known(&facts);
        check(&answer, |at| may_call(rules, outbound, &known, at).verdict)?;
    }

    #[test]
    fn an_asking_answer_changes_when_it_says(facts in any_facts(), outbound in any_outbound()) {
        let rules = Rules::current();
        let answer = may_ask(rules, outbound, &facts, NOW);
        let known = known(&facts);
        check(&answer, |at| may_ask(rules, outbound, &known, at).verdict)?;
    }

    #[test]
    fn the_order_of_facts_does_not_matter(facts in any_facts()) {
        // For calls in the same millisecond, nobody knows which came first.
        let mut moments: Vec<i64> = facts.calls.iter().map(|call| call.at).collect();
        moments.sort_unstable();
        prop_assume!(moments.windows(2).all(|pair| pair[0] != pair[1]));
        let mut turned = facts.clone();
        turned.approvals.reverse();
        turned.calls.reverse();
        turned.known.reverse();
        let rules = Rules::current();
        prop_assert_eq!(
            may_call(rules, Outbound::Available, &facts, NOW),
            may_call(rules, Outbound::Available, &turned, NOW)
        );
    }

    #[test]
    fn no_moment_overflows(approval in any::<i64>(), at in any::<i64>(), now in any::<i64>()) {
        let call = CallFact { at, outcome: Outcome::Missed, direction: Direction::Outbound };
        let request = Request { sent: at, rejected: Some(approval) };
        let facts = Facts { approvals: vec![approval], requests: vec![request], calls: vec![call], ..Facts::default() };
        let _ = (may_call(Rules::current(), Outbound::Available, &facts, now), facts.check(now));
        let _ = may_ask(Rules::current(), Outbound::Available, &facts, now);
    }
}
