//! The settings of a test.

use std::net::IpAddr;
use std::time::Duration;

use crate::resolve::Resolver;
use crate::trust::Trust;

/// Cheap to clone. Clones share the trusted roots, which are read from the system once.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The time for the whole test, from the name lookup to the last byte. The maximum is one minute.
    pub budget: Duration,
    /// Addresses for which a person confirmed "yes, it is mine". They are tested with a warning, although Plivo cannot
    /// reach them. Every other address that Plivo cannot reach is refused.
    pub allowed: Vec<IpAddr>,
    pub resolver: Resolver,
    pub trust: Trust,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            budget: Duration::from_secs(10),
            allowed: Vec::new(),
            resolver: Resolver::system(),
            trust: Trust::system(),
        }
    }
}
