//! Resolves a host to its addresses, once. The test connects to the same addresses that were checked.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::Semaphore;
use url::Host;

use crate::deadline::Deadline;
use crate::report::{Checked, StepResult};
use crate::shown::shown;
use crate::target::Target;

type Answer = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;
type Lookup = Arc<dyn Fn(String) -> Answer + Send + Sync>;

/// How the addresses of a name are looked up.
#[derive(Clone)]
pub struct Resolver {
    /// `None` uses the operating system.
    lookup: Option<Lookup>,
    lent: HashMap<String, SocketAddr>,
}

impl Resolver {
    #[must_use]
    pub fn system() -> Self {
        Self { lookup: None, lent: HashMap::new() }
    }

    /// Looks names up with `lookup` and not with the operating system. The results are trusted no more than the
    /// system's.
    #[must_use]
    pub fn asking<A>(lookup: impl Fn(String) -> A + Send + Sync + 'static) -> Self
    where
        A: Future<Output = io::Result<Vec<IpAddr>>> + Send + 'static,
    {
        Self { lookup: Some(Arc::new(move |name| Box::pin(lookup(name)))), lent: HashMap::new() }
    }

    /// Sends all connections to `name`, on any port, to `address`. A lent name is never looked up, and it may have a
    /// private address. Its certificate is checked against the extra roots of [`crate::Trust`] only, if there are any.
    #[must_use]
    pub fn lend(mut self, name: &str, address: SocketAddr) -> Self {
        self.lent.insert(key(name), address);
        self
    }

    async fn look_up(&self, name: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        let found = match &self.lookup {
            Some(lookup) => lookup(name.to_owned()).await?,
            None => ask_system(name.to_owned()).await?,
        };
        let mut addresses: Vec<SocketAddr> = Vec::new();
        for address in found.into_iter().map(|address| SocketAddr::new(address, port)) {
            if !addresses.contains(&address) && addresses.len() < MOST {
                addresses.push(address);
            }
        }
        Ok(addresses)
    }
}

/// The most addresses that are checked and may be connected to. All further addresses are ignored.
const MOST: usize = 16;

/// The number of threads that may wait for the system's resolver. The resolver cannot be interrupted. If a name server
/// does not answer, the thread stays blocked long after the budget is used up, so a test of many numbers could
/// accumulate threads. The number is high enough that a few names that hang for a minute do not block the others.
static ASKING: Semaphore = Semaphore::const_new(64);

async fn ask_system(name: String) -> io::Result<Vec<IpAddr>> {
    let ask = move || Ok((name, 0).to_socket_addrs()?.map(|address| address.ip()).collect());
    in_turn(&ASKING, ask).await
}

/// Runs the work on its own thread, when one is free. The permit belongs to the work, so it is not freed when the
/// caller stops waiting.
async fn in_turn<T: Send + 'static>(
    places: &'static Semaphore,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let place = places.acquire().await.map_err(io::Error::other)?;
    let working = tokio::task::spawn_blocking(move || {
        let _place = place;
        work()
    });
    working.await?
}

impl fmt::Debug for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let asked = if self.lookup.is_some() { "a function" } else { "the system" };
        f.debug_struct("Resolver").field("asked", &asked).field("lent", &self.lent).finish()
    }
}

fn key(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The URL contains the address itself.
    Url,
    Lookup,
    Lent,
}

#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// There is at least one.
    pub addresses: Vec<SocketAddr>,
    pub origin: Origin,
}

pub(crate) async fn resolve(target: &Target, resolver: &Resolver, deadline: Deadline) -> Checked<Found> {
    let of = |address: IpAddr, origin| Found { addresses: vec![SocketAddr::new(address, target.port)], origin };
    let name = match &target.host {
        Host::Ipv4(address) => return Ok((of(IpAddr::V4(*address), Origin::Url), no_name())),
        Host::Ipv6(address) => return Ok((of(IpAddr::V6(*address), Origin::Url), no_name())),
        Host::Domain(name) => name,
    };
    if let Some(address) = resolver.lent.get(&key(name)) {
        let found = Found { addresses: vec![*address], origin: Origin::Lent };
        return Ok((found, StepResult::passed(format!("{} is at {address}, inside this app.", shown(name)))));
    }
    match deadline.wait(resolver.look_up(name, target.port)).await {
        Ok(Ok(addresses)) if !addresses.is_empty() => {
            let seen = format!("{} is at {}.", shown(name), listed(&addresses));
            Ok((Found { addresses, origin: Origin::Lookup }, StepResult::passed(seen)))
        }
        Ok(Ok(_)) => Err(StepResult::failed(format!("{} has no address.", shown(name)), NO_ADDRESS)),
        Ok(Err(error)) => {
            let seen = format!("{} could not be looked up: {}.", shown(name), shown(&error.to_string()));
            Err(StepResult::failed(seen, NO_ADDRESS))
        }
        Err(_) => Err(StepResult::failed(
            format!("{} could not be looked up within {}.", shown(name), deadline.in_words()),
            "Check this computer's connection, then the name servers of this domain.",
        )),
    }
}

fn no_name() -> StepResult {
    StepResult::passed("The URL has an address in place of a name, so nothing had to be looked up.")
}

fn listed(addresses: &[SocketAddr]) -> String {
    let texts: Vec<String> = addresses.iter().take(4).map(|address| address.ip().to_string()).collect();
    match addresses.len().saturating_sub(texts.len()) {
        0 => texts.join(", "),
        more => format!("{} and {more} more", texts.join(", ")),
    }
}

const NO_ADDRESS: &str = "Check the spelling of the host, and that its DNS has an A or AAAA record. \
                          If other sites cannot be reached either, this computer is offline.";

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use tokio::sync::oneshot;

    use super::*;

    /// The first lookup hangs, and its caller has stopped waiting. Its thread is still occupied.
    #[tokio::test]
    async fn abandoned_lookups_keep_their_permit() {
        static ONE: Semaphore = Semaphore::const_new(1);
        let (began, begun) = oneshot::channel();
        let (let_go, held) = mpsc::channel::<()>();
        let hanging = tokio::spawn(in_turn(&ONE, move || {
            began.send(()).unwrap();
            Ok(held.recv().is_ok())
        }));
        begun.await.unwrap();
        hanging.abort();
        assert!(hanging.await.unwrap_err().is_cancelled());
        assert_eq!(ONE.available_permits(), 0);
        let_go.send(()).unwrap();
        assert_eq!(in_turn(&ONE, || Ok("answered")).await.unwrap(), "answered");
    }

    #[tokio::test]
    async fn what_the_system_knows() {
        let found = ask_system("localhost".to_owned()).await.unwrap();
        assert!(!found.is_empty() && found.iter().all(IpAddr::is_loopback), "{found:?}");
        assert!(ask_system("no\0name".to_owned()).await.is_err());
    }
}
