//! Collects the results of the steps in order, with a reason for each step that was not reached.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use crate::certificate::Certificate;
use crate::report::{Answer, Checked, Outcome, Report, Step, StepReport, StepResult};
use crate::request::Kind;
use crate::signer::Signing;

pub(crate) struct Trail {
    kind: Kind,
    results: HashMap<Step, StepResult>,
    pub out_of_reach: Vec<IpAddr>,
    pub certificate: Option<Certificate>,
    pub answer: Option<Answer>,
    /// Set just before the request is sent.
    pub signing: Option<Signing>,
}

impl Trail {
    pub fn new(kind: Kind) -> Self {
        Self { kind, results: HashMap::new(), out_of_reach: Vec::new(), certificate: None, answer: None, signing: None }
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn signing(&self) -> Signing {
        self.signing.clone().unwrap_or_default()
    }

    pub fn note(&mut self, step: Step, result: StepResult) {
        self.results.insert(step, result);
    }

    /// Records the result, and returns the value that the next step needs.
    pub fn pass<T>(&mut self, step: Step, checked: Checked<T>) -> Option<T> {
        let (value, result) = match checked {
            Ok((value, result)) => (Some(value), result),
            Err(result) => (None, result),
        };
        self.note(step, result);
        value
    }

    pub fn finish(mut self, took: Duration) -> Report {
        let steps = Step::all(self.kind);
        let failed = |step: &&Step| self.results.get(step).is_some_and(|found| found.outcome == Outcome::Failed);
        let culprit = steps.iter().find(failed).map_or("an earlier step", |step| step.label());
        let reports = steps.iter().map(|step| {
            let unreached = || StepResult::skipped(format!("Not reached, because of “{culprit}”."));
            let StepResult { outcome, seen, advice } = self.results.remove(step).unwrap_or_else(unreached);
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
