//! How the built-in sandbox is reached. The shell starts the sandbox; the desk only knows its address.

use domain::secret::Secret;

use crate::account::Samples;

/// The sandbox's address is another at every start, so an account of it is known by a fixed name.
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

    /// With sample endpoints that this account alone reaches.
    pub fn with_samples(self, samples: Samples) -> Self {
        Self { samples, ..self }
    }
}
