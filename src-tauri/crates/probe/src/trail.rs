//! Gathers what the steps came to, in their order, with a reason for each that was not reached.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use crate::certificate::Certificate;
use crate::report::{Answer, Finding, Judged, Outcome, Report, Step, StepReport};
use crate::request::Kind;
use crate::signer::Signing;

pub(crate) struct Trail {
    kind: Kind,
    findings: HashMap<Step, Finding>,
    pub out_of_reach: Vec<IpAddr>,
    pub certificate: Option<Certificate>,
    pub answer: Option<Answer>,
    /// Set just before the request is sent.
    pub signing: Option<Signing>,
}

impl Trail {
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            findings: HashMap::new(),
            out_of_reach: Vec::new(),
            certificate: None,
            answer: None,
            signing: None,
        }
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn signing(&self) -> Signing {
        self.signing.clone().unwrap_or_default()
    }

    pub fn note(&mut self, step: Step, finding: Finding) {
        self.findings.insert(step, finding);
    }

    /// Notes the finding, and hands on the value that the next step needs.
    pub fn pass<T>(&mut self, step: Step, judged: Judged<T>) -> Option<T> {
        let (value, finding) = match judged {
            Ok((value, finding)) => (Some(value), finding),
            Err(finding) => (None, finding),
        };
        self.note(step, finding);
        value
    }

    pub fn finish(mut self, took: Duration) -> Report {
        let steps = Step::all(self.kind);
        let failed = |step: &&Step| self.findings.get(step).is_some_and(|found| found.outcome == Outcome::Failed);
        let culprit = steps.iter().find(failed).map_or("an earlier step", |step| step.label());
        let reports = steps.iter().map(|step| {
            let unreached = || Finding::skipped(format!("Not reached, because of “{culprit}”."));
            let Finding { outcome, seen, advice } = self.findings.remove(step).unwrap_or_else(unreached);
            StepReport { step: *step, outcome, seen, advice }
        });
        Report {
            steps: reports.collect(),
            out_of_reach: self.out_of_reach,
            signing: self.signing,
            certificate: self.certificate,
            answer: self.answer,
            took,
        }
    }
}
