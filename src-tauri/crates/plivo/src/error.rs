//! What can go wrong, by what it means. No error holds a header, a token or a page of HTML.

use std::time::Duration;

/// Why a call brought no usable answer. States stay apart: an unknown is never an empty list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// No connection could be made: no network, no such host, refused.
    #[error("Plivo cannot be reached: {reason}.")]
    Offline { reason: String },
    /// TLS failed: the certificate is not trusted, expired, for another host, or what answered does not speak TLS.
    #[error("The connection to Plivo is not secure: {reason}. Nothing was sent.")]
    Insecure { reason: String },
    /// A connection stood, but the whole answer did not come within the request's deadline.
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
    /// Status 429, or our own waiting for an earlier one.
    #[error("Plivo asks to slow down{}.", pause(*retry_after))]
    RateLimited { retry_after: Option<Duration> },
    /// Status 404. For a list it means that the API is missing for this account; for one object that it is gone, but
    /// only if its list answers.
    #[error("{}", if *list { "Plivo does not offer this list to this account." } else { "Plivo does not know this." })]
    NotFound { list: bool, message: String, request_id: Option<String> },
    /// Any other 4xx but 408: Plivo understood, and declined.
    #[error("Plivo refused this ({status}): {message}.")]
    Refused { status: u16, message: String, request_id: Option<String> },
    /// Status 5xx or 408: Plivo, or a gateway before it, failed.
    #[error("Plivo failed ({status}): {message}. Try again later.")]
    Failing { status: u16, message: String, request_id: Option<String> },
    /// The answer is not what the contract promises.
    #[error("Plivo's answer could not be read: {what}.")]
    Unreadable { what: String },
    /// Status 3xx. It is not followed: a POST would become a GET, and credentials might go elsewhere.
    #[error("Plivo's address answers with a redirect ({status}), which is not followed. Check the API address.")]
    Redirected { status: u16 },
    /// Our own checks kept the call from being sent.
    #[error("This cannot be sent to Plivo: {what}.")]
    Unsendable { what: String },
}

fn pause(retry_after: Option<Duration>) -> String {
    let seconds = |pause: Duration| format!(" for {} s", pause.as_secs_f64().ceil());
    retry_after.map(seconds).unwrap_or_default()
}

impl ApiError {
    /// Plivo's own id for the call, which its support asks for.
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

    /// Whether the same call may well succeed later, with nothing changed.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Offline { .. } | Self::Timeout { .. } | Self::Cut | Self::RateLimited { .. } | Self::Failing { .. }
        )
    }
}

/// How a write failed, by what is known of Plivo's state after it. A write is never repeated here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// Nothing can have reached Plivo.
    #[error("{0}")]
    NotSent(#[source] ApiError),
    /// Plivo answered that it did not do it.
    #[error("{0}")]
    Refused(#[source] ApiError),
    /// The request may have landed, or may still land. Settle it by reading.
    #[error("It is not known whether Plivo carried this out. {0}")]
    Unanswered(#[source] ApiError),
}

impl WriteError {
    /// What went wrong, whatever it means for the write.
    #[must_use]
    pub fn cause(&self) -> &ApiError {
        match self {
            Self::NotSent(cause) | Self::Refused(cause) | Self::Unanswered(cause) => cause,
        }
    }

    /// Plivo's own id for the call, which its support asks for.
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
    #[error("This computer's trusted certificates cannot be read, so that no secure connection can be made: {0}.")]
    Tls(String),
}
