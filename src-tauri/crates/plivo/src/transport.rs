//! One request and its answer. What the answer means is decided elsewhere.

use std::error::Error;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Client, RequestBuilder, Response, header, redirect, retry};
use url::Url;

use crate::address::ApiAddress;
use crate::credentials::Credentials;
use crate::error::{ApiError, BuildError};
use crate::meaning;
use crate::settings::{Patience, Settings};

/// The longest answer that is read, in bytes. A page of 20 numbers is some 20 kB.
const LONGEST_BODY: usize = 4 * 1024 * 1024;
/// The longest error that is read; what follows is dropped.
const LONGEST_ERROR: usize = 64 * 1024;

pub(crate) enum Call {
    Get(Url),
    Post(Url, Vec<u8>),
    Delete(Url),
}

/// A status line arrived. The body may be missing all the same.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Result<Vec<u8>, ApiError>,
}

/// No status line arrived.
#[derive(Debug)]
pub(crate) enum Failure {
    /// There was no connection, so that not a byte was sent.
    NotSent(ApiError),
    /// There was one, so that everything may have been.
    Unanswered(ApiError),
}

impl Failure {
    pub(crate) fn cause(self) -> ApiError {
        match self {
            Self::NotSent(cause) | Self::Unanswered(cause) => cause,
        }
    }
}

pub(crate) struct Transport {
    reads: Client,
    /// Writes have connections of their own and never a used one: a kept connection may be closed by Plivo while a
    /// request is on its way, which would leave that write in doubt, and libraries like to repeat such a request.
    writes: Client,
    credentials: Credentials,
    connect: Duration,
    request: Duration,
}

impl Transport {
    pub(crate) fn new(settings: &Settings) -> Result<Self, BuildError> {
        let credentials = Credentials::new(settings.auth_id.clone(), settings.token.clone())?;
        let writes = |builder: reqwest::ClientBuilder| builder.http1_only().pool_max_idle_per_host(0);
        Ok(Self {
            reads: client(settings, |builder| builder)?,
            writes: client(settings, writes)?,
            credentials,
            connect: connect(&settings.patience),
            request: settings.patience.request,
        })
    }

    /// Sends once and reads the answer, all within the request's deadline.
    pub(crate) async fn exchange(&self, call: Call) -> Result<Reply, Failure> {
        let request = self.credentials.sign(self.request(call)).timeout(self.request);
        match request.send().await {
            Ok(response) => Ok(self.reply(response).await),
            Err(error) => Err(self.failure(&error)),
        }
    }

    /// What a text from outside says, without our token.
    pub(crate) fn scrub(&self, text: &str) -> String {
        self.credentials.scrub(text)
    }

    fn request(&self, call: Call) -> RequestBuilder {
        match call {
            Call::Get(url) => self.reads.get(url).header(header::ACCEPT, "application/json"),
            Call::Delete(url) => self.writes.delete(url),
            Call::Post(url, body) => self.writes.post(url).header(header::CONTENT_TYPE, "application/json").body(body),
        }
    }

    async fn reply(&self, response: Response) -> Reply {
        let status = response.status();
        let retry_after = response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after = retry_after.and_then(|value| meaning::retry_after(value, Timestamp::now()));
        let body = if status.is_success() { self.body(response).await } else { Ok(self.start(response).await) };
        Reply { status: status.as_u16(), retry_after, body }
    }

    /// The whole body, or why there is none.
    async fn body(&self, mut response: Response) -> Result<Vec<u8>, ApiError> {
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.interrupted(&error))? {
            if body.len() + chunk.len() > LONGEST_BODY {
                return Err(ApiError::Unreadable { what: format!("it is longer than {LONGEST_BODY} bytes") });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    /// As much of an error's body as comes; the status has said what matters.
    async fn start(&self, mut response: Response) -> Vec<u8> {
        let mut body = Vec::new();
        while let Ok(Some(chunk)) = response.chunk().await {
            body.extend_from_slice(&chunk);
            if body.len() >= LONGEST_ERROR {
                break;
            }
        }
        body.truncate(LONGEST_ERROR);
        body
    }

    fn failure(&self, error: &reqwest::Error) -> Failure {
        if error.is_builder() {
            return Failure::NotSent(ApiError::Unsendable { what: innermost(error) });
        }
        if !error.is_connect() {
            return Failure::Unanswered(self.interrupted(error));
        }
        if let Some(tls) = tls_cause(error) {
            return Failure::NotSent(ApiError::Insecure { reason: tls });
        }
        let late = || format!("no connection within {} s", self.connect.as_secs_f32());
        let reason = if error.is_timeout() { late() } else { innermost(error) };
        Failure::NotSent(ApiError::Offline { reason })
    }

    fn interrupted(&self, error: &reqwest::Error) -> ApiError {
        if error.is_timeout() { ApiError::Timeout { after: self.request } } else { ApiError::Cut }
    }
}

fn client(
    settings: &Settings,
    kind: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
) -> Result<Client, BuildError> {
    let builder = Client::builder()
        .user_agent(concat!("number-desk/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        // Repeating is decided in `retry`, for reads only.
        .retry(retry::never())
        .referer(false)
        .connect_timeout(connect(&settings.patience))
        .https_only(settings.api.is_https());
    let builder = route(kind(builder), &settings.api);
    builder.build().map_err(|error| BuildError::Tls(innermost(&error)))
}

/// The connection's deadline lies within the request's, so that a failure to connect is known as such.
fn connect(patience: &Patience) -> Duration {
    patience.connect.min(patience.request.mul_f32(0.9))
}

/// What is on this computer is never asked through a proxy, and plain http needs no trusted certificates: the sandbox
/// works on a computer that has none.
fn route(builder: reqwest::ClientBuilder, api: &ApiAddress) -> reqwest::ClientBuilder {
    let builder = if api.is_loopback() { builder.no_proxy() } else { builder };
    if api.is_https() { builder } else { builder.tls_certs_only([]) }
}

/// The text of the first cause. The outer ones repeat the URL, and with it the account.
fn innermost(error: &(dyn Error + 'static)) -> String {
    chain(error).last().map(ToString::to_string).unwrap_or_default()
}

fn tls_cause(error: &(dyn Error + 'static)) -> Option<String> {
    chain(error).find_map(|cause| cause.downcast_ref::<rustls::Error>()).map(ToString::to_string)
}

/// An error and what caused it, outermost first.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| cause(*error))
}

/// An `io::Error` hides the error inside it from `source`.
fn cause<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        Some(inside) => Some(inside),
        None => error.source(),
    }
}
