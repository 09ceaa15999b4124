//! The state of the connection. It follows from the results of real requests, and is never guessed.

use plivo::{ApiError, WriteError};

use crate::account::{Event, Seat, lock};
use crate::view::{ConnectionView, DeskError};

impl Seat {
    /// Updates the connection from the result of a request, and returns the result.
    pub(crate) fn track<T>(&self, answer: Result<T, ApiError>) -> Result<T, DeskError> {
        match answer {
            Ok(value) => {
                self.connection(ConnectionView::Online);
                Ok(value)
            }
            Err(error) => {
                self.track_error(&error);
                Err(error.into())
            }
        }
    }

    /// The same for an API beside the WhatsApp lists, such as the call records. Its success does not mean that the
    /// WhatsApp lists exist, and its absence does not mean that they are missing.
    pub(crate) fn track_other_api<T>(&self, answer: Result<T, ApiError>) -> Result<T, DeskError> {
        let known = matches!(
            *lock(&self.account.link.connection),
            ConnectionView::MissingApi | ConnectionView::Forbidden { .. }
        );
        match answer {
            Ok(value) if known => Ok(value),
            Err(error @ (ApiError::NotFound { .. } | ApiError::Forbidden { .. })) => Err(error.into()),
            answer => self.track(answer),
        }
    }

    pub(crate) fn track_write(&self, error: &WriteError) {
        self.track_error(error.cause());
    }

    fn track_error(&self, error: &ApiError) {
        if let Some(state) = self.connection_after(error) {
            self.connection(state);
        }
    }

    fn connection_after(&self, error: &ApiError) -> Option<ConnectionView> {
        let message = error.to_string();
        match error {
            ApiError::Insecure { .. } => Some(ConnectionView::Untrusted { message }),
            ApiError::Offline { .. } | ApiError::Timeout { .. } | ApiError::Cut => {
                let since = match *lock(&self.account.link.connection) {
                    ConnectionView::Offline { since, .. } => since,
                    _ => self.now(),
                };
                Some(ConnectionView::Offline { since, message })
            }
            ApiError::Unauthorised { .. } => Some(ConnectionView::Unauthorised { message }),
            ApiError::Forbidden { .. } => Some(ConnectionView::Forbidden { message }),
            ApiError::RateLimited { retry_after } => {
                let pause = retry_after.map(|pause| i64::try_from(pause.as_millis()).unwrap_or(i64::MAX));
                Some(ConnectionView::RateLimited { retry_at: pause.map(|pause| self.now().saturating_add(pause)) })
            }
            ApiError::NotFound { list: true, .. } => Some(ConnectionView::MissingApi),
            ApiError::Failing { .. } | ApiError::Unreadable { .. } | ApiError::Redirected { .. } => {
                Some(ConnectionView::Failing { message })
            }
            // One number is gone, or one write was refused: Plivo itself responds.
            ApiError::NotFound { .. } | ApiError::Refused { .. } => Some(ConnectionView::Online),
            ApiError::Unsendable { .. } => None,
        }
    }

    /// Sets the state of the connection, and publishes the change.
    pub(crate) fn connection(&self, state: ConnectionView) {
        let (before, now) = {
            let mut held = lock(&self.account.link.connection);
            let before = std::mem::replace(&mut *held, state);
            (before, held.clone())
        };
        if before != now {
            self.tell_status();
        }
        self.announce(&Event::Connection { before: &before, now: &now });
    }
}
