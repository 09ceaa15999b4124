//! The calls of the API, in one table. The router is built from it, and tests compare it with the description in
//! `openapi/plivo.yaml`.

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

use crate::account::{Account, Target, digits};
use crate::auth::Caller;
use crate::fault::Fault;
use crate::held::held;
use crate::shared::Shared;
use ask::Ask;
use axum::extract::{Path, RawQuery, State};
use axum::routing::{MethodFilter, MethodRouter, Router, on};
use axum::{Extension, body::Bytes, http::StatusCode};
use reply::Answered;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

type Action = fn(&mut Ask<'_>) -> Answered;

struct Route {
    method: &'static str,
    /// The path below `/v1/Account/{auth_id}`.
    path: &'static str,
    /// Whether the call is assumed: Plivo does not publish it.
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

/// A call of the API that the sandbox supports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Described {
    pub method: &'static str,
    /// The path below `/v1/Account/{auth_id}`, with parameters in braces.
    pub path: &'static str,
    /// Whether the call is assumed: Plivo does not publish it.
    pub assumed: bool,
}

/// Returns every call that the sandbox supports.
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
    let answer = move |State(shared): State<Arc<Shared>>,
                       Extension(caller): Extension<Caller>,
                       Extension(stale): Extension<StaleReads>,
                       Path(params): Path<HashMap<String, String>>,
                       RawQuery(query): RawQuery,
                       body: Bytes| async move {
        let call = Call { action, caller, params, query: pairs(query), body: &body };
        let answered = if filter == MethodFilter::GET { read(&shared, call) } else { write(&shared, call, stale) };
        reply::respond(&shared, answered)
    };
    on(filter, answer)
}

fn pairs(query: Option<String>) -> Vec<(String, String)> {
    query.map_or_else(Vec::new, |query| url::form_urlencoded::parse(query.as_bytes()).into_owned().collect())
}

/// How many reads show the state before this write; see [`Fault::Stale`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct StaleReads(u32);

impl StaleReads {
    pub(crate) fn after(fault: Option<&Fault>) -> Self {
        match fault {
            Some(Fault::Stale { reads }) => Self(*reads),
            _ => Self(0),
        }
    }
}

/// A request with its action.
#[derive(Clone)]
struct Call<'a> {
    action: Action,
    caller: Caller,
    params: HashMap<String, String>,
    query: Vec<(String, String)>,
    body: &'a [u8],
}

impl Call<'_> {
    /// Returns the object that the path names.
    fn target(&self) -> Option<Target> {
        let number = self.params.get("number").and_then(|number| digits(number)).map(Target::Number);
        number.or_else(|| self.params.get("waba_id").cloned().map(Target::Waba))
    }

    /// Returns the answer, and the objects that a list in it shows.
    fn run(self, account: &mut Account) -> (Answered, HashSet<Target>) {
        let Self { action, caller, params, query, body } = self;
        let mut ask = Ask { account, caller, params, query, body, listed: RefCell::default() };
        (action(&mut ask), ask.listed.into_inner())
    }
}

/// Runs an action with the account locked. There is no await inside, so a write lands completely or not at all, even if
/// the client closes the connection meanwhile.
fn write(shared: &Shared, call: Call<'_>, StaleReads(stale): StaleReads) -> Answered {
    let target = call.target().filter(|_| stale > 0);
    shared.change(|account| {
        let before = target.as_ref().and_then(|target| account.before(target));
        let (answered, _) = call.run(account);
        if let (Some(target), Some(before), true) = (target, before, answered.is_ok()) {
            account.lag.add(target, before, stale);
        }
        answered
    })
}

fn read(shared: &Shared, call: Call<'_>) -> Answered {
    let mut account = held(&shared.account);
    if account.lag.is_empty() {
        return call.run(&mut account).0;
    }
    let named = call.target();
    // A list counts as a read of the objects that it holds now, and of those that it would hold without the lag.
    let (_, now) = call.clone().run(&mut account);
    let (answered, stale) = call.run(&mut account.replica());
    let read = now.into_iter().chain(stale).chain(named).collect();
    account.lag.count(&read);
    answered
}
