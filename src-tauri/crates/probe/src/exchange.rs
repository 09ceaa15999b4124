//! Sends one request over an open channel and receives its answer.

use std::error::Error;
use std::io;
use std::pin::pin;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{self, HeaderMap, HeaderName};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::Instant;

use crate::deadline::{Deadline, Late};

/// The longest status line and headers together, in bytes.
const LONGEST_HEAD: usize = 32 * 1024;

/// The most that an Answer URL may return, in bytes.
pub const LONGEST_BODY: usize = 100_000;

#[derive(Debug)]
pub(crate) struct Exchange {
    pub status: StatusCode,
    pub location: Option<String>,
    pub content_type: Option<String>,
    /// How the body is encoded, from either of the two headers that can say so.
    pub packing: Option<String>,
    /// The time from the request until the answer began.
    pub waited: Duration,
    pub body: Vec<u8>,
    pub ending: Ending,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Whole,
    /// The connection was closed without a marked end, and the answer announced no length.
    Unmarked,
    /// The connection broke before the announced end.
    Cut,
    TooLong,
    /// The budget was used up.
    Late,
    /// The body was not read, because the status is enough.
    Unread,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Silence {
    Late,
    Closed,
    /// The answer is not HTTP, or its headers are too long.
    Unreadable(String),
    Broken(String),
}

pub(crate) async fn send<S>(stream: S, request: Request<Full<Bytes>>, deadline: Deadline) -> Result<Exchange, Silence>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut builder = http1::Builder::new();
    // Both limits are needed: the first one bounds what is kept before the end of the headers arrives.
    builder.max_buf_size(2 * LONGEST_HEAD).max_header_size(LONGEST_HEAD);
    let (mut sender, connection) = builder.handshake(TokioIo::new(stream)).await.map_err(|error| silence(&error))?;
    let mut connection = pin!(connection);
    let mut exchange = pin!(async move {
        let began = Instant::now();
        let response = deadline.wait(sender.send_request(request)).await.map_err(|Late| Silence::Late)?;
        let response = response.map_err(|error| silence(&error))?;
        Ok(read(response, began.elapsed(), deadline).await)
    });
    // The connection object does all reading and writing. It ends when this function returns or is dropped.
    tokio::select! {
        biased;
        done = &mut exchange => done,
        _ = &mut connection => exchange.await,
    }
}

async fn read(response: Response<Incoming>, waited: Duration, deadline: Deadline) -> Exchange {
    let (head, incoming) = response.into_parts();
    let marked =
        head.headers.contains_key(header::CONTENT_LENGTH) || head.headers.contains_key(header::TRANSFER_ENCODING);
    let (body, ending) = match head.status {
        StatusCode::OK => collect(incoming, marked, deadline).await,
        _ => (Vec::new(), Ending::Unread),
    };
    Exchange {
        status: head.status,
        location: text(&head.headers, header::LOCATION),
        content_type: text(&head.headers, header::CONTENT_TYPE),
        packing: packing(&head.headers),
        waited,
        body,
        ending,
    }
}

async fn collect(mut incoming: Incoming, marked: bool, deadline: Deadline) -> (Vec<u8>, Ending) {
    let mut body = Vec::new();
    let ending = loop {
        match deadline.wait(incoming.frame()).await {
            Err(Late) => break Ending::Late,
            Ok(None) => break Ending::Whole,
            Ok(Some(Err(error))) if !marked && is_bare_end(&error) => break Ending::Unmarked,
            Ok(Some(Err(_))) => break Ending::Cut,
            Ok(Some(Ok(frame))) => body.extend_from_slice(frame.data_ref().map_or(&[], |data| data)),
        }
        if body.len() > LONGEST_BODY {
            body.truncate(LONGEST_BODY + 1);
            break Ending::TooLong;
        }
    };
    (body, ending)
}

/// Returns all values of a header, so that a second, different value is not missed. Bytes outside UTF-8 are replaced,
/// because the text is only shown and compared.
fn text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let values: Vec<_> = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    (!values.is_empty()).then(|| values.join(", "))
}

/// Returns the encoding from either of the two headers. The values "chunked" and "identity" do not count.
fn packing(headers: &HeaderMap) -> Option<String> {
    let named = |name: HeaderName, plain: &'static str| {
        let packed = move |text: &String| text.split(',').any(|coding| !coding.trim().eq_ignore_ascii_case(plain));
        text(headers, name).filter(packed)
    };
    named(header::CONTENT_ENCODING, "identity").or_else(|| named(header::TRANSFER_ENCODING, "chunked"))
}

fn silence(error: &hyper::Error) -> Silence {
    if error.is_parse() {
        return Silence::Unreadable(error.to_string());
    }
    if spoke_first(error) {
        return Silence::Unreadable("it came before the request was sent".to_owned());
    }
    let inside = io_cause(error);
    let broken = inside.is_some_and(|error| crate::tls::tls_cause(error).is_some());
    if broken { Silence::Broken(inside.map(ToString::to_string).unwrap_or_default()) } else { Silence::Closed }
}

/// Whether the request was cancelled although the connection did not end or break. This happens if the server speaks
/// first, as mail servers do.
fn spoke_first(error: &hyper::Error) -> bool {
    let cause = error.source().and_then(|cause| cause.downcast_ref::<hyper::Error>());
    error.is_canceled() && cause.is_some_and(|cause| cause.source().is_none() && !cause.is_incomplete_message())
}

fn is_bare_end(error: &hyper::Error) -> bool {
    io_cause(error).is_some_and(|error| error.kind() == io::ErrorKind::UnexpectedEof)
}

fn io_cause(error: &hyper::Error) -> Option<&io::Error> {
    let mut cause = error.source();
    while let Some(found) = cause {
        match found.downcast_ref::<io::Error>() {
            Some(io) => return Some(io),
            None => cause = found.source(),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt as _;

    use super::*;

    /// Uses an in-memory pipe, so that the order of messages is certain.
    #[tokio::test]
    async fn before_anything_was_asked() {
        let check = async |said: &[u8], close: bool, expected: &str| {
            let (ours, mut theirs) = tokio::io::duplex(1024);
            theirs.write_all(said).await.unwrap();
            if close {
                theirs.shutdown().await.unwrap();
            }
            let request = Request::builder().uri("/").body(Full::default()).unwrap();
            let told = send(ours, request, Deadline::within(Duration::from_secs(30))).await;
            assert!(format!("{told:?}").contains(expected), "{told:?}");
        };
        check(b"220 mail.example.com ESMTP\r\n", false, "before the request was sent").await;
        check(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false, "before the request was sent").await;
        check(b"* OK IMAP4\r\n", true, "before the request was sent").await;
        check(b"", true, "Closed").await;
    }
}
