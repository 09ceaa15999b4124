//! A client that talks to a sandbox over real HTTP, as an app does.
#![allow(dead_code, reason = "each test file uses its own part")]

pub mod endpoint;

use reqwest::{Client, ClientBuilder, Method, Response, StatusCode};
use sandbox::{Options, Sandbox};
use serde_json::Value;

pub struct Api {
    pub sandbox: Sandbox,
    pub client: Client,
}

/// An answer that was read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub text: String,
    pub content_type: String,
    pub retry_after: Option<String>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    pub async fn read(response: Response) -> Self {
        let header = |name: &str| response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let (content_type, retry_after) = (header("content-type").unwrap_or_default(), header("retry-after"));
        let status = response.status().as_u16();
        Self { status, text: response.text().await.unwrap(), content_type, retry_after }
    }
}

/// Of a client that never goes through a proxy. Each test may be the first to name the provider of encryption.
pub fn builder() -> ClientBuilder {
    let _named_before = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy()
}

pub async fn api(options: Options) -> Api {
    let client = builder().build().unwrap();
    Api { sandbox: Sandbox::start(options).await.unwrap(), client }
}

impl Api {
    pub fn url(&self, path: &str) -> String {
        format!("{}/v1/Account/{}{path}", self.sandbox.api(), self.sandbox.auth_id())
    }

    pub async fn try_call(&self, method: &str, path: &str, body: Option<Value>) -> reqwest::Result<Response> {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let request = self.client.request(method, self.url(path));
        let request = request.basic_auth(self.sandbox.auth_id(), Some(self.sandbox.auth_token()));
        match body {
            Some(body) => request.json(&body).send().await,
            None => request.send().await,
        }
    }

    pub async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        Answer::read(self.try_call(method, path, body).await.unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Value {
        let answer = self.call("GET", path, None).await;
        assert_eq!(answer.status, StatusCode::OK.as_u16(), "{path}: {}", answer.text);
        answer.json()
    }
}
