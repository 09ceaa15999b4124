//! The time budget that all steps share.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

const LONGEST: Duration = Duration::from_secs(60);

#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    began: Instant,
    budget: Duration,
}

/// The error that the budget is used up.
#[derive(Debug)]
pub(crate) struct Late;

impl Deadline {
    pub fn within(budget: Duration) -> Self {
        Self { began: Instant::now(), budget: budget.min(LONGEST) }
    }

    pub async fn wait<F: Future>(self, what: F) -> Result<F::Output, Late> {
        timeout_at(self.began + self.budget, what).await.map_err(|_| Late)
    }

    pub fn elapsed(self) -> Duration {
        self.began.elapsed()
    }

    /// Returns the budget in words, such as `10 s`.
    pub fn in_words(self) -> String {
        format!("{} s", self.budget.as_secs_f32())
    }
}
