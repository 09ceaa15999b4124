//! Coming back online: while Plivo cannot be reached, a small request is repeated. Then the tray is offered; nothing is
//! written without the user.

use std::time::Duration;

use crate::account::{Seat, lock};
use crate::view::{ConnectionView, DeskError, Notice};

/// The pause after a rate limit that names no time, in milliseconds.
const DEFAULT_PAUSE: i64 = 60_000;
/// The longest pause, even if Plivo requests a longer one, in milliseconds.
const LONGEST_PAUSE: i64 = 3_600_000;

impl Seat {
    /// Sends a small request at once, and updates the connection from the result.
    pub(crate) async fn look_for_plivo(&self) -> Result<(), DeskError> {
        if !self.plivo_answers().await {
            self.look_while_offline();
        }
        Ok(())
    }

    /// Reacts to a change of the connection. A signed-out account starts nothing new.
    pub(super) fn follow_connection(&self, before: &ConnectionView, now: &ConnectionView) {
        if !self.is_loaded() {
            return;
        }
        if matches!(now, ConnectionView::RateLimited { .. }) {
            self.read_when_allowed();
        }
        if is_out_of_reach(now) {
            self.look_while_offline();
        } else if is_out_of_reach(before) {
            self.came_back();
        }
    }

    fn is_offline(&self) -> bool {
        is_out_of_reach(&lock(&self.account.link.connection))
    }

    /// Starts the account's polling task, unless it runs. It runs while Plivo cannot be reached. Between its requests
    /// it does not keep the desk alive, so it ends with the desk.
    fn look_while_offline(&self) {
        let Some(reconnecting) = self.account.link.reconnecting.raise() else { return };
        let (seat, pause) = (self.downgrade(), self.core.timings.reconnect);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(pause).await;
                let Some(seat) = seat.upgrade() else { return };
                if seat.plivo_answers().await {
                    break;
                }
            }
            drop(reconnecting);
            // The connection may have failed again since the last request.
            if let Some(seat) = seat.upgrade().filter(Self::is_offline) {
                seat.look_while_offline();
            }
        });
    }

    /// Sends one small request. Returns true if there is nothing to wait for any more: any response from Plivo shows
    /// that it was reached.
    async fn plivo_answers(&self) -> bool {
        let Ok(client) = self.client().await else { return true };
        let answer = client.account().await;
        // The notice is sent where the state changes.
        let _updated = self.track(answer);
        !self.is_offline()
    }

    /// Plivo can be reached again: reads the list again, and offers the tray.
    fn came_back(&self) {
        let marks = self.account.list.marks();
        self.tell(Notice::BackOnline {
            account: self.account.id.clone(),
            drafts: marks.count() as u32,
            ready: marks.ready as u32,
        });
        let seat = self.downgrade();
        tokio::spawn(async move {
            // A save may have found Plivo again. The sync waits for the end of that save: a read beside a write could
            // show another state than the one that the write is based on.
            let _saved = seat.account.writes.begin().await;
            let Some(seat) = seat.upgrade() else { return };
            if let Err(error) = seat.sync_start() {
                log::info!("{} was not read after it came back: {error}", seat.id());
            }
        });
    }

    /// Starts the account's task that waits for the end of a pause, unless it runs. After the pause it reads once: the
    /// list if that is incomplete, otherwise one small request. It checks the clock at intervals, because the computer
    /// may sleep. It ends with the desk.
    fn read_when_allowed(&self) {
        let Some(waiting) = self.account.link.waiting.raise() else { return };
        let (seat, interval) = (self.downgrade(), self.core.timings.reconnect);
        let mut requested = self.requested_pause();
        let mut due = self.end_of_pause(requested);
        tokio::spawn(async move {
            let mut pause = Duration::ZERO;
            loop {
                tokio::time::sleep(pause).await;
                let Some(seat) = seat.upgrade() else { return };
                match *lock(&seat.account.link.connection) {
                    ConnectionView::RateLimited { retry_at } if requested != retry_at => {
                        requested = retry_at;
                        due = seat.end_of_pause(retry_at);
                    }
                    ConnectionView::RateLimited { .. } => {}
                    // Another read succeeded first. If the list is complete now, no further read is needed.
                    ConnectionView::Online if lock(&seat.account.link.sync).partial => {}
                    _ => return,
                }
                let left = due.saturating_sub(seat.forward());
                if left <= 0 {
                    drop(waiting);
                    return seat.read_after_pause().await;
                }
                pause = interval.min(Duration::from_millis(left.unsigned_abs()));
            }
        });
    }

    /// Returns until when Plivo asked to wait, by the wall clock. None if Plivo named no time.
    fn requested_pause(&self) -> Option<i64> {
        match *lock(&self.account.link.connection) {
            ConnectionView::RateLimited { retry_at } => retry_at,
            _ => None,
        }
    }

    /// Returns the end of the pause by [`Self::forward`].
    fn end_of_pause(&self, retry_at: Option<i64>) -> i64 {
        let left = retry_at.map_or(DEFAULT_PAUSE, |at| at.saturating_sub(self.now()));
        self.forward().saturating_add(left.clamp(0, LONGEST_PAUSE))
    }

    async fn read_after_pause(&self) {
        if !lock(&self.account.link.sync).partial {
            self.plivo_answers().await;
        } else if let Err(error) = self.sync_start() {
            log::info!("{} was not read after the pause: {error}", self.id());
        }
    }
}

/// Returns true if Plivo itself could not be reached.
fn is_out_of_reach(state: &ConnectionView) -> bool {
    matches!(state, ConnectionView::Offline { .. } | ConnectionView::Untrusted { .. })
}
