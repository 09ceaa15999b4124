//! The calls of the API: one table from which the router is built and which tests compare with the
//! description in `openapi/plivo.yaml`.

mod account;
mod agents;
mod ask;
mod calls;
mod numbers;
mod paging;
mod reply;
mod subaccounts;
mod validation;
mod wabas;

pub(crate) use reply::{refusal, unauthorized};

use crate::auth::Caller;
use crate::shared::Shared;
use ask::Ask;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, Router, on};
use axum::{Extension, body::Bytes, http::StatusCode};
use reply::Answered;
use std::collections::HashMap;
use std::sync::Arc;

type Action = fn(&mut Ask<'_>) -> Answered;

struct Route {
    method: &'static str,
    /// Below `/v1/Account/{auth_id}`.
    path: &'static str,
    /// Whether Plivo does not publish it.
    assumed: bool,
    action: Action,
}

const fn public(method: &'static str, path: &'static str, action: Action) -> Route {
    Route { method, path, assumed: false, action }
}

const fn assumed(method: &'static str, path: &'static str, action: Action) -> Route {
    Route { method, path, assumed: true, action }
}

const ROUTES: &[Route] = &[
    public("GET", "/", account::show),
    public("GET", "/Subaccount/", subaccounts::list),
    public("GET", "/AgentFlow/", agents::list),
    public("GET", "/Call/", calls::list),
    assumed("GET", "/WhatsApp/Account/", wabas::list),
    assumed("GET", "/WhatsApp/Account/{waba_id}/", wabas::show),
    assumed("POST", "/WhatsApp/Account/{waba_id}/", wabas::map),
    assumed("GET", "/WhatsApp/Number/", numbers::list),
    assumed("GET", "/WhatsApp/Number/{number}/", numbers::show),
    assumed("POST", "/WhatsApp/Number/{number}/", numbers::configure),
    assumed("DELETE", "/WhatsApp/Number/{number}/", numbers::disconnect),
];

/// A call of the API as the sandbox knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Described {
    pub method: &'static str,
    /// Below `/v1/Account/{auth_id}`, with parameters in braces.
    pub path: &'static str,
    /// Whether Plivo does not publish it.
    pub assumed: bool,
}

/// Every call that the sandbox answers.
pub fn described() -> impl Iterator<Item = Described> {
    ROUTES.iter().map(|route| Described { method: route.method, path: route.path, assumed: route.assumed })
}

pub(crate) fn router(shared: &Arc<Shared>) -> Router {
    let public_only = shared.options.public_api_only;
    let served = ROUTES.iter().filter(|route| !(public_only && route.assumed));
    let add = |router: Router<Arc<Shared>>, route: &Route| {
        router.route(&format!("/v1/Account/{{auth_id}}{}", route.path), serve(route))
    };
    served
        .fold(Router::new(), add)
        .fallback(|State(shared): State<Arc<Shared>>| async move {
            refusal(&shared, StatusCode::NOT_FOUND, "The requested resource was not found")
        })
        .method_not_allowed_fallback(|State(shared): State<Arc<Shared>>| async move {
            refusal(&shared, StatusCode::METHOD_NOT_ALLOWED, "The method is not allowed for this resource")
        })
        .with_state(Arc::clone(shared))
}

fn serve(route: &Route) -> MethodRouter<Arc<Shared>> {
    let action = route.action;
    let filter = match route.method {
        "POST" => MethodFilter::POST,
        "DELETE" => MethodFilter::DELETE,
        _ => MethodFilter::GET,
    };
    let answer =
        move |State(shared): State<Arc<Shared>>,
              Extension(caller): Extension<Caller>,
              Path(params): Path<HashMap<String, String>>,
              RawQuery(query): RawQuery,
              body: Bytes| async move { run(&shared, action, filter, caller, params, query, &body) };
    on(filter, answer)
}

/// Runs an action with the account locked. There is no await in here: a write lands whole or not at
/// all, even where the client hangs up meanwhile.
fn run(
    shared: &Shared,
    action: Action,
    method: MethodFilter,
    caller: Caller,
    params: HashMap<String, String>,
    query: Option<String>,
    body: &[u8],
) -> Response {
    let query = query.map(|query| url::form_urlencoded::parse(query.as_bytes()).into_owned().collect());
    let answered = if method == MethodFilter::GET {
        let mut account = crate::held::held(&shared.account);
        action(&mut Ask { account: &mut account, caller, params, query: query.unwrap_or_default(), body })
    } else {
        let query = query.unwrap_or_default();
        shared.change(|account| action(&mut Ask { account, caller, params, query, body }))
    };
    reply::respond(shared, answered)
}
