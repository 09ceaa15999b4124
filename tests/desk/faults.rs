//! Every fault of the sandbox, at every request of a save and of a remap. In every case: no step is sent twice, no
//! remap is sent without a confirmation, every reported result matches Plivo, and no outcome stays unknown.

use std::sync::Arc;
use std::time::Duration;

use desk::error::DeskError;
use desk::said::Said;
use desk::view::{ActivityAction, ActivityOutcome, Notice, SaveOutcome, StepKind, StepOutcome, StepView};
use sandbox::seed::FIRST_WABA;
use sandbox::{Answer, Fault, Pattern, Rule, Shape};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::office::{ACCOUNT, FIRST, Office, alias, map_to, word};

const NUMBER: &str = "/WhatsApp/Number/*/";
const NUMBERS: &str = "/WhatsApp/Number/";
const WABA: &str = "/WhatsApp/Account/*/";
const NEW: &str = "Front desk";
/// How many offices run at the same time. Most of the time of a case is waiting.
const AT_ONCE: usize = 16;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Plan {
    Number,
    Mapping,
    Both,
}

/// When the fault starts: before Save is pressed, or while the dialog is open.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Moment {
    Save,
    Dialog,
}

/// A request of the plan: its method, its path, the number of earlier requests of this kind, and its possible faults.
type Place = (&'static str, &'static str, u32, fn() -> Vec<Fault>);

#[derive(Clone, Debug)]
struct Case {
    plan: Plan,
    moment: Moment,
    rule: Rule,
}

fn refusal(status: u16, after_write: bool) -> Fault {
    Fault::Answer(Answer { status, shape: Shape::Error, retry_after: None, after_write })
}

/// What can go wrong with a read.
fn read_faults() -> Vec<Fault> {
    vec![
        Fault::Refuse,
        Fault::Hang { after_write: false },
        Fault::CutBeforeWrite,
        Fault::unauthorized(),
        Fault::forbidden(),
        Fault::not_found(),
        refusal(400, false),
        Fault::too_many(None),
        Fault::too_many(Some(1)),
        Fault::server_error(),
        Fault::bad_gateway(),
        Fault::TruncatedJson,
        Fault::WrongTypes,
        Fault::SlowDrip { pause_ms: 1 },
    ]
}

/// One fault of each kind, for requests of a kind that is tested with all faults elsewhere.
fn some_read_faults() -> Vec<Fault> {
    vec![Fault::Refuse, Fault::unauthorized(), Fault::not_found(), Fault::too_many(Some(1)), Fault::WrongTypes]
}

/// What can go wrong with a write: all of that, and also failures after the write was carried out.
fn write_faults() -> Vec<Fault> {
    let more = [
        Fault::Hang { after_write: true },
        Fault::Hold,
        Fault::CutAfterWrite,
        Fault::Late { after_ms: 200 },
        refusal(302, false),
        refusal(302, true),
        refusal(408, true),
        refusal(409, false),
        refusal(422, false),
        refusal(500, true),
        Fault::bad_gateway_after_write(),
        Fault::Stale { reads: 1 },
        Fault::Stale { reads: 3 },
    ];
    read_faults().into_iter().chain(more).collect()
}

/// Each request with each of its faults: once, which a retried read may survive, and permanently.
fn cases(plan: Plan, moment: Moment, places: &[Place]) -> Vec<Case> {
    let mut cases = Vec::new();
    for (method, path, earlier, faults) in places {
        for fault in faults() {
            let rule = Rule::always(Pattern::new(method, path), fault).after(*earlier);
            cases.push(Case { plan, moment, rule: rule.clone().times(1) });
            if *method == "GET" {
                cases.push(Case { plan, moment, rule });
            }
        }
    }
    cases
}

/// The connection fails after this number of requests.
fn dead_after(plan: Plan, moment: Moment, requests: u32) -> Vec<Case> {
    let rule = |count| Rule::always(Pattern::any(), Fault::Refuse).after(count);
    (0..requests).map(|count| Case { plan, moment, rule: rule(count) }).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 16)]
async fn of_a_plain_save() {
    let places = [
        ("GET", NUMBER, 0, read_faults as fn() -> _),
        ("POST", NUMBER, 0, write_faults),
        ("GET", NUMBER, 1, read_faults),
    ];
    let mut all = cases(Plan::Number, Moment::Save, &places);
    all.extend(dead_after(Plan::Number, Moment::Save, 3));
    hold_for(all).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 16)]
async fn before_the_dialog() {
    let places = [
        ("GET", NUMBER, 0, some_read_faults as fn() -> _),
        ("GET", WABA, 0, read_faults),
        ("GET", NUMBERS, 0, read_faults),
        ("GET", NUMBERS, 1, some_read_faults),
    ];
    let mut all = cases(Plan::Both, Moment::Save, &places);
    all.extend(dead_after(Plan::Both, Moment::Save, 6));
    hold_for(all).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 16)]
