//! Runs one test from beginning to end.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{self, HeaderValue};
use hyper::{Method, Request as HttpRequest};

use crate::deadline::{Deadline, Late};
use crate::report::{Report, Step, StepResult};
use crate::request::Request;
use crate::resolve::Origin;
use crate::settings::Settings;
use crate::signer::Signing;
use crate::target::Target;
use crate::timeouts::{Timeouts, Timing};
use crate::trail::Trail;
use crate::trust::{CertVerifier, Trust};
use crate::{address, connect, evaluate, exchange, message, resolve, tls};

const USER_AGENT: &str = concat!("number-desk/", env!("CARGO_PKG_VERSION"), " (endpoint test)");

/// Tests one endpoint. Dropping the future cancels the test and closes the connection.
pub async fn run(request: &Request, settings: &Settings) -> Report {
    let deadline = Deadline::within(settings.budget);
    let mut trail = Trail::new(request.kind);
    walk(request, settings, deadline, &mut trail).await;
    trail.finish(deadline.elapsed())
}

/// Runs the steps. Ends at the first step after which the test cannot continue.
async fn walk(request: &Request, settings: &Settings, deadline: Deadline, trail: &mut Trail) -> Option<()> {
    let target = target(request, trail)?;
    let found = trail.pass(Step::Dns, resolve::resolve(&target, &settings.resolver, deadline).await)?;
    trail.out_of_reach = address::out_of_reach(&found);
    trail.pass(Step::Address, address::check(&found, &settings.allowed).map(|result| ((), result)))?;
    let connected = trail.pass(Step::Connect, connect::open(&found.addresses, deadline).await)?;
    let verifier = trusted(&settings.trust, found.origin, deadline).await;
    let shaken = tls::shake(connected.stream, target.server_name(), verifier, deadline).await;
    trail.certificate = shaken.certificate;
    let stream = trail.pass(Step::Tls, shaken.result)?;

    let (outgoing, signing) = outgoing(request, &target)?;
    trail.signing = Some(signing);
    let timeouts = Timeouts::of(request.kind, &request.url);
    match exchange::send(stream, outgoing, deadline).await {
        Ok(exchange) => {
            let timing = Timing { connect: connected.took, answer: exchange.waited, whole: deadline.elapsed() };
            evaluate::answer(exchange, timeouts, timing, &deadline.in_words(), trail);
        }
        Err(silence) => evaluate::silence(&silence, timeouts, &deadline.in_words(), trail),
    }
    Some(())
}

/// Loads the verifier on a thread for blocking work.
async fn trusted(trust: &Trust, origin: Origin, deadline: Deadline) -> Result<CertVerifier, String> {
    let trust = trust.clone();
    match deadline.wait(tokio::task::spawn_blocking(move || trust.verifier(origin))).await {
        Ok(Ok(verifier)) => verifier,
        Ok(Err(error)) => Err(error.to_string()),
        Err(Late) => Err(format!("they were not read within {}", deadline.in_words())),
    }
}

fn target(request: &Request, trail: &mut Trail) -> Option<Target> {
    let target = Target::of(&request.url);
    if target.is_none() {
        trail.note(Step::Dns, StepResult::failed("No request can be made of this URL.", "Write it more simply."));
    }
    target
}

/// Builds the request. Returns `None` in cases that the types allow but no valid URL causes.
fn outgoing(request: &Request, target: &Target) -> Option<(HttpRequest<Full<Bytes>>, Signing)> {
    let parameters = message::parameters(request.kind);
    let (signatures, signing) = request.signer.sign(request.url.as_str(), parameters);
    let mut builder = HttpRequest::builder().method(Method::POST).uri(target.path.clone());
    builder = builder.header(header::HOST, target.authority.clone());
    builder = builder.header(header::USER_AGENT, USER_AGENT);
    builder = builder.header(header::ACCEPT, "*/*");
    builder = builder.header(header::CONNECTION, "close");
    builder = builder.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (name, value) in signatures {
        let mut value = HeaderValue::try_from(value).ok()?;
        value.set_sensitive(true);
        builder = builder.header(name, value);
    }
    let request = builder.body(Full::from(message::form(request.kind))).ok()?;
    Some((request, signing))
}
