//! The requests that the sample endpoints received, and how many of them at the same time.

use crate::held::held;
use serde::Serialize;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

/// How many requests are kept. The oldest are dropped, because an embedded sandbox may run for days.
const KEPT: usize = 1_000;

/// One request that reached a sample endpoint, as it arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EndpointRequest {
    /// The `Host` header.
    pub host: String,
    pub method: String,
    /// Path and query, as sent.
    pub path: String,
    /// Header names in lower case, in the order of arrival.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// The journal of the sample endpoints.
#[derive(Debug)]
pub(crate) struct Received {
    inner: Mutex<Inner>,
    changed: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Inner {
    kept: VecDeque<EndpointRequest>,
    underway: usize,
    most: usize,
}

/// A request that is being answered while this value lives.
pub(super) struct Underway(Arc<Received>);

impl Default for Received {
    fn default() -> Self {
        Self { inner: Mutex::default(), changed: watch::Sender::new(0) }
    }
}

impl Received {
    pub(super) fn record(self: &Arc<Self>, request: EndpointRequest) -> Underway {
        self.change(|inner| {
            if inner.kept.len() == KEPT {
                inner.kept.pop_front();
            }
            inner.kept.push_back(request);
            inner.underway += 1;
            inner.most = inner.most.max(inner.underway);
        });
        Underway(Arc::clone(self))
    }

    pub(crate) fn list(&self) -> Vec<EndpointRequest> {
        held(&self.inner).kept.iter().cloned().collect()
    }

    pub(crate) fn most_at_once(&self) -> usize {
        held(&self.inner).most
    }

    pub(crate) fn clear(&self) {
        self.change(|inner| {
            inner.kept.clear();
            inner.most = inner.underway;
        });
    }

    /// Waits until the journal satisfies `done`. Returns the journal at that time.
    pub(crate) async fn wait_until(&self, mut done: impl FnMut(&[EndpointRequest]) -> bool) -> Vec<EndpointRequest> {
        let mut changes = self.changed.subscribe();
        loop {
            let now = self.list();
            if done(&now) || changes.changed().await.is_err() {
                return now;
            }
        }
    }

    fn change(&self, change: impl FnOnce(&mut Inner)) {
        change(&mut held(&self.inner));
        self.changed.send_modify(|count| *count = count.wrapping_add(1));
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        self.0.change(|inner| inner.underway = inner.underway.saturating_sub(1));
    }
}
