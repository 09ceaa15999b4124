//! The TLS handshake, and the certificate that the server presented.

mod handshake;
mod problem;

pub(crate) use problem::tls_cause;

use std::io;
use std::sync::{Arc, OnceLock};
use std::time::{SystemTime, UNIX_EPOCH};

use rustls::client::Resumption;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, DistinguishedName, ProtocolVersion, SignatureScheme};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::certificate::Certificate;
use crate::deadline::Deadline;
use crate::report::{Checked, StepResult};
use crate::trust::{self, CertVerifier};
use problem::Problem;

pub(crate) struct Shaken {
    /// Present also if the certificate was refused.
    pub certificate: Option<Certificate>,
    pub result: Checked<TlsStream<TcpStream>>,
}

/// Performs the handshake. `verifier` checks certificates. If there is none, it holds the system's error text, which
/// goes into the result.
pub(crate) async fn shake(
    stream: TcpStream,
    name: Option<ServerName<'static>>,
    verifier: Result<CertVerifier, String>,
    deadline: Deadline,
) -> Shaken {
    let stopped = |result: StepResult| Shaken { certificate: None, result: Err(result) };
    let Some(name) = name else {
        let seen = "This host is not a name that a certificate can be made out for.";
        return stopped(StepResult::failed(seen, "Use a host name of letters, digits, hyphens and dots."));
    };
    let leaf = Arc::new(OnceLock::new());
    let config = match verifier.and_then(|verifier| configuration(verifier, leaf.clone())) {
        Ok(config) => config,
        Err(error) => {
            let seen = format!("This computer's trusted certificates cannot be used: {error}.");
            return stopped(StepResult::failed(seen, "Repair the operating system's store of certificates."));
        }
    };
    let shaken = deadline.wait(handshake::perform(config, name.clone(), stream)).await;
    let certificate = leaf.get().and_then(|der: &Vec<u8>| Certificate::read(der, now()));
    let result = match shaken {
        Ok(Ok(stream)) => Ok(accepted(stream, certificate.as_ref())),
        Ok(Err(error)) => Err(refused(&error, &name, certificate.as_ref())),
        Err(_) => Err(StepResult::failed(
            format!("The TLS handshake was not done within {}.", deadline.in_words()),
            "Check that what listens on this port is an HTTPS server, and whether it is overloaded.",
        )),
    };
    Shaken { certificate, result }
}

fn accepted(stream: TlsStream<TcpStream>, certificate: Option<&Certificate>) -> (TlsStream<TcpStream>, StepResult) {
    let version = version(stream.get_ref().1.protocol_version());
    let Some(certificate) = certificate else {
        let result = StepResult::passed(format!("{version}. The certificate is trusted; its details cannot be read."));
        return (stream, result);
    };
    let seen = format!(
        "{version}. A certificate for {}, issued by {}, good for {} more.",
        certificate.names_in_words(),
        certificate.issuer,
        certificate.left_in_words(),
    );
    let result = if certificate.ends_soon() {
        StepResult::warned(seen, "Renew the certificate, and check that renewing works by itself.")
    } else {
        StepResult::passed(seen)
    };
    (stream, result)
}

fn refused(error: &io::Error, name: &ServerName<'_>, certificate: Option<&Certificate>) -> StepResult {
    let problem = Problem::of(error, certificate);
    let (seen, advice) = problem.in_words(&name.to_str(), certificate);
    StepResult::failed(seen, advice)
}

fn version(version: Option<ProtocolVersion>) -> &'static str {
    match version {
        Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
        Some(ProtocolVersion::TLSv1_2) => "TLS 1.2",
        _ => "TLS",
    }
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

fn configuration(verifier: CertVerifier, leaf: Arc<OnceLock<Vec<u8>>>) -> Result<ClientConfig, String> {
    let builder = ClientConfig::builder_with_provider(trust::provider()).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| error.to_string())?;
    let witness = Arc::new(Witness { verifier, leaf });
    let mut config = builder.dangerous().with_custom_certificate_verifier(witness).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.resumption = Resumption::disabled();
    Ok(config)
}

/// Keeps the certificate that the server presented. All decisions are left to the real verifier.
#[derive(Debug)]
struct Witness {
    verifier: CertVerifier,
    leaf: Arc<OnceLock<Vec<u8>>>,
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.leaf.get_or_init(|| end_entity.to_vec());
        self.verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.verifier.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.verifier.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.verifier.supported_verify_schemes()
    }

    fn requires_raw_public_keys(&self) -> bool {
        self.verifier.requires_raw_public_keys()
    }

    fn root_hint_subjects(&self) -> Option<&[DistinguishedName]> {
        self.verifier.root_hint_subjects()
    }
}
