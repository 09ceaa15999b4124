//! Conversions of errors from the crates below into the error of the window.

use plivo::ApiError;
use store::{FolderError, KeychainError, OpenError, StoreError};

use super::{Cause, Code, DeskError};

impl From<ApiError> for DeskError {
    fn from(error: ApiError) -> Self {
        let code = match &error {
            ApiError::Offline { .. } | ApiError::Timeout { .. } | ApiError::Cut => Code::Offline,
            ApiError::Insecure { .. } => Code::Untrusted,
            ApiError::Unauthorised { .. } => Code::Unauthorised,
            ApiError::Forbidden { .. } => Code::Forbidden,
            ApiError::RateLimited { .. } => Code::RateLimited,
            ApiError::NotFound { list: true, .. } => Code::MissingApi,
            ApiError::NotFound { .. } => Code::Gone,
            ApiError::Refused { .. } => Code::Refused,
            ApiError::Failing { .. } | ApiError::Unreadable { .. } | ApiError::Redirected { .. } => Code::PlivoFailing,
            ApiError::Unsendable { .. } => Code::Internal,
        };
        let desk_error = Self::new(code, error.to_string()).request(error.request_id().map(str::to_owned));
        Self { cause: Some(Box::new(Cause::from(&error))), ..desk_error }
    }
}

impl From<StoreError> for DeskError {
    fn from(error: StoreError) -> Self {
        let code = match &error {
            StoreError::Internal(_) | StoreError::Unreadable(_) => Code::Internal,
            StoreError::Forgotten => Code::NotConnected,
            _ => Code::Disk,
        };
        Self::new(code, error.to_string())
    }
}

impl From<OpenError> for DeskError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Store(error) => error.into(),
            OpenError::Newer { .. } => Self::new(Code::NewerFile, error.to_string()),
            OpenError::SetAside(_) | OpenError::NoWriteAheadLog => Self::new(Code::Disk, error.to_string()),
        }
    }
}

impl From<FolderError> for DeskError {
    fn from(error: FolderError) -> Self {
        let code = match &error {
            FolderError::InUse(..) => Code::InUse,
            _ => Code::Disk,
        };
        Self::new(code, error.to_string())
    }
}

impl From<KeychainError> for DeskError {
    fn from(error: KeychainError) -> Self {
        let code = match &error {
            KeychainError::Absent => Code::KeychainAbsent,
            KeychainError::Locked => Code::KeychainLocked,
            KeychainError::Failed(_) => Code::KeychainFailed,
        };
        Self::new(code, error.to_string())
    }
}
