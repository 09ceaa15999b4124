//! How a test is run.

use std::time::Duration;

use crate::resolve::Resolver;
use crate::trust::Trust;

/// Cheap to clone. Clones share the trusted roots, which are read from the system once.
#[derive(Clone, Debug)]
pub struct Settings {
    /// For everything together, from the name to the last byte. At most a minute is taken.
    pub budget: Duration,
    /// Somebody said "yes, it is mine": addresses that Plivo could not reach are warned of and asked all the same.
    pub allow_private: bool,
    pub resolver: Resolver,
    pub trust: Trust,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            budget: Duration::from_secs(10),
            allow_private: false,
            resolver: Resolver::system(),
            trust: Trust::system(),
        }
    }
}
