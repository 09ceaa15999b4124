//! The requests that the sandbox received, so that tests can prove what an app sent and what it did not send.

use crate::held::held;
use serde::Serialize;
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::Mutex;
use tokio::sync::watch;

/// How many requests are kept. The oldest are dropped, because an embedded sandbox may run for days.
const KEPT: usize = 20_000;

/// One request as it arrived. It never holds the credentials, only whether they were right.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Request {
    /// The sequence number, counted from 1. A number is never reused, even after the journal was cleared.
    pub seq: u64,
    pub method: String,
    /// The whole path, as sent.
    pub path: String,
    /// The query as sent, without the question mark.
    pub query: Option<String>,
    /// The body, if it was JSON.
    pub body: Option<Value>,
    /// The status of the answer. `None` while there is no answer. It stays `None` if the connection was cut.
    pub status: Option<u16>,
    /// The answer from the account, even if a fault kept it from the client. Present only with
    /// [`crate::Options::keep_answers`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    pub authorized: bool,
    /// The word for the fault that happened; see [`crate::Fault::word`].
    pub fault: Option<String>,
    /// Whether the account carried out the request. For a late write this becomes true when it lands.
    pub landed: bool,
}

#[derive(Debug)]
pub(crate) struct Journal {
    inner: Mutex<Inner>,
    changed: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Inner {
    last: u64,
    kept: VecDeque<Request>,
}

impl Default for Journal {
    fn default() -> Self {
        Self { inner: Mutex::default(), changed: watch::Sender::new(0) }
    }
}

impl Journal {
    /// Adds a request and returns its sequence number.
    pub(crate) fn record(&self, mut request: Request) -> u64 {
        let seq = {
            let mut inner = held(&self.inner);
            inner.last += 1;
            request.seq = inner.last;
            if inner.kept.len() == KEPT {
                inner.kept.pop_front();
            }
            inner.kept.push_back(request);
            inner.last
        };
        self.tell();
        seq
    }

    /// Completes an entry. An entry that was cleared meanwhile is not added again.
    pub(crate) fn amend(&self, seq: u64, change: impl FnOnce(&mut Request)) {
        {
            let mut inner = held(&self.inner);
            let place = inner.kept.binary_search_by_key(&seq, |request| request.seq);
            if let Some(request) = place.ok().and_then(|at| inner.kept.get_mut(at)) {
                change(request);
            }
        }
        self.tell();
    }

    pub(crate) fn list(&self) -> Vec<Request> {
        held(&self.inner).kept.iter().cloned().collect()
    }

    pub(crate) fn clear(&self) {
        held(&self.inner).kept.clear();
        self.tell();
    }

    /// Waits until the journal satisfies `done`. Returns the journal at that time.
    pub(crate) async fn wait_until(&self, mut done: impl FnMut(&[Request]) -> bool) -> Vec<Request> {
        let mut changes = self.changed.subscribe();
        loop {
            let now = self.list();
            if done(&now) || changes.changed().await.is_err() {
                return now;
            }
        }
    }

    fn tell(&self) {
        self.changed.send_modify(|count| *count = count.wrapping_add(1));
    }
}
