//! The marks of the rows in the list: drafts, and the results of endpoint tests.

use std::sync::Arc;

use store::CheckHeadRow;

use crate::account::list::{Checks, Marks};
use crate::account::{Seat, lock, lock_over_disk};
use crate::view::{CheckOutcome, CheckView, DeskError, Endpoint, Notice, RowCheck};

impl Seat {
    /// Updates the marks after a change of drafts on disk, and notifies the window even if that fails. Call it without
    /// holding a lock.
    pub(crate) fn drafts_changed(&self) -> Result<(), DeskError> {
        self.account.drafts.tray.expire();
        let marked = self.load_draft_marks();
        self.tell(Notice::DraftsChanged { account: self.account.id.clone() });
        marked
    }

    /// As [`Self::drafts_changed`], after an operation whose result is already on disk: a failure here goes to the log.
    pub(crate) fn drafts_were_made(&self) {
        if let Err(error) = self.drafts_changed() {
            log::warn!("the marks of drafts were not read again: {error}");
        }
    }

    pub(super) fn load_draft_marks(&self) -> Result<(), DeskError> {
        if self.replace_draft_marks(|| self.read_draft_marks())? {
            self.tell(Notice::NumbersChanged { account: self.account.id.clone() });
            self.tell_status();
        }
        Ok(())
    }

    /// Reads and replaces the marks under one lock: of two concurrent changes, the marks of the later one stay. Returns
    /// true if the marks changed.
    fn replace_draft_marks(&self, read: impl FnOnce() -> Result<Marks, DeskError>) -> Result<bool, DeskError> {
        let _one_at_a_time = lock_over_disk(&self.account.list.marking);
        let read = read()?;
        let mut held = lock(&self.account.list.marks);
        let marks = Marks { checks: held.checks.clone(), ..read };
        let changed = **held != marks;
        if changed {
            *held = Arc::new(marks);
        }
        Ok(changed)
    }

    /// Reads the marks from disk, without the test results.
    fn read_draft_marks(&self) -> Result<Marks, DeskError> {
        let drafts = self.store().draft_numbers(self.id())?;
        let mapping_drafts = self.store().mapping_drafts(self.id())?;
        let ready = drafts.iter().filter(|(_, ready)| *ready).count();
        let ready = ready + mapping_drafts.iter().filter(|row| row.ready).count();
        let drafts = drafts.into_iter().map(|(number, _)| number).collect();
        let mapping_drafts = mapping_drafts.into_iter().map(|row| row.waba_id).collect();
        Ok(Marks { ready, drafts, mapping_drafts, ..Marks::default() })
    }

    pub(crate) fn load_checks(&self) -> Result<(), DeskError> {
        let heads = self.store().check_heads(self.id())?;
        let checks = heads.into_iter().filter_map(|head| {
            let (endpoint, url, check) = read(head)?;
            Some(((endpoint, url), check))
        });
        self.change_marks(|marks| marks.checks = Arc::new(Checks(checks.collect())));
        Ok(())
    }

    /// Shows test results in the list. Many at once are better: if somebody is reading the marks, each change copies
    /// them.
    pub(crate) fn show_checks(&self, checks: impl IntoIterator<Item = CheckView>) {
        let rows = checks.into_iter().map(|check| {
            let CheckView { endpoint, url, at, outcome, headline, out_of_reach, .. } = check;
            ((endpoint, url), RowCheck { endpoint, outcome, out_of_reach, at, headline })
        });
        self.change_marks(|marks| Arc::make_mut(&mut marks.checks).0.extend(rows));
        self.tell(Notice::NumbersChanged { account: self.account.id.clone() });
        self.checks_changed();
    }

    /// Tells the window that stored results changed.
    pub(crate) fn checks_changed(&self) {
        self.tell(Notice::ChecksChanged { account: self.account.id.clone() });
    }

    fn change_marks(&self, change: impl FnOnce(&mut Marks)) {
        change(Arc::make_mut(&mut lock(&self.account.list.marks)));
    }
}

/// Returns none for a result that this version does not know.
fn read(head: CheckHeadRow) -> Option<(Endpoint, String, RowCheck)> {
    let (endpoint, outcome): (Endpoint, CheckOutcome) = (head.endpoint.parse().ok()?, head.outcome.parse().ok()?);
    let out_of_reach = outcome.is_answer() && head.passed_at != Some(head.at);
    Some((endpoint, head.url, RowCheck { endpoint, outcome, out_of_reach, at: head.at, headline: head.headline }))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::Desk;
    use crate::account::sandbox_door::{SANDBOX_ID, SandboxDoor};

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

    /// Drafts are edited while tests finish.
    #[tokio::test]
    async fn no_result_is_lost_to_an_edit() {
        let folder = tempfile::tempdir().unwrap();
        let desk = Desk::open(folder.path()).unwrap();
        let door = SandboxDoor::new("http://127.0.0.1:1", "MAXXXXXXXXXXXXXXXX01", "token");
        desk.attach_sandbox(door).await.unwrap();
        let seat = desk.core.seat(SANDBOX_ID).unwrap();
        let (tested, results) = (AtomicBool::new(false), 20_000);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    while !tested.load(Ordering::Relaxed) {
                        seat.load_draft_marks().unwrap();
                    }
                });
            }
            for at in 0..results {
                seat.show_checks([check(at)]);
            }
            tested.store(true, Ordering::Relaxed);
        });
        assert_eq!(lock(&seat.account.list.marks).checks.0.len(), results);
    }

    /// No other thread replaces the marks between the read and the replacement.
    #[tokio::test]
    async fn read_and_replaced_under_one_lock() {
        let folder = tempfile::tempdir().unwrap();
        let desk = Desk::open(folder.path()).unwrap();
        let door = SandboxDoor::new("http://127.0.0.1:1", "MAXXXXXXXXXXXXXXXX01", "token");
        desk.attach_sandbox(door).await.unwrap();
        let seat = desk.core.seat(SANDBOX_ID).unwrap();
        let (began, has_begun) = std::sync::mpsc::channel();
        let (read, may_end) = std::sync::mpsc::channel();
        std::thread::scope(|scope| {
            let seat = &seat;
            scope.spawn(move || {
                let read_marks = || {
                    began.send(()).unwrap();
                    may_end.recv().unwrap();
                    seat.read_draft_marks()
                };
                seat.replace_draft_marks(read_marks).unwrap();
            });
            has_begun.recv().unwrap();
            assert!(seat.account.list.marking.try_lock().is_err(), "another read may begin and end meanwhile");
            read.send(()).unwrap();
        });
    }
}
