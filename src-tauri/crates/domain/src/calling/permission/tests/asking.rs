use super::*;
use May::{No, NotKnown, Yes};
use RuleId::{RequestsPerDay, RequestsPerWeek, RestrictedCountries};

/// Checks the answer now: its verdict, its rule, and the time until it changes. If a no changes, it becomes a yes.
#[track_caller]
fn check(facts: Facts, verdict: May, rule: RuleId, changes: Option<i64>) {
    let answer = may_ask(Rules::current(), Outbound::Available, &facts, NOW);
    let told = (answer.verdict, answer.rule, answer.changes_at.map(|at| at - NOW));
    assert_eq!(told, (verdict, rule, changes), "{facts:?}\n{answer:?}");
    assert_eq!(answer.becomes_yes_at, answer.changes_at, "{answer:?}");
    let mut sentences = std::iter::once(&answer.reason).chain(&answer.notes);
    assert!(sentences.all(|sentence| sentence.ends_with('.')), "{answer:?}");
}

fn sent(ago: &[i64]) -> Facts {
    requests(&ago.iter().map(|ago| (*ago, None)).collect::<Vec<_>>())
}

#[test]
fn one_in_a_day_and_two_in_a_week() {
    check(sent(&[]), Yes, RequestsPerWeek, None);
    check(sent(&[0]), No, RequestsPerDay, Some(DAY));
    check(sent(&[DAY - MS]), No, RequestsPerDay, Some(MS));
    check(sent(&[DAY]), Yes, RequestsPerWeek, None);
    check(sent(&[DAY + MS]), Yes, RequestsPerWeek, None);
    check(sent(&[-MS]), Yes, RequestsPerWeek, None);
    check(sent(&[3 * DAY, DAY]), No, RequestsPerWeek, Some(4 * DAY));
    check(sent(&[DAY, 3 * DAY]), No, RequestsPerWeek, Some(4 * DAY));
    check(sent(&[WEEK - MS, DAY]), No, RequestsPerWeek, Some(MS));
    check(sent(&[WEEK, DAY]), Yes, RequestsPerWeek, None);
    check(sent(&[WEEK + MS, DAY]), Yes, RequestsPerWeek, None);
    // Both limits are reached: the later end decides.
    check(sent(&[WEEK - MS, HOUR]), No, RequestsPerWeek, Some(23 * HOUR));
    check(sent(&[2 * DAY, HOUR]), No, RequestsPerWeek, Some(5 * DAY));
    check(sent(&[WEEK, HOUR]), No, RequestsPerDay, Some(23 * HOUR));
    // More requests than are allowed: all but one of this week must have left the window.
    check(sent(&[5 * DAY, 3 * DAY, DAY]), No, RequestsPerWeek, Some(4 * DAY));
    // A rejection changes nothing.
    check(requests(&[(HOUR, Some(MS))]), No, RequestsPerDay, Some(23 * HOUR));
    check(requests(&[(DAY, Some(MS))]), Yes, RequestsPerWeek, None);
    // Neither does a connected call: Plivo's guide does not say that it would.
    check(Facts { calls: vec![answered(0)], ..sent(&[HOUR]) }, No, RequestsPerDay, Some(23 * HOUR));
}

#[test]
fn the_country_counts() {
    let check = |outbound, facts: Facts, verdict: May, rule: RuleId| {
        let answer = may_ask(Rules::current(), outbound, &facts, NOW);
        assert_eq!((answer.verdict, answer.rule), (verdict, rule), "{answer:?}");
    };
    check(Outbound::Available, sent(&[]), Yes, RequestsPerWeek);
    check(Outbound::Restricted, sent(&[]), No, RestrictedCountries);
    check(Outbound::Restricted, sent(&[HOUR]), No, RestrictedCountries);
    check(Outbound::NotKnown, sent(&[]), NotKnown, RestrictedCountries);
    check(Outbound::NotKnown, sent(&[HOUR]), No, RequestsPerDay);
}

#[test]
fn how_to_ask_stands_with_both_answers() {
    let check = |outbound, facts: Facts, calling: Option<RuleId>, asking: Option<RuleId>| {
        let rules = Rules::current();
        let how = (may_call(rules, outbound, &facts, NOW).how, may_ask(rules, outbound, &facts, NOW).how);
        assert_eq!(how, (calling, asking), "{outbound:?} {facts:?}");
    };
    let (by, none) = (Some(RuleId::AskBy), None);
    check(Outbound::Available, facts(&[], &[]), by, by);
    check(Outbound::Available, facts(&[WEEK], &[]), by, by);
    check(Outbound::Available, facts(&[DAY], &[]), none, by);
    check(Outbound::Available, facts(&[DAY], &[missed(HOUR); 4]), by, by);
    check(Outbound::NotKnown, facts(&[], &[]), by, by);
    check(Outbound::Restricted, facts(&[], &[]), none, none);
}

#[test]
fn sentences() {
    let check = |facts: Facts, reason: &str, notes: &[&str]| {
        let answer = may_ask(Rules::current(), Outbound::Available, &facts, NOW);
        assert!(answer.reason.contains(reason), "{answer:?}");
        let fits =
            answer.notes.len() == notes.len() && answer.notes.iter().zip(notes).all(|(told, note)| told.contains(note));
        assert!(fits, "{answer:?}");
    };
    let approved = |ago: i64, facts: Facts| Facts { approvals: vec![NOW - ago], ..facts };
    check(sent(&[]), "A request can be sent. Used in the last 7 days: 0 of 2.", &[]);
    check(sent(&[WEEK - MS]), "in the last 7 days: 1 of 2.", &["has no answer yet"]);
    check(sent(&[WEEK]), ": 0 of 2.", &[]);
    check(sent(&[HOUR]), "The limit of one request in 24 hours is reached.", &["no answer yet"]);
    check(sent(&[3 * DAY, DAY]), "The limit of two requests in 7 days is reached.", &["no answer yet"]);
    check(requests(&[(2 * DAY, Some(DAY))]), ": 1 of 2.", &["was rejected. Until it expires"]);
    check(requests(&[(WEEK, Some(WEEK - MS))]), ": 0 of 2.", &["was rejected. Until it expires"]);
    check(requests(&[(WEEK + MS, Some(WEEK))]), ": 0 of 2.", &[]);
    check(approved(DAY, sent(&[2 * DAY])), ": 1 of 2.", &["still in force, so asking is not needed"]);
    check(approved(WEEK, sent(&[8 * DAY])), ": 0 of 2.", &[]);
    check(approved(3 * DAY, sent(&[2 * DAY])), ": 1 of 2.", &["in force", "no answer yet"]);
    check(Facts { calls: vec![inbound(HOUR)], ..sent(&[]) }, ": 0 of 2.", &["may still be in force"]);
    let connected = "sets the limit back";
    check(Facts { calls: vec![answered(MS)], ..sent(&[HOUR]) }, "of one request", &["no answer yet", connected]);
    check(Facts { calls: vec![answered(2 * HOUR)], ..sent(&[HOUR]) }, "of one request", &["no answer yet"]);
    check(Facts { calls: vec![answered(MS)], ..sent(&[DAY]) }, ": 1 of 2.", &["no answer yet"]);
}
