//! How a test is run.

use std::net::IpAddr;
use std::time::Duration;

use crate::resolve::Resolver;
use crate::trust::Trust;

/// Cheap to clone. Clones share the trusted roots, which are read from the system once.
#[derive(Clone, Debug)]
pub struct Settings {
    /// For everything together, from the name to the last byte. At most a minute is taken.
    pub budget: Duration,
    /// Somebody said "yes, it is mine" of these: they are warned of and asked all the same, though Plivo could not reach
    /// them. Every other address that it could not reach is refused.
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
