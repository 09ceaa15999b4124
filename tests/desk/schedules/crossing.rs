//! Two callers at one desk: commands of the app itself run concurrently, in any order and with any overlap. Their
//! results are compared with the disk, with Plivo, and with everything that was ever requested.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use desk::view::{
    ActivityOutcome, ActivityQuery, ApplyWhat, BatchState, DraftKey, DraftKind, Edit, FieldName, Notice, NumbersQuery,
    StepOutcome,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sandbox::{Fault, Options, Pattern, Rule};

use super::{LEAST, SCHEDULES, SEED, asked, of};
use crate::batch_records::recorded_writes;
use crate::confirming::apply;
use crate::office::{ACCOUNT, FIRST, Office, until};

/// Each of them takes longer than a schedule with one caller.
const SHARE: usize = 5;
/// How many numbers both callers work on.
const NUMBERS: usize = 2;

#[derive(Clone, Debug)]
enum Command {
    Edit(usize),
    UndoField(usize),
    Discard(usize),
    UndoDiscard,
    MarkReady(usize, bool),
    Refresh(usize),
    Save(usize),
    ApplyReady,
    Apply(usize),
    Stop,
    Resume,
    Sync,
    StopSync,
    Switch,
}

/// A command, and how often its caller yields to others first.
type Step = (Command, u8);

#[derive(Clone, Debug)]
struct Crossing {
    /// Whether each number has a draft at first.
    drafted: [bool; NUMBERS],
    hands: [Vec<Step>; 2],
    loses_an_answer: bool,
}

impl Crossing {
    fn has(&self, wanted: impl Fn(&Command) -> bool) -> bool {
        self.hands.iter().flatten().any(|(command, _)| wanted(command))
    }
}

fn crossings() -> impl Strategy<Value = Crossing> {
    let number = 0..NUMBERS;
    let command = prop_oneof![
        6 => number.clone().prop_map(Command::Edit),
        1 => number.clone().prop_map(Command::UndoField),
        3 => number.clone().prop_map(Command::Discard),
        1 => Just(Command::UndoDiscard),
        3 => (number.clone(), any::<bool>()).prop_map(|(number, ready)| Command::MarkReady(number, ready)),
        2 => number.clone().prop_map(Command::Refresh),
        5 => number.clone().prop_map(Command::Save),
        2 => Just(Command::ApplyReady),
        2 => number.prop_map(Command::Apply),
        1 => Just(Command::Stop),
        1 => Just(Command::Resume),
        2 => Just(Command::Sync),
        1 => Just(Command::StopSync),
        1 => Just(Command::Switch),
    ];
    let hand = || prop::collection::vec((command.clone(), 0..40_u8), 2..6);
    let drafted = [prop::bool::weighted(0.7), prop::bool::weighted(0.7)];
    (drafted, [hand(), hand()], prop::bool::weighted(0.2)).prop_map(|(drafted, hands, loses_an_answer)| Crossing {
        drafted,
        hands,
        loses_an_answer,
    })
}

#[test]
fn two_callers_at_one_desk() {
    let wanted = asked(SCHEDULES, 10).map_or(LEAST, |wanted| wanted as usize).div_ceil(SHARE);
    let seed = asked(SEED, 16).unwrap_or_default();
    let again = format!(
        "play these crossings again with {SEED}={seed:x} {SCHEDULES}={} cargo test --test desk crossing::",
        wanted * SHARE
    );
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    let desk = runtime.block_on(Both::new());
    let config = Config { cases: wanted as u32, failure_persistence: None, max_shrink_iters: 100, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &of(seed, 2, 0));
    let played = TestRunner::new_with_rng(config, rng)
        .run(&crossings(), |crossing| runtime.block_on(desk.play(&crossing)).map_err(TestCaseError::fail));
    played.unwrap_or_else(|failure| panic!("{failure}\n{again}"));
    let writes = desk.written.lock().unwrap().len();
    assert!(writes * 2 > wanted, "{writes} writes in {wanted} crossings prove little\n{again}");
}

struct Both {
    office: Office,
    numbers: Vec<String>,
    /// Every alias that was ever typed, with its number.
    typed: Mutex<BTreeSet<(String, String)>>,
    written: Mutex<Vec<(String, String)>>,
    /// The last text that each caller typed in this crossing, by caller and number. Without a caller, the first draft.
    last: Mutex<BTreeMap<(Option<usize>, String), String>>,
    /// False during a crossing, and after one that panicked.
    is_at_rest: AtomicBool,
}

