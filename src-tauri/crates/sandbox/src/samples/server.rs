//! The one listener for all sample endpoints.

use super::connection::serve;
use super::names::NAMES;
use super::{Samples, SamplesError, authority};
use crate::shared::Shared;
use axum::serve::Listener;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

/// Sample endpoints that run until their sandbox ends.
#[derive(Debug)]
pub(crate) struct Serving {
    pub(crate) samples: Samples,
    task: JoinHandle<()>,
}

impl Serving {
    pub(crate) async fn start(shared: Arc<Shared>) -> Result<Self, SamplesError> {
        let (configuration, root) = authority::configuration()?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let lent = NAMES.iter().map(|named| (named.name.to_owned(), address)).collect();
        let task = tokio::spawn(accept(listener, TlsAcceptor::from(Arc::new(configuration)), shared));
        Ok(Self { samples: Samples { lent, roots: vec![root] }, task })
    }

    /// Waits until the port is free. The sandbox must have received the stop signal before.
    pub(crate) async fn ended(self) {
        let _ = self.task.await;
    }
}

/// Serves until the sandbox stops. It then cuts all open connections, because a hanging endpoint would never finish.
async fn accept(mut listener: TcpListener, acceptor: TlsAcceptor, shared: Arc<Shared>) {
    let mut open = JoinSet::new();
    loop {
        tokio::select! {
            () = shared.stopped() => break,
            Some(_) = open.join_next() => {}
            // `Listener::accept` waits a moment after a failure, such as too many open files.
            (stream, _) = Listener::accept(&mut listener) => welcome(&mut open, stream, &acceptor, &shared),
        }
    }
    open.shutdown().await;
}

fn welcome(open: &mut JoinSet<()>, stream: TcpStream, acceptor: &TlsAcceptor, shared: &Arc<Shared>) {
    if shared.offline.load(Ordering::SeqCst) {
        // The connection is dropped here, before the first byte of the handshake.
        return;
    }
    let _ = stream.set_nodelay(true);
    open.spawn(serve(stream, acceptor.clone(), Arc::clone(shared)));
}
