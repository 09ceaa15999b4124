//! Coming back online: found out by asking Plivo again now and then, never guessed. It offers the tray; it writes
//! nothing by itself.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::account::Account;
use crate::error::DeskError;
use crate::view::{ConnectionView, Notice};
use crate::{Desk, lock};

/// How long a list is left alone where Plivo asks to slow down and does not say for how long, in milliseconds.
const UNSAID: i64 = 60_000;

impl Desk {
    /// Asks Plivo one small question at once, and lets the connection follow from the answer.
    pub async fn look_for_plivo(&self, account: &str) -> Result<(), DeskError> {
        let account = self.account(account)?;
        if self.plivo_answers(&account).await {
            return Ok(());
        }
        self.look_while_offline(&account);
        Ok(())
    }

    /// One task an account, for as long as Plivo cannot be reached. Between its questions it does not hold the desk, so
    /// that it ends with it.
    pub(crate) fn look_while_offline(&self, account: &Arc<Account>) {
        if account.looking.swap(true, Ordering::SeqCst) {
            return;
        }
        let (desk, account, pause) = (Arc::downgrade(&self.inner), account.clone(), self.inner.patience.look);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(pause).await;
                let Some(inner) = desk.upgrade() else { break };
                let desk = Self { inner };
                if desk.plivo_answers(&account).await {
                    break;
                }
            }
            account.looking.store(false, Ordering::SeqCst);
            // It may have gone again between the last answer and this.
            if let Some(inner) = desk.upgrade()
                && matches!(*lock(&account.connection), ConnectionView::Offline { .. })
            {
                Self { inner }.look_while_offline(&account);
            }
        });
    }

    /// True when there is nothing to wait for any more. Whatever Plivo answers, it was reached.
    async fn plivo_answers(&self, account: &Arc<Account>) -> bool {
        let Ok(client) = self.client(account).await else { return true };
        let answer = client.account().await;
        // The notice of coming back is told where the state changes.
        let _heard = self.hear(account, answer);
        !matches!(*lock(&account.connection), ConnectionView::Offline { .. })
    }

    /// Plivo was out of reach, and answers again: what is shown is read anew, and the tray is offered.
    pub(crate) fn came_back(&self, account: &Account) {
        let marks = lock(&account.marks).clone();
        self.tell(Notice::BackOnline {
            account: account.id.clone(),
            drafts: (marks.drafts.len() + marks.mapping_drafts.len()) as u32,
            ready: marks.ready as u32,
        });
        let Ok(account) = self.account(&account.id) else { return };
        let desk = Arc::downgrade(&self.inner);
        tokio::spawn(async move {
            // It may be a save that found Plivo again. The list waits for its end: what is read beside a write would be
            // older or newer than what the write was decided upon.
            let _saved = account.writing.lock().await;
            let Some(inner) = desk.upgrade() else { return };
            if let Err(error) = (Self { inner }).sync_start(&account.id) {
                log::info!("{} was not read after it came back: {error}", account.id);
            }
        });
    }

    /// Where Plivo asks for a pause, it is asked again, once, when that is over: for the list, if that is not whole. One
    /// task an account; it looks at the clock now and then, since a computer may sleep meanwhile, and ends with the desk.
    pub(crate) fn ask_when_allowed(&self, account: &Arc<Account>) {
        if account.waiting.swap(true, Ordering::SeqCst) {
            return;
        }
        let (desk, account, look) = (Arc::downgrade(&self.inner), account.clone(), self.inner.patience.look);
        let mut due = self.now() + UNSAID;
        tokio::spawn(async move {
            let mut pause = Duration::ZERO;
            loop {
                tokio::time::sleep(pause).await;
                let Some(inner) = desk.upgrade() else { break };
                let desk = Self { inner };
                match *lock(&account.connection) {
                    ConnectionView::RateLimited { retry_at } => due = retry_at.unwrap_or(due),
                    // Somebody else's read was answered first. Whoever has read the whole list meanwhile is done.
                    ConnectionView::Online if lock(&account.sync).partial => {}
                    _ => break,
                }
                let left = due - desk.now();
                if left <= 0 {
                    account.waiting.store(false, Ordering::SeqCst);
                    desk.ask_again(&account).await;
                    return;
                }
                pause = look.min(Duration::from_millis(left.unsigned_abs()));
            }
            account.waiting.store(false, Ordering::SeqCst);
        });
    }

    async fn ask_again(&self, account: &Arc<Account>) {
        if !lock(&account.sync).partial {
            self.plivo_answers(account).await;
        } else if let Err(error) = self.sync_start(&account.id) {
            log::info!("{} was not read after the pause: {error}", account.id);
        }
    }
}
