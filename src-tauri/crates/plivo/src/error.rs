//! Errors by their meaning. No error holds a header, a token or a page of HTML.

use std::time::Duration;

/// Why a call brought no usable answer. The states stay separate: an unknown result is never an empty list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// No connection could be made: there is no network, the host does not exist, or it refused the connection.
    #[error("Plivo cannot be reached: {reason}.")]
    Offline { reason: String },
    /// TLS failed: the certificate is not trusted, has expired or is for another host, or the server does not speak
    /// TLS.
    #[error("The connection to Plivo is not secure: {reason}. Nothing was sent.")]
    Insecure { reason: String },
    /// There was a connection, but the whole answer did not come within the request's deadline.
    #[error("Plivo did not answer within {} s.", after.as_secs_f32())]
    Timeout { after: Duration },
    /// The connection broke before the answer was complete.
    #[error("The connection broke off before Plivo's answer was complete.")]
    Cut,
    /// Status 401.
    #[error("Plivo does not accept the Auth ID and Auth Token: {message}.")]
    Unauthorised { message: String },
    /// Status 403.
    #[error("Plivo does not allow this for this account: {message}.")]
    Forbidden { message: String, request_id: Option<String> },
    /// Status 429, or our own pause after an earlier 429.
    #[error("Plivo asks to slow down{}.", pause(*retry_after))]
    RateLimited { retry_after: Option<Duration> },
    /// Status 404. For a list it means that this account does not have the API. For one object it means that the object
    /// is gone, but only if the object's list can still be read.
    #[error("{}", if *list { "Plivo does not offer this list to this account." } else { "Plivo does not know this." })]
    NotFound { list: bool, message: String, request_id: Option<String> },
    /// Any other 4xx except 408: Plivo understood the request and refused it.
    #[error("Plivo refused this ({status}): {message}.")]
    Refused { status: u16, message: String, request_id: Option<String> },
    /// Status 5xx or 408: Plivo failed, or a gateway before it did.
    #[error("Plivo failed ({status}): {message}. Try again later.")]
    Failing { status: u16, message: String, request_id: Option<String> },
    /// The answer does not match the contract.
    #[error("Plivo's answer could not be read: {what}.")]
    Unreadable { what: String },
    /// Status 3xx. It is not followed, because a POST would become a GET and credentials might be sent to another host.
    #[error("Plivo's address answers with a redirect ({status}), which is not followed. Check the API address.")]
    Redirected { status: u16 },
    /// Our own checks failed, so the call was not sent.
    #[error("This cannot be sent to Plivo: {what}.")]
    Unsendable { what: String },
}

fn pause(retry_after: Option<Duration>) -> String {
    let seconds = |pause: Duration| format!(" for {} s", pause.as_secs_f64().ceil());
    retry_after.map(seconds).unwrap_or_default()
}

impl ApiError {
    /// Returns Plivo's own ID for the call. Plivo's support asks for it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Forbidden { request_id, .. }
            | Self::NotFound { request_id, .. }
            | Self::Refused { request_id, .. }
            | Self::Failing { request_id, .. } => request_id.as_deref(),
            _ => None,
        }
    }

    /// Returns whether the same call may succeed later without any change.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Offline { .. } | Self::Timeout { .. } | Self::Cut | Self::RateLimited { .. } | Self::Failing { .. }
        )
    }
}

/// How a write failed, by what is known about Plivo's state afterwards. A write is never retried here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// Nothing can have reached Plivo.
    #[error("{0}")]
    NotSent(#[source] ApiError),
    /// Plivo answered that it did not carry out the write.
    #[error("{0}")]
    Refused(#[source] ApiError),
    /// The request may have reached Plivo, or may still reach it. A later read settles this.
    #[error("It is not known whether Plivo carried this out. {0}")]
    Unanswered(#[source] ApiError),
}

impl WriteError {
    /// Returns the error itself, whatever it means for the write.
    #[must_use]
    pub fn cause(&self) -> &ApiError {
        match self {
            Self::NotSent(cause) | Self::Refused(cause) | Self::Unanswered(cause) => cause,
        }
    }

    /// Returns Plivo's own ID for the call. Plivo's support asks for it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.cause().request_id()
    }
}

/// Why no client can be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    #[error("The Auth Token is empty or holds characters that no token has. Copy it again from Plivo's console.")]
    Token,
    #[error("This computer's trusted certificates cannot be read, so no secure connection can be made: {0}.")]
    Tls(String),
}
