//! The address and the credentials of the built-in sandbox. The shell starts the sandbox; the desk only knows how to
//! reach it.

use domain::secret::Secret;

use crate::account::Samples;

/// The sandbox's account has a fixed id, because its address changes at every start.
pub const SANDBOX_ID: &str = "sandbox";

#[derive(Clone)]
pub struct SandboxDoor {
    pub api: String,
    pub auth_id: String,
    pub token: Secret,
    pub samples: Samples,
}

impl SandboxDoor {
    pub fn new(api: impl Into<String>, auth_id: &str, token: &str) -> Self {
        Self {
            api: api.into(),
            auth_id: auth_id.to_owned(),
            token: Secret::new(token.to_owned()),
            samples: Samples::default(),
        }
    }

    /// Adds sample endpoints that only this account can reach.
    pub fn with_samples(self, samples: Samples) -> Self {
        Self { samples, ..self }
    }
}
