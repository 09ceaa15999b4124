//! How connections to Plivo are encrypted, and whose certificates are trusted.

use std::sync::Arc;

use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use crate::address::ApiAddress;

/// Names its provider, so that the process needs no default one.
pub(crate) struct Encryption(ClientConfig);

impl Encryption {
    /// Reads the operating system's trusted roots. Plain http needs none: the sandbox works on a computer that has none.
    pub(crate) fn new(api: &ApiAddress) -> Result<Self, rustls::Error> {
        let provider = Arc::new(ring::default_provider());
        let builder =
            ClientConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions()?;
        let builder = if api.is_https() {
            builder.dangerous().with_custom_certificate_verifier(Arc::new(Verifier::new(provider)?))
        } else {
            builder.with_root_certificates(RootCertStore::empty())
        };
        Ok(Self(builder.with_no_client_auth()))
    }

    pub(crate) fn of_any_http(&self) -> ClientConfig {
        self.offering(&["h2", "http/1.1"])
    }

    pub(crate) fn of_http1(&self) -> ClientConfig {
        self.offering(&["http/1.1"])
    }

    /// reqwest does not add the versions of HTTP to a configuration that it is given.
    fn offering(&self, protocols: &[&str]) -> ClientConfig {
        let mut configuration = self.0.clone();
        configuration.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
        configuration
    }
}
