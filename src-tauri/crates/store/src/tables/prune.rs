//! What is kept for a while only, by its age.

use crate::statements::run;
use crate::{Store, StoreError};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// How long a discarded draft can be had back, in milliseconds.
const DISCARDED: i64 = 30 * DAY;

/// How long call lists, what was entered of customers, and results of tests are kept, in milliseconds. They hold phone
/// numbers and URLs, nobody looks at them after that, and Plivo hands out call records of the last 30 days only.
const PERSONAL: i64 = 90 * DAY;

impl Store {
    /// Removes what is too old to be kept. A customer counts from when something was last entered.
    pub fn prune(&self, now: i64) -> Result<(), StoreError> {
        let (discarded, personal) = (now.saturating_sub(DISCARDED), now.saturating_sub(PERSONAL));
        self.write(|connection| {
            run(connection, "DELETE FROM discarded WHERE at < ?1", [discarded])?;
            run(connection, "DELETE FROM call_list WHERE read_at < ?1", [personal])?;
            run(connection, "DELETE FROM customer_call_list WHERE read_at < ?1", [personal])?;
            run(connection, "DELETE FROM customer WHERE kept_at < ?1", [personal])?;
            run(connection, "DELETE FROM endpoint_check WHERE at < ?1", [personal]).map(drop)
        })
    }
}
