//! Why a handshake failed, grouped by what can be done about it.

use std::error::Error;
use std::io;

use rustls::{AlertDescription, CertificateError, InvalidMessage, PeerIncompatible};

use crate::certificate::Certificate;
use crate::shown::shown;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    Expired,
    /// The server's own certificate is valid, so another certificate of its chain has expired.
    ChainExpired,
    NotYetValid,
    WrongName,
    SelfSigned,
    UnknownIssuer,
    Revoked,
    /// Any other problem with the certificate.
    Unfit(String),
    /// The server does not speak TLS, for example because it is a plain HTTP server.
    NotTls,
    /// There is no common version or cipher.
    TooOld,
    Alert(AlertDescription),
    Closed,
    Other(String),
}

impl Problem {
    pub fn of(error: &io::Error, certificate: Option<&Certificate>) -> Self {
        match tls_cause(error) {
            Some(rustls::Error::InvalidCertificate(cause)) => Self::of_certificate(cause, certificate),
            Some(rustls::Error::InvalidMessage(
                InvalidMessage::InvalidContentType
                | InvalidMessage::UnknownProtocolVersion
                | InvalidMessage::MessageTooLarge
                | InvalidMessage::InvalidEmptyPayload,
            )) => Self::NotTls,
            Some(rustls::Error::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13)) => Self::TooOld,
            Some(rustls::Error::AlertReceived(
                AlertDescription::ProtocolVersion | AlertDescription::HandshakeFailure,
            )) => Self::TooOld,
            Some(rustls::Error::AlertReceived(alert)) => Self::Alert(*alert),
            Some(other) => Self::Other(other.to_string()),
            None if is_end(error) => Self::Closed,
            None => Self::Other(error.to_string()),
        }
    }

    fn of_certificate(cause: &CertificateError, certificate: Option<&Certificate>) -> Self {
        use CertificateError::*;
        let self_issued = certificate.is_some_and(|certificate| certificate.self_issued);
        match cause {
            Expired | ExpiredContext { .. } if certificate.is_some_and(|leaf| leaf.days_left >= 0) => {
                Self::ChainExpired
            }
            Expired | ExpiredContext { .. } => Self::Expired,
            NotValidYet | NotValidYetContext { .. } => Self::NotYetValid,
            NotValidForName | NotValidForNameContext { .. } => Self::WrongName,
            Revoked => Self::Revoked,
            // A self-signed certificate often has the form of an authority's certificate. The verifier then reports
            // that form as the error.
            UnknownIssuer | BadSignature | InvalidPurpose | InvalidPurposeContext { .. } | Other(_) if self_issued => {
                Self::SelfSigned
            }
            UnknownIssuer => Self::UnknownIssuer,
            other => Self::Unfit(other.to_string()),
        }
    }

    /// Returns what was observed, and what to change.
    pub fn in_words(&self, host: &str, certificate: Option<&Certificate>) -> (String, &'static str) {
        let host = shown(host);
        let (subject, issuer) = certificate.map_or(("unknown", "unknown"), |leaf| (&leaf.subject, &leaf.issuer));
        match self {
            Self::Expired => {
                let ago = certificate.map_or_else(|| "some time".to_owned(), Certificate::ago_in_words);
                (format!("The certificate expired {ago} ago. It was issued by {issuer}."), RENEW)
            }
            Self::ChainExpired => ("Another certificate in the server's chain has expired.".to_owned(), CHAIN),
            Self::NotYetValid => (format!("The certificate is not valid yet. It was issued by {issuer}."), CLOCK),
            Self::WrongName => {
                let names = certificate.map_or_else(|| "other hosts".to_owned(), Certificate::names_in_words);
                (format!("The certificate is for {names}, not for {host}."), NAME)
            }
            Self::SelfSigned => (format!("The certificate is self-signed, by {subject}."), AUTHORITY),
            Self::UnknownIssuer => (format!("The certificate's issuer is not trusted: {issuer}."), INTERMEDIATE),
            Self::Revoked => (format!("The certificate was revoked by its issuer, {issuer}."), RENEW),
            Self::Unfit(what) => (format!("The certificate cannot be accepted: {}.", shown(what)), AUTHORITY),
            Self::NotTls => ("What answers there does not speak TLS.".to_owned(), PLAIN),
            Self::TooOld => ("The server offers no version or cipher of TLS that is still safe.".to_owned(), OLD),
            Self::Alert(alert) => (format!("The server broke off the TLS handshake ({alert:?})."), LOOK),
            Self::Closed => ("The server closed the connection during the TLS handshake.".to_owned(), LOOK),
            Self::Other(what) => (format!("The TLS handshake failed: {}.", shown(what)), LOOK),
        }
    }
}

