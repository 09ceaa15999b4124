//! The sync: it reads all data of the account in the background, page by page. It can be stopped.

use std::sync::atomic::Ordering;
use std::time::Instant;

use store::{AgentRow, SubaccountRow};
use tokio::sync::watch;

use crate::account::{Event, Seat, lock};
use crate::view::{AccountKind, Code, DeskError, SyncView, words};

impl Seat {
    pub(crate) fn load_sync_state(&self) -> Result<(), DeskError> {
        let state = self.read_sync_state()?;
        *lock(&self.account.link.sync) = state;
        Ok(())
    }

    /// Returns the stored state of the sync, for a time when no sync runs.
    fn read_sync_state(&self) -> Result<SyncView, DeskError> {
        let state = self.store().sync_state(self.id())?;
        let (last_complete, partial) = state.map_or((None, false), |state| (state.last_complete, state.partial));
        Ok(SyncView { running: false, done: 0, total: None, last_complete, partial })
    }

    /// Starts a sync, unless one is running. If the running one is being stopped, the new one follows it.
    pub(crate) fn sync_start(&self) -> Result<(), DeskError> {
        let stopped = {
            let mut stop = lock(&self.account.link.stop_sync);
            // Signing out unloads the account, and then waits for the sync that this lock shows.
            if !self.is_loaded() {
                return Err(words::not_connected());
            }
            if let Some(running) = stop.as_ref() {
                self.account.link.sync_again.fetch_or(*running.borrow(), Ordering::SeqCst);
                return Ok(());
            }
            let (sender, receiver) = watch::channel(false);
            *stop = Some(sender);
            receiver
        };
        {
            let mut sync = lock(&self.account.link.sync);
            (sync.running, sync.done, sync.total) = (true, 0, None);
        }
        self.tell_status();
        let ends = EndsSync(self.clone());
        tokio::spawn(async move { ends.0.run_sync(stopped).await });
        Ok(())
    }

    /// Stops the sync. What was read so far stays. The status shows that the rest is older.
    pub(crate) fn sync_stop(&self) {
        let running = lock(&self.account.link.stop_sync);
        self.account.link.sync_again.store(false, Ordering::SeqCst);
        if let Some(stop) = running.as_ref() {
            stop.send_replace(true);
        }
    }

    /// Stops the sync, and waits until it stores nothing more.
    pub(super) async fn end_sync(&self) {
        self.sync_stop();
        let running = lock(&self.account.link.stop_sync).clone();
        if let Some(running) = running {
            running.closed().await;
        }
    }

    async fn run_sync(&self, mut stopped: watch::Receiver<bool>) {
        // The app may run for weeks, so the next start would be too late.
        if let Err(error) = self.store().prune(self.now()) {
            log::warn!("old data was not removed: {error}");
        }
        let stop = async { stopped.wait_for(|stop| *stop).await.map(|_| ()) };
        let whole = tokio::select! {
            read = self.sync_all() => read,
            _ = stop => Ok(false),
        };
        let complete = match whole {
            Ok(complete) => complete,
            Err(error) => {
                log::info!("the sync of {} ended early: {error}", self.id());
                false
            }
        };
        log::info!("the sync of {} has ended, complete: {complete}", self.id());
        if !complete && let Err(error) = self.store().mark_partial(self.id(), true) {
            log::warn!("the end of the sync was not kept: {error}");
        }
    }

    fn sync_ended(&self) {
        let state = self.read_sync_state();
        {
            // Under this lock no next sync can start and be taken for the one that ended.
            let mut running = lock(&self.account.link.stop_sync);
            let mut shown = lock(&self.account.link.sync);
            match state {
                // What was never read whole is partial, even if the disk refused to store that.
                Ok(state) => *shown = SyncView { partial: state.partial || state.last_complete.is_none(), ..state },
                Err(error) => {
                    log::warn!("the state of the sync could not be read: {error}");
                    *shown = SyncView { running: false, partial: true, ..*shown };
                }
            }
            *running = None;
        }
        self.numbers_changed();
        self.tell_status();
        self.announce(&Event::SyncEnded);
        if self.account.link.sync_again.swap(false, Ordering::SeqCst)
            && let Err(error) = self.sync_start()
        {
            log::info!("{} is not read again: {error}", self.id());
        }
    }

