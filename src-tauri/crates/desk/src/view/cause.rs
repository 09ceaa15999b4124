//! The cause of a failure as it is stored: its meaning as a code, with the text from Plivo or from the network.

use std::time::Duration;

use plivo::ApiError;
use serde::{Deserialize, Serialize};

use super::code::Code;

/// `plivo`, `reason` and `what` are texts from outside: data, not sentences of this app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Cause {
    Offline {
        reason: String,
    },
    Insecure {
        reason: String,
    },
    Timeout {
        after_ms: u64,
    },
    Cut,
    Unauthorised {
        plivo: String,
    },
    Forbidden {
        plivo: String,
    },
    /// The pause that Plivo requests, if it names one.
    RateLimited {
        seconds: Option<u64>,
    },
    NotFound {
        list: bool,
    },
    Refused {
        status: u16,
        plivo: String,
    },
    Failing {
        status: u16,
        plivo: String,
    },
    Unreadable {
        what: String,
    },
    Redirected {
        status: u16,
    },
    Unsendable {
        what: String,
    },
    /// An error that does not come from Plivo, such as of the disk or the keychain, with its message.
    Own {
        error: Code,
        message: String,
    },
}

impl From<&ApiError> for Cause {
    fn from(error: &ApiError) -> Self {
        match error.clone() {
            ApiError::Offline { reason } => Self::Offline { reason },
            ApiError::Insecure { reason } => Self::Insecure { reason },
            ApiError::Timeout { after } => Self::Timeout { after_ms: whole_milliseconds(after) },
            ApiError::Cut => Self::Cut,
            ApiError::Unauthorised { message } => Self::Unauthorised { plivo: message },
            ApiError::Forbidden { message, .. } => Self::Forbidden { plivo: message },
            ApiError::RateLimited { retry_after } => Self::RateLimited { seconds: retry_after.map(whole_seconds) },
            ApiError::NotFound { list, .. } => Self::NotFound { list },
            ApiError::Refused { status, message, .. } => Self::Refused { status, plivo: message },
            ApiError::Failing { status, message, .. } => Self::Failing { status, plivo: message },
            ApiError::Unreadable { what } => Self::Unreadable { what },
            ApiError::Redirected { status } => Self::Redirected { status },
            ApiError::Unsendable { what } => Self::Unsendable { what },
        }
    }
}

impl Cause {
    /// Returns the sentence of the error. The crate `plivo` owns the sentences of Plivo's errors, so the error is
    /// rebuilt from its parameters.
    pub(crate) fn words(&self) -> String {
        let error = match self.clone() {
            Self::Offline { reason } => ApiError::Offline { reason },
            Self::Insecure { reason } => ApiError::Insecure { reason },
            Self::Timeout { after_ms } => ApiError::Timeout { after: Duration::from_millis(after_ms) },
            Self::Cut => ApiError::Cut,
            Self::Unauthorised { plivo } => ApiError::Unauthorised { message: plivo },
            Self::Forbidden { plivo } => ApiError::Forbidden { message: plivo, request_id: None },
            Self::RateLimited { seconds } => ApiError::RateLimited { retry_after: seconds.map(Duration::from_secs) },
            Self::NotFound { list } => ApiError::NotFound { list, message: String::new(), request_id: None },
            Self::Refused { status, plivo } => ApiError::Refused { status, message: plivo, request_id: None },
            Self::Failing { status, plivo } => ApiError::Failing { status, message: plivo, request_id: None },
            Self::Unreadable { what } => ApiError::Unreadable { what },
            Self::Redirected { status } => ApiError::Redirected { status },
            Self::Unsendable { what } => ApiError::Unsendable { what },
            Self::Own { message, .. } => return message,
        };
        error.to_string()
    }
}

fn whole_milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Rounds up, so that no retry comes too early.
fn whole_seconds(pause: Duration) -> u64 {
    pause.as_secs().saturating_add(u64::from(pause.subsec_nanos() > 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::DeskError;

    /// The stored cause makes the same sentence as the error itself.
    #[test]
    fn the_words_of_each_error() {
        let text = || "over there".to_owned();
        let check = |error: ApiError| {
            let cause = Cause::from(&error);
            assert_eq!(cause.words(), error.to_string());
            let kept = serde_json::to_string(&cause).unwrap();
            assert_eq!(serde_json::from_str::<Cause>(&kept).unwrap(), cause, "{kept}");
            assert_eq!(DeskError::from(error).cause(), cause);
        };
        check(ApiError::Offline { reason: text() });
        check(ApiError::Insecure { reason: text() });
        check(ApiError::Timeout { after: Duration::from_millis(1500) });
        check(ApiError::Cut);
        check(ApiError::Unauthorised { message: text() });
        check(ApiError::Forbidden { message: text(), request_id: Some(text()) });
        check(ApiError::RateLimited { retry_after: None });
        check(ApiError::RateLimited { retry_after: Some(Duration::from_secs(5)) });
        check(ApiError::RateLimited { retry_after: Some(Duration::from_micros(4_000_001)) });
        check(ApiError::NotFound { list: true, message: text(), request_id: None });
        check(ApiError::NotFound { list: false, message: text(), request_id: None });
        check(ApiError::Refused { status: 400, message: text(), request_id: None });
        check(ApiError::Failing { status: 502, message: text(), request_id: None });
        check(ApiError::Unreadable { what: text() });
        check(ApiError::Redirected { status: 302 });
        check(ApiError::Unsendable { what: text() });
    }

    #[test]
    fn an_error_of_this_computer_keeps_its_words() {
        let cause = DeskError::new(Code::Disk, "The disk is full.").cause();
        assert_eq!(cause, Cause::Own { error: Code::Disk, message: "The disk is full.".to_owned() });
        assert_eq!(cause.words(), "The disk is full.");
    }
}
