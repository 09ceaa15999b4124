//! A simulated Plivo account: a real HTTP server that answers like Plivo, keeps the changes that it receives, and fails
//! on demand. The desktop app embeds it as its default account. Tests use no other server.
//!
//! Start one with [`Sandbox::start`], send it HTTP requests as to Plivo, and control it with [`Control`]: faults,
//! changes behind the app's back, the journal of received requests, the offline switch.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use sandbox::{Fault, Options, Pattern, Rule, Sandbox};
//!
//! let sandbox = Sandbox::start(Options::default()).await?;
//! let control = sandbox.control();
//! control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), Fault::CutAfterWrite));
//! // ... let the app under test save a number at sandbox.api() ...
//! let methods: Vec<String> = control.requests().into_iter().map(|request| request.method).collect();
//! assert_eq!(methods, ["GET", "POST", "GET"]);
//! # Ok(())
//! # }
//! ```
//!
//! The seeded numbers' URLs point to sample endpoints over HTTPS. They start at the first call of [`Sandbox::samples`];
//! see [`samples`].
//!
//! [`seed`] documents what holds for every seed.

mod account;
mod auth;
mod control;
mod control_http;
mod edit;
mod fault;
mod gate;
mod held;
mod journal;
mod line;
mod options;
mod pattern;
mod persist;
mod rate;
mod routes;
pub mod samples;
pub mod seed;
mod server;
mod shared;
mod spoil;

pub use account::{Agent, Call, Number, Subaccount, Waba};
pub use control::Control;
pub use edit::{Armed, Edit, EditError, When};
pub use fault::{Answer, Fault, Rule, Shape};
pub use journal::Request;
pub use options::{BadOption, Options, RateLimit, SampleDelays, parse_latency};
pub use pattern::Pattern;
pub use routes::{Described, described as routes};
pub use samples::{EndpointRequest, Samples, SamplesError};
pub use server::{Sandbox, StartError};
