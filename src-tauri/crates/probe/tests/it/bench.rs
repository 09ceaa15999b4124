//! Shared by most tests: a trusted authority, and a test of one endpoint under a lent name.

use std::net::SocketAddr;
use std::time::Duration;

use domain::endpoint_url::EndpointUrl;
use domain::id::AuthId;
use domain::observed::Mapping;
use domain::secret::Secret;
use probe::{Kind, Outcome, Report, Request, Resolver, Settings, Signer, Step, Trust};

use crate::authority::{Authority, Identity};
use crate::server::{Act, Front, Server};

pub const HOST: &str = "bot.example.com";
pub const URL: &str = "https://bot.example.com/answer";
pub const TOKEN: &str = "MDEyMzQ1Njc4OWFiY2RlZg";
/// Long enough on a busy machine for tests that must not run out of time.
const AMPLE: Duration = Duration::from_secs(30);
/// For servers that never finish. Still long enough for the steps before that on a busy machine.
pub const SHORT: Duration = Duration::from_millis(1_500);

pub struct Bench {
    pub authority: Authority,
    pub budget: Duration,
}

impl Bench {
    pub fn new() -> Self {
        Self { authority: Authority::new("Test Root"), budget: AMPLE }
    }

    pub fn hurried() -> Self {
        Self { budget: SHORT, ..Self::new() }
    }

    pub fn good(&self) -> Identity {
        self.authority.issue(HOST, (-1, 90))
    }

    pub fn settings(&self, address: SocketAddr) -> Settings {
        Settings {
            budget: self.budget,
            resolver: Resolver::system().lend(HOST, address),
            trust: Trust::with_extra_roots([self.authority.root()]),
            ..Settings::default()
        }
    }

    /// Tests a server with a valid certificate that performs `act`.
    pub async fn ask(&self, kind: Kind, act: Act) -> Report {
        self.ask_at(kind, Front::Tls(self.good()), act).await
    }

    pub async fn ask_at(&self, kind: Kind, front: Front, act: Act) -> Report {
        let server = Server::start(front, act).await;
        probe::run(&request(kind, URL), &self.settings(server.address)).await
    }
}

pub fn request(kind: Kind, url: &str) -> Request {
    let auth_id = AuthId::parse("MAXXXXXXXXXXXXXXXX01").unwrap();
    let token = Some(Secret::new(TOKEN.to_owned()));
    let signer = Signer::new(&auth_id, token, Some(&Mapping::Main));
    Request { kind, url: EndpointUrl::parse(url).unwrap(), signer }
}

/// Checks the step's outcome, and words in the observation. No shown text may hold the token or be longer than a person
/// can read.
pub fn check(report: &Report, step: Step, outcome: Outcome, words: &str) {
    let found = report.step(step).unwrap_or_else(|| panic!("no {step:?}: {report:#?}"));
    assert_eq!(found.outcome, outcome, "{report:#?}");
    assert!(found.seen.contains(words), "{words:?}: {report:#?}");
    assert_eq!(found.advice.is_some(), matches!(outcome, Outcome::Warned | Outcome::Failed), "{report:#?}");
    for step in &report.steps {
        assert!(step.seen.len() < 1_000 && !step.seen.contains(char::is_control), "{report:#?}");
    }
    assert!(!format!("{report:?}").contains(TOKEN), "{report:#?}");
}

/// Checks that this step failed, that all steps before it were reached, and that no later step was.
pub fn check_last(report: &Report, last: Step) {
    let place = report.steps.iter().position(|step| step.step == last).unwrap();
    let (before, after) = report.steps.split_at(place);
    assert_eq!(after[0].outcome, Outcome::Failed, "{report:#?}");
    assert!(before.iter().all(|step| step.outcome <= Outcome::Warned), "{report:#?}");
    assert!(after[1..].iter().all(|step| step.outcome == Outcome::Skipped), "{report:#?}");
}
