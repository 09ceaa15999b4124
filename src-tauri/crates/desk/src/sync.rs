//! The sync: everything of the account, read in the background, page by page, stoppable.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use store::{AgentRow, SubaccountRow};
use tokio::sync::watch;

use crate::account::Account;
use crate::error::{Code, DeskError};
use crate::view::{AccountKind, SyncView};
use crate::{Desk, lock};

impl Desk {
    pub(crate) fn load_sync_state(&self, account: &Account) -> Result<(), DeskError> {
        let state = self.store().sync_state(&account.id)?;
        let (last_complete, partial) = state.map_or((None, false), |state| (state.last_complete, state.partial));
        *lock(&account.sync) = SyncView { running: false, done: 0, total: None, last_complete, partial };
        Ok(())
    }

    /// Begins a sync unless one is running; after one that is being stopped, it is the next.
    pub fn sync_start(&self, account: &str) -> Result<(), DeskError> {
        let account = self.account(account)?;
        let stopped = {
            let mut stop = lock(&account.stop_sync);
            if let Some(running) = stop.as_ref() {
                account.sync_again.fetch_or(*running.borrow(), Ordering::SeqCst);
                return Ok(());
            }
            let (sender, receiver) = watch::channel(false);
            *stop = Some(sender);
            receiver
        };
        {
            let mut sync = lock(&account.sync);
            (sync.running, sync.done, sync.total) = (true, 0, None);
        }
        self.tell_status(&account);
        let desk = self.clone();
        tokio::spawn(async move { desk.sync_to_its_end(account, stopped).await });
        Ok(())
    }

    /// What was read so far stays; the rest is older, and the status says so.
    pub fn sync_stop(&self, account: &str) -> Result<(), DeskError> {
        let account = self.account(account)?;
        let running = lock(&account.stop_sync);
        account.sync_again.store(false, Ordering::SeqCst);
        if let Some(stop) = running.as_ref() {
            stop.send_replace(true);
        }
        Ok(())
    }

    async fn sync_to_its_end(&self, account: Arc<Account>, mut stopped: watch::Receiver<bool>) {
        let stop = async { stopped.wait_for(|stop| *stop).await.map(|_| ()) };
        let whole = tokio::select! {
            read = self.sync_all(&account) => read,
            _ = stop => Ok(false),
        };
        let complete = match whole {
            Ok(complete) => complete,
            Err(error) => {
                log::info!("the sync of {} ended early: {error}", account.id);
                false
            }
        };
        if !complete && let Err(error) = self.store().mark_partial(&account.id, true) {
            log::warn!("the end of the sync was not kept: {error}");
        }
        self.sync_ended(&account);
    }

    fn sync_ended(&self, account: &Arc<Account>) {
        {
            // Held, so that the next one does not begin in between and be taken for ended.
            let mut running = lock(&account.stop_sync);
            if let Err(error) = self.load_sync_state(account) {
                log::warn!("the state of the sync could not be read: {error}");
                lock(&account.sync).running = false;
            }
            *running = None;
        }
        self.drop_index(account);
        self.tell_status(account);
        self.settle_in_background(account);
        if account.sync_again.swap(false, Ordering::SeqCst)
            && let Err(error) = self.sync_start(&account.id)
        {
            log::info!("{} is not read again: {error}", account.id);
        }
    }

    /// True when everything was seen.
    async fn sync_all(&self, account: &Arc<Account>) -> Result<bool, DeskError> {
        let client = self.client(account).await?;
        let asked_at = self.now();
        let wabas = self.hear(account, client.wabas().await);
        // Agents and subaccounts are calls of their own, which Plivo offers also where those of WhatsApp are missing.
        if wabas.as_ref().map_or_else(|error| error.code == Code::MissingApi, |_| true) {
            self.sync_choices(account, &client).await?;
        }
        // A WABA that was read by itself since then, as after a remap, is newer than the list.
        self.store().replace_wabas(&account.id, &wabas?, asked_at)?;
        self.drop_true_mappings(account)?;
        let generation = self.store().next_generation(&account.id)?;
        let mut complete = self.sweep(account, &client, generation).await?;
        // One that went and one that came can hide a third from a list that is read in pages. So nobody is taken away
        // who was not missing twice.
        if complete && self.store().has_unseen(&account.id, generation)? {
            complete = self.sweep(account, &client, generation).await?;
        }
        if complete {
            self.store().finish_sync(&account.id, generation, self.now())?;
        }
        Ok(complete)
    }

    /// Reads the whole list once. True when all of it was seen.
    async fn sweep(&self, account: &Arc<Account>, client: &plivo::Client, generation: i64) -> Result<bool, DeskError> {
        let mut pages = client.numbers();
        let mut show_at = Instant::now();
        while let Some(page) = pages.next().await {
            let page = self.hear(account, page)?;
            // A number that was read by itself after this page was asked for is newer than the page.
            let age = i64::try_from(page.asked.elapsed().as_millis()).unwrap_or(i64::MAX);
            self.store().upsert_numbers(&account.id, &page.objects, generation, self.now() - age)?;
            self.progress(account, page.progress);
            if Instant::now() >= show_at {
                let began = Instant::now();
                self.renew_index(account).await?;
                show_at = Instant::now() + self.inner.patience.until_shown_again(began.elapsed());
            }
        }
        Ok(pages.summary().is_complete())
    }

    /// Agents and subaccounts. A subaccount's credentials see none, and an account may lack either list: what was seen
    /// of them before stays, and the numbers are read all the same.
    async fn sync_choices(&self, account: &Arc<Account>, client: &plivo::Client) -> Result<(), DeskError> {
        if let Ok(agents) = client.agents().await {
            let rows: Vec<AgentRow> = agents.into_iter().map(agent_row).collect();
            self.store().replace_agents(&account.id, &rows)?;
        }
        if account.view().kind != AccountKind::Subaccount
            && let Ok(subaccounts) = client.subaccounts().await
        {
            let rows: Vec<SubaccountRow> = subaccounts.into_iter().map(subaccount_row).collect();
            self.store().replace_subaccounts(&account.id, &rows)?;
        }
        Ok(())
    }

    fn progress(&self, account: &Account, progress: plivo::Progress) {
        {
            let mut sync = lock(&account.sync);
            (sync.done, sync.total) = (progress.done as u32, progress.total.map(|total| total as u32));
        }
        self.tell_status(account);
    }
}

fn agent_row(agent: plivo::Agent) -> AgentRow {
    AgentRow {
        agent_uuid: agent.agent_uuid.to_string(),
        name: agent.name,
        description: agent.description.unwrap_or_default(),
        state: agent.state.unwrap_or_default(),
    }
}

fn subaccount_row(subaccount: plivo::Subaccount) -> SubaccountRow {
    SubaccountRow {
        auth_id: subaccount.auth_id.to_string(),
        name: subaccount.name,
        enabled: subaccount.enabled.unwrap_or(true),
    }
}
