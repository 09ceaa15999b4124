//! One test from beginning to end.

use std::sync::Arc;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{self, HeaderValue};
use hyper::{Method, Request as HttpRequest};
use rustls::client::danger::ServerCertVerifier;

use crate::deadline::{Deadline, Late};
use crate::patience::{Patience, Timing};
use crate::report::{Finding, Report, Step};
use crate::request::Request;
use crate::resolve::Origin;
use crate::settings::Settings;
use crate::signer::Signing;
use crate::target::Target;
use crate::trail::Trail;
use crate::trust::Trust;
use crate::{address, connect, exchange, judge, message, resolve, tls};

const USER_AGENT: &str = concat!("number-desk/", env!("CARGO_PKG_VERSION"), " (endpoint test)");

/// Tests one endpoint. Dropping the future ends the test, and with it the connection.
pub async fn run(request: &Request, settings: &Settings) -> Report {
    let deadline = Deadline::within(settings.budget);
    let mut trail = Trail::new(request.kind);
    walk(request, settings, deadline, &mut trail).await;
    trail.finish(deadline.elapsed())
}

/// Ends at the first step that leaves nothing to go on with.
async fn walk(request: &Request, settings: &Settings, deadline: Deadline, trail: &mut Trail) -> Option<()> {
    let target = target(request, trail)?;
    let found = trail.pass(Step::Dns, resolve::resolve(&target, &settings.resolver, deadline).await)?;
    trail.out_of_reach = address::out_of_reach(&found);
    trail.pass(Step::Address, address::judge(&found, &settings.allowed).map(|finding| ((), finding)))?;
    let connected = trail.pass(Step::Connect, connect::open(&found.addresses, deadline).await)?;
    let judge = trusted(&settings.trust, found.origin, deadline).await;
    let shaken = tls::shake(connected.stream, target.server_name(), judge, deadline).await;
    trail.certificate = shaken.certificate;
    let stream = trail.pass(Step::Tls, shaken.result)?;

    let (outgoing, signing) = outgoing(request, &target)?;
    trail.signing = Some(signing);
    let patience = Patience::of(request.kind, &request.url);
    match exchange::send(stream, outgoing, deadline).await {
        Ok(exchange) => {
            let timing = Timing { connect: connected.took, answer: exchange.waited, whole: deadline.elapsed() };
            judge::answer(exchange, patience, timing, &deadline.in_words(), trail);
        }
        Err(silence) => judge::silence(&silence, patience, &deadline.in_words(), trail),
    }
    Some(())
}

/// Away from the threads on which everything else runs.
async fn trusted(trust: &Trust, origin: Origin, deadline: Deadline) -> Result<Arc<dyn ServerCertVerifier>, String> {
    let trust = trust.clone();
    match deadline.wait(tokio::task::spawn_blocking(move || trust.judge(origin))).await {
        Ok(Ok(judge)) => judge,
        Ok(Err(error)) => Err(error.to_string()),
        Err(Late) => Err(format!("they were not read within {}", deadline.in_words())),
    }
}

fn target(request: &Request, trail: &mut Trail) -> Option<Target> {
    let target = Target::of(&request.url);
    if target.is_none() {
        trail.note(Step::Dns, Finding::failed("No request can be made of this URL.", "Write it more simply."));
    }
    target
}

/// None for what the types cannot rule out and no valid URL brings about.
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
