//! What an answer, or its absence, says about the connection. Found out from real requests, never guessed.

use std::sync::atomic::Ordering;

use plivo::{ApiError, WriteError};
use store::{FolderError, KeychainError, OpenError, StoreError};

use crate::account::Account;
use crate::cause::Cause;
use crate::error::{Code, DeskError};
use crate::view::{ConnectionView, Notice, StatusView};
use crate::{Desk, lock};

impl Desk {
    /// Notes what a call said about the connection, and hands its answer on.
    pub(crate) fn hear<T>(&self, account: &Account, answer: Result<T, ApiError>) -> Result<T, DeskError> {
        match answer {
            Ok(value) => {
                self.connection(account, ConnectionView::Online);
                Ok(value)
            }
            Err(error) => {
                self.hear_error(account, &error);
                Err(error.into())
            }
        }
    }

    /// The same of a list beside those of WhatsApp, such as the calls: that it is there does not mean that those are,
    /// and that it is closed does not mean that those are closed.
    pub(crate) fn hear_beside<T>(&self, account: &Account, answer: Result<T, ApiError>) -> Result<T, DeskError> {
        let known = matches!(*lock(&account.connection), ConnectionView::MissingApi | ConnectionView::Forbidden { .. });
        match answer {
            Ok(value) if known => Ok(value),
            Err(error @ (ApiError::NotFound { .. } | ApiError::Forbidden { .. })) => Err(error.into()),
            answer => self.hear(account, answer),
        }
    }

    pub(crate) fn hear_write(&self, account: &Account, error: &WriteError) {
        self.hear_error(account, error.cause());
    }

    fn hear_error(&self, account: &Account, error: &ApiError) {
        if let Some(state) = self.connection_after(account, error) {
            self.connection(account, state);
        }
    }

    fn connection_after(&self, account: &Account, error: &ApiError) -> Option<ConnectionView> {
        let message = error.to_string();
        match error {
            ApiError::Offline { .. } | ApiError::Timeout { .. } | ApiError::Cut | ApiError::Insecure { .. } => {
                let since = match *lock(&account.connection) {
                    ConnectionView::Offline { since, .. } => since,
                    _ => self.now(),
                };
                Some(ConnectionView::Offline { since, message })
            }
            ApiError::Unauthorised { .. } => Some(ConnectionView::Unauthorised { message }),
            ApiError::Forbidden { .. } => Some(ConnectionView::Forbidden { message }),
            ApiError::RateLimited { retry_after } => {
                let pause = retry_after.map(|pause| i64::try_from(pause.as_millis()).unwrap_or(i64::MAX));
                Some(ConnectionView::RateLimited { retry_at: pause.map(|pause| self.now() + pause) })
            }
            ApiError::NotFound { list: true, .. } => Some(ConnectionView::MissingApi),
            ApiError::Failing { .. } | ApiError::Unreadable { .. } | ApiError::Redirected { .. } => {
                Some(ConnectionView::Failing { message })
            }
            // One number is gone, or one write was refused: Plivo is there and answers.
            ApiError::NotFound { .. } | ApiError::Refused { .. } => Some(ConnectionView::Online),
            ApiError::Unsendable { .. } => None,
        }
    }

    pub(crate) fn connection(&self, account: &Account, state: ConnectionView) {
        let offline = |state: &ConnectionView| matches!(state, ConnectionView::Offline { .. });
        let (changed, was_offline, is_offline) = {
            let mut held = lock(&account.connection);
            let before = std::mem::replace(&mut *held, state);
            (*held != before, offline(&before), offline(&held))
        };
        if changed {
            self.tell_status(account);
        }
        if matches!(*lock(&account.connection), ConnectionView::RateLimited { .. })
            && let Ok(held) = self.account(&account.id)
        {
            self.ask_when_allowed(&held);
        }
        if is_offline && let Ok(held) = self.account(&account.id) {
            self.look_while_offline(&held);
        }
        if was_offline && !is_offline {
            self.came_back(account);
        }
    }

    pub(crate) fn tell_status(&self, account: &Account) {
        let status = self.status_of(account);
        self.tell(Notice::Status { account: account.id.clone(), status });
    }

    pub(crate) fn status_of(&self, account: &Account) -> StatusView {
        // Counted before it is looked at: whatever changes later is told of with a higher count.
        let count = self.inner.statuses.fetch_add(1, Ordering::SeqCst);
        let token = lock(&account.token).place;
        let marks = lock(&account.marks).clone();
        StatusView {
            count,
            connection: lock(&account.connection).clone(),
            sync: lock(&account.sync).clone(),
            token,
            drafts: (marks.drafts.len() + marks.mapping_drafts.len()) as u32,
            ready: marks.ready as u32,
            batch: lock(&account.batch).as_ref().map(crate::batch::Batch::progress),
        }
    }
}

impl From<ApiError> for DeskError {
    fn from(error: ApiError) -> Self {
        let code = match &error {
            ApiError::Offline { .. } | ApiError::Timeout { .. } | ApiError::Cut | ApiError::Insecure { .. } => {
                Code::Offline
            }
            ApiError::Unauthorised { .. } => Code::Unauthorised,
            ApiError::Forbidden { .. } => Code::Forbidden,
            ApiError::RateLimited { .. } => Code::RateLimited,
            ApiError::NotFound { list: true, .. } => Code::MissingApi,
            ApiError::NotFound { .. } => Code::Gone,
            ApiError::Refused { .. } => Code::Refused,
            ApiError::Failing { .. } | ApiError::Unreadable { .. } | ApiError::Redirected { .. } => Code::PlivoFailing,
            ApiError::Unsendable { .. } => Code::Internal,
        };
        let told = Self::new(code, error.to_string()).request(error.request_id().map(str::to_owned));
        Self { cause: Some(Box::new(Cause::from(&error))), ..told }
    }
}

impl From<StoreError> for DeskError {
    fn from(error: StoreError) -> Self {
        Self::new(Code::Disk, error.to_string())
    }
}

impl From<OpenError> for DeskError {
    fn from(error: OpenError) -> Self {
        Self::new(Code::Disk, error.to_string())
    }
}

impl From<FolderError> for DeskError {
    fn from(error: FolderError) -> Self {
        Self::new(Code::Disk, error.to_string())
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