async fn of_a_confirmed_remap() {
    let places = [("POST", WABA, 0, write_faults as fn() -> _), ("GET", WABA, 1, read_faults)];
    let mut all = cases(Plan::Mapping, Moment::Dialog, &places);
    all.extend(dead_after(Plan::Mapping, Moment::Dialog, 6));
    hold_for(all).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 16)]
async fn of_the_reads_of_a_number_and_a_remap() {
    let places = [
        ("GET", NUMBER, 0, some_read_faults as fn() -> _),
        ("GET", WABA, 0, some_read_faults),
        ("GET", NUMBERS, 0, some_read_faults),
        ("GET", NUMBERS, 1, some_read_faults),
    ];
    hold_for(cases(Plan::Both, Moment::Dialog, &places)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 16)]
async fn of_the_writes_of_a_number_and_a_remap() {
    let places = [
        ("POST", NUMBER, 0, write_faults as fn() -> _),
        ("GET", NUMBER, 1, some_read_faults),
        ("GET", WABA, 1, some_read_faults),
        ("GET", NUMBERS, 2, some_read_faults),
        ("GET", NUMBERS, 3, some_read_faults),
        ("POST", WABA, 0, write_faults),
        ("GET", WABA, 2, some_read_faults),
    ];
    let mut all = cases(Plan::Both, Moment::Dialog, &places);
    all.extend(dead_after(Plan::Both, Moment::Dialog, 11));
    hold_for(all).await;
}

/// Runs every case, and names each case that failed.
async fn hold_for(cases: Vec<Case>) {
    let room = Arc::new(Semaphore::new(AT_ONCE));
    let mut runs = JoinSet::new();
    for case in cases {
        let room = room.clone();
        runs.spawn(async move {
            let _place = room.acquire_owned().await.unwrap();
            let told = format!("{case:?}");
            tokio::spawn(hold(case)).await.err().map(|error| (told, error))
        });
    }
    let failed: Vec<_> = runs.join_all().await.into_iter().flatten().collect();
    assert!(failed.is_empty(), "{} cases failed: {failed:#?}", failed.len());
}

async fn hold(case: Case) {
    let mut run = Run::begin(&case).await;
    if case.moment == Moment::Save {
        run.office.control.add_fault(case.rule.clone());
    }
    let saved = run.save().await;
    assert_eq!(run.sent(WABA), 0, "nothing is confirmed yet");
    if let Ok(SaveOutcome::NeedsConfirmation { preview, .. }) = &saved {
        if case.moment == Moment::Dialog {
            run.office.control.add_fault(case.rule.clone());
        }
        run.confirm(&preview.preview_id).await.ok();
    }
    assert!(run.sent(NUMBER) <= 1 && run.sent(WABA) <= 1, "a step was sent twice");
    run.line_mended().await;
    run.everything_is_known().await;
    run.the_rest_can_be_done().await;
}

/// One office with one draft and one fault.
struct Run {
    office: Office,
    plan: Plan,
    target: String,
    /// Every step that was reported, at once or later.
    told: Vec<StepView>,
    notices: tokio::sync::broadcast::Receiver<Notice>,
}

impl Run {
    async fn begin(case: &Case) -> Self {
        let office = Office::open().await;
        let target = office.subaccount("EU Team");
        if case.plan != Plan::Mapping {
            office.edit(FIRST, [alias(NEW)]).await;
        }
        if case.plan != Plan::Number {
            office.edit(FIRST, [map_to(&target)]).await;
        }
        let notices = office.notices();
        Self { office, plan: case.plan, target, told: Vec::new(), notices }
    }

    async fn save(&mut self) -> Result<SaveOutcome, DeskError> {
        let before = self.office.writes().len();
        let answer = self.office.desk.save(ACCOUNT, FIRST, true).await;
        self.heard(before, answer)
    }

    async fn confirm(&mut self, preview: &str) -> Result<SaveOutcome, DeskError> {
        let before = self.office.writes().len();
        let answer = self.office.desk.confirm_remap(ACCOUNT, FIRST, preview, "Acme EU").await;
        self.heard(before, answer)
    }

    /// Any result other than *done* is reported only if nothing was sent. A *done* matches Plivo.
    fn heard(
        &mut self,
        writes_before: usize,
        answer: Result<SaveOutcome, DeskError>,
    ) -> Result<SaveOutcome, DeskError> {
        match &answer {
            Ok(SaveOutcome::Done { steps }) => {
                self.told.extend(steps.clone());
                steps.iter().for_each(|step| self.is_true(step));
            }
            other => assert_eq!(self.office.writes().len(), writes_before, "something was sent: {other:?}"),
        }
        answer
    }

