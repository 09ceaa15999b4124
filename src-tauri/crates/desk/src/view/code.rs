use serde::{Deserialize, Serialize};

/// A code exists only if the window does something with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Code {
    /// Nothing answered: no network, no such host, connection refused, or no answer in time.
    Offline,
    /// Something answers in Plivo's place, and its certificate is not trusted: a proxy, or a network that asks to sign in.
    Untrusted,
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
    /// The data file was written by a newer Number Desk.
    NewerFile,
    /// Another Number Desk holds the data folder.
    InUse,
    /// The account already exists.
    AlreadyConnected,
    /// It was cancelled before anything was kept: close the dialog, and say nothing.
    Cancelled,
    /// Other numbers are selected by now than the command was given for: show the selection anew.
    SelectionChanged,
    /// A defect of ours; the message says what to report.
    Internal,
}
