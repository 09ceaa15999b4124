//! Read-after-write lag: reads go to a replica that has not yet received the latest writes.

use super::kinds::Number;
use super::numbers::Place;
use std::collections::HashSet;

/// An object that a write changes and a read shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Target {
    Number(u64),
    Waba(String),
}

/// A write that the replica has not received yet.
#[derive(Debug, Clone)]
struct Pending {
    target: Target,
    before: Before,
    /// How many further reads of the target happen before the replica may receive the write.
    reads: u32,
}

/// The state of a target before a write.
#[derive(Debug, Clone)]
pub(crate) enum Before {
    Number(Option<(Number, Place)>),
    Mapping(Option<String>),
}

/// The writes that the replica has not received yet, the oldest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lag(Vec<Pending>);

impl Lag {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn add(&mut self, target: Target, before: Before, reads: u32) {
        self.0.push(Pending { target, before, reads });
        self.receive();
    }

    /// Returns the state of each target before its writes, the newest write first.
    pub(super) fn befores(&self) -> impl Iterator<Item = (&Target, &Before)> {
        self.0.iter().rev().map(|pending| (&pending.target, &pending.before))
    }

    /// Counts one read of each of these targets.
    pub(crate) fn count(&mut self, read: &HashSet<Target>) {
        for pending in self.0.iter_mut().filter(|pending| read.contains(&pending.target)) {
            pending.reads = pending.reads.saturating_sub(1);
        }
        self.receive();
    }

    /// A replica receives the writes of a target in order. So a write whose reads are over still waits for the writes
    /// before it.
    fn receive(&mut self) {
        let mut waiting = HashSet::new();
        self.0.retain(|pending| {
            let waits = pending.reads > 0 || waiting.contains(&pending.target);
            if waits {
                waiting.insert(pending.target.clone());
            }
            waits
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks writes and reads of one number, in order. A digit is a write with that many stale reads, and an `r` is a
    /// read. `expected` is how many writes the replica has received at each read.
    #[test]
    fn a_replica_receives_writes_in_their_order() {
        let check = |events: &str, expected: &[usize]| {
            let (mut lag, mut written, mut seen) = (Lag::default(), 0, Vec::new());
            for event in events.chars() {
                if let Some(reads) = event.to_digit(10) {
                    // The state before a write is represented by the count of earlier writes.
                    let before = Before::Mapping(Some(written.to_string()));
                    lag.add(Target::Number(1), before, reads);
                    written += 1;
                    continue;
                }
                let oldest = lag.0.first().map(|pending| match &pending.before {
                    Before::Mapping(Some(count)) => count.parse().unwrap_or_default(),
                    _ => usize::MAX,
                });
                seen.push(oldest.unwrap_or(written));
                lag.count(&HashSet::from([Target::Number(1)]));
            }
            assert_eq!(seen, expected, "{events}");
        };
        check("rr", &[0, 0]);
        check("0r", &[1]);
        check("1rr", &[0, 1]);
        check("3rrrr", &[0, 0, 0, 1]);
        check("2r2rrr", &[0, 0, 1, 2]);
        check("22rrr", &[0, 0, 2]);
        check("23rrrr", &[0, 0, 1, 2]);
        check("31rrrr", &[0, 0, 0, 2]);
        check("30rrrr", &[0, 0, 0, 2]);
        check("1r1rr", &[0, 1, 2]);
    }

    #[test]
    fn targets_are_counted_separately() {
        let mut lag = Lag::default();
        lag.add(Target::Number(1), Before::Number(None), 1);
        lag.add(Target::Waba("1".to_owned()), Before::Mapping(None), 1);
        lag.count(&HashSet::from([Target::Number(2)]));
        assert_eq!(lag.0.len(), 2);
        lag.count(&HashSet::from([Target::Waba("1".to_owned())]));
        assert_eq!(lag.0.iter().map(|pending| &pending.target).collect::<Vec<_>>(), [&Target::Number(1)]);
    }
}