    /// Reads everything. Returns true if the list is complete.
    async fn sync_all(&self) -> Result<bool, DeskError> {
        let client = self.client().await?;
        let requested_at = self.forward();
        let wabas = self.track(client.wabas().await);
        // Agents and subaccounts have APIs of their own. Plivo offers them also where the WhatsApp APIs are missing.
        if wabas.as_ref().map_or_else(|error| error.code == Code::MissingApi, |_| true) {
            self.sync_choices(&client).await?;
        }
        // The store keeps a WABA that was read separately since then, such as after a remap: it is newer than the list.
        self.store().replace_wabas(self.id(), &wabas?, requested_at)?;
        // The rows show names of WABAs, subaccounts and agents.
        self.account.list.rows_changed();
        self.publish(&Event::WabasRead)?;
        let generation = self.store().next_generation(self.id(), self.forward())?;
        let mut complete = self.sweep(&client, generation).await?;
        // When one number is removed and another is added during the read, page boundaries shift and can hide a third.
        // So a number is removed only if it was missing from two reads.
        if complete && self.store().has_unseen(self.id(), generation)? {
            complete = self.sweep(&client, generation).await?;
        }
        if complete {
            self.store().finish_sync(self.id(), generation, self.now())?;
        }
        Ok(complete)
    }

    /// Reads the whole list once. Returns true if it was complete.
    async fn sweep(&self, client: &plivo::Client, generation: i64) -> Result<bool, DeskError> {
        let clock = self.core.clock.clone();
        let mut pages = client.numbers(move || clock.forward());
        let (mut show_at, mut has_new) = (Instant::now(), false);
        while let Some(page) = pages.next().await {
            let page = self.track(page)?;
            // The store keeps a number that was read separately after this page was requested: it is newer than the
            // page.
            has_new |= self.store().upsert_numbers(self.id(), &page.objects, generation, page.requested_at)?;
            self.progress(page.progress);
            if has_new && Instant::now() >= show_at {
                has_new = false;
                self.numbers_changed();
                show_at = Instant::now() + self.core.timings.show;
            }
        }
        Ok(pages.summary().is_complete())
    }

    /// Reads agents and subaccounts. Credentials of a subaccount see no subaccounts, and an account may lack either
    /// list. If a read fails, the stored list stays, the sync continues with the numbers, and the error is kept for the
    /// place where they are chosen.
    async fn sync_choices(&self, client: &plivo::Client) -> Result<(), DeskError> {
        let has_subaccounts = self.account.view().kind != AccountKind::Subaccount;
        let subaccounts = async { if has_subaccounts { Some(client.subaccounts().await) } else { None } };
        let (agents, subaccounts) = tokio::join!(client.agents(), subaccounts);
        let agents = match self.track_other_api(agents) {
            Ok(agents) => {
                let rows: Vec<AgentRow> = agents.into_iter().map(agent_row).collect();
                self.store().replace_agents(self.id(), &rows)?;
                None
            }
            Err(error) => Some(error.message),
        };
        lock(&self.account.link.unread).agents = agents;
        let Some(subaccounts) = subaccounts else { return Ok(()) };
        let subaccounts = match self.track_other_api(subaccounts) {
            Ok(subaccounts) => {
                let rows: Vec<SubaccountRow> = subaccounts.into_iter().map(subaccount_row).collect();
                self.store().replace_subaccounts(self.id(), &rows)?;
                None
            }
            Err(error) => Some(error.message),
        };
        lock(&self.account.link.unread).subaccounts = subaccounts;
        Ok(())
    }

    fn progress(&self, progress: plivo::Progress) {
        {
            let mut sync = lock(&self.account.link.sync);
            (sync.done, sync.total) = (progress.done as u32, progress.total.map(|total| total as u32));
        }
        self.tell_status();
    }
}

/// Ends the sync when its task ends, also by a panic.
struct EndsSync(Seat);

impl Drop for EndsSync {
    fn drop(&mut self) {
        self.0.sync_ended();
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
