//! Sends one request and receives its answer. Other modules interpret the answer.

use std::error::Error;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Client, RequestBuilder, Response, header, redirect, retry};
use url::Url;

use crate::address::ApiAddress;
use crate::credentials::Credentials;
use crate::encryption::Encryption;
use crate::error::{ApiError, BuildError};
use crate::meaning;
use crate::settings::{RequestPolicy, Settings};

/// The longest answer that is read, in bytes. A page of 20 numbers has about 20 kB.
const LONGEST_BODY: usize = 4 * 1024 * 1024;
/// The longest error body that is read, in bytes. The rest is dropped.
const LONGEST_ERROR: usize = 64 * 1024;

pub(crate) enum Call {
    Get(Url),
    Post(Url, Vec<u8>),
    Delete(Url),
}

/// An answer with a status line. Its body may still be missing.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Result<Vec<u8>, ApiError>,
}

/// No status line arrived.
#[derive(Debug)]
pub(crate) enum Failure {
    /// There was no connection, so no byte was sent.
    NotSent(ApiError),
    /// There was a connection, so the whole request may have been sent.
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
    /// Writes use their own connections and never reuse one. Plivo may close a kept connection while a request is being
    /// sent. That would leave the write in doubt, and HTTP libraries tend to retry such a request.
    writes: Client,
    credentials: Credentials,
    connect: Duration,
    request: Duration,
}

impl Transport {
    pub(crate) fn new(settings: &Settings) -> Result<Self, BuildError> {
        let credentials = Credentials::new(settings.auth_id.clone(), settings.token.clone())?;
        let writes = |builder: reqwest::ClientBuilder| builder.http1_only().pool_max_idle_per_host(0);
        let encryption = Encryption::new(&settings.api).map_err(|error| BuildError::Tls(error.to_string()))?;
        Ok(Self {
            reads: client(settings, |builder| builder.tls_backend_preconfigured(encryption.of_any_http()))?,
            writes: client(settings, |builder| writes(builder).tls_backend_preconfigured(encryption.of_http1()))?,
            credentials,
            connect: connect(&settings.policy),
            request: settings.policy.request,
        })
    }

    /// Sends the request once and reads the answer, all within the request's deadline.
    pub(crate) async fn exchange(&self, call: Call) -> Result<Reply, Failure> {
        let request = self.credentials.sign(self.request(call)).timeout(self.request);
        match request.send().await {
            Ok(response) => Ok(self.reply(response).await),
            Err(error) => Err(self.failure(&error)),
        }
    }

    /// Returns a text from outside without our token.
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

    /// Returns the whole body, or why there is none.
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

    /// Returns as much of an error's body as arrives. The status already says what matters.
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
        // Retries are decided in `retry`, for reads only.
        .retry(retry::never())
        .referer(false)
        .connect_timeout(connect(&settings.policy))
        .https_only(settings.api.is_https());
    let builder = route(kind(builder), &settings.api);
    builder.build().map_err(|error| BuildError::Tls(innermost(&error)))
}

/// The deadline for the connection is shorter than the deadline for the request, so that a failed connection is
/// recognised as such.
fn connect(policy: &RequestPolicy) -> Duration {
    policy.connect.min(policy.request.mul_f32(0.9))
}

/// Requests to this computer never go through a proxy.
fn route(builder: reqwest::ClientBuilder, api: &ApiAddress) -> reqwest::ClientBuilder {
    if api.is_loopback() { builder.no_proxy() } else { builder }
}

/// Returns the text of the first cause. The outer errors repeat the URL, which contains the account.
fn innermost(error: &(dyn Error + 'static)) -> String {
    chain(error).last().map(ToString::to_string).unwrap_or_default()
}

fn tls_cause(error: &(dyn Error + 'static)) -> Option<String> {
    chain(error).find_map(|cause| cause.downcast_ref::<rustls::Error>()).map(ToString::to_string)
}

/// Returns an error and its causes, outermost first.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| cause(*error))
}

/// An `io::Error` does not return its inner error from `source`.
fn cause<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        Some(inside) => Some(inside),
        None => error.source(),
    }
}
