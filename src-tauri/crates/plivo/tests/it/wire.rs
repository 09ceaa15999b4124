//! A server that sends raw bytes, for behaviour that no correct server shows.

use std::future::Future;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What to do when a request has been read in full.
pub enum Act {
    /// Sends these bytes and waits for the next request.
    Say(String),
    /// Sends these bytes, then closes the connection.
    SayAndCut(String),
    /// Sends these bytes, then nothing more.
    SayAndHang(String),
}

impl Act {
    pub fn cut() -> Self {
        Self::SayAndCut(String::new())
    }

    pub fn hang() -> Self {
        Self::SayAndHang(String::new())
    }

    pub fn json(status: &str, body: &str) -> Self {
        Self::Say(answer(status, "", body))
    }
}

/// Formats an answer with its length, and headers given as `Name: value\r
/// `.
pub fn answer(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len())
}

/// What has arrived so far.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Connections that were opened, and those that the client closed.
    pub opened: usize,
    pub left: usize,
    /// The connection of each request, counted from 1, and the request's text.
    pub requests: Vec<(usize, String)>,
}

pub struct Wire {
    pub api: String,
    seen: Arc<watch::Sender<Seen>>,
}

impl Wire {
    /// Starts a server. `act` receives the number of the request, from 1, and its text.
    pub async fn start(act: impl FnMut(usize, &str) -> Act + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let api = format!("http://{}", listener.local_addr().unwrap());
        let (seen, act) = (Arc::new(watch::Sender::new(Seen::default())), Arc::new(Mutex::new(act)));
        tokio::spawn({
            let seen = Arc::clone(&seen);
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let mut connection = 0;
                    seen.send_modify(|seen| {
                        seen.opened += 1;
                        connection = seen.opened;
                    });
                    tokio::spawn(converse(stream, connection, Arc::clone(&seen), Arc::clone(&act)));
                }
            }
        });
        Self { api, seen }
    }

    /// Answers every request in the same way.
    pub async fn always(act: impl Fn() -> Act + Send + 'static) -> Self {
        Self::start(move |_, _| act()).await
    }

    pub fn seen(&self) -> Seen {
        self.seen.borrow().clone()
    }

    pub fn when(&self, done: impl FnMut(&Seen) -> bool) -> impl Future<Output = Seen> {
        let mut changes = self.seen.subscribe();
        async move { changes.wait_for(done).await.unwrap().clone() }
    }
}

async fn converse<F>(mut stream: TcpStream, connection: usize, seen: Arc<watch::Sender<Seen>>, act: Arc<Mutex<F>>)
where
    F: FnMut(usize, &str) -> Act + Send,
{
    while let Some(request) = request(&mut stream).await {
        let mut count = 0;
        seen.send_modify(|seen| {
            seen.requests.push((connection, request.clone()));
            count = seen.requests.len();
        });
        let act = (act.lock().unwrap())(count, &request);
        let (bytes, cut, hang) = match act {
            Act::Say(bytes) => (bytes, false, false),
            Act::SayAndCut(bytes) => (bytes, true, false),
            Act::SayAndHang(bytes) => (bytes, false, true),
        };
        let _ = stream.write_all(bytes.as_bytes()).await;
        if cut {
            let _ = stream.shutdown().await;
            return;
        }
        if hang {
            break;
        }
    }
    let _ = stream.read_to_end(&mut Vec::new()).await;
    seen.send_modify(|seen| seen.left += 1);
}

/// Reads one request with its body. Returns `None` if the client closed the connection.
async fn request(stream: &mut TcpStream) -> Option<String> {
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n")
            && body.len() >= length(head)
        {
            return Some(text);
        }
        match stream.read(&mut chunk).await {
            Ok(read) if read > 0 => bytes.extend_from_slice(&chunk[..read]),
            _ => return None,
        }
    }
}

fn length(head: &str) -> usize {
    let header =
        head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:").map(str::to_owned));
    header.map_or(0, |value| value.trim().parse().unwrap())
}
