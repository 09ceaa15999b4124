//! The codes of errors. A code exists only if the window reacts to it.

use serde::{Deserialize, Serialize};

/// The code of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Code {
    /// Nothing answered: no network, no such host, connection refused, or no answer in time.
    Offline,
    /// Another server responds in Plivo's place, with a certificate that is not trusted: a proxy, or a network that
    /// requires a sign-in.
    Untrusted,
    /// 401: the Auth ID or the token is wrong.
    Unauthorised,
    /// 403.
    Forbidden,
    /// 429.
    RateLimited,
    /// 404 on a list: Plivo does not offer the call to this account.
    MissingApi,
    /// 404 on one number or WABA, while its list can be read.
    Gone,
    /// 400, 409 or 422: Plivo refused the request.
    Refused,
    /// 5xx, or an answer that cannot be read.
    PlivoFailing,
    /// What was typed is wrong; `field` says where.
    InvalidInput,
    /// This computer has no keychain: offer to keep the token for this session.
    KeychainAbsent,
    /// The keychain is locked: ask to unlock it and try again.
    KeychainLocked,
    /// The keychain failed in another way.
    KeychainFailed,
    /// The account has no token here: ask for the credentials.
    TokenMissing,
    /// The account is not connected on this computer: it was signed out or forgotten meanwhile.
    NotConnected,
    /// The typed name or digits do not match; `field` says which.
    NotConfirmed,
    /// The confirmation is older than five minutes, or was used already: show the dialog again.
    ConfirmationExpired,
    /// Drafts wait in an interrupted batch: it has to be resumed or dismissed first.
    Interrupted,
    /// The outcome of a write to this number is not yet known: Save is blocked until it is.
    Unsettled,
    /// The disk failed: nothing was sent, and nothing acknowledged is lost.
    Disk,
    /// The data file was written by a newer Number Desk.
    NewerFile,
    /// Another Number Desk holds the data folder.
    InUse,
    /// The account already exists.
    AlreadyConnected,
    /// The attempt was cancelled before anything was kept: close the dialog without a message.
    Cancelled,
    /// The selection has changed since the command was given: show it again.
    SelectionChanged,
    /// A defect of this app. The message says what to report.
    Internal,
}
