//! Coming back online: Plivo is asked one small question now and then. It offers the tray and writes nothing by itself.

use std::time::Duration;

use crate::account::{Seat, lock};
use crate::view::{ConnectionView, DeskError, Notice};

/// How long a list is left alone where Plivo asks to slow down and does not say for how long, in milliseconds.
const UNSAID: i64 = 60_000;
/// However long a pause Plivo asks for, it is asked again after this time, in milliseconds.
const LONGEST: i64 = 3_600_000;

impl Seat {
    /// Asks Plivo one small question at once, and lets the connection follow from the answer.
    pub(crate) async fn look_for_plivo(&self) -> Result<(), DeskError> {
        if !self.plivo_answers().await {
            self.look_while_offline();
        }
        Ok(())
    }

    /// What a change of the connection leads to. An account that was signed out begins nothing new.
    pub(super) fn follow_connection(&self, before: &ConnectionView, now: &ConnectionView) {
        if !self.is_held() {
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

    /// One task an account, for as long as Plivo cannot be reached. Between its questions it does not hold the desk, so
    /// that it ends with it.
    fn look_while_offline(&self) {
        let Some(looking) = self.account.link.looking.raise() else { return };
        let (seat, pause) = (self.downgrade(), self.core.patience.look);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(pause).await;
                let Some(seat) = seat.upgrade() else { return };
                if seat.plivo_answers().await {
                    break;
                }
            }
            drop(looking);
            // It may have gone again between the last answer and this.
            if let Some(seat) = seat.upgrade().filter(Self::is_offline) {
                seat.look_while_offline();
            }
        });
    }

    /// True when there is nothing to wait for any more. Whatever Plivo answers, it was reached.
    async fn plivo_answers(&self) -> bool {
        let Ok(client) = self.client().await else { return true };
        let answer = client.account().await;
        // The notice of coming back is sent where the state changes.
        let _heard = self.hear(answer);
        !self.is_offline()
    }

    /// Plivo was out of reach, and answers again: what is shown is read anew, and the tray is offered.
    fn came_back(&self) {
        let marks = self.account.list.marks();
        self.tell(Notice::BackOnline {
            account: self.account.id.clone(),
            drafts: marks.count() as u32,
            ready: marks.ready as u32,
        });
        let seat = self.downgrade();
        tokio::spawn(async move {
            // A save may have found Plivo again. The list waits for its end: what is read beside a write would be older or
            // newer than what the write was decided upon.
            let _saved = seat.account.writes.begin().await;
            let Some(seat) = seat.upgrade() else { return };
            if let Err(error) = seat.sync_start() {
                log::info!("{} was not read after it came back: {error}", seat.id());
            }
        });
    }

    /// Where Plivo asks for a pause, it is read again, once, when the pause is over: the list, if that is not whole. One
    /// task an account. It looks at the clock now and then, since a computer may sleep meanwhile, and ends with the desk.
    fn read_when_allowed(&self) {
        let Some(waiting) = self.account.link.waiting.raise() else { return };
        let (seat, look) = (self.downgrade(), self.core.patience.look);
        let mut asked = self.pause_asked_for();
        let mut due = self.end_of_pause(asked);
        tokio::spawn(async move {
            let mut pause = Duration::ZERO;
            loop {
                tokio::time::sleep(pause).await;
                let Some(seat) = seat.upgrade() else { return };
                match *lock(&seat.account.link.connection) {
                    ConnectionView::RateLimited { retry_at } if asked != retry_at => {
                        asked = retry_at;
                        due = seat.end_of_pause(retry_at);
                    }
                    ConnectionView::RateLimited { .. } => {}
                    // Another read was answered first. A list that was read whole meanwhile needs no other read.
                    ConnectionView::Online if lock(&seat.account.link.sync).partial => {}
                    _ => return,
                }
                let left = due.saturating_sub(seat.forward());
                if left <= 0 {
                    drop(waiting);
                    return seat.read_after_pause().await;
                }
                pause = look.min(Duration::from_millis(left.unsigned_abs()));
            }
        });
    }

    /// Until when Plivo asks to wait, by the wall clock, where it says so.
    fn pause_asked_for(&self) -> Option<i64> {
        match *lock(&self.account.link.connection) {
            ConnectionView::RateLimited { retry_at } => retry_at,
            _ => None,
        }
    }

    /// By the clock that never goes back.
    fn end_of_pause(&self, retry_at: Option<i64>) -> i64 {
        let left = retry_at.map_or(UNSAID, |at| at.saturating_sub(self.now()));
        self.forward().saturating_add(left.clamp(0, LONGEST))
    }

    async fn read_after_pause(&self) {
        if !lock(&self.account.link.sync).partial {
            self.plivo_answers().await;
        } else if let Err(error) = self.sync_start() {
            log::info!("{} was not read after the pause: {error}", self.id());
        }
    }
}

/// Plivo itself did not answer.
fn is_out_of_reach(state: &ConnectionView) -> bool {
    matches!(state, ConnectionView::Offline { .. } | ConnectionView::Untrusted { .. })
}
