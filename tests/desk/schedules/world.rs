//! One desk on one sandbox, used for many schedules. Each schedule starts from a known state.

use std::cell::Cell;
use std::path::Path;
use std::time::Duration;

use desk::error::{Code, DeskError};
use desk::said::Said;
use desk::view::{
    ActivityEntry, ActivityOutcome, ActivityQuery, ApplyWhat, BatchState, ConfigurationType, DraftKey, DraftKind, Edit,
    FieldName, RemapPreviewView, SaveOutcome, Side,
};
use sandbox::seed::FIRST_WABA;
use sandbox::{Armed, Fault, Options, Pattern, Request, Rule, When};
use serde_json::json;

use super::sides::{Drafted, wire};
use super::{Again, Confirm, Loss, Other, Schedule};
use crate::batch_records::recorded_writes;
use crate::office::{ACCOUNT, FIRST, Office, fields, until};

/// Members of the first WABA besides the first number, and one that joins and leaves.
pub(crate) const MEMBERS: [&str; 2] = ["4930901820", "442079460958"];
pub(crate) const GUEST: &str = "12125550142";

pub(crate) struct World {
    office: Office,
    subaccounts: Vec<String>,
    agents: Vec<String>,
    /// Every value is new, so that a value identifies its writer.
    next: Cell<u64>,
    last_record: Cell<i64>,
}

/// The data for the checks.
pub(crate) struct Played {
    pub requests: Vec<Request>,
    /// New records, the oldest first.
    pub records: Vec<ActivityEntry>,
    /// The drafts that the panel showed, the oldest first.
    pub drafted: Vec<Drafted>,
    /// Previews that were shown and then correctly confirmed in time.
    pub confirmed: Vec<RemapPreviewView>,
    pub decided: Vec<Decided>,
    /// The last request before the clock was moved by more than the time after which a lost answer is known.
    pub turned: Vec<u64>,
    pub others: usize,
    pub conflicts: usize,
    /// Saves that were blocked by an earlier save with a lost answer.
    pub held_up: usize,
}

pub(crate) struct Decided {
    pub field: &'static str,
    pub side: Side,
    pub over: String,
    /// The draft's value that the panel showed beside it.
    pub yours: String,
    /// The last request before. A later write may follow another decision.
    pub since: u64,
}

impl World {
    pub(crate) async fn new() -> Self {
        // Durability is not tested here, and memory is faster than a disk.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let options = Options { numbers: 3, rate_limit: None, keep_answers: true, ..Options::default() };
        let office = Office::open_in(folder.unwrap(), options).await;
        let subaccounts = ["EU Team", "Americas Team", "Labs"].map(|name| office.subaccount(name)).to_vec();
        let agents = office.desk.choices(ACCOUNT).unwrap().agents.into_iter().map(|agent| agent.id).collect();
        Self { office, subaccounts, agents, next: Cell::new(0), last_record: Cell::new(0) }
    }

    fn value(&self) -> u64 {
        self.next.set(self.next.get() + 1);
        self.next.get()
    }

    pub(crate) async fn play(&self, schedule: &Schedule) -> Played {
        self.begin().await;
        let mut played = Played {
            requests: Vec::new(),
            records: Vec::new(),
            drafted: Vec::new(),
            confirmed: Vec::new(),
            decided: Vec::new(),
            turned: Vec::new(),
            others: schedule.others.len(),
            conflicts: 0,
            held_up: 0,
        };
        self.draft(schedule, &mut played).await;
        self.interfere(schedule);
        self.carry_out(schedule, &mut played).await;
        self.again(schedule, &mut played).await;
        self.settle(&mut played).await;
        played.requests = self.office.control.requests();
        played.records = self.new_records();
        played
    }

    /// The same state for every schedule, and the app has just read it.
    async fn begin(&self) {
        let office = &self.office;
        office.control.disarm();
        office.control.clear_faults();
        for number in [FIRST, MEMBERS[0], MEMBERS[1]] {
            self.join(number);
        }
        let _not_there = office.control.edit(&sandbox::Edit::RemoveNumber { number: GUEST.to_owned() });
        let name = sandbox::Edit::RenameWaba { waba_id: FIRST_WABA.to_owned(), name: "Acme EU".to_owned() };
        office.control.edit(&name).unwrap();
        office.control.edit(&sandbox::Edit::Map { waba_id: FIRST_WABA.to_owned(), subaccount: None }).unwrap();
        for kind in [DraftKind::Number, DraftKind::Mapping] {
            let id = if kind == DraftKind::Number { FIRST } else { FIRST_WABA }.to_owned();
            office.desk.discard_one(ACCOUNT, &DraftKey { kind, id }).await.unwrap();
        }
        office.sync().await;
        office.control.clear_requests();
        self.last_record.set(self.latest().first().map_or(0, |entry| entry.id));
    }

