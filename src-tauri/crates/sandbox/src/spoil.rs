//! Changes an answer according to the fault.

use crate::fault::{Answer, Fault, Shape};
use crate::line::Line;
use crate::shared::Shared;
use axum::Json;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use futures_util::stream;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::time::Duration;

/// The length of each piece of a slow answer, in bytes.
const DRIP: usize = 16;

impl Fault {
    /// Whether the call takes effect at once.
    pub(crate) fn lets_write(&self) -> bool {
        match self {
            Self::Refuse | Self::CutBeforeWrite | Self::Late { .. } => false,
            Self::Hang { after_write } => *after_write,
            Self::Answer(answer) => answer.after_write,
            Self::Hold
            | Self::CutAfterWrite
            | Self::TruncatedJson
            | Self::WrongTypes
            | Self::SlowDrip { .. }
            | Self::Stale { .. } => true,
        }
    }
}

/// Returns what is sent instead of the real answer, or `None` if the connection was cut.
pub(crate) async fn outcome(
    shared: &Shared,
    fault: Option<Fault>,
    truth: Option<Response>,
    line: &Line,
) -> Option<Response> {
    match (fault, truth) {
        (Some(Fault::Answer(answer)), _) => Some(instead(shared, &answer)),
        (None | Some(Fault::Stale { .. }), truth) => truth,
        (Some(Fault::TruncatedJson), Some(truth)) => Some(truncated(truth).await),
        (Some(Fault::WrongTypes), Some(truth)) => Some(wrong_types(truth).await),
        (Some(Fault::SlowDrip { pause_ms }), Some(truth)) => {
            Some(dripping(truth, Duration::from_millis(pause_ms)).await)
        }
        (Some(Fault::Hold), Some(truth)) => {
            tokio::select! {
                () = shared.released() => Some(truth),
                () = shared.stopped() => None,
            }
        }
        (Some(Fault::Hang { .. }), _) => {
            shared.stopped().await;
            line.close();
            None
        }
        (Some(Fault::Refuse), _) => {
            line.reset();
            None
        }
        _ => {
            line.close();
            None
        }
    }
}

fn instead(shared: &Shared, answer: &Answer) -> Response {
    let text = "this fault was requested";
    let mut response = match answer.shape {
        Shape::Error => Json(json!({ "api_id": shared.api_id(), "error": text })).into_response(),
        Shape::ErrorObject => Json(json!({ "error": { "message": text, "code": answer.status } })).into_response(),
        Shape::Message => Json(json!({ "message": text })).into_response(),
        Shape::DataError => Json(json!({ "data": { "error": text } })).into_response(),
        Shape::Plain => text.into_response(),
        Shape::Html => Html(format!("<html><body><h1>{} {text}</h1></body></html>", answer.status)).into_response(),
        Shape::Empty => ().into_response(),
    };
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Some(Ok(seconds)) = answer.retry_after.map(|seconds| HeaderValue::from_str(&seconds.to_string())) {
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}

/// Returns the answer with a different body and the matching length.
async fn rewritten(truth: Response, rewrite: impl FnOnce(Bytes) -> Body) -> Response {
    let (mut parts, body) = truth.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, rewrite(bytes))
}

async fn truncated(truth: Response) -> Response {
    rewritten(truth, |bytes| Body::from(bytes.slice(..bytes.len() / 2))).await
}

async fn wrong_types(truth: Response) -> Response {
    let scrambled = |bytes: Bytes| match serde_json::from_slice(&bytes) {
        Ok(value) => Body::from(scramble(value).to_string()),
        Err(_) => Body::from(bytes),
    };
    rewritten(truth, scrambled).await
}

fn scramble(value: Value) -> Value {
    match value {
        Value::Null => json!({}),
        Value::Bool(_) => json!("perhaps"),
        Value::Number(_) => json!("many"),
        Value::String(_) => json!(42),
        Value::Array(items) => items.into_iter().map(scramble).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, scramble(value))).collect(),
    }
}

async fn dripping(truth: Response, pause: Duration) -> Response {
    let drip = move |bytes| {
        Body::from_stream(stream::unfold(bytes, move |mut left: Bytes| async move {
            if left.is_empty() {
                return None;
            }
            tokio::time::sleep(pause).await;
            let piece = left.split_to(DRIP.min(left.len()));
            Some((Ok::<_, Infallible>(piece), left))
        }))
    };
    rewritten(truth, drip).await
}
