//! A client of the sample endpoints over real TLS. It trusts the sandbox's authority and uses the lent names.

use super::Answer;
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder, Error, Response};
use sandbox::Samples;
use std::error::Error as _;
use std::net::SocketAddr;
use url::form_urlencoded::Serializer;

pub const MESSAGE: &[(&str, &str)] = &[
    ("From", "919413341231"),
    ("To", "918035737458"),
    ("MessageUUID", "00000000-0000-0000-0000-000000000000"),
    ("Body", "Number Desk test"),
];

pub const CALL: &[(&str, &str)] =
    &[("CallUUID", "00000000-0000-0000-0000-000000000000"), ("CallStatus", "ringing"), ("Event", "StartApp")];

/// Follows no redirect and keeps no connection, so each request has its own handshake.
pub fn client(samples: &Samples) -> Client {
    let roots = samples.roots.iter().map(|root| Certificate::from_der(root).unwrap());
    let builder = super::builder().redirect(Policy::none()).pool_max_idle_per_host(0).tls_certs_only(roots);
    let lend = |builder: ClientBuilder, (name, address): &(String, SocketAddr)| builder.resolve(name, *address);
    // A name without a certificate that resolves to the sample endpoints.
    let stray = ("stray.acme.example".to_owned(), samples.lent[0].1);
    samples.lent.iter().chain([&stray]).fold(builder, lend).build().unwrap()
}

/// Posts a form. The URL has no scheme and no domain, such as `hooks/whatsapp`.
pub async fn try_post(
    client: &Client,
    url: &str,
    form: &[(&str, &str)],
    headers: &[(&str, String)],
) -> Result<Response, Error> {
    let at = url.find(['/', '?']).unwrap_or(url.len());
    let (host, path) = url.split_at(at);
    let body = Serializer::new(String::new()).extend_pairs(form).finish();
    let request = client.post(format!("https://{host}.acme.example{path}")).body(body);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    headers.iter().fold(request, |request, (name, value)| request.header(*name, value)).send().await
}

pub async fn post(client: &Client, url: &str, form: &[(&str, &str)]) -> Answer {
    Answer::read(try_post(client, url, form, &[]).await.unwrap()).await
}

/// Formats an error with all its causes.
pub fn told(error: &Error) -> String {
    std::iter::successors(error.source(), |error| (*error).source()).map(|error| format!("{error:?} ")).collect()
}