    fn join(&self, number: &str) {
        let value = self.value();
        let values =
            json!({ "alias": format!("seed {value}"), "webhook_url": format!("https://seed{value}.example/") });
        let edit = sandbox::Edit::AddNumber {
            waba_id: FIRST_WABA.to_owned(),
            number: number.to_owned(),
            fields: fields(values),
        };
        self.office.control.edit(&edit).unwrap();
    }

    async fn draft(&self, schedule: &Schedule, played: &mut Played) {
        let value = self.value();
        if schedule.alias {
            self.office.edit(FIRST, [Edit::Alias(format!("mine {value}"))]).await;
        }
        if schedule.webhook {
            self.office.edit(FIRST, [Edit::WebhookUrl(format!("https://mine{value}.example/"))]).await;
        }
        if schedule.calling {
            let answer = Edit::AnswerUrl(format!("https://mine{value}.example/answer"));
            self.office.edit(FIRST, [Edit::Calling(true), answer]).await;
        }
        if schedule.agent {
            let to_agents = Edit::ConfigurationType(ConfigurationType::AiAgent);
            self.office.edit(FIRST, [to_agents, Edit::AiAgent(self.agents[0].clone())]).await;
        }
        if let Some(to) = schedule.mapping {
            self.office.edit(FIRST, [Edit::AccountMapping(Some(self.subaccounts[to as usize].clone()))]).await;
        }
        self.look(played);
    }

    /// Stores the draft that the panel shows now.
    fn look(&self, played: &mut Played) {
        let panel = self.office.desk.number_panel(ACCOUNT, FIRST).unwrap();
        played.drafted.push(Drafted::of(&panel, self.last_request()));
    }

    fn last_request(&self) -> u64 {
        self.office.control.requests().last().map_or(0, |request| request.seq)
    }

    fn turn_clock(&self, by: Duration, played: &mut Played) {
        played.turned.push(self.last_request());
        self.office.turn_clock(by);
    }

    async fn carry_out(&self, schedule: &Schedule, played: &mut Played) {
        match schedule.batch {
            true => self.apply(played).await,
            false => self.save(schedule, played).await,
        }
    }

    async fn again(&self, schedule: &Schedule, played: &mut Played) {
        match schedule.again {
            Again::No => return,
            Again::AtOnce => {}
            Again::AfterAnEdit => {
                let alias = Edit::Alias(format!("mine {}", self.value()));
                // A number that was removed cannot be edited.
                if self.office.desk.edit(ACCOUNT, FIRST, alias).await.is_err() {
                    return;
                }
                self.look(played);
            }
            Again::WhenSettled => self.settle(played).await,
        }
        self.carry_out(schedule, played).await;
    }

    /// The second writer's changes, at once or armed, and the faults of the connection.
    fn interfere(&self, schedule: &Schedule) {
        let control = &self.office.control;
        for (other, at, after) in &schedule.others {
            let edit = self.edit_of(*other);
            match at {
                0 => drop(control.edit(&edit)),
                nth => {
                    let when = if *after { When::After } else { When::Before };
                    control.arm(Armed { on: Pattern::any(), nth: u32::from(*nth), when, edit });
                }
            }
        }
        let fault = match schedule.fault {
            None => return,
            Some(Loss::CutBefore) => Fault::CutBeforeWrite,
            Some(Loss::CutAfter) => Fault::CutAfterWrite,
            Some(Loss::GatewayBefore) => Fault::bad_gateway(),
            Some(Loss::GatewayAfter) => Fault::bad_gateway_after_write(),
            Some(Loss::Late) => Fault::Late { after_ms: 15 },
            Some(Loss::Refused) => Fault::forbidden(),
            Some(Loss::Stale) => Fault::Stale { reads: 2 },
        };
        control.add_fault(Rule::once(Pattern { method: Some("POST".to_owned()), ..Pattern::any() }, fault));
    }

    fn edit_of(&self, other: Other) -> sandbox::Edit {
        let value = self.value();
        let set = |values| sandbox::Edit::SetFields { number: FIRST.to_owned(), fields: fields(values) };
        let waba_id = FIRST_WABA.to_owned();
        match other {
            Other::Alias => set(json!({ "alias": format!("theirs {value}") })),
            Other::Webhook => set(json!({ "webhook_url": format!("https://theirs{value}.example/") })),
            Other::Calling(on) => {
                let answer = on.then(|| format!("https://theirs{value}.example/answer"));
                set(json!({ "calling_enabled": on, "answer_url": answer }))
            }
            Other::ToAgent => set(json!({ "configuration_type": "ai_agent", "agent_uuid": self.agents[1] })),
            Other::ToWebhook => set(json!({ "configuration_type": "webhook" })),
            Other::Agent => set(json!({ "agent_uuid": self.agents[2 % self.agents.len()] })),
            Other::Map(to) => sandbox::Edit::Map { waba_id, subaccount: Some(self.subaccounts[to as usize].clone()) },
            Other::Join => sandbox::Edit::AddNumber { waba_id, number: GUEST.to_owned(), fields: fields(json!({})) },
            Other::Leave => sandbox::Edit::RemoveNumber { number: MEMBERS[1].to_owned() },
            Other::Rename => sandbox::Edit::RenameWaba { waba_id, name: format!("Acme EU {value}") },
        }
    }

