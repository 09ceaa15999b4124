//! Late responses: commands of the page run at once, but the page gets their responses only when the test releases
//! them.
//!
//! The sandbox can hold back a response of Plivo by itself (`Fault::Hold`). This module is for commands that never
//! leave the computer: the list, a preview, a draft. It names no command, so it works for every request of the page.

use serde_json::json;

use super::page;
use super::window::Window;

/// Wraps the page's commands, and counts those without a response.
const LISTEN: &str = r"
if (window.__answers) return;
const state = (window.__answers = { open: 0, holding: false, round: 1, held: [], sent: [] });
const fetch = window.fetch;
window.fetch = async (...call) => {
  const round = state.holding ? state.round : null;
  state.sent.push(new URL(call[0]).pathname.slice(1));
  state.open += 1;
  try {
    const answer = await fetch(...call);
    // A command that was sent before the release is no longer held.
    if (round === state.round) await new Promise((pass) => state.held.push(pass));
    return answer;
  } finally {
    state.open -= 1;
  }
};
";

/// Completes when every command has its response and the page has been painted with the results.
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
    /// Holds back every response from now on, until `release_answers`.
    pub async fn hold_answers(&self) {
        self.listen().await;
        self.execute("window.__answers.holding = true", vec![]).await;
    }

    /// Responses to new commands are delivered at once again. Held responses stay held.
    pub async fn answer_again(&self) {
        self.execute("window.__answers.holding = false", vec![]).await;
    }

    /// Delivers all held responses, in the order in which the app completed them.
    pub async fn release_answers(&self) {
        const RELEASE: &str = "const state = window.__answers; state.holding = false; state.round += 1; \
                               state.held.splice(0).forEach((pass) => pass())";
        self.execute(RELEASE, vec![]).await;
    }

    /// Delivers the oldest held response.
    pub async fn release_one_answer(&self) {
        self.execute("window.__answers.held.shift()()", vec![]).await;
    }

    /// Waits until at least this many responses are held.
    pub async fn holds_answers(&self, least: usize) {
        let held = async || self.execute("return window.__answers.held.length", vec![]).await.as_u64();
        let enough = async || held().await >= Some(least as u64);
        self.wait_until(&format!("{least} answers to be held"), enough).await;
    }

    /// How often the page has sent this command since it is listened to.
    pub async fn sent(&self, command: &str) -> u64 {
        let count = "return window.__answers.sent.filter((name) => name === arguments[0]).length";
        self.execute(count, vec![json!(command)]).await.as_u64().unwrap()
    }

    /// Waits until the page was painted with all responses that it has received.
    pub async fn painted_anew(&self) {
        self.in_page(page::TWO_FRAMES, vec![]).await;
    }

    /// Waits until every command has its response and the page shows the results.
    pub async fn quiet(&self) {
        self.listen().await;
        self.in_page(QUIET, vec![]).await;
    }

    /// Commands that were sent earlier are not counted, so a test that needs `quiet` calls this at its start.
    pub async fn listen(&self) {
        self.execute(LISTEN, vec![]).await;
        let listening = self.execute("return window.__answers.open >= 0", vec![]).await;
        assert_eq!(listening, json!(true));
    }
}
