//! Answers and refusals in Plivo's forms.

use crate::shared::Shared;
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Map, Value, json};

/// The answer of an action that succeeded.
pub(super) enum Reply {
    /// 200 with this object.
    Shown(Map<String, Value>),
    /// 202 `{"api_id", "message": "changed"}`
    Changed,
    /// 204 without a body.
    Deleted,
}

/// Why an action did nothing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) text: String,
}

pub(super) type Answered = Result<Reply, Refusal>;

impl Refusal {
    pub(super) fn bad(text: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, text: text.into() }
    }

    pub(super) fn forbidden(text: &str) -> Self {
        Self { status: StatusCode::FORBIDDEN, text: text.to_owned() }
    }
}

pub(super) fn not_found() -> Refusal {
    Refusal { status: StatusCode::NOT_FOUND, text: "not found".to_owned() }
}

/// Converts a value to the fields of an answer.
pub(super) fn object(value: impl serde::Serialize) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

pub(super) fn respond(shared: &Shared, answered: Answered) -> Response {
    match answered {
        Ok(Reply::Shown(mut object)) => {
            object.insert("api_id".to_owned(), shared.api_id().into());
            Json(Value::Object(object)).into_response()
        }
        Ok(Reply::Changed) => {
            let body = json!({ "api_id": shared.api_id(), "message": "changed" });
            (StatusCode::ACCEPTED, Json(body)).into_response()
        }
        Ok(Reply::Deleted) => StatusCode::NO_CONTENT.into_response(),
        Err(Refusal { status, text }) => refusal(shared, status, &text),
    }
}

/// `{"api_id", "error": "text"}`
pub(crate) fn refusal(shared: &Shared, status: StatusCode, text: &str) -> Response {
    (status, Json(json!({ "api_id": shared.api_id(), "error": text }))).into_response()
}

/// Plivo's own 401 is plain text, not JSON.
pub(crate) fn unauthorized() -> Response {
    let text = "Could not verify your access level for that URL.\nYou have to login with proper credentials";
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::WWW_AUTHENTICATE, "Basic realm=\"Login Required\""),
    ];
    (StatusCode::UNAUTHORIZED, headers, text).into_response()
}
