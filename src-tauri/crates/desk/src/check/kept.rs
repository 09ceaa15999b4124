//! What tests came to, on disk and for the list.

use std::collections::HashMap;
use std::sync::Arc;

use domain::observed::Held;
use domain::validate::is_in_force;
use store::{CheckHeadRow, CheckRow};

use crate::account::Account;
use crate::check::field;
use crate::error::DeskError;
use crate::numbers::Marks;
use crate::view::{CheckOutcome, CheckView, Endpoint, Notice, RowCheck};
use crate::{Desk, lock, words};

/// The last test of each URL, by the URL.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Checks(HashMap<(Endpoint, String), RowCheck>);

impl Checks {
    /// The worst of what is known of the endpoints that Plivo calls for this number.
    pub fn of(&self, held: &Held) -> Option<&RowCheck> {
        if self.0.is_empty() {
            return None;
        }
        let tested = [Endpoint::Webhook, Endpoint::Answer].into_iter().filter_map(|endpoint| {
            let field = field(endpoint);
            let url = is_in_force(field, held).then(|| held.text(field))?;
            self.0.get(&(endpoint, url.trim().to_owned()))
        });
        tested.max_by_key(|check| check.outcome)
    }

    pub fn failed(&self, held: &Held) -> bool {
        self.of(held).is_some_and(|check| check.outcome == CheckOutcome::Failed)
    }
}

impl Desk {
    pub(crate) fn load_checks(&self, account: &Account) -> Result<(), DeskError> {
        let heads = self.store().check_heads(&account.id)?;
        let checks = heads.into_iter().filter_map(|head| {
            let (endpoint, url, check) = read(head)?;
            Some(((endpoint, url), check))
        });
        change_marks(account, |marks| marks.checks = Arc::new(Checks(checks.collect())));
        Ok(())
    }

    /// Puts the test on disk, and answers it with when its URL passed last.
    pub(super) fn keep_check(&self, account: &Account, check: CheckView) -> Result<CheckView, DeskError> {
        let passed = answers(check.outcome) && !check.out_of_reach;
        let head = CheckHeadRow {
            endpoint: endpoint_text(check.endpoint).to_owned(),
            url: check.url.clone(),
            at: check.at,
            outcome: outcome_text(check.outcome).to_owned(),
            headline: check.headline.clone(),
            passed_at: passed.then_some(check.at),
        };
        let report = serde_json::to_string(&check).map_err(|error| words::broken(&error))?;
        self.store().put_check(&account.id, &CheckRow { head, report })?;
        let kept = self.last_check(account, check.endpoint, &check.url)?;
        Ok(kept.unwrap_or(check))
    }

    /// Brings tests into the list, all in one go: where somebody reads the marks, they are copied to be changed.
    pub(super) fn show_checks(&self, account: &Account, checks: impl IntoIterator<Item = CheckView>) {
        let rows = checks.into_iter().map(|check| {
            let CheckView { endpoint, url, at, outcome, headline, out_of_reach, .. } = check;
            ((endpoint, url), RowCheck { endpoint, outcome, out_of_reach, at, headline })
        });
        change_marks(account, |marks| Arc::make_mut(&mut marks.checks).0.extend(rows));
        self.tell(Notice::NumbersChanged { account: account.id.clone() });
        self.checks_changed(account);
    }

    /// Results that are kept on disk are others than before.
    pub(crate) fn checks_changed(&self, account: &Account) {
        self.tell(Notice::ChecksChanged { account: account.id.clone() });
    }
}

fn change_marks(account: &Account, change: impl FnOnce(&mut Marks)) {
    change(Arc::make_mut(&mut lock(&account.marks)));
}

pub(super) fn endpoint_text(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::Webhook => "webhook",
        Endpoint::Answer => "answer",
    }
}

const OUTCOMES: [(CheckOutcome, &str); 4] = [
    (CheckOutcome::Skipped, "skipped"),
    (CheckOutcome::Passed, "passed"),
    (CheckOutcome::Warned, "warned"),
    (CheckOutcome::Failed, "failed"),
];

fn answers(outcome: CheckOutcome) -> bool {
    matches!(outcome, CheckOutcome::Passed | CheckOutcome::Warned)
}

fn outcome_text(outcome: CheckOutcome) -> &'static str {
    OUTCOMES.iter().find(|(known, _)| *known == outcome).map_or("failed", |(_, text)| text)
}

/// None for what another version wrote and this one does not know.
fn read(head: CheckHeadRow) -> Option<(Endpoint, String, RowCheck)> {
    let endpoint = match head.endpoint.as_str() {
        "webhook" => Endpoint::Webhook,
        "answer" => Endpoint::Answer,
        _ => return None,
    };
    let outcome = OUTCOMES.iter().find(|(_, text)| *text == head.outcome)?.0;
    let out_of_reach = answers(outcome) && head.passed_at != Some(head.at);
    Some((endpoint, head.url, RowCheck { endpoint, outcome, out_of_reach, at: head.at, headline: head.headline }))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::sandbox_door::{SANDBOX_ID, SandboxDoor};

    fn check(at: usize) -> CheckView {
        CheckView {
            endpoint: Endpoint::Webhook,
            url: format!("https://hooks.acme.example/{at}"),
            at: 0,
            took_ms: 0,
            outcome: CheckOutcome::Passed,
            headline: String::new(),
            steps: vec![],
            signing: None,
            certificate: None,
            status: None,
            content_type: None,
            findings: vec![],
            out_of_reach: false,
            passed_at: None,
        }
    }

    /// Drafts are edited while tests come to their results.
    #[tokio::test]
    async fn no_result_is_lost_to_an_edit() {
        let folder = tempfile::tempdir().unwrap();
        let desk = Desk::open(folder.path()).unwrap();
        let door = SandboxDoor::new("http://127.0.0.1:1", "MAXXXXXXXXXXXXXXXX01", "token");
        desk.attach_sandbox(door).await.unwrap();
        let account = desk.account(SANDBOX_ID).unwrap();
        let (tested, results) = (AtomicBool::new(false), 20_000);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    while !tested.load(Ordering::Relaxed) {
                        desk.load_marks(&account).unwrap();
                    }
                });
            }
            for at in 0..results {
                desk.show_checks(&account, [check(at)]);
            }
            tested.store(true, Ordering::Relaxed);
        });
        assert_eq!(lock(&account.marks).checks.0.len(), results);
    }
}
