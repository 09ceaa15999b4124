//! The only error that crosses to the window.

use serde::Serialize;

use super::FieldName;
use super::cause::Cause;
pub use super::code::Code;

/// An error, with what the window needs to react to it. One table in the window turns codes into words and buttons.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
#[error("{message}")]
pub struct DeskError {
    pub code: Code,
    /// A sentence for the user: the cause, and the next step where there is one.
    pub message: String,
    pub field: Option<FieldName>,
    /// A retry without changes may help.
    pub retryable: bool,
    /// Plivo's `api_id`, to quote to its support.
    pub request_id: Option<String>,
    /// The cause for the stored record. The window gets the sentence.
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

    /// Returns the cause from Plivo or from the network, or else this error itself.
    pub(crate) fn cause(&self) -> Cause {
        let own = || Cause::Own { error: self.code, message: self.message.clone() };
        self.cause.as_deref().cloned().unwrap_or_else(own)
    }
}
