//! A certificate authority that also issues invalid certificates.

use std::time::SystemTime;

use jiff::{SignedDuration, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A certificate chain and its private key.
pub struct Identity {
    pub chain: Vec<CertificateDer<'static>>,
    pub key: PrivateKeyDer<'static>,
}

pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub fn new(name: &str) -> Self {
        let params = authority_params(name);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// Returns an intermediate authority, signed by this one.
    pub fn below(&self, name: &str, validity: (i64, i64)) -> Self {
        let params = lasting(authority_params(name), validity);
        Self(CertifiedIssuer::signed_by(params, KeyPair::generate().unwrap(), &self.0).unwrap())
    }

    pub fn root(&self) -> Vec<u8> {
        self.0.der().to_vec()
    }

    /// Issues a certificate for a host, valid from and until the given number of days from now.
    pub fn issue(&self, host: &str, validity: (i64, i64)) -> Identity {
        let key = KeyPair::generate().unwrap();
        let certificate = params(host, validity).signed_by(&key, &self.0).unwrap();
        Identity { chain: vec![certificate.der().clone()], key: private(&key) }
    }

    pub fn issue_for(&self, params: CertificateParams) -> Identity {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        Identity { chain: vec![certificate.der().clone()], key: private(&key) }
    }
}

/// Returns a self-signed certificate. With `as_authority` it has the form that common commands produce.
pub fn self_signed(host: &str, as_authority: bool) -> Identity {
    let key = KeyPair::generate().unwrap();
    let mut params = params(host, (-1, 90));
    if as_authority {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    }
    let certificate = params.self_signed(&key).unwrap();
    Identity { chain: vec![certificate.der().clone()], key: private(&key) }
}

pub fn params(host: &str, validity: (i64, i64)) -> CertificateParams {
    let mut params = lasting(CertificateParams::new(vec![host.to_owned()]).unwrap(), validity);
    params.distinguished_name.push(DnType::CommonName, host);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params
}

fn authority_params(name: &str) -> CertificateParams {
    let mut params = lasting(CertificateParams::default(), (-400, 400));
    params.distinguished_name.push(DnType::CommonName, name);
    params.distinguished_name.push(DnType::OrganizationName, "Test Trust");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// One hour is added to the end, so that a slow test does not lose a day.
fn lasting(mut params: CertificateParams, (from, until): (i64, i64)) -> CertificateParams {
    let now = Timestamp::now();
    let at = |hours: i64| SystemTime::from(now + SignedDuration::from_hours(hours));
    params.not_before = at(24 * from).into();
    params.not_after = at(24 * until + 1).into();
    params
}

fn private(key: &KeyPair) -> PrivateKeyDer<'static> {
    PrivateKeyDer::try_from(key.serialize_der()).unwrap()
}
