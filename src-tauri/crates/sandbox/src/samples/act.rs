//! The answers of the sample endpoints.

use super::names::Act;
use super::received::{EndpointRequest, Underway};
use super::{strict, texts};
use crate::shared::Shared;
use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use std::io;
use std::sync::Arc;
use url::form_urlencoded;

/// The purpose of a request, from its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    Message,
    Call,
    /// Neither, for example a request from a person's browser.
    Nothing,
}

/// A request with what is needed to answer it.
pub(super) struct Asked {
    shared: Arc<Shared>,
    request: EndpointRequest,
    /// Counts the request while it is being answered.
    _underway: Underway,
    kind: For,
}

impl Asked {
    pub(super) fn new(shared: Arc<Shared>, request: EndpointRequest, underway: Underway) -> Self {
        let kind = kind(&request);
        Self { shared, request, _underway: underway, kind }
    }
}

fn kind(request: &EndpointRequest) -> For {
    let query = request.path.split_once('?').map_or("", |(_, query)| query);
    let texts = [query, request.body.as_str()];
    let has = |key: &str| texts.iter().any(|text| form_urlencoded::parse(text.as_bytes()).any(|(name, _)| name == key));
    match (has("MessageUUID"), has("CallUUID")) {
        (true, _) => For::Message,
        (false, true) => For::Call,
        (false, false) => For::Nothing,
    }
}

/// Performs the act. An error cuts the connection without an answer.
pub(super) async fn perform(act: Act, asked: Asked) -> io::Result<Response> {
    let kind = asked.kind;
    Ok(match act {
        Act::Webhook => usual(kind),
        Act::Answer => xml(texts::GREETING),
        Act::Slow => return slow(asked).await,
        Act::Hanging => hanging(asked),
        Act::Moved => (StatusCode::FOUND, [(header::LOCATION, aim(kind))]).into_response(),
        Act::Missing => (StatusCode::NOT_FOUND, "There is nothing here.").into_response(),
        Act::Failing => (StatusCode::INTERNAL_SERVER_ERROR, html(texts::FAILURE)).into_response(),
        // Any body is accepted for a message, so only other requests get the wrong one.
        Act::BrokenXml | Act::Html | Act::Huge | Act::Forbidden if kind == For::Message => received(),
        Act::BrokenXml => xml(texts::BROKEN),
        Act::Html => html(texts::PAGE),
        Act::Huge => xml(texts::huge()),
        Act::Forbidden => xml(texts::FORWARDING),
        Act::Strict if strict::verifies(&asked.shared, &asked.request) => usual(kind),
        Act::Strict => (StatusCode::FORBIDDEN, "The signature does not verify.").into_response(),
    })
}

fn usual(kind: For) -> Response {
    if kind == For::Call { xml(texts::GREETING) } else { received() }
}

fn received() -> Response {
    "received".into_response()
}

fn xml(body: impl Into<Body>) -> Response {
    ([(header::CONTENT_TYPE, "application/xml")], body.into()).into_response()
}

fn html(body: &'static str) -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response()
}

fn aim(kind: For) -> &'static str {
    if kind == For::Call { "https://voice.acme.example/answer" } else { "https://hooks.acme.example/whatsapp" }
}

async fn slow(asked: Asked) -> io::Result<Response> {
    tokio::time::sleep(asked.shared.options.sample_delays.slow).await;
    asked.shared.online()?;
    Ok(usual(asked.kind))
}

/// Sends the start of a good answer, then one space at a time while the client reads.
fn hanging(asked: Asked) -> Response {
    let first = Bytes::from_static(texts::BEGUN.as_bytes());
    let drip = |(asked, next): (Asked, Option<Bytes>)| async move {
        if let Some(first) = next {
            return Some((Ok(first), (asked, None)));
        }
        tokio::time::sleep(asked.shared.options.sample_delays.drip).await;
        // The request counts as running until its answer has ended.
        let byte = asked.shared.online().map(|()| Bytes::from_static(b" "));
        Some((byte, (asked, None)))
    };
    xml(Body::from_stream(stream::unfold((asked, Some(first)), drip)))
}
