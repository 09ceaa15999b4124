//! Reads a list page by page, with several requests at the same time.

use std::collections::HashSet;
use std::sync::Arc;

use tokio::task::JoinSet;
use url::Url;

use crate::client::Client;
use crate::contract::{FromWire, WirePage, page_url};
use crate::error::ApiError;
use crate::settings::Urgency;
use crate::sweep::{Landed, Progress, Summary, Sweep};

/// How many pages are requested at the same time. With answers after 400 ms, that is enough for Plivo's rate limit.
const AT_ONCE: usize = 24;

/// One page of a list, returned as soon as it arrives.
#[derive(Debug)]
pub struct Page<T> {
    /// The objects that no earlier page held. So every object is returned once, even if pages shift during the read.
    pub objects: Vec<T>,
    /// The number of objects on this page that could not be read.
    pub unreadable: u64,
    /// When this page was requested, by the clock of the read. Anything written later is newer than this page.
    pub requested_at: i64,
    pub progress: Progress,
}

/// A read of a whole list. Call [`Pages::next`] until it returns `None`. Drop it to stop the read, which also cancels
/// its open requests. Pages arrive in any order.
pub struct Pages<T> {
    client: Client,
    list: Result<Url, ApiError>,
    urgency: Urgency,
    clock: Clock,
    sweep: Sweep,
    jobs: JoinSet<Job<T>>,
    seen: HashSet<String>,
    state: State,
}

/// Returns the time in milliseconds.
type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Reading,
    Ended,
    Failed,
}

struct Job<T> {
    offset: u64,
    requested_at: i64,
    page: Result<WirePage<T>, ApiError>,
}

// The trait is private, because only the contract decides which lists exist.
#[allow(private_bounds)]
impl<T: FromWire> Pages<T> {
    pub(crate) fn new(client: Client, list: Result<Url, ApiError>, urgency: Urgency) -> Self {
        let (sweep, jobs, seen) = (Sweep::new(), JoinSet::new(), HashSet::new());
        Self { client, list, urgency, clock: Arc::new(|| 0), sweep, jobs, seen, state: State::Reading }
    }

    /// Stamps the pages by this clock. Only a list whose pages leave this crate needs one.
    pub(crate) fn stamped_by(self, clock: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self { clock: Arc::new(clock), ..self }
    }

    /// Returns the next page, or `None` after the last one. An error ends the read and cancels the open requests. This
    /// method is cancel-safe, so it can be used in a `select`.
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
            Some(Ok(Job { offset, requested_at, page: Ok(page) })) => Some(Ok(self.take(offset, requested_at, page))),
            Some(Ok(Job { page: Err(error), .. })) => Some(Err(self.fail(error))),
            Some(Err(error)) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Some(Err(_)) => Some(Err(self.fail(ApiError::Cut))),
        }
    }

    /// Returns the state of the read. It is final once [`Pages::next`] has returned `None`.
    #[must_use]
    pub fn summary(&self) -> Summary {
        self.sweep.summary(self.state == State::Ended)
    }

    /// Returns the whole list. Objects that cannot be read are omitted, and a warning is logged.
    pub(crate) async fn all(mut self) -> Result<Vec<T>, ApiError> {
        let all = self.collect().await?;
        match self.sweep.summary(true).unreadable {
            0 => {}
            count => log::warn!("{count} objects of a list could not be read and are omitted"),
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

    /// Sends requests until the maximum number is open.
    fn send(&mut self) -> Result<(), ApiError> {
        let list = self.list.clone()?;
        while self.jobs.len() < AT_ONCE {
            let Some((limit, offset)) = self.sweep.ask() else { break };
            let (client, url, urgency) = (self.client.clone(), page_url(&list, limit, offset), self.urgency);
            let clock = self.clock.clone();
            self.jobs.spawn(async move {
                let requested_at = clock();
                let body = client.read(&url, true, urgency).await;
                Job { offset, requested_at, page: body.and_then(|body| WirePage::read(&body)) }
            });
        }
        Ok(())
    }

    fn take(&mut self, offset: u64, requested_at: i64, page: WirePage<T>) -> Page<T> {
        let WirePage { mut objects, unreadable, meta } = page;
        let got = (objects.len() + unreadable) as u64;
        objects.retain(|object| self.seen.insert(object.key()));
        let (fresh, unreadable) = (objects.len() as u64, unreadable as u64);
        self.sweep.landed(Landed { offset, got, fresh, unreadable, meta });
        Page { objects, unreadable, requested_at, progress: self.sweep.progress() }
    }

    fn fail(&mut self, error: ApiError) -> ApiError {
        self.state = State::Failed;
        self.jobs.abort_all();
        error
    }
}
