mod asking;
mod calling;
mod changes;
mod extremes;
mod known;

use super::*;
use crate::calling::country::Outbound;
use crate::calling::rules::{RuleId, Rules};

/// An arbitrary moment to measure from.
const NOW: i64 = 1_790_000_000_000;
const MS: i64 = 1;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;

fn call(ago: i64, outcome: Outcome, direction: Direction) -> CallFact {
    CallFact { at: NOW - ago, outcome, direction }
}
/// Calls placed by the business, `ago` milliseconds before now.
fn answered(ago: i64) -> CallFact {
    call(ago, Outcome::Answered, Direction::Outbound)
}
fn missed(ago: i64) -> CallFact {
    call(ago, Outcome::Missed, Direction::Outbound)
}
fn unknown(ago: i64) -> CallFact {
    call(ago, Outcome::NotKnown, Direction::Outbound)
}
/// A call from the user, `ago` milliseconds before now.
fn inbound(ago: i64) -> CallFact {
    call(ago, Outcome::Answered, Direction::Inbound)
}

/// Every call is known, for all time.
const ALL: CoveredSpan = CoveredSpan { from: i64::MIN, until: i64::MAX };

/// Approvals the given times ago, and calls. Callback is disabled and every call is known.
fn facts(approvals: &[i64], calls: &[CallFact]) -> Facts {
    let approvals = approvals.iter().map(|ago| NOW - ago).collect();
    let callback = Callback::Disabled;
    Facts { approvals, calls: calls.to_vec(), known: vec![ALL], callback, ..Facts::default() }
}

fn with_callback(callback: Callback, approvals: &[i64], calls: &[CallFact]) -> Facts {
    Facts { callback, ..facts(approvals, calls) }
}

/// Requests sent the given times ago, with an optional rejection the given time ago.
fn requests(requests: &[(i64, Option<i64>)]) -> Facts {
    let request =
        |(sent, rejected): &(i64, Option<i64>)| Request { sent: NOW - sent, rejected: rejected.map(|ago| NOW - ago) };
    Facts { requests: requests.iter().map(request).collect(), known: vec![ALL], ..Facts::default() }
}

#[test]
fn facts_that_cannot_be_right() {
    let check = |facts: Facts, expected: &[(FactField, &str)]| {
        let errors = facts.check(NOW);
        let told: Vec<_> = errors.iter().map(|error| (error.field, error.message.as_str())).collect();
        let fits = told.len() == expected.len()
            && told.iter().zip(expected).all(|(told, wanted)| told.0 == wanted.0 && told.1.starts_with(wanted.1));
        assert!(fits, "{facts:?}: {told:?}");
    };
    check(Facts::default(), &[]);
    check(facts(&[0, DAY], &[answered(0)]), &[]);
    check(facts(&[DAY, -MS], &[]), &[(FactField::Approval(1), "The approval lies in the future.")]);
    check(facts(&[], &[missed(DAY), missed(-MS)]), &[(FactField::Call(1), "The call lies in the future.")]);
    check(requests(&[(0, None), (DAY, Some(DAY))]), &[]);
    check(requests(&[(-MS, None)]), &[(FactField::RequestSent(0), "The request lies in the future.")]);
    check(requests(&[(DAY, Some(-MS))]), &[(FactField::RequestRejected(0), "The rejection lies in the future.")]);
    check(requests(&[(DAY, Some(DAY + MS))]), &[(FactField::RequestRejected(0), "The rejection is earlier")]);
}