fn is_end(error: &io::Error) -> bool {
    use io::ErrorKind::*;
    matches!(error.kind(), UnexpectedEof | ConnectionReset | ConnectionAborted | BrokenPipe)
}

pub(crate) fn tls_cause(error: &io::Error) -> Option<&rustls::Error> {
    let mut cause: Option<&(dyn Error + 'static)> = error.get_ref().map(|inside| inside as _);
    while let Some(found) = cause {
        match found.downcast_ref::<rustls::Error>() {
            Some(tls) => return Some(tls),
            None => cause = found.source(),
        }
    }
    None
}

const RENEW: &str = "Renew the certificate, load it into the server, and check that renewing works by itself.";
const CHAIN: &str = "Renew the certificate, and have the server send the chain that came with it.";
const CLOCK: &str = "Check the clocks of this computer and of the one that made the certificate.";
const NAME: &str = "Have a certificate made out for this host, or use the host that the certificate is for. \
                    Where one server has several sites, check which certificate it sends for this name.";
const AUTHORITY: &str = "Use a certificate from a public authority: Plivo accepts no other.";
const INTERMEDIATE: &str = "If it is from a public authority, have the server send the whole chain (often a file named \
                            fullchain), not its own certificate alone. If it is from your company's own authority, use \
                            a public one: Plivo accepts no other.";
const PLAIN: &str = "It may be a server of plain HTTP. Switch HTTPS on there, or correct the port in the URL.";
const OLD: &str = "Switch on TLS 1.2 or 1.3 with today's ciphers, and check that the server has a certificate for this \
                   host.";
const LOOK: &str = "Look into the log of the server, or of the proxy before it, at the time of this test.";

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(self_issued: bool, days_left: i64) -> Certificate {
        Certificate {
            subject: "S".to_owned(),
            names: vec!["a.example".to_owned()],
            issuer: "I".to_owned(),
            not_before: 0,
            not_after: 0,
            days_left,
            self_issued,
        }
    }

    #[test]
    fn what_certificates_lack() {
        let other = || CertificateError::Other(rustls::OtherError(std::sync::Arc::new(io::Error::other("x"))));
        let check = |cause: CertificateError, self_issued: bool, days_left: i64, expected: Problem| {
            let error = io::Error::new(io::ErrorKind::InvalidData, rustls::Error::InvalidCertificate(cause.clone()));
            assert_eq!(Problem::of(&error, Some(&leaf(self_issued, days_left))), expected, "{cause:?} {self_issued}");
        };
        check(CertificateError::Expired, false, -1, Problem::Expired);
        check(CertificateError::Expired, true, -1, Problem::Expired);
        check(CertificateError::Expired, false, 0, Problem::ChainExpired);
        check(CertificateError::NotValidYet, false, 90, Problem::NotYetValid);
        check(CertificateError::NotValidForName, false, 90, Problem::WrongName);
        check(CertificateError::UnknownIssuer, false, 90, Problem::UnknownIssuer);
        check(CertificateError::UnknownIssuer, true, 90, Problem::SelfSigned);
        check(other(), true, 90, Problem::SelfSigned);
        check(CertificateError::Revoked, true, 90, Problem::Revoked);
        check(CertificateError::BadSignature, false, 90, Problem::Unfit(CertificateError::BadSignature.to_string()));
    }

    #[test]
    fn what_else_goes_wrong() {
        let tls = |error: rustls::Error| io::Error::new(io::ErrorKind::InvalidData, error);
        let check = |error: io::Error, expected: Problem| assert_eq!(Problem::of(&error, None), expected, "{error:?}");
        check(tls(rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType)), Problem::NotTls);
        check(tls(rustls::Error::AlertReceived(AlertDescription::ProtocolVersion)), Problem::TooOld);
        check(
            tls(rustls::Error::AlertReceived(AlertDescription::UnrecognisedName)),
            Problem::Alert(AlertDescription::UnrecognisedName),
        );
        check(io::ErrorKind::UnexpectedEof.into(), Problem::Closed);
        check(io::ErrorKind::ConnectionReset.into(), Problem::Closed);
        check(io::Error::other("odd"), Problem::Other("odd".to_owned()));
    }
}
