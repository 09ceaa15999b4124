//! Removes data that is kept for a limited time only.

use crate::statements::run;
use crate::{Store, StoreError};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// How long a discarded draft can be restored, in milliseconds.
const DISCARDED: i64 = 30 * DAY;

/// How long call lists, facts about customers and results of tests are kept, in milliseconds. They contain phone
/// numbers and URLs, nobody needs them after that time, and Plivo returns call records of the last 30 days only.
const PERSONAL: i64 = 90 * DAY;

impl Store {
    /// Removes what is too old. The age of a customer counts from the last entry.
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
