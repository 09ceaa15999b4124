//! The one error that crosses to the window.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::cause::Cause;
use crate::view::FieldName;

/// What went wrong, with what the window needs to act on it. One table in the window turns codes into words and buttons.
#[derive(Clone, Debug, PartialEq, Serialize, Type, thiserror::Error)]
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

/// A code exists only if the window does something with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Code {
    /// Nothing answered: no network, no such host, connection refused, or no answer in time.
    Offline,
    /// 401: the Auth ID or the token is wrong.
    Unauthorised,
    /// 403.
    Forbidden,
    /// 429.
    RateLimited,
    /// 404 on a list: Plivo does not offer the call to this account.
    MissingApi,
    /// 404 on one number or WABA whose list answers.
    Gone,
    /// 400, 409 or 422: Plivo refused what was asked.
    Refused,
    /// 5xx, or an answer that cannot be read.
    PlivoFailing,
    /// What was typed is wrong; `field` says where.
    InvalidInput,
    /// There is no keychain on this computer: offer to keep the token for this session.
    KeychainAbsent,
    /// The keychain is locked: ask to unlock it and try again.
    KeychainLocked,
    /// The keychain failed in another way.
    KeychainFailed,
    /// The account has no token here: ask for the credentials.
    TokenMissing,
    /// The typed name or digits do not match; `field` says which.
    NotConfirmed,
    /// The confirmation is older than five minutes or was used: show the dialog anew.
    ConfirmationExpired,
    /// Drafts wait in a batch that was interrupted: it has to be resumed or dismissed first.
    Interrupted,
    /// A write to this number is not yet known: Save is blocked until it is.
    Unsettled,
    /// The disk refused: nothing was sent and nothing acknowledged is lost.
    Disk,
    /// The account already exists.
    AlreadyConnected,
    /// It was cancelled before anything was kept: close the dialog, and say nothing.
    Cancelled,
    /// Other numbers are selected by now than the command was given for: show the selection anew.
    SelectionChanged,
    /// A defect of ours; the message says what to report.
    Internal,
}

impl DeskError {
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        let retryable = matches!(
            code,
            Code::Offline
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
}
