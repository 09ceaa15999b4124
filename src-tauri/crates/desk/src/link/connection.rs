//! What an answer, or its absence, says about the connection. Found out from real requests, never guessed.

use plivo::{ApiError, WriteError};

use crate::account::{Event, Seat, lock};
use crate::view::{ConnectionView, DeskError};

impl Seat {
    /// Notes what a call said about the connection, and hands its answer on.
    pub(crate) fn hear<T>(&self, answer: Result<T, ApiError>) -> Result<T, DeskError> {
        match answer {
            Ok(value) => {
                self.connection(ConnectionView::Online);
                Ok(value)
            }
            Err(error) => {
                self.hear_error(&error);
                Err(error.into())
            }
        }
    }

    /// The same of a list beside those of WhatsApp, such as the calls: that it is there does not mean that those are,
    /// and that it is closed does not mean that those are closed.
    pub(crate) fn hear_beside<T>(&self, answer: Result<T, ApiError>) -> Result<T, DeskError> {
        let known = matches!(
            *lock(&self.account.link.connection),
            ConnectionView::MissingApi | ConnectionView::Forbidden { .. }
        );
        match answer {
            Ok(value) if known => Ok(value),
            Err(error @ (ApiError::NotFound { .. } | ApiError::Forbidden { .. })) => Err(error.into()),
            answer => self.hear(answer),
        }
    }

    pub(crate) fn hear_write(&self, error: &WriteError) {
        self.hear_error(error.cause());
    }

    fn hear_error(&self, error: &ApiError) {
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
            // One number is gone, or one write was refused: Plivo is there and answers.
            ApiError::NotFound { .. } | ApiError::Refused { .. } => Some(ConnectionView::Online),
            ApiError::Unsendable { .. } => None,
        }
    }

    /// From now on this is known of the connection.
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
