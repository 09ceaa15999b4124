//! Runs the handshake on its own thread, so that nothing else has to wait for it.

use std::io;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Windows and macOS may ask a server on the network whether the certificate was revoked. The certificate names that
/// server, and the call blocks its thread until the server answers. So the handshake has its own thread: neither the
/// budget nor the rest of the app depends on that server. If the future is dropped, the connection is closed as soon as
/// the thread is free again.
pub(super) async fn perform(
    config: ClientConfig,
    name: ServerName<'static>,
    stream: TcpStream,
) -> io::Result<TlsStream<TcpStream>> {
    let (_wanted, unwanted) = oneshot::channel::<()>();
    let runtime = Handle::current();
    let shaking = async move {
        tokio::select! {
            shaken = TlsConnector::from(Arc::new(config)).connect(name, stream) => shaken,
            _ = unwanted => Err(io::ErrorKind::Interrupted.into()),
        }
    };
    tokio::task::spawn_blocking(move || runtime.block_on(shaking)).await?
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, mpsc};

    use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
    use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
    use rustls::{DigitallySignedStruct, Error, ServerConfig, SignatureScheme};
    use tokio::io::AsyncReadExt as _;
    use tokio::net::TcpListener;
    use tokio::sync::mpsc as messages;
    use tokio_rustls::TlsAcceptor;

    use super::*;
    use crate::trust;

    /// A verifier that reports when it is called, and returns when the test allows it.
    #[derive(Debug)]
    struct Pondering {
        asked: messages::UnboundedSender<()>,
        held: Mutex<mpsc::Receiver<()>>,
    }

    impl ServerCertVerifier for Pondering {
        fn verify_server_cert(
            &self,
            _: &CertificateDer<'_>,
            _: &[CertificateDer<'_>],
            _: &ServerName<'_>,
            _: &[u8],
            _: UnixTime,
        ) -> Result<ServerCertVerified, Error> {
            self.asked.send(()).unwrap();
            let _ = self.held.lock().unwrap().recv();
            Ok(ServerCertVerified::assertion())
        }

        fn verify_tls12_signature(
            &self,
            _: &[u8],
            _: &CertificateDer<'_>,
            _: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            Ok(HandshakeSignatureValid::assertion())
        }

        fn verify_tls13_signature(
            &self,
            _: &[u8],
            _: &CertificateDer<'_>,
            _: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            Ok(HandshakeSignatureValid::assertion())
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            trust::provider().signature_verification_algorithms.supported_schemes()
        }
    }

    fn server() -> Arc<ServerConfig> {
        let made = rcgen::generate_simple_self_signed(vec!["bot.example.com".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let builder = ServerConfig::builder_with_provider(trust::provider()).with_safe_default_protocol_versions();
        let builder = builder.unwrap().with_no_client_auth();
        Arc::new(builder.with_single_cert(vec![made.cert.der().clone()], key).unwrap())
    }

    /// Everything else runs on one thread here, so the test would hang if the verifier blocked it. The server's side of
    /// the connection shows that the connection was closed.
    #[tokio::test]
    async fn a_slow_verifier_blocks_nothing_else() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (accepted, _) = listener.accept().await.unwrap();
        let serving = tokio::spawn(async move {
            if let Ok(mut stream) = TlsAcceptor::from(server()).accept(accepted).await {
                let _ = stream.read(&mut [0; 16]).await;
            }
        });

        let (asked, mut was_asked) = messages::unbounded_channel();
        let (let_go, held) = mpsc::channel();
        let verifier = Arc::new(Pondering { asked, held: Mutex::new(held) });
        let builder = ClientConfig::builder_with_provider(trust::provider()).with_safe_default_protocol_versions();
        let config = builder.unwrap().dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth();
        let shaking = tokio::spawn(perform(config, "bot.example.com".try_into().unwrap(), stream));
        was_asked.recv().await.unwrap();
        shaking.abort();
        assert!(shaking.await.unwrap_err().is_cancelled());
        drop(let_go);
        serving.await.unwrap();
    }
}
