//! The facts that the calling rules need: what somebody entered, combined with the call records.

use domain::calling::permission::{CallFact, Callback, CoveredSpan, Direction, FactField, Facts, Outcome, Request};

use crate::view::{
    CallOutcome, CallView, EnteredCall, FactKind, FactProblem, PermissionFacts, PermissionRequest, YesNo,
};

const MINUTE: i64 = 60_000;
/// An entered call and a record are the same call if their times differ by at most this, in milliseconds: people
/// remember times roughly.
const SAME_CALL: u64 = 120_000;

/// The facts, and the problems of the entered ones.
pub(super) struct Gathered {
    pub facts: Facts,
    pub problems: Vec<FactProblem>,
    /// The positions of entered calls that are in the records too.
    pub in_records: Vec<u32>,
}

/// Combines what was entered with the records. `known` is the periods that the records cover.
pub(super) fn gather(entered: &PermissionFacts, calls: &[CallView], mut known: Vec<CoveredSpan>, now: i64) -> Gathered {
    let mut recorded: Vec<CallFact> = calls.iter().filter_map(|call| recorded(call, now)).collect();
    let from_records = recorded.len();
    let mut taken = vec![false; from_records];
    let mut in_records = Vec::new();
    for (place, call) in entered.calls.iter().enumerate() {
        match same_call(call, &recorded[..from_records], &taken) {
            Some(at) => {
                taken[at] = true;
                in_records.push(small(place));
                fill_outcome(&mut recorded[at], call);
            }
            None => recorded.push(by_hand(call, now)),
        }
    }
    known.extend(entered.all_calls_at.map(|at| CoveredSpan { from: i64::MIN, until: at }));
    // A period that ends in the future was stored before this computer's clock was set back. How old it is cannot be
    // known, so it counts as too old.
    for span in known.iter_mut().filter(|span| span.until > now) {
        span.until = i64::MIN;
    }
    let requests = entered.requests.iter().map(|request| Request {
        sent: minutes_end(request.sent, now),
        rejected: request.rejected.map(|at| minutes_end(at, now)),
    });
    let facts = Facts { requests: requests.collect(), calls: recorded, known, ..as_entered(entered) };
    Gathered { facts, problems: problems(entered, now), in_records }
}

/// Returns none for a call that was never placed, or that has no time. A recorded call has happened: if its time is in
/// the future, this computer's clock is behind Plivo's.
fn recorded(call: &CallView, now: i64) -> Option<CallFact> {
    let outcome = match call.outcome {
        CallOutcome::Answered => Outcome::Answered,
        CallOutcome::Missed => Outcome::Missed,
        CallOutcome::NotKnown => Outcome::NotKnown,
        CallOutcome::NotPlaced => return None,
    };
    let direction = if call.inbound { Direction::Inbound } else { Direction::Outbound };
    Some(CallFact { at: call.at?.min(now), outcome, direction })
}

/// Finds the record of an entered call: the nearest in time that no other entered call has taken.
fn same_call(entered: &EnteredCall, recorded: &[CallFact], taken: &[bool]) -> Option<usize> {
    let away = |call: &CallFact| call.at.abs_diff(entered.at);
    let near = |call: &CallFact| call.direction == Direction::Outbound && away(call) <= SAME_CALL;
    let free = recorded.iter().enumerate().filter(|(at, call)| !taken[*at] && near(call));
    free.min_by_key(|(_, call)| away(call)).map(|(at, _)| at)
}

/// Takes the outcome from the entered call if the record does not have it.
fn fill_outcome(recorded: &mut CallFact, entered: &EnteredCall) {
    if recorded.outcome == Outcome::NotKnown {
        recorded.outcome = outcome(entered);
    }
}

fn by_hand(call: &EnteredCall, now: i64) -> CallFact {
    CallFact { at: minutes_end(call.at, now), outcome: outcome(call), direction: Direction::Outbound }
}

fn outcome(call: &EnteredCall) -> Outcome {
    if call.answered { Outcome::Answered } else { Outcome::Missed }
}

/// Returns the last moment that an entered minute can mean, so a waiting time that counts from it never ends too early.
/// Approvals count from the beginning of their minute instead, because an approval expires.
fn minutes_end(at: i64, now: i64) -> i64 {
    let whole = at.rem_euclid(MINUTE) == 0;
    if whole && at <= now { at.saturating_add(MINUTE - 1).min(now) } else { at }
}

/// Returns the entered facts alone, without the records.
fn as_entered(entered: &PermissionFacts) -> Facts {
    let request = |request: &PermissionRequest| Request { sent: request.sent, rejected: request.rejected };
    let call = |call: &EnteredCall| CallFact { at: call.at, outcome: outcome(call), direction: Direction::Outbound };
    Facts {
        approvals: entered.granted.clone(),
        requests: entered.requests.iter().map(request).collect(),
        calls: entered.calls.iter().map(call).collect(),
        known: Vec::new(),
        callback: match entered.callback {
            YesNo::Yes => Callback::Enabled,
            YesNo::No => Callback::Disabled,
            YesNo::NotKnown => Callback::NotKnown,
        },
    }
}

fn problems(entered: &PermissionFacts, now: i64) -> Vec<FactProblem> {
    let place = |field: FactField| match field {
        FactField::Approval(at) => (FactKind::Granted, at),
        FactField::RequestSent(at) => (FactKind::RequestSent, at),
        FactField::RequestRejected(at) => (FactKind::RequestRejected, at),
        FactField::Call(at) => (FactKind::Call, at),
    };
    let problem = |error: domain::calling::permission::FactError| {
        let (kind, place) = place(error.field);
        FactProblem { kind, place: small(place), message: error.message }
    };
    as_entered(entered).check(now).into_iter().map(problem).collect()
}

