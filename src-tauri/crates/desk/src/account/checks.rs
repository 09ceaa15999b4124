//! Endpoint tests: the run of many on its way, and the last result of each URL.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::endpoint_url::EndpointUrl;
use domain::phone::PhoneNumber;
use probe::{Resolver, Settings, Trust};
use tokio::sync::watch;

use super::lock::lock;
use crate::view::{Endpoint, TestItem, TestRunView, TestState};

#[derive(Default)]
pub(crate) struct Tests {
    pub run: Mutex<Option<TestRun>>,
    /// How endpoints are tested where that differs from other accounts: the sandbox has samples of its own.
    pub samples: Mutex<Option<Settings>>,
}

impl Tests {
    /// Stops the run of tests, and waits until none of its requests is on its way.
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

/// Names that the built-in sandbox alone has, and the authority (DER) that vouches for them.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    pub lent: Vec<(String, SocketAddr)>,
    pub roots: Vec<Vec<u8>>,
}

impl Samples {
    /// How tests of the sandbox's account find and trust its samples. Everything else is as for any account.
    pub(crate) fn settings(self, any: &Settings) -> Settings {
        let lend = |resolver: Resolver, (name, address): (String, SocketAddr)| resolver.lend(&name, address);
        let resolver = self.lent.into_iter().fold(any.resolver.clone(), lend);
        Settings { resolver, trust: Trust::with_extra_roots(self.roots), ..any.clone() }
    }
}

static RUNS: AtomicU64 = AtomicU64::new(0);

/// The account's run of tests while the app runs.
pub(crate) struct TestRun {
    /// No other run has it, so that a task never changes one that took its own one's place.
    id: u64,
    running: bool,
    stopping: bool,
    started_at: i64,
    items: Vec<TestItem>,
    requests: usize,
    stop: watch::Sender<bool>,
    /// Closed when none of its requests is on its way any more.
    ended: watch::Receiver<()>,
}

/// One URL to test, with the items whose result it is.
pub(crate) struct Job {
    pub endpoint: Endpoint,
    pub url: EndpointUrl,
    /// In whose name it is asked: the first of the numbers that have this URL.
    pub number: PhoneNumber,
    pub items: Vec<usize>,
}

impl TestRun {
    /// A run that begins. Its task ends by dropping what stands in for the closed end of `ended`.
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

    /// Of the results, as many as `limit` from `offset` on, the worst first.
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
