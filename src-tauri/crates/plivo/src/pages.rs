//! A list, read page by page with several pages on their way at once.

use std::collections::HashSet;
use std::time::Instant;

use tokio::task::JoinSet;
use url::Url;

use crate::client::Client;
use crate::contract::{FromWire, WirePage, page_url};
use crate::error::ApiError;
use crate::settings::Urgency;
use crate::sweep::{Landed, Progress, Summary, Sweep};

/// How many pages are on their way at once. More would only fill the rate limit sooner.
const AT_ONCE: usize = 8;

/// One page of a list, handed over as it came.
#[derive(Debug)]
pub struct Page<T> {
    /// What no earlier page brought; so every object is handed over once, also when pages shift under the read.
    pub objects: Vec<T>,
    /// Objects of this page that could not be read.
    pub unreadable: u64,
    /// When this page was asked for. What was written later than that is newer than this page.
    pub asked: Instant,
    pub progress: Progress,
}

/// A read of a whole list. Call [`Pages::next`] until it answers `None`; drop it to stop, which also ends the requests
/// on their way. Pages come in any order.
pub struct Pages<T> {
    client: Client,
    list: Result<Url, ApiError>,
    urgency: Urgency,
    sweep: Sweep,
    jobs: JoinSet<Job<T>>,
    seen: HashSet<String>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Reading,
    Ended,
    Failed,
}

struct Job<T> {
    offset: u64,
    asked: Instant,
    page: Result<WirePage<T>, ApiError>,
}

// The trait is ours alone: which lists there are is decided in the contract.
#[allow(private_bounds)]
impl<T: FromWire> Pages<T> {
    pub(crate) fn new(client: Client, list: Result<Url, ApiError>, urgency: Urgency) -> Self {
        let (sweep, jobs, seen) = (Sweep::new(), JoinSet::new(), HashSet::new());
        Self { client, list, urgency, sweep, jobs, seen, state: State::Reading }
    }

    /// The next page, or `None` after the last one. An error is the end: the pages on their way are given up. Stopping
    /// to wait loses nothing, so that this may stand in a `select`.
    pub async fn next(&mut self) -> Option<Result<Page<T>, ApiError>> {
        if self.state != State::Reading {
            return None;
        }
        if let Err(error) = self.send() {
            return Some(Err(self.fail(error)));
        }
        match self.jobs.join_next().await {
            None => {
                self.state = State::Ended;
                None
            }
            Some(Ok(Job { offset, asked, page: Ok(page) })) => Some(Ok(self.take(offset, asked, page))),
            Some(Ok(Job { page: Err(error), .. })) => Some(Err(self.fail(error))),
            Some(Err(error)) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Some(Err(_)) => Some(Err(self.fail(ApiError::Cut))),
        }
    }

    /// What the read has come to so far; final once [`Pages::next`] has answered `None`.
    #[must_use]
    pub fn summary(&self) -> Summary {
        self.sweep.summary(self.state == State::Ended)
    }

    /// Everything at once. Objects that cannot be read are left out, which is logged.
    pub(crate) async fn all(mut self) -> Result<Vec<T>, ApiError> {
        let all = self.collect().await?;
        match self.sweep.summary(true).unreadable {
            0 => {}
            count => log::warn!("{count} objects of a list could not be read and are left out"),
        }
        Ok(all)
    }

    pub(crate) async fn collect(&mut self) -> Result<Vec<T>, ApiError> {
        let mut all = Vec::new();
        while let Some(page) = self.next().await {
            all.extend(page?.objects);
        }
        Ok(all)
    }

    /// Sends for as many pages as may be on their way.
    fn send(&mut self) -> Result<(), ApiError> {
        let list = self.list.clone()?;
        while self.jobs.len() < AT_ONCE {
            let Some((limit, offset)) = self.sweep.ask() else { break };
            let (client, url, urgency) = (self.client.clone(), page_url(&list, limit, offset), self.urgency);
            self.jobs.spawn(async move {
                let asked = Instant::now();
                let body = client.read(&url, true, urgency).await;
                Job { offset, asked, page: body.and_then(|body| WirePage::read(&body)) }
            });
        }
        Ok(())
    }

    fn take(&mut self, offset: u64, asked: Instant, page: WirePage<T>) -> Page<T> {
        let WirePage { mut objects, unreadable, meta } = page;
        let got = (objects.len() + unreadable) as u64;
        objects.retain(|object| self.seen.insert(object.key()));
        let (fresh, unreadable) = (objects.len() as u64, unreadable as u64);
        self.sweep.landed(Landed { offset, got, fresh, unreadable, meta });
        Page { objects, unreadable, asked, progress: self.sweep.progress() }
    }

    fn fail(&mut self, error: ApiError) -> ApiError {
        self.state = State::Failed;
        self.jobs.abort_all();
        error
    }
}
