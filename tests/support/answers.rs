//! Answers that come late: what the page asks of the app is done at once, and the page hears of it when a test says so.
//!
//! The sandbox keeps an answer of Plivo back by itself (`Fault::Hold`). This is for what never leaves the computer: the
//! list, a preview, a draft. It names no command, so that it does not matter what the page asks, and how.

use serde_json::json;

use super::page;
use super::window::Window;

/// Stands between the page and its commands, and counts those that have not been answered.
const LISTEN: &str = r"
if (window.__answers) return;
const state = (window.__answers = { open: 0, holding: false, round: 1, held: [] });
const fetch = window.fetch;
window.fetch = async (...call) => {
  const round = state.holding ? state.round : null;
  state.open += 1;
  try {
    const answer = await fetch(...call);
    // Asked before a release that came before its answer, it is held no more.
    if (round === state.round) await new Promise((pass) => state.held.push(pass));
    return answer;
  } finally {
    state.open -= 1;
  }
};
";

/// Answers when every command was answered and the page has drawn what came of it.
const QUIET: &str = r"
const done = arguments[arguments.length - 1];
let calm = 0;
const look = () => {
  calm = window.__answers.open === 0 ? calm + 1 : 0;
  if (calm > 3) done(); else requestAnimationFrame(look);
};
requestAnimationFrame(look);
";

impl Window {
    /// Whatever the page asks from now on is answered by `release_answers` and not before.
    pub async fn hold_answers(&self) {
        self.listen().await;
        self.execute("window.__answers.holding = true", vec![]).await;
    }

    /// What is asked from now on is answered at once again. What is held stays held.
    pub async fn answer_again(&self) {
        self.execute("window.__answers.holding = false", vec![]).await;
    }

    /// Answers all that was held, in the order in which the app was done with it.
    pub async fn release_answers(&self) {
        const RELEASE: &str = "const state = window.__answers; state.holding = false; state.round += 1; \
                               state.held.splice(0).forEach((pass) => pass())";
        self.execute(RELEASE, vec![]).await;
    }

    /// Answers the oldest of what was held.
    pub async fn release_one_answer(&self) {
        self.execute("window.__answers.held.shift()()", vec![]).await;
    }

    /// Waits until so many answers are held.
    pub async fn holds_answers(&self, least: usize) {
        let held = async || self.execute("return window.__answers.held.length", vec![]).await.as_u64();
        let enough = async || held().await >= Some(least as u64);
        self.wait_until(&format!("{least} answers to be held"), enough).await;
    }

    /// Waits until the page was painted with what it has heard by now.
    pub async fn painted_anew(&self) {
        self.in_page(page::TWO_FRAMES, vec![]).await;
    }

    /// Waits until every command was answered, and the page shows what came of it.
    pub async fn quiet(&self) {
        self.listen().await;
        self.in_page(QUIET, vec![]).await;
    }

    /// Commands that were asked before are not counted, so a test that needs `quiet` calls this at its start.
    pub async fn listen(&self) {
        self.execute(LISTEN, vec![]).await;
        let listening = self.execute("return window.__answers.open >= 0", vec![]).await;
        assert_eq!(listening, json!(true));
    }
}
