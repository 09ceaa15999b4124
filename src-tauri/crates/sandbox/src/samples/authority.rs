//! The certificate authority of the sample endpoints, and their certificates.

use super::SamplesError;
use super::names::{NAMES, Named, Shows};
use jiff::{SignedDuration, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::SystemTime;

/// An unused name, for the certificate that is issued for another name.
const ELSEWHERE: &str = "elsewhere.acme.example";

/// From and until, in days from now.
type Validity = (i64, i64);
const LASTING: Validity = (-30, 300);
const OVER: Validity = (-120, -30);

struct Authority(CertifiedIssuer<'static, KeyPair>);

/// The certificates of all names, selected by the server name in the handshake.
#[derive(Debug)]
struct ByName(HashMap<&'static str, Arc<CertifiedKey>>);

/// Returns a configuration with a certificate for each name, and the root of the good certificates, in DER.
pub(super) fn configuration() -> Result<(ServerConfig, Vec<u8>), SamplesError> {
    let provider = Arc::new(ring::default_provider());
    let authority = Authority::new()?;
    let certified = |named: &Named| Ok((named.name, Arc::new(authority.certify(named, &provider)?)));
    let by_name = NAMES.iter().map(certified).collect::<Result<_, SamplesError>>()?;
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut configuration = builder.with_no_client_auth().with_cert_resolver(Arc::new(ByName(by_name)));
    configuration.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok((configuration, authority.0.der().to_vec()))
}

impl ResolvesServerCert for ByName {
    /// For an unknown name there is no certificate, so the handshake fails.
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.0.get(hello.server_name()?.to_ascii_lowercase().as_str()).cloned()
    }
}

impl Authority {
    fn new() -> Result<Self, rcgen::Error> {
        let mut params = lasting(CertificateParams::default(), (-400, 400));
        params.distinguished_name.push(DnType::CommonName, "Number Desk sandbox root");
        params.distinguished_name.push(DnType::OrganizationName, "Number Desk sandbox");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        Ok(Self(CertifiedIssuer::self_signed(params, KeyPair::generate()?)?))
    }

    fn certify(&self, named: &Named, provider: &CryptoProvider) -> Result<CertifiedKey, SamplesError> {
        let key = KeyPair::generate()?;
        let certificate = match named.shows {
            Shows::Good => params(named.name, LASTING)?.signed_by(&key, &self.0)?,
            Shows::Expired => params(named.name, OVER)?.signed_by(&key, &self.0)?,
            Shows::OtherName => params(ELSEWHERE, LASTING)?.signed_by(&key, &self.0)?,
            Shows::SelfSigned => params(named.name, LASTING)?.self_signed(&key)?,
        };
        let chain: Vec<CertificateDer<'static>> = vec![certificate.der().clone()];
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        Ok(CertifiedKey::from_der(chain, key.into(), provider)?)
    }
}

fn params(host: &str, validity: Validity) -> Result<CertificateParams, rcgen::Error> {
    let mut params = lasting(CertificateParams::new(vec![host.to_owned()])?, validity);
    params.distinguished_name.push(DnType::CommonName, host);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(params)
}

/// These certificates are checked by real clients, so they use the real clock.
fn lasting(mut params: CertificateParams, (from, until): Validity) -> CertificateParams {
    let now = Timestamp::now();
    let at = |days: i64| SystemTime::from(now + SignedDuration::from_hours(24 * days));
    params.not_before = at(from).into();
    params.not_after = at(until).into();
    params
}
