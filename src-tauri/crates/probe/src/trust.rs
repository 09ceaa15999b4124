//! Which certificates are trusted.

use std::fmt;
use std::sync::{Arc, OnceLock};

use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::CertificateDer;
use rustls_platform_verifier::Verifier;

use crate::resolve::Origin;

pub(crate) type CertVerifier = Arc<dyn ServerCertVerifier>;

/// The operating system's trusted roots, and extra roots from the caller. Clones share the verifiers, which are built
/// once.
#[derive(Clone)]
pub struct Trust(Arc<Roots>);

struct Roots {
    extra: Vec<CertificateDer<'static>>,
    /// The verifier for names of the public network.
    public: OnceLock<Result<CertVerifier, String>>,
    /// The verifier for lent names, if there are extra roots. It trusts only those.
    lent: OnceLock<Result<CertVerifier, String>>,
}

impl Trust {
    #[must_use]
    pub fn system() -> Self {
        Self::with_extra_roots([])
    }

    /// Trusts these certificates (DER) too. A lent name is then checked against these certificates only, so that sample
    /// endpoints behave the same on every system.
    #[must_use]
    pub fn with_extra_roots(roots: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let extra = roots.into_iter().map(CertificateDer::from).collect();
        Self(Arc::new(Roots { extra, public: OnceLock::new(), lent: OnceLock::new() }))
    }

    /// Returns the verifier. The first call reads the system's roots, which may take a while.
    pub(crate) fn verifier(&self, origin: Origin) -> Result<CertVerifier, String> {
        let Roots { extra, public, lent } = &*self.0;
        if origin == Origin::Lent && !extra.is_empty() {
            lent.get_or_init(|| of_roots(extra)).clone()
        } else {
            public.get_or_init(|| of_system(extra)).clone()
        }
    }
}

fn of_system(extra: &[CertificateDer<'static>]) -> Result<CertVerifier, String> {
    let verifier = Verifier::new_with_extra_roots(extra.iter().cloned(), provider());
    verifier.map(|verifier| Arc::new(verifier) as CertVerifier).map_err(|error| error.to_string())
}

fn of_roots(extra: &[CertificateDer<'static>]) -> Result<CertVerifier, String> {
    let mut roots = RootCertStore::empty();
    for root in extra {
        roots.add(root.clone()).map_err(|error| error.to_string())?;
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider()).build();
    verifier.map(|verifier| verifier as CertVerifier).map_err(|error| error.to_string())
}

pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trust").field("extra_roots", &self.0.extra.len()).finish()
    }
}
