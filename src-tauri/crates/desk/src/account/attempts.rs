//! Attempts to connect, which somebody may cancel as long as nothing of them is kept.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use tokio::sync::watch;

use super::lock::lock;
use crate::view::{Code, DeskError};

/// How many attempts that are over, and how many that were cancelled before they came, are remembered. A window has one
/// on its way.
const REMEMBERED: usize = 64;

/// The attempts by the numbers that the window gave them.
#[derive(Default)]
pub(crate) struct Attempts(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    going: HashMap<u32, watch::Sender<Stand>>,
    /// Commands run at the same time, so that a cancel may come before what it cancels.
    cancelled_before: VecDeque<u32>,
    /// Those that came to their end past the point of no return.
    kept: VecDeque<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    Asking,
    Cancelled,
    /// Past the point of no return.
    Keeping,
}

/// An attempt on its way. It is over when this is dropped.
pub(crate) struct Attempt {
    all: Arc<Mutex<Known>>,
    number: u32,
    stand: watch::Receiver<Stand>,
}

impl Attempts {
    /// Numbers are given once. Where a window that was loaded anew counts from the beginning again, the new one counts.
    pub(crate) fn begin(&self, number: u32) -> Result<Attempt, DeskError> {
        let mut known = lock(&self.0);
        if take(&mut known.cancelled_before, number) {
            return Err(cancelled());
        }
        take(&mut known.kept, number);
        let (sender, stand) = watch::channel(Stand::Asking);
        known.going.insert(number, sender);
        Ok(Attempt { all: self.0.clone(), number, stand })
    }

    /// Whether nothing of the attempt was kept or will be.
    pub(crate) fn cancel(&self, number: u32) -> bool {
        let mut known = lock(&self.0);
        if let Some(going) = known.going.get(&number) {
            going.send_if_modified(|stand| {
                let asking = *stand == Stand::Asking;
                if asking {
                    *stand = Stand::Cancelled;
                }
                asking
            });
            return *going.borrow() == Stand::Cancelled;
        }
        if known.kept.contains(&number) {
            return false;
        }
        remember(&mut known.cancelled_before, number);
        true
    }

    /// A window that was loaded anew counts its attempts from the beginning.
    pub(crate) fn count_anew(&self) {
        let mut known = lock(&self.0);
        known.cancelled_before.clear();
        known.kept.clear();
    }
}

impl Attempt {
    /// What the work comes to, unless somebody cancels: then the work is dropped in its midst.
    pub(crate) async fn unless_cancelled<T>(
        &self,
        work: impl Future<Output = Result<T, DeskError>>,
    ) -> Result<T, DeskError> {
        let mut stand = self.stand.clone();
        tokio::select! {
            biased;
            Ok(_) = stand.wait_for(|stand| *stand == Stand::Cancelled) => Err(cancelled()),
            done = work => done,
        }
    }

    /// The point of no return: from here on the attempt goes on to its end.
    pub(crate) fn keep(&self) -> Result<(), DeskError> {
        // Whoever cancels holds the same lock, so of the two one comes first.
        let mut known = lock(&self.all);
        if *self.stand.borrow() == Stand::Cancelled {
            return Err(cancelled());
        }
        if let Some(going) = self.place(&known) {
            going.send_replace(Stand::Keeping);
            remember(&mut known.kept, self.number);
        }
        Ok(())
    }

    /// Its own place, which another attempt under the same number may have taken.
    fn place<'a>(&self, known: &'a Known) -> Option<&'a watch::Sender<Stand>> {
        known.going.get(&self.number).filter(|going| going.subscribe().same_channel(&self.stand))
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        let mut known = lock(&self.all);
        if self.place(&known).is_some() {
            known.going.remove(&self.number);
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

/// Whether it was there.
fn take(numbers: &mut VecDeque<u32>, number: u32) -> bool {
    let before = numbers.len();
    numbers.retain(|other| *other != number);
    numbers.len() < before
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The steps of attempts, one after the other: `b` begins, `c` is cancelled, `k` is kept, `e` ends, `r` is a window
    /// that is loaded anew; the digit is the attempt's number. What each answers: yes, no, or `.` where it answers nothing.
    #[test]
    fn steps() {
        let check = |steps: &str, expected: &str| {
            let (attempts, mut going) = (Attempts::default(), HashMap::new());
            let mut told = String::new();
            for step in steps.split(' ') {
                let number: u32 = step[1..].parse().unwrap_or_default();
                let answer = match &step[..1] {
                    "b" => match attempts.begin(number) {
                        Ok(attempt) => {
                            going.insert(number, attempt);
                            Some(true)
                        }
                        Err(error) => {
                            assert_eq!(error.code, Code::Cancelled);
                            Some(false)
                        }
                    },
                    "c" => Some(attempts.cancel(number)),
                    "k" => Some(going[&number].keep().is_ok()),
                    "e" => {
                        going.remove(&number);
                        None
                    }
                    _ => {
                        attempts.count_anew();
                        None
                    }
                };
                told.push(answer.map_or('.', |yes| if yes { 'y' } else { 'n' }));
            }
            assert_eq!(told, expected, "{steps}");
        };
        check("b1 k1 e1", "yy.");
        check("b1 c1 k1 e1", "yyn.");
        check("b1 k1 c1 e1 c1", "yyn.n");
        // The cancel was quicker than its attempt, and counts for that one alone.
        check("c1 b1 b2 k2", "ynyy");
        check("c1 c1 b1", "yyn");
        // One that failed by itself kept nothing.
        check("b1 e1 c1", "y.y");
        // Two at once.
        check("b1 b2 c1 k2 k1", "yyyyn");
        // A window that was loaded anew begins at the same number again.
        check("b1 k1 e1 r b1 c1", "yy..yy");
        check("c1 r b1 k1", "y.yy");
        check("b1 k1 e1 b1 c1 k1", "yy.yyn");
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let attempts = Attempts::default();
        for number in 0..10_000 {
            assert!(attempts.cancel(number));
            attempts.begin(number + 20_000).and_then(|attempt| attempt.keep()).expect("nobody cancels it");
        }
        let known = lock(&attempts.0);
        assert_eq!((known.going.len(), known.cancelled_before.len(), known.kept.len()), (0, REMEMBERED, REMEMBERED));
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