fn small(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A whole minute.
    const NOW: i64 = 1_790_000_040_000;
    const HOUR: i64 = 60 * MINUTE;

    fn record(at: i64, outcome: CallOutcome) -> CallView {
        CallView {
            id: format!("{at}"),
            at: Some(at),
            inbound: false,
            customer: "919412341234".to_owned(),
            international: String::new(),
            duration_seconds: None,
            outcome,
            cause: String::new(),
            meaning: None,
            whatsapp: String::new(),
            maybe_whatsapp: true,
        }
    }

    fn entered(calls: &[(i64, bool)]) -> PermissionFacts {
        let call = |(at, answered): &(i64, bool)| EnteredCall { at: *at, answered: *answered };
        PermissionFacts { calls: calls.iter().map(call).collect(), ..PermissionFacts::default() }
    }

    /// How long ago it was read is not known after this computer's clock was set back.
    #[test]
    fn what_was_read_in_the_future_is_too_old() {
        let check = |until: i64, expected: i64| {
            let read = gather(&entered(&[]), &[], vec![CoveredSpan { from: 0, until }], NOW);
            let all = PermissionFacts { all_calls_at: Some(until), ..PermissionFacts::default() };
            let stated = gather(&all, &[], Vec::new(), NOW);
            let ends = [read, stated].map(|gathered| gathered.facts.known[0].until);
            assert_eq!(ends, [expected; 2], "{until}");
        };
        check(NOW - 1, NOW - 1);
        check(NOW, NOW);
        check(NOW + 1, i64::MIN);
    }

    #[test]
    fn a_call_that_is_entered_and_recorded_counts_once() {
        use CallOutcome::{Answered, Missed, NotKnown};
        let check = |calls: &[(i64, bool)], records: &[CallView], in_records: &[u32], expected: &[Outcome]| {
            let gathered = gather(&entered(calls), records, Vec::new(), NOW);
            let outcomes: Vec<Outcome> = gathered.facts.calls.iter().map(|call| call.outcome).collect();
            assert_eq!((gathered.in_records.as_slice(), outcomes.as_slice()), (in_records, expected), "{calls:?}");
        };
        let at = NOW - HOUR;
        check(&[(at, false)], &[], &[], &[Outcome::Missed]);
        check(&[(at, false)], &[record(at + 59_000, Missed)], &[0], &[Outcome::Missed]);
        check(&[(at, false)], &[record(at - 2 * MINUTE, Missed)], &[0], &[Outcome::Missed]);
        check(&[(at, false)], &[record(at - 2 * MINUTE - 1, Missed)], &[], &[Outcome::Missed; 2]);
        // The record's outcome wins, unless the record does not have it.
        check(&[(at, false)], &[record(at, Answered)], &[0], &[Outcome::Answered]);
        check(&[(at, true)], &[record(at, NotKnown)], &[0], &[Outcome::Answered]);
        // One record matches one entered call only.
        check(&[(at, false), (at + MINUTE, true)], &[record(at, Missed)], &[0], &[Outcome::Missed, Outcome::Answered]);
        let two = [record(at, Missed), record(at + MINUTE, Missed)];
        check(&[(at, false), (at + MINUTE, false)], &two, &[0, 1], &[Outcome::Missed; 2]);
        // An inbound call is a different call.
        let inbound = CallView { inbound: true, ..record(at, Answered) };
        check(&[(at, false)], &[inbound], &[], &[Outcome::Answered, Outcome::Missed]);
    }

    #[test]
    fn a_recorded_call_is_never_in_the_future() {
        let gathered = gather(&entered(&[]), &[record(NOW + HOUR, CallOutcome::Missed)], Vec::new(), NOW);
        assert_eq!(gathered.facts.calls.iter().map(|call| call.at).collect::<Vec<_>>(), [NOW]);
        assert_eq!(gathered.problems, [], "problems concern entered facts only");
    }

    #[test]
    fn an_entered_minute_counts_to_its_last_moment() {
        let check = |at: i64, now: i64, expected: i64| {
            let facts = PermissionFacts {
                granted: vec![at],
                requests: vec![PermissionRequest { sent: at, rejected: Some(at) }],
                ..entered(&[(at, false)])
            };
            let Facts { approvals, requests, calls, .. } = gather(&facts, &[], Vec::new(), now).facts;
            let times = (approvals[0], requests[0].sent, requests[0].rejected, calls[0].at);
            assert_eq!(times, (at, expected, Some(expected), expected), "{at} {now}");
        };
        check(NOW, NOW + HOUR, NOW + 59_999);
        check(NOW, NOW + 20_000, NOW + 20_000);
        check(NOW, NOW, NOW);
        check(NOW + 1, NOW + HOUR, NOW + 1);
        check(NOW + MINUTE, NOW, NOW + MINUTE);
    }

    #[test]
    fn problems_name_what_was_entered() {
        let facts = PermissionFacts {
            granted: vec![NOW, NOW + 1],
            requests: vec![PermissionRequest { sent: NOW, rejected: Some(NOW - HOUR) }],
            ..entered(&[(NOW - 1, true), (NOW + 1, true)])
        };
        let gathered = gather(&facts, &[record(NOW - HOUR, CallOutcome::Missed)], Vec::new(), NOW);
        let places: Vec<_> = gathered.problems.iter().map(|problem| (problem.kind, problem.place)).collect();
        assert_eq!(places, [(FactKind::Granted, 1), (FactKind::Call, 1), (FactKind::RequestRejected, 0)]);
    }
}
