//! The TCP connection, to an address that was checked before.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::deadline::Deadline;
use crate::report::{Checked, StepResult};

/// How long one attempt may delay the next one (RFC 8305).
const HEAD_START: Duration = Duration::from_millis(250);
/// The most addresses that are tried: enough for IPv4 and IPv6, too few to scan a network.
const MOST: usize = 4;

pub(crate) struct Connected {
    pub stream: TcpStream,
    pub took: Duration,
}

/// Connects to the first address that answers. Each attempt starts a little after the previous one.
pub(crate) async fn open(addresses: &[SocketAddr], deadline: Deadline) -> Checked<Connected> {
    let began = Instant::now();
    match deadline.wait(race(addresses)).await {
        Ok(Ok((address, stream))) => {
            let took = began.elapsed();
            let seen = format!("Connected to {address} in {} ms.", took.as_millis());
            Ok((Connected { stream, took }, StepResult::passed(seen)))
        }
        Ok(Err(failures)) => Err(StepResult::failed(failures.join(" "), ADVICE)),
        Err(_) => {
            let addresses: Vec<String> = addresses.iter().take(MOST).map(ToString::to_string).collect();
            let seen = format!("No connection to {} within {}.", addresses.join(", "), deadline.in_words());
            Err(StepResult::failed(seen, ADVICE))
        }
    }
}

/// Dropping the `JoinSet` cancels the attempts that are still running.
async fn race(addresses: &[SocketAddr]) -> Result<(SocketAddr, TcpStream), Vec<String>> {
    let mut attempts = JoinSet::new();
    for (place, address) in addresses.iter().copied().take(MOST).enumerate() {
        let wait = HEAD_START * u32::try_from(place).unwrap_or_default();
        attempts.spawn(async move {
            sleep(wait).await;
            (address, TcpStream::connect(address).await)
        });
    }
    let mut failures = Vec::new();
    while let Some(attempt) = attempts.join_next().await {
        match attempt {
            Ok((address, Ok(stream))) => return Ok((address, stream)),
            Ok((address, Err(error))) => failures.push(in_words(address, &error)),
            Err(_) => failures.push("An attempt was cancelled.".to_owned()),
        }
    }
    Err(failures)
}

fn in_words(address: SocketAddr, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => format!("{address} refuses the connection."),
        io::ErrorKind::TimedOut => format!("{address} does not answer."),
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => {
            format!("{address} cannot be reached from this computer.")
        }
        _ => format!("{address} cannot be connected to: {error}."),
    }
}

const ADVICE: &str = "Check that the server runs, that it listens on this port, and that its firewall lets in requests \
                      from outside. Plivo's requests come from Plivo's own addresses, which it must let in too.";
