//! Endpoint tests in memory: the run of many tests, and the sandbox's sample endpoints.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::confirm::ManyPreview;
use domain::endpoint_url::EndpointUrl;
use domain::phone::PhoneNumber;
use probe::{Resolver, Settings, Trust};
use tokio::sync::watch;

use super::lock::lock;
use super::shown::Previews;
use crate::view::{Endpoint, TestItem, TestRunView, TestState};

#[derive(Default)]
pub(crate) struct Tests {
    pub run: Mutex<Option<TestRun>>,
    /// The tests of many endpoints that were shown and may be confirmed.
    pub previews: Previews<ManyPreview<TestPlan>>,
    /// The probe's settings where they differ from the usual ones: the sandbox has sample endpoints.
    pub samples: Mutex<Option<Settings>>,
}

impl Tests {
    /// Stops the run of tests, and waits until no request of it is in progress.
    pub(crate) async fn end(&self) {
        let ended = lock(&self.run).as_mut().map(|run| {
            run.stop();
            run.ended.clone()
        });
        if let Some(mut ended) = ended {
            while ended.changed().await.is_ok() {}
        }
    }
}

/// Host names that only the built-in sandbox's account can reach, and the root certificates (DER) that it trusts.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    pub lent: Vec<(String, SocketAddr)>,
    pub roots: Vec<Vec<u8>>,
}

impl Samples {
    /// Returns settings that resolve and trust the samples. Everything else is as for any account.
    pub(crate) fn settings(self, any: &Settings) -> Settings {
        let lend = |resolver: Resolver, (name, address): (String, SocketAddr)| resolver.lend(&name, address);
        let resolver = self.lent.into_iter().fold(any.resolver.clone(), lend);
        Settings { resolver, trust: Trust::with_extra_roots(self.roots), ..any.clone() }
    }
}

static RUNS: AtomicU64 = AtomicU64::new(0);

/// The account's run of tests in memory.
pub(crate) struct TestRun {
    /// Unique. A task changes its own run only, never one that replaced it.
    id: u64,
    running: bool,
    stopping: bool,
    started_at: i64,
    items: Vec<TestItem>,
    requests: usize,
    stop: watch::Sender<bool>,
    /// Closed when no request of the run is in progress.
    ended: watch::Receiver<()>,
}

/// The tests of many endpoints, before they are sent.
pub(crate) struct TestPlan {
    pub items: Vec<TestItem>,
    pub jobs: Vec<Job>,
    /// The numbers with a URL that is tested.
    pub numbers: HashSet<PhoneNumber>,
    /// How many WABAs they belong to.
    pub wabas: usize,
}

/// One URL to test, and the items that get its result.
pub(crate) struct Job {
    pub endpoint: Endpoint,
    pub url: EndpointUrl,
    /// The number that the request names: the first number that has this URL.
    pub number: PhoneNumber,
    pub items: Vec<usize>,
}

impl TestRun {
    /// Creates a running run. Its task closes `ended` by dropping the sender.
    pub(crate) fn begin(
        started_at: i64,
        items: Vec<TestItem>,
        requests: usize,
        stop: watch::Sender<bool>,
        ended: watch::Receiver<()>,
    ) -> Self {
        let id = RUNS.fetch_add(1, Ordering::Relaxed);
        Self { id, running: true, stopping: false, started_at, items, requests, stop, ended }
    }

    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    /// Returns up to `limit` results from `offset` on, the worst first.
    pub(crate) fn view(&self, offset: u32, limit: u32) -> TestRunView {
        let of = |state: TestState| self.items.iter().filter(|item| item.state == state).count() as u32;
        let mut items: Vec<&TestItem> = self.items.iter().collect();
        items.sort_by_key(|item| item.state);
        TestRunView {
            running: self.running,
            stopping: self.stopping && self.running,
            started_at: self.started_at,
            done: self.items.len() as u32 - of(TestState::Waiting) - of(TestState::Running),
            total: self.items.len() as u32,
            requests: self.requests as u32,
            passed: of(TestState::Passed),
            warned: of(TestState::Warned),
            failed: of(TestState::Failed),
            skipped: of(TestState::Skipped),
            items: items.into_iter().skip(offset as usize).take(limit as usize).cloned().collect(),
        }
    }

    pub(crate) fn stop(&mut self) {
        self.stopping = self.running;
        self.stop.send_replace(true);
    }

    pub(crate) fn is_running(&self) -> bool {
        self.running
    }

    pub(crate) fn set(&mut self, items: &[usize], state: TestState, message: &str) {
        for at in items {
            if let Some(item) = self.items.get_mut(*at) {
                (item.state, item.message) = (state, message.to_owned());
            }
        }
    }

    pub(crate) fn end(&mut self) {
        self.running = false;
        let left = |item: &&mut TestItem| matches!(item.state, TestState::Waiting | TestState::Running);
        for item in self.items.iter_mut().filter(left) {
            (item.state, item.message) = (TestState::Skipped, "Stopped before it was tested.".to_owned());
        }
    }
}