impl Both {
    async fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let options = Options { numbers: 3, rate_limit: None, ..Options::default() };
        let office = Office::open_in(folder.unwrap(), options).await;
        let all = office.desk.numbers_matching(ACCOUNT, NumbersQuery::default()).await.unwrap();
        let others = all.into_iter().filter(|number| number != FIRST);
        let numbers = std::iter::once(FIRST.to_owned()).chain(others).take(NUMBERS).collect();
        Self {
            office,
            numbers,
            typed: Mutex::default(),
            written: Mutex::default(),
            last: Mutex::default(),
            is_at_rest: AtomicBool::new(true),
        }
    }

    async fn play(&self, crossing: &Crossing) -> Result<(), String> {
        let control = &self.office.control;
        self.last.lock().unwrap().clear();
        // Nothing is left of earlier crossings, also if one of them panicked, so a failing crossing also fails alone.
        if !self.is_at_rest.swap(false, Ordering::SeqCst) {
            self.come_to_rest().await;
        }
        self.office.desk.apply_dismiss(ACCOUNT).unwrap();
        for (number, drafted) in self.numbers.iter().zip(crossing.drafted) {
            self.office.desk.discard(ACCOUNT, number, false).await.map(drop).unwrap();
            if drafted {
                self.type_alias(None, number).await;
            }
        }
        control.clear_requests();
        if crossing.loses_an_answer {
            let pattern = Pattern { method: Some("POST".to_owned()), ..Pattern::any() };
            control.add_fault(Rule::once(pattern, Fault::CutAfterWrite));
        }
        let [one, other] = &crossing.hands;
        tokio::join!(self.work(0, one), self.work(1, other));
        self.come_to_rest().await;
        self.judge(crossing)
            .await
            .and_then(|()| self.nothing_is_lost(crossing))
            .map_err(|wrong| format!("{wrong}\n{:#?}", control.requests()))
    }

    async fn work(&self, hand: usize, steps: &[Step]) {
        let mut discarded = None;
        for (command, waits) in steps {
            for _ in 0..*waits {
                tokio::task::yield_now().await;
            }
            self.run(hand, command, &mut discarded).await;
        }
    }

    /// The result of a command depends on the other caller. The final state does not.
    async fn run(&self, hand: usize, command: &Command, discarded: &mut Option<i64>) {
        let desk = &self.office.desk;
        let key = |at: &usize| DraftKey { kind: DraftKind::Number, id: self.numbers[*at].clone() };
        match command {
            Command::Edit(at) => self.type_alias(Some(hand), &self.numbers[*at]).await,
            Command::UndoField(at) => {
                desk.undo_field(ACCOUNT, &self.numbers[*at], FieldName::Alias).await.map(drop).unwrap();
            }
            Command::Discard(at) => {
                *discarded = Some(desk.discard(ACCOUNT, &self.numbers[*at], false).await.unwrap().id);
            }
            Command::UndoDiscard => {
                if let Some(id) = discarded.take() {
                    let _newer_draft = desk.undo_discard(ACCOUNT, id).await;
                }
            }
            Command::MarkReady(at, ready) => {
                let _no_draft = desk.mark_ready(ACCOUNT, &key(at), *ready).await;
            }
            Command::Refresh(at) => desk.open_number(ACCOUNT, &self.numbers[*at]).await.map(drop).unwrap(),
            Command::Save(at) => {
                if let Ok(desk::view::SaveOutcome::Done { steps }) = desk.save(ACCOUNT, &self.numbers[*at], false).await
                {
                    let other = steps.iter().find(|step| step.outcome == StepOutcome::Different);
                    assert!(other.is_none(), "nobody else writes: {other:?}");
                }
            }
            Command::ApplyReady => {
                let _none_is_ready = apply(desk, ApplyWhat::Ready).await;
            }
            Command::Apply(at) => {
                let _no_draft = apply(desk, ApplyWhat::Drafts { drafts: vec![key(at)] }).await;
            }
            Command::Stop => drop(desk.apply_stop(ACCOUNT, false).unwrap()),
            Command::Resume => {
                let _no_batch = apply(desk, ApplyWhat::Waiting).await;
            }
            Command::Sync => desk.sync_start(ACCOUNT).unwrap(),
            Command::StopSync => desk.sync_stop(ACCOUNT).unwrap(),
            Command::Switch => drop(desk.switch(ACCOUNT).unwrap()),
        }
    }

    async fn type_alias(&self, hand: Option<usize>, number: &str) {
        let alias = {
            let mut typed = self.typed.lock().unwrap();
            let alias = format!("Typed {}", typed.len());
            typed.insert((number.to_owned(), alias.clone()));
            alias
        };
        self.office.desk.edit(ACCOUNT, number, Edit::Alias(alias.clone())).await.map(drop).unwrap();
        self.last.lock().unwrap().insert((hand, number.to_owned()), alias);
    }

    /// The batch has ended, every outcome is known, and the list was read again.
    async fn come_to_rest(&self) {
        let office = &self.office;
        let mut notices = office.notices();
        while office.batch().is_some_and(|batch| batch.running) {
            until(&mut notices, Some).await;
        }
        office.control.clear_faults();
        office.turn_clock(Duration::from_secs(120));
        office.settled().await;
        let mut notices = office.notices();
        office.desk.sync_start(ACCOUNT).unwrap();
        until(&mut notices, |notice| match notice {
            Notice::Status { status, .. } if !status.sync.running && !status.sync.partial => Some(()),
            _ => None,
        })
        .await;
        self.is_at_rest.store(true, Ordering::SeqCst);
    }

    async fn judge(&self, crossing: &Crossing) -> Result<(), String> {
        let office = &self.office;
        let check = |holds: bool, wrong: String| if holds { Ok(()) } else { Err(wrong) };
        let drafts = office.drafts().await;
        let status = office.desk.status(ACCOUNT).unwrap();
        let ready = drafts.iter().filter(|draft| draft.ready).count();
        let counts = (status.drafts as usize, status.ready as usize);
        check(
            counts == (drafts.len(), ready),
            format!("counted {counts:?}, and there are {} and {ready}", drafts.len()),
        )?;
        for number in &self.numbers {
            let held = office.held(number)["alias"].as_str().unwrap_or_default().to_owned();
            let panel = office.desk.number_panel(ACCOUNT, number).unwrap();
            let conflict = panel.conflicts.iter().find(|conflict| conflict.field == FieldName::Alias);
            // A draft that comes back by an undo is in conflict with what was saved since it was discarded.
            let shown = match conflict {
                Some(conflict) if crossing.has(|command| matches!(command, Command::UndoDiscard)) => {
                    &conflict.plivo_value
                }
                _ => &panel.alias.was,
            };
            check(*shown == held, format!("{number} is {held} at Plivo, and shown as {shown}: {:?}", panel.conflicts))?;
            check(!panel.alias.changed || panel.alias.value != held, format!("a draft asks for {held}, which is so"))?;
        }
        if let Some(batch) = office.batch() {
            let stuck = batch.items.iter().find(|item| item.state == BatchState::Running);
            check(stuck.is_none(), format!("still running: {stuck:?}"))?;
        }
        self.judge_writes(&check)
    }

    /// The last typed text is at Plivo or in a draft, unless it was discarded. The last one may be from either caller.
    fn nothing_is_lost(&self, crossing: &Crossing) -> Result<(), String> {
        let last = self.last.lock().unwrap();
        let undone = crossing.has(|command| matches!(command, Command::UndoDiscard));
        for (at, number) in self.numbers.iter().enumerate() {
            let thrown =
                |command: &Command| matches!(command, Command::Discard(of) | Command::UndoField(of) if *of == at);
            let by = |hand| last.get(&(hand, number.clone()));
            let mut typed: Vec<&String> = (0..2).filter_map(|hand| by(Some(hand))).collect();
            if typed.is_empty() {
                typed.extend(by(None));
            }
            if undone || typed.is_empty() || crossing.has(thrown) {
                continue;
            }
            let shown = self.office.desk.number_panel(ACCOUNT, number).unwrap().alias.value;
            if !typed.contains(&&shown) {
                return Err(format!("{typed:?} was typed for {number}, and it shows {shown}"));
            }
        }
        Ok(())
    }

    /// Nothing was sent that was not typed for that number, nothing was sent twice in a row, and each write has its
    /// record.
    fn judge_writes(&self, check: &impl Fn(bool, String) -> Result<(), String>) -> Result<(), String> {
        let mut written = self.written.lock().unwrap();
        let mut last = BTreeMap::new();
        for write in self.office.writes() {
            let number = write.path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
            let alias = write.body.as_ref().and_then(|body| body["alias"].as_str()).unwrap_or_default().to_owned();
            let sent = (number.clone(), alias.clone());
            check(self.typed.lock().unwrap().contains(&sent), format!("{sent:?} was sent, and nobody typed it"))?;
            let before = written.iter().rfind(|(of, _)| *of == number);
            check(before != Some(&sent), format!("{sent:?} was sent twice"))?;
            last.insert(number, alias);
            written.push(sent);
        }
        for (number, alias) in last {
            let held = &self.office.held(&number)["alias"];
            check(held.as_str() == Some(&alias), format!("{alias} was sent last, and {number} has {held}"))?;
            let query = ActivityQuery { limit: 30, search: alias.clone(), ..ActivityQuery::default() };
            let records = recorded_writes(&self.office.desk, &query);
            let after = |change: &desk::view::RecordedChange| change.after == alias;
            let own: Vec<_> = records.iter().filter(|record| record.changes.iter().any(after)).collect();
            let told: Vec<ActivityOutcome> = own.iter().map(|record| record.outcome).collect();
            let confirmed = told.iter().all(|outcome| *outcome == ActivityOutcome::Confirmed);
            check(confirmed && !told.is_empty(), format!("{alias} is recorded as {told:?}"))?;
        }
        Ok(())
    }
}
