//! The one error that crosses to the window.

use serde::Serialize;

use super::FieldName;
use super::cause::Cause;
pub use super::code::Code;

/// What went wrong, with what the window needs to act on it. One table in the window turns codes into words and buttons.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
#[error("{message}")]
pub struct DeskError {
    pub code: Code,
    /// A sentence for the user: the cause, and the next step where there is one.
    pub message: String,
    pub field: Option<FieldName>,
    /// Trying again, unchanged, may help.
    pub retryable: bool,
    /// Plivo's `api_id`, to quote to its support.
    pub request_id: Option<String>,
    /// What Plivo or the line said, for what is kept of it. The window has its sentence.
    #[serde(skip)]
    pub(crate) cause: Option<Box<Cause>>,
}

impl DeskError {
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        let retryable = matches!(
            code,
            Code::Offline
                | Code::Untrusted
                | Code::RateLimited
                | Code::PlivoFailing
                | Code::KeychainLocked
                | Code::Disk
                | Code::Unsettled
        );
        Self { code, message: message.into(), field: None, retryable, request_id: None, cause: None }
    }

    pub fn at(mut self, field: FieldName) -> Self {
        self.field = Some(field);
        self
    }

    pub fn request(mut self, id: Option<String>) -> Self {
        self.request_id = id;
        self
    }

    /// What Plivo or the line said, or else this error as it is.
    pub(crate) fn cause(&self) -> Cause {
        let own = || Cause::Own { error: self.code, message: self.message.clone() };
        self.cause.as_deref().cloned().unwrap_or_else(own)
    }
}
