//! The control endpoint, `/control/...`: the functions of [`Control`] over HTTP, for a sandbox that runs as its own
//! program.

use crate::control::Control;
use crate::edit::{Armed, Edit};
use crate::fault::Rule;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Offline {
    offline: bool,
}

pub(crate) fn router(control: Control) -> Router {
    Router::new()
        .route("/control/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/control/release", post(release))
        .route("/control/edits", post(edit))
        .route("/control/armed", post(arm).delete(disarm))
        .route("/control/requests", get(requests).delete(clear_requests))
        .route("/control/endpoint-requests", get(endpoint_requests).delete(clear_endpoint_requests))
        .route("/control/offline", post(offline))
        .route("/control/reset", post(reset))
        .with_state(control)
}

async fn faults(State(control): State<Control>) -> Response {
    Json(control.faults()).into_response()
}

async fn add_fault(State(control): State<Control>, Json(rule): Json<Rule>) -> StatusCode {
    control.add_fault(rule);
    StatusCode::NO_CONTENT
}

async fn clear_faults(State(control): State<Control>) -> StatusCode {
    control.clear_faults();
    StatusCode::NO_CONTENT
}

async fn release(State(control): State<Control>) -> StatusCode {
    control.release();
    StatusCode::NO_CONTENT
}

async fn edit(State(control): State<Control>, Json(edit): Json<Edit>) -> Response {
    match control.edit(&edit) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => (StatusCode::BAD_REQUEST, Json(json!({ "error": error.to_string() }))).into_response(),
    }
}

async fn arm(State(control): State<Control>, Json(armed): Json<Armed>) -> StatusCode {
    control.arm(armed);
    StatusCode::NO_CONTENT
}

async fn disarm(State(control): State<Control>) -> StatusCode {
    control.disarm();
    StatusCode::NO_CONTENT
}

async fn requests(State(control): State<Control>) -> Response {
    Json(control.requests()).into_response()
}

async fn clear_requests(State(control): State<Control>) -> StatusCode {
    control.clear_requests();
    StatusCode::NO_CONTENT
}

/// Returns an empty list if the sample endpoints were never started, as in the sandbox program.
async fn endpoint_requests(State(control): State<Control>) -> Response {
    Json(control.endpoint_requests()).into_response()
}

async fn clear_endpoint_requests(State(control): State<Control>) -> StatusCode {
    control.clear_endpoint_requests();
    StatusCode::NO_CONTENT
}

async fn offline(State(control): State<Control>, Json(switch): Json<Offline>) -> StatusCode {
    control.set_offline(switch.offline);
    StatusCode::NO_CONTENT
}

async fn reset(State(control): State<Control>) -> StatusCode {
    control.reset();
    StatusCode::NO_CONTENT
}
