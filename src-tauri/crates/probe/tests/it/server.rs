//! A server on loopback that performs a given act on every connection and keeps what it received.

use std::net::SocketAddr;
use std::sync::Arc;

use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use crate::authority::Identity;

/// What to do after a request was read in full.
#[derive(Clone, Debug)]
pub enum Act {
    /// Sends these bytes and closes the TLS session properly.
    Say(Vec<u8>),
    /// Sends these bytes and closes the connection without a TLS close.
    SayAndCut(Vec<u8>),
    /// Sends these bytes, then nothing more, and keeps the connection open.
    SayAndHang(Vec<u8>),
    /// Sends the first bytes once, then the second bytes repeatedly, as long as the client reads.
    SayForever(Vec<u8>, Vec<u8>),
}

/// How far a server goes before it reads a request.
pub enum Front {
    Tls(Identity),
    /// With only the versions and settings of this configuration.
    Configured(Arc<ServerConfig>),
    /// Without TLS. The act follows whatever arrives first.
    Plain,
    /// Accepts the connection and closes it before the first byte.
    Closed,
    /// Accepts the connection and never sends anything.
    Mute,
}

pub struct Received {
    /// The request line and the headers, one per line.
    pub head: String,
    pub body: String,
}

pub struct Server {
    pub address: SocketAddr,
    received: mpsc::UnboundedReceiver<Received>,
    ended: mpsc::UnboundedReceiver<()>,
    serving: JoinHandle<()>,
}

impl Server {
    pub async fn start(front: Front, act: Act) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, received) = mpsc::unbounded_channel();
        let (ending, ended) = mpsc::unbounded_channel();
        let front = Arc::new(Ready::from(front));
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (serving, ending) = (serve(stream, front.clone(), act.clone(), sender.clone()), ending.clone());
                tokio::spawn(async move {
                    serving.await;
                    let _ = ending.send(());
                });
            }
        });
        Self { address, received, ended, serving }
    }

    /// Waits for the next request.
    pub async fn next_request(&mut self) -> Received {
        self.received.recv().await.unwrap()
    }

    /// Waits until a connection has ended.
    pub async fn end(&mut self) {
        self.ended.recv().await.unwrap();
    }

    /// Returns the only request that arrived.
    pub fn request(&mut self) -> Received {
        let received = self.received.try_recv().unwrap();
        self.nothing_more();
        received
    }

    pub fn nothing_more(&mut self) {
        assert!(self.received.try_recv().is_err());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

enum Ready {
    Tls(TlsAcceptor),
    Plain,
    Closed,
    Mute,
}

impl From<Front> for Ready {
    fn from(front: Front) -> Self {
        match front {
            Front::Tls(identity) => Self::Tls(TlsAcceptor::from(configuration(identity))),
            Front::Configured(configuration) => Self::Tls(TlsAcceptor::from(configuration)),
            Front::Plain => Self::Plain,
            Front::Closed => Self::Closed,
            Front::Mute => Self::Mute,
        }
    }
}

fn configuration(Identity { chain, key }: Identity) -> Arc<ServerConfig> {
    let builder = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    Arc::new(builder.with_single_cert(chain, key).unwrap())
}

async fn serve(mut stream: TcpStream, front: Arc<Ready>, act: Act, sender: mpsc::UnboundedSender<Received>) {
    match &*front {
        Ready::Closed => {}
        Ready::Mute => hang(stream).await,
        Ready::Plain => {
            let mut first = [0; 4096];
            let _ = stream.read(&mut first).await;
            perform(stream, act).await;
        }
        Ready::Tls(acceptor) => {
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            let Some(received) = read(&mut stream).await else { return };
            let _ = sender.send(received);
            perform(stream, act).await;
        }
    }
}

/// Write errors mean that the client has closed the connection, which it may do.
async fn perform(mut stream: impl AsyncRead + AsyncWrite + Unpin, act: Act) {
    match act {
        Act::Say(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Act::SayAndCut(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.flush().await;
        }
        Act::SayAndHang(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.flush().await;
            hang(stream).await;
        }
        Act::SayForever(first, again) => {
            let _ = stream.write_all(&first).await;
            while stream.write_all(&again).await.is_ok() {}
        }
    }
}

/// Waits until the client closes.
async fn hang(mut stream: impl AsyncRead + Unpin) {
    let mut rest = [0; 1024];
    while stream.read(&mut rest).await.is_ok_and(|read| read > 0) {}
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Received> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        take(stream, &mut bytes).await?;
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let length: usize = header(&head, "content-length").unwrap().parse().unwrap();
    while bytes.len() < end + 4 + length {
        take(stream, &mut bytes).await?;
    }
    Some(Received { head, body: String::from_utf8(bytes[end + 4..].to_vec()).unwrap() })
}

async fn take(stream: &mut (impl AsyncRead + Unpin), bytes: &mut Vec<u8>) -> Option<()> {
    let mut piece = [0; 4096];
    let read = stream.read(&mut piece).await.ok().filter(|read| *read > 0)?;
    bytes.extend_from_slice(&piece[..read]);
    Some(())
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let pairs = head.lines().skip(1).filter_map(|line| line.split_once(": "));
    pairs.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
}

impl Received {
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }
}

/// Formats an answer with its length, and headers given as `Name: value\r
/// `.
pub fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

pub fn xml(body: &str) -> Vec<u8> {
    answer("200 OK", "Content-Type: application/xml\r\n", body)
}
