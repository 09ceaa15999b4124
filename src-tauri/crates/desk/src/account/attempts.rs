//! The attempts to connect that are in progress. Each can be cancelled until it starts to keep data.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use tokio::sync::watch;

use super::lock::lock;
use crate::view::{Code, DeskError};

/// How many finished attempts, and how many early cancels, are remembered. A window runs one attempt at a time.
const REMEMBERED: usize = 64;

/// The attempts, by the numbers that the window gave them.
#[derive(Default)]
pub(crate) struct Attempts(Arc<Mutex<AttemptTable>>);

#[derive(Default)]
struct AttemptTable {
    running: HashMap<u32, watch::Sender<Phase>>,
    /// Cancels that arrived before their attempts: commands run concurrently.
    cancelled_before: VecDeque<u32>,
    /// Attempts that can no longer be cancelled.
    committed: VecDeque<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Checking,
    Cancelled,
    /// It can no longer be cancelled.
    Committing,
}

/// One attempt in progress. Dropping it ends the attempt.
pub(crate) struct ConnectAttempt {
    all: Arc<Mutex<AttemptTable>>,
    number: u32,
    phase: watch::Receiver<Phase>,
}

impl Attempts {
    /// Starts the attempt with this number. A reloaded window counts from the beginning again: its attempt replaces the
    /// one before under the same number.
    pub(crate) fn begin(&self, number: u32) -> Result<ConnectAttempt, DeskError> {
        let mut table = lock(&self.0);
        if take(&mut table.cancelled_before, number) {
            return Err(cancelled());
        }
        take(&mut table.committed, number);
        let (sender, phase) = watch::channel(Phase::Checking);
        table.running.insert(number, sender);
        Ok(ConnectAttempt { all: self.0.clone(), number, phase })
    }

    /// Returns true if the attempt has kept nothing and will keep nothing.
    pub(crate) fn cancel(&self, number: u32) -> bool {
        let mut table = lock(&self.0);
        if let Some(running) = table.running.get(&number) {
            running.send_if_modified(|phase| {
                let asking = *phase == Phase::Checking;
                if asking {
                    *phase = Phase::Cancelled;
                }
                asking
            });
            return *running.borrow() == Phase::Cancelled;
        }
        if table.committed.contains(&number) {
            return false;
        }
        remember(&mut table.cancelled_before, number);
        true
    }

    /// Forgets the finished attempts: a reloaded window counts from the beginning again.
    pub(crate) fn reset(&self) {
        let mut table = lock(&self.0);
        table.cancelled_before.clear();
        table.committed.clear();
    }
}

impl ConnectAttempt {
    /// Returns the result of the work. A cancel drops the work before it is done.
    pub(crate) async fn unless_cancelled<T>(
        &self,
        work: impl Future<Output = Result<T, DeskError>>,
    ) -> Result<T, DeskError> {
        let mut phase = self.phase.clone();
        tokio::select! {
            biased;
            Ok(_) = phase.wait_for(|phase| *phase == Phase::Cancelled) => Err(cancelled()),
            done = work => done,
        }
    }

    /// From now on the attempt cannot be cancelled.
    pub(crate) fn commit(&self) -> Result<(), DeskError> {
        // A cancel takes the same lock, so exactly one of the two comes first.
        let mut table = lock(&self.all);
        if *self.phase.borrow() == Phase::Cancelled {
            return Err(cancelled());
        }
        if let Some(running) = self.entry(&table) {
            running.send_replace(Phase::Committing);
            remember(&mut table.committed, self.number);
        }
        Ok(())
    }

    /// Returns the entry of this attempt. None if another attempt took the number over.
    fn entry<'a>(&self, table: &'a AttemptTable) -> Option<&'a watch::Sender<Phase>> {
        table.running.get(&self.number).filter(|running| running.subscribe().same_channel(&self.phase))
    }
}

impl Drop for ConnectAttempt {
    fn drop(&mut self) {
        let mut table = lock(&self.all);
        if self.entry(&table).is_some() {
            table.running.remove(&self.number);
        }
    }
}

fn cancelled() -> DeskError {
    DeskError::new(Code::Cancelled, "It was cancelled before anything was kept.")
}

fn remember(numbers: &mut VecDeque<u32>, number: u32) {
    if !numbers.contains(&number) {
        numbers.push_back(number);
    }
    if numbers.len() > REMEMBERED {
        numbers.pop_front();
    }
}

/// Removes the number. Returns true if it was there.
fn take(numbers: &mut VecDeque<u32>, number: u32) -> bool {
    let before = numbers.len();
    numbers.retain(|other| *other != number);
    numbers.len() < before
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The steps of attempts, one after the other: `b` begins, `c` cancels, `k` commits, `e` ends, `r` reloads the
    /// window. The digit is the attempt's number. What each step returns: yes, no, or `.` for nothing.
    #[test]
    fn steps() {
        let check = |steps: &str, expected: &str| {
            let (attempts, mut running) = (Attempts::default(), HashMap::new());
            let mut results = String::new();
            for step in steps.split(' ') {
                let number: u32 = step[1..].parse().unwrap_or_default();
                let result = match &step[..1] {
                    "b" => match attempts.begin(number) {
                        Ok(attempt) => {
                            running.insert(number, attempt);
                            Some(true)
                        }
                        Err(error) => {
                            assert_eq!(error.code, Code::Cancelled);
                            Some(false)
                        }
                    },
                    "c" => Some(attempts.cancel(number)),
                    "k" => Some(running[&number].commit().is_ok()),
                    "e" => {
                        running.remove(&number);
                        None
                    }
                    _ => {
                        attempts.reset();
                        None
                    }
                };
                results.push(result.map_or('.', |yes| if yes { 'y' } else { 'n' }));
            }
            assert_eq!(results, expected, "{steps}");
        };
        check("b1 k1 e1", "yy.");
        check("b1 c1 k1 e1", "yyn.");
        check("b1 k1 c1 e1 c1", "yyn.n");
        // A cancel that arrives before its attempt cancels that attempt only.
        check("c1 b1 b2 k2", "ynyy");
        check("c1 c1 b1", "yyn");
        // An attempt that failed kept nothing.
        check("b1 e1 c1", "y.y");
        // Two attempts at the same time.
        check("b1 b2 c1 k2 k1", "yyyyn");
        // A reloaded window begins at the same number again.
        check("b1 k1 e1 r b1 c1", "yy..yy");
        check("c1 r b1 k1", "y.yy");
        check("b1 k1 e1 b1 c1 k1", "yy.yyn");
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let attempts = Attempts::default();
        for number in 0..10_000 {
            assert!(attempts.cancel(number));
            attempts.begin(number + 20_000).and_then(|attempt| attempt.commit()).expect("nobody cancels it");
        }
        let table = lock(&attempts.0);
        assert_eq!(
            (table.running.len(), table.cancelled_before.len(), table.committed.len()),
            (0, REMEMBERED, REMEMBERED)
        );
    }

    #[tokio::test]
    async fn the_work_is_dropped() {
        let attempts = Attempts::default();
        let attempt = attempts.begin(1).expect("nobody cancels it");
        let (dropped, mut seen) = watch::channel(());
        let work = async move {
            let _dropped_with_the_work = dropped;
            std::future::pending::<Result<(), DeskError>>().await
        };
        let (ended, cancelled) = tokio::join!(attempt.unless_cancelled(work), async { attempts.cancel(1) });
        assert!(cancelled && ended.is_err_and(|error| error.code == Code::Cancelled));
        assert!(seen.changed().await.is_err(), "its sender is gone");
    }
}
