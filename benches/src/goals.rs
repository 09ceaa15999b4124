//! The goals, what was measured, and whether a goal was missed.

use serde_json::{Value, json};

/// A goal that is missed by less than this part is reported, but is no failure: a ratio varies from run to run.
const TOLERANCE: f64 = 0.1;

pub struct Goal {
    what: String,
    measured: f64,
    goal: f64,
    is_least: bool,
    /// The two values of the ratio.
    of: (f64, f64),
}

impl Goal {
    pub fn at_most(what: &str, measured: f64, goal: f64, of: (f64, f64)) -> Self {
        Self { what: what.to_owned(), measured, goal, is_least: false, of }
    }

    pub fn at_least(what: &str, measured: f64, goal: f64, of: (f64, f64)) -> Self {
        Self { is_least: true, ..Self::at_most(what, measured, goal, of) }
    }

    fn is_met_within(&self, tolerance: f64) -> bool {
        match self.is_least {
            true => self.measured >= self.goal * (1.0 - tolerance),
            false => self.measured <= self.goal * (1.0 + tolerance),
        }
    }

    fn verdict(&self) -> &'static str {
        match () {
            () if self.is_met_within(0.0) => "met",
            () if self.is_met_within(TOLERANCE) => "nearly met",
            () => "MISSED",
        }
    }
}

#[derive(Default)]
pub struct Report {
    goals: Vec<Goal>,
}

impl Report {
    pub fn add(&mut self, goal: Goal) {
        let sign = if goal.is_least { ">=" } else { "<=" };
        let (ours, reference) = goal.of;
        println!(
            "{:<10} {}: {:.2} (goal {sign} {:.2}; {ours:.1} / {reference:.1})",
            goal.verdict(),
            goal.what,
            goal.measured,
            goal.goal
        );
        self.goals.push(goal);
    }

    pub fn json(&self) -> Value {
        let goal = |goal: &Goal| {
            json!({
                "what": goal.what, "measured": goal.measured, "goal": goal.goal, "atLeast": goal.is_least,
                "ours": goal.of.0, "reference": goal.of.1, "verdict": goal.verdict(),
            })
        };
        self.goals.iter().map(goal).collect()
    }

    /// Returns the goals that were missed by more than the tolerance.
    pub fn missed(&self) -> Vec<&str> {
        self.goals.iter().filter(|goal| !goal.is_met_within(TOLERANCE)).map(|goal| goal.what.as_str()).collect()
    }
}

pub fn median(values: &[f64]) -> f64 {
    percentile(values, 50)
}

pub fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(f64::NAN)
}
