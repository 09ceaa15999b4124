//! Starts and stops a sandbox.

use crate::control::Control;
use crate::control_http;
use crate::gate::gate;
use crate::held::held;
use crate::line::{Line, Lines};
use crate::options::Options;
use crate::persist::Vault;
use crate::samples::{Samples, SamplesError, Serving};
use crate::shared::Shared;
use crate::{routes, seed};
use axum::Router;
use axum::middleware::from_fn_with_state;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::OnceCell;
use tokio::task::JoinHandle;

/// How long [`Sandbox::stop`] waits for connections to end on their own.
const FAREWELL: Duration = Duration::from_secs(1);

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("cannot listen on {address}: {source}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("cannot read the state file {}: {source}", path.display())]
    StateFile { path: PathBuf, source: io::Error },
    #[error("the control endpoint is for loopback only, not for {0}")]
    ControlBeyondLoopback(SocketAddr),
}

/// A running sandbox. Dropping it stops it. The differences from the seed are already stored then, because every change
/// is on disk before it is answered.
pub struct Sandbox {
    shared: Arc<Shared>,
    address: SocketAddr,
    auth_id: String,
    auth_token: String,
    scoped_token: String,
    serving: Option<JoinHandle<()>>,
    samples: OnceCell<Serving>,
}

impl Sandbox {
    /// Starts a server on the current tokio runtime.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let listen = options.listen;
        if options.control_endpoint && !listen.ip().is_loopback() {
            return Err(StartError::ControlBeyondLoopback(listen));
        }
        let failed = |source| StartError::Listen { address: listen, source };
        let listener = TcpListener::bind(listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let shared = Arc::new(open(options)?);
        let owner = held(&shared.account).owner.clone();
        let serving = Some(tokio::spawn(serve(listener, Arc::clone(&shared))));
        let (auth_id, auth_token, scoped_token) = (owner.auth_id, owner.auth_token, owner.scoped_token);
        Ok(Self { shared, address, auth_id, auth_token, scoped_token, serving, samples: OnceCell::new() })
    }

    /// Returns the origin, such as `http://127.0.0.1:40123`, without a path.
    #[must_use]
    pub fn api(&self) -> String {
        format!("http://{}", self.address)
    }

    #[must_use]
    pub fn auth_id(&self) -> &str {
        &self.auth_id
    }

    #[must_use]
    pub fn auth_token(&self) -> &str {
        &self.auth_token
    }

    /// Returns a second token of the main account. It starts with `stk_` and is sent as a Bearer token.
    #[must_use]
    pub fn scoped_token(&self) -> &str {
        &self.scoped_token
    }

    /// Returns the control of this sandbox, for tests and for the app's Reset. It may outlive the server.
    #[must_use]
    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.shared))
    }

    /// Returns the sample endpoints. The first call starts them on the current tokio runtime. They stop with the
    /// sandbox.
    pub async fn samples(&self) -> Result<Samples, SamplesError> {
        let serving = self.samples.get_or_try_init(|| Serving::start(Arc::clone(&self.shared))).await?;
        Ok(serving.samples.clone())
    }

    /// Stops the server and the sample endpoints, and waits until their ports are free.
    pub async fn stop(mut self) {
        self.shared.stop.send_replace(true);
        if let Some(samples) = self.samples.take() {
            samples.ended().await;
        }
        let Some(mut serving) = self.serving.take() else { return };
        if tokio::time::timeout(FAREWELL, &mut serving).await.is_err() {
            serving.abort();
            let _ = serving.await;
        }
    }
}

impl std::fmt::Debug for Sandbox {
    /// The tokens are omitted: even simulated tokens should not be logged.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sandbox").field("api", &self.api()).field("auth_id", &self.auth_id).finish_non_exhaustive()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.shared.stop.send_replace(true);
    }
}

fn open(options: Options) -> Result<Shared, StartError> {
    let mut account = seed::account(&options);
    let name = format!("{}/{}", options.numbers, options.seed);
    let vault = match &options.state_file {
        None => None,
        Some(path) => {
            let failed = |source| StartError::StateFile { path: path.clone(), source };
            Some(Vault::open(path, name, &mut account).map_err(failed)?)
        }
    };
    Ok(Shared::new(options, account, vault))
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let app = app(&shared).into_make_service_with_connect_info::<Line>();
    let stopped = async move { shared.stopped().await };
    if let Err(error) = axum::serve(Lines(listener), app).with_graceful_shutdown(stopped).await {
        log::warn!("the sandbox ended: {error}");
    }
}

/// The control endpoint is outside the gate, because faults, the offline switch and the journal concern the API only.
fn app(shared: &Arc<Shared>) -> Router {
    let api = routes::router(shared).layer(from_fn_with_state(Arc::clone(shared), gate));
    if shared.options.control_endpoint {
        control_http::router(Control::new(Arc::clone(shared))).fallback_service(api)
    } else {
        api
    }
}
