//! One connection to a sample endpoint: the handshake, then requests until one side ends it.

use super::act::{self, Asked};
use super::names::of_host;
use super::received::EndpointRequest;
use crate::shared::Shared;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::io;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

const LARGEST_BODY: usize = 1 << 20;

/// Serves a connection. A client that closes it, or that does not trust the certificate, is not an error here.
pub(super) async fn serve(stream: TcpStream, acceptor: TlsAcceptor, shared: Arc<Shared>) {
    let Ok(stream) = acceptor.accept(stream).await else { return };
    let service = service_fn(move |request| answer(Arc::clone(&shared), request));
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

/// Answers a request. An error cuts the connection without an answer.
async fn answer(shared: Arc<Shared>, request: Request<Incoming>) -> io::Result<Response> {
    shared.online()?;
    let (parts, body) = request.into_parts();
    let body = to_bytes(Body::new(body), LARGEST_BODY).await.map_err(io::Error::other)?;
    shared.online()?;
    let request = written_down(&parts, &body);
    let underway = shared.received.record(request.clone());
    let Some(named) = of_host(&request.host) else { return Ok(StatusCode::MISDIRECTED_REQUEST.into_response()) };
    act::perform(named.act, Asked::new(shared, request, underway)).await
}

fn written_down(parts: &Parts, body: &Bytes) -> EndpointRequest {
    let host = parts.headers.get(header::HOST).map(|host| String::from_utf8_lossy(host.as_bytes()).into_owned());
    EndpointRequest {
        host: host.unwrap_or_default(),
        method: parts.method.to_string(),
        path: parts.uri.path_and_query().map_or_else(String::new, ToString::to_string),
        headers: texts(&parts.headers),
        body: String::from_utf8_lossy(body).into_owned(),
    }
}

fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes()))).collect()
}