    /// Acts like a user: saves, decides conflicts, confirms what is shown, and saves again, a few times.
    async fn save(&self, schedule: &Schedule, played: &mut Played) {
        let mut outcome = self.office.desk.save(ACCOUNT, FIRST, true).await;
        for round in 0..4 {
            outcome = match outcome {
                Ok(SaveOutcome::Conflict { conflicts }) => {
                    played.conflicts += 1;
                    for (which, conflict) in conflicts.iter().enumerate() {
                        let yours = schedule.decisions >> ((which + round) % 8) & 1 == 1;
                        let side = if yours { Side::Yours } else { Side::Plivo };
                        self.decide(conflict.field, side, &conflict.plivo_value, played).await;
                    }
                    self.office.desk.save(ACCOUNT, FIRST, true).await
                }
                Ok(SaveOutcome::NeedsConfirmation { preview, .. }) => self.confirm(schedule, preview, played).await,
                other => {
                    let held_up = other.is_err_and(|error| error.code == Code::Unsettled);
                    played.held_up += usize::from(held_up);
                    return;
                }
            };
        }
    }

    async fn decide(&self, field: FieldName, side: Side, shown: &str, played: &mut Played) {
        let panel = self.office.desk.decide(ACCOUNT, FIRST, field, None, shown).await.unwrap();
        self.office.desk.decide(ACCOUNT, FIRST, field, Some(side), shown).await.unwrap();
        let Some(field) = wire(field) else { return };
        let since = self.last_request();
        let yours = Drafted::of(&panel, since).mine[field].clone();
        played.decided.push(Decided { field, side, over: shown.to_owned(), yours, since });
    }

    async fn confirm(
        &self,
        schedule: &Schedule,
        preview: RemapPreviewView,
        played: &mut Played,
    ) -> Result<SaveOutcome, DeskError> {
        let typed = match schedule.confirm {
            Confirm::WrongName => "Acme".to_owned(),
            _ => preview.waba.clone(),
        };
        match schedule.confirm {
            Confirm::NotAtAll => return self.office.desk.save(ACCOUNT, FIRST, false).await,
            Confirm::TooLate => self.turn_clock(Duration::from_secs(6 * 60), played),
            Confirm::Rightly => played.confirmed.push(preview.clone()),
            Confirm::WrongName => {}
        }
        self.office.desk.confirm_remap(ACCOUNT, FIRST, &preview.preview_id, &typed).await
    }

    async fn apply(&self, played: &mut Played) {
        let key = DraftKey { kind: DraftKind::Number, id: FIRST.to_owned() };
        let mut notices = self.office.notices();
        if self.office.apply(ApplyWhat::Drafts { drafts: vec![key] }).await.is_ok() {
            while self.office.batch().unwrap().running {
                until(&mut notices, Some).await;
            }
            let item = self.office.batch().unwrap().items.remove(0);
            let held_up = item.state == BatchState::NeedsYou && item.said == Some(Said::HeldUp);
            played.held_up += usize::from(held_up);
        }
    }

    /// The connection works again, and enough time has passed for every outcome to be known.
    async fn settle(&self, played: &mut Played) {
        self.office.control.disarm();
        self.office.control.clear_faults();
        let late =
            |all: &[Request]| all.iter().all(|request| request.fault.as_deref() != Some("late") || request.landed);
        self.office.control.requests_when(late).await;
        let open = || self.latest().iter().any(|entry| entry.outcome == ActivityOutcome::NotYetKnown);
        if open() {
            self.turn_clock(Duration::from_secs(120), played);
            let mut notices = self.office.notices();
            self.office.desk.sync_start(ACCOUNT).unwrap();
            while open() {
                until(&mut notices, Some).await;
            }
        }
    }

    fn new_records(&self) -> Vec<ActivityEntry> {
        let mut new = self.latest();
        new.retain(|entry| entry.id > self.last_record.get());
        new.reverse();
        new
    }

    /// More records than one schedule can make, the latest first.
    fn latest(&self) -> Vec<ActivityEntry> {
        let query = ActivityQuery { limit: 12, ..ActivityQuery::default() };
        recorded_writes(&self.office.desk, &query)
    }
}