    fn sent(&self, path: &str) -> usize {
        let pattern = Pattern::new("POST", path);
        self.office.writes().iter().filter(|request| pattern.matches(&request.method, &request.path)).count()
    }

    fn holds(&self, step: StepKind) -> bool {
        match step {
            StepKind::Number => self.office.held(FIRST)["alias"] == NEW,
            StepKind::Mapping => self.office.mapping(FIRST_WABA).as_deref() == Some(&*self.target),
            StepKind::Disconnect => unreachable!("nothing is disconnected here"),
        }
    }

    fn is_true(&self, step: &StepView) {
        let holds = self.holds(step.step);
        let claims_success = matches!(
            step.said,
            Said::Confirmed { .. } | Said::Moved { .. } | Said::ReadBackLater { .. } | Said::SettledApplied { .. }
        );
        match &step.outcome {
            StepOutcome::Confirmed => assert!(holds, "Plivo does not hold it: {step:?}"),
            StepOutcome::NotYetKnown { .. } => assert!(!claims_success, "{step:?}"),
            StepOutcome::Different => panic!("nobody else wrote: {step:?}"),
            StepOutcome::Refused | StepOutcome::NotSent | StepOutcome::NotApplied | StepOutcome::NotAttempted => {
                assert!(!holds, "Plivo holds it: {step:?}");
                assert!(!claims_success, "{step:?}");
            }
        }
    }

    /// Plivo responds again, and delayed writes have been carried out.
    async fn line_mended(&self) {
        self.office.control.clear_faults();
        let landed = |requests: &[sandbox::Request]| {
            let mut late =
                requests.iter().filter(|request| request.method == "POST" && request.fault.as_deref() == Some("late"));
            late.all(|request| request.landed)
        };
        self.office.control.requests_when(landed).await;
        self.office.turn_clock(Duration::from_secs(120));
    }

    /// No outcome is *not yet known* any more. The record matches Plivo, and everything that was not carried out is
    /// still a draft.
    async fn everything_is_known(&mut self) {
        self.office.settled().await;
        while let Ok(notice) = self.notices.try_recv() {
            if let Notice::Settled { outcome: SaveOutcome::Done { steps }, .. } = notice {
                self.told.extend(steps);
            }
        }
        self.told.iter().for_each(|step| self.is_true(step));
        for entry in self.office.record() {
            let step = if entry.action == ActivityAction::Remap { StepKind::Mapping } else { StepKind::Number };
            let known = matches!(
                entry.outcome,
                ActivityOutcome::Confirmed | ActivityOutcome::Refused | ActivityOutcome::Failed
            );
            assert!(known, "{entry:?}");
            assert_eq!(entry.outcome == ActivityOutcome::Confirmed, self.holds(step), "{entry:?}");
        }
        let drafts = self.office.drafts().await;
        let drafted = |mapping| drafts.iter().any(|draft| (draft.changes[0].field == map_field()) == mapping);
        assert_eq!(drafted(false), self.plan != Plan::Mapping && !self.holds(StepKind::Number), "{drafts:?}");
        assert_eq!(drafted(true), self.plan != Plan::Number && !self.holds(StepKind::Mapping), "{drafts:?}");
    }

    /// Nothing is stuck: saving again, and confirming again, applies the rest. On a busy machine Plivo may not respond
    /// in time, so several attempts are allowed.
    async fn the_rest_can_be_done(&mut self) {
        let mut answers = Vec::new();
        while answers.len() < 10 && !self.office.drafts().await.is_empty() {
            self.line_mended().await;
            self.office.settled().await;
            answers.push(self.save().await);
            if let Some(Ok(SaveOutcome::NeedsConfirmation { preview, .. })) = answers.last() {
                let preview = preview.preview_id.clone();
                answers.push(self.confirm(&preview).await);
            }
        }
        let told: Vec<_> = self.told.iter().map(|step| word(&step.outcome)).collect();
        assert!(self.plan == Plan::Mapping || self.holds(StepKind::Number), "{told:?}, then {answers:?}");
        assert!(self.plan == Plan::Number || self.holds(StepKind::Mapping), "{told:?}, then {answers:?}");
        assert_eq!(self.office.drafts().await, []);
    }
}

fn map_field() -> desk::view::FieldName {
    desk::view::FieldName::AccountMapping
}

#[test]
fn every_fault_of_the_sandbox_is_in_the_tables() {
    let words: std::collections::BTreeSet<_> = write_faults().iter().map(Fault::word).collect();
    let known = [
        "answer",
        "cut_after_write",
        "cut_before_write",
        "hang",
        "hold",
        "late",
        "refuse",
        "slow_drip",
        "stale",
        "truncated_json",
        "wrong_types",
    ];
    assert_eq!(words.into_iter().collect::<Vec<_>>(), known);
}
