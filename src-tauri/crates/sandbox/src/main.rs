//! The sandbox as a program. It prints one line of JSON with its address and credentials, then serves until SIGTERM or
//! SIGINT.

use clap::Parser;
use sandbox::{Options, RateLimit, Sandbox, parse_latency};
use std::error::Error;
use std::io::{Write as _, stdout};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// A simulated Plivo account, over real HTTP.
#[derive(Debug, Parser)]
#[command(name = "number-desk-sandbox", version)]
struct Arguments {
    /// Where to listen. It must be a loopback address, because the control endpoint is served too.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// How many WhatsApp numbers the account holds.
    #[arg(long, default_value_t = 24)]
    numbers: usize,
    /// The same seed makes the same account.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Requests allowed per window, such as 300/5s.
    #[arg(long, default_value = "300/5s")]
    rate_limit: RateLimit,
    /// Delay before each answer, such as 250ms.
    #[arg(long, default_value = "0ms", value_parser = parse_latency)]
    latency: Duration,
    /// Answer 404 for every call that Plivo does not publish.
    #[arg(long)]
    public_api_only: bool,
    /// Where to keep changes between starts.
    #[arg(long)]
    state_file: Option<PathBuf>,
}

impl From<Arguments> for Options {
    fn from(given: Arguments) -> Self {
        Self {
            listen: given.listen,
            numbers: given.numbers,
            seed: given.seed,
            rate_limit: Some(given.rate_limit),
            latency: given.latency,
            state_file: given.state_file,
            public_api_only: given.public_api_only,
            control_endpoint: true,
            keep_answers: false,
            ..Self::default()
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start(Arguments::parse().into()).await?;
    let line = serde_json::json!({
        "api": sandbox.api(), "auth_id": sandbox.auth_id(), "auth_token": sandbox.auth_token(),
    });
    writeln!(stdout(), "{line}")?;
    asked_to_end().await?;
    sandbox.stop().await;
    Ok(())
}

#[cfg(unix)]
async fn asked_to_end() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        interrupted = tokio::signal::ctrl_c() => interrupted,
    }
}

#[cfg(not(unix))]
async fn asked_to_end() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
