//! The steps that every request to the API passes: journal, latency, armed edits, faults, credentials, rate limit, and
//! then the call itself.

use crate::auth::{Caller, authenticate};
use crate::edit::Edit;
use crate::fault::Fault;
use crate::held::held;
use crate::journal;
use crate::line::Line;
use crate::routes::{StaleReads, refusal, unauthorized};
use crate::shared::Shared;
use crate::spoil;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

const LARGEST_BODY: usize = 1 << 20;

/// One request on its way through the steps.
struct Visit {
    shared: Arc<Shared>,
    seq: u64,
    caller: Option<Caller>,
}

pub(crate) async fn gate(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(line): ConnectInfo<Line>,
    request: Request,
    next: Next,
) -> Response {
    match received(shared, &line, request, next).await {
        Some(response) => response,
        // The connection is cut, so this answer is never sent.
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Returns the answer, or `None` if the connection was cut.
async fn received(shared: Arc<Shared>, line: &Line, request: Request, next: Next) -> Option<Response> {
    if shared.offline.load(Ordering::SeqCst) {
        line.reset();
        return None;
    }
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else { return Some(too_large(&shared)) };
    let visit = note(shared, &parts, &body);
    tokio::time::sleep(visit.shared.options.latency).await;
    let (method, path) = (parts.method.as_str(), parts.uri.path());
    let due = held(&visit.shared.armory).due(method, path);
    visit.make(&due.before);
    if visit.shared.offline.load(Ordering::SeqCst) {
        line.reset();
        return None;
    }
    let fault = held(&visit.shared.faults).strike(method, path);
    let word = fault.as_ref().map(|fault| fault.word().to_owned());
    visit.shared.journal.amend(visit.seq, |entry| entry.fault = word);
    let call = (Request::from_parts(parts, Body::from(body)), next);
    visit.run(fault, due.after, line, call).await
}

fn note(shared: Arc<Shared>, parts: &Parts, body: &Bytes) -> Visit {
    let path = parts.uri.path();
    let path_id = path.strip_prefix("/v1/Account/").and_then(|rest| rest.split('/').next()).unwrap_or("");
    let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let caller = authenticate(&held(&shared.account), path_id, header);
    let seq = shared.journal.record(journal::Request {
        seq: 0,
        method: parts.method.to_string(),
        path: path.to_owned(),
        query: parts.uri.query().map(str::to_owned),
        body: serde_json::from_slice(body).ok(),
        status: None,
        answer: None,
        authorized: caller.is_some(),
        fault: None,
        landed: false,
    });
    Visit { shared, seq, caller }
}

impl Visit {
    async fn run(self, fault: Option<Fault>, after: Vec<Edit>, line: &Line, call: (Request, Next)) -> Option<Response> {
        if let Some(Fault::Late { after_ms }) = fault {
            line.close();
            tokio::spawn(self.land_late(Duration::from_millis(after_ms), after, call));
            return None;
        }
        let lands = fault.as_ref().is_none_or(Fault::lets_write);
        let truth = if lands { Some(self.land(call, fault.as_ref()).await) } else { None };
        self.make(&after);
        let answer = spoil::outcome(&self.shared, fault, truth, line).await?;
        self.shared.journal.amend(self.seq, |entry| entry.status = Some(answer.status().as_u16()));
        Some(answer)
    }

    /// Runs the call itself, for a caller with the right credentials and within the rate limit.
    async fn land(&self, (mut request, next): (Request, Next), fault: Option<&Fault>) -> Response {
        let Some(caller) = self.caller.clone() else { return unauthorized() };
        if let Some(refused) = self.over_the_limit() {
            return refused;
        }
        request.extensions_mut().insert(caller);
        request.extensions_mut().insert(StaleReads::after(fault));
        let response = next.run(request).await;
        self.shared.journal.amend(self.seq, |entry| entry.landed = response.status().is_success());
        if self.shared.options.keep_answers { self.keep(response).await } else { response }
    }

    async fn keep(&self, answer: Response) -> Response {
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        self.shared.journal.amend(self.seq, |entry| entry.answer = Some(text));
        Response::from_parts(parts, Body::from(bytes))
    }

    async fn land_late(self, wait: Duration, after: Vec<Edit>, call: (Request, Next)) {
        // A server that was stopped meanwhile accepts no more writes.
        if tokio::time::timeout(wait, self.shared.stopped()).await.is_err() {
            self.land(call, None).await;
            self.make(&after);
        }
    }

    fn over_the_limit(&self) -> Option<Response> {
        let limit = self.shared.options.rate_limit?;
        let wait = held(&self.shared.limiter).admit(Instant::now(), limit).err()?;
        let mut response = refusal(&self.shared, StatusCode::TOO_MANY_REQUESTS, "rate limit exceeded");
        let seconds = wait.as_millis().div_ceil(1_000).max(1);
        if let Ok(seconds) = HeaderValue::from_str(&seconds.to_string()) {
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        Some(response)
    }

    fn make(&self, edits: &[Edit]) {
        for edit in edits {
            if let Err(error) = self.shared.edit(edit) {
                log::warn!("an armed edit could not be made: {error}");
            }
        }
    }
}

fn too_large(shared: &Shared) -> Response {
    refusal(shared, StatusCode::PAYLOAD_TOO_LARGE, "the body is too large")
}
