//! A draft as a list of things to do in Plivo's console, one value at a time.

use domain::confirm::{NotConfirmed, RemapConfirmation, RemapPreview};
use domain::draft::Draft;
use domain::field::Field;
use domain::observed::{Mapping, Observed};
use domain::phone::PhoneNumber;
use domain::plan::Changes;
use domain::validate::validate;
use serde::{Deserialize, Serialize};

use crate::account::{Account, Shown, ShownWhat};
use crate::drafts::field_of;
use crate::error::{Code, DeskError};
use crate::kept::{MappingDraft, standing};
use crate::records::{Attempt, What};
use crate::save::{Scope, confirm_by, other_dialog};
use crate::view::{ByHandView, FieldName, HandRemap, HandStep, MemberView, PanelView, Problem, Severity};
use crate::{CONSOLE, Desk, lock, phone, words};

/// Which steps somebody said to be done, of which plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Ticks {
    /// The plan that they are of. Of another plan nothing is done yet.
    plan: String,
    done: Vec<Field>,
}

/// What is to be done, as of now.
struct HandPlan {
    seen: Observed,
    draft: Draft,
    changes: Changes,
    mapping: Option<MappingDraft>,
}

impl Desk {
    pub async fn by_hand(&self, account: &str, number: &str) -> Result<ByHandView, DeskError> {
        let (account, number) = (self.account(account)?, phone(number)?);
        self.hand_view(&account, &number)
    }

    fn hand_view(&self, account: &Account, number: &PhoneNumber) -> Result<ByHandView, DeskError> {
        let seen = self.last_seen(account, number)?;
        let international = number.international();
        let path = ["WhatsApp", "Numbers", &international, "Configure Number"].map(str::to_owned).to_vec();
        let mut view = ByHandView {
            number: number.to_string(),
            international,
            console_url: CONSOLE.to_owned(),
            path,
            steps: Vec::new(),
            remap: None,
            problems: Vec::new(),
        };
        let plan = match self.hand_plan(account, seen)? {
            Ok(plan) => plan,
            Err(problems) => return Ok(ByHandView { problems, ..view }),
        };
        let done = self.ticks(account, &plan)?.done;
        view.steps = plan.fields().into_iter().map(|field| self.step(account, &plan, field, &done)).collect();
        if let Some(mapping) = &plan.mapping {
            view.remap = Some(self.hand_remap(account, &plan, mapping)?);
        }
        Ok(view)
    }

    fn hand_plan(
        &self,
        account: &Account,
        seen: Observed,
    ) -> Result<Result<HandPlan, Vec<crate::view::Problem>>, DeskError> {
        let draft = self.draft(account, &seen.number)?.unwrap_or_else(|| Draft::new(seen.held.clone()));
        let draft = standing(&draft, &seen.held);
        let undecided = self.conflicts_of(account, &seen)?.into_iter().filter(|conflict| conflict.decided.is_none());
        let undecided: Vec<Problem> = undecided.map(|conflict| to_decide(conflict.field)).collect();
        if !undecided.is_empty() {
            return Ok(Err(undecided));
        }
        let verdict = validate(&draft, &draft.base, self.known_agents(account)?.as_deref());
        let Some(wanted) = &verdict.configuration else {
            let problems = verdict.findings.iter().map(words::problem);
            return Ok(Err(problems.filter(|problem| problem.severity == Severity::Error).collect()));
        };
        let changes = Changes::between(&seen.held, wanted);
        let mapping = self.mapping_draft_of(account, &seen)?;
        Ok(Ok(HandPlan { seen, draft, changes, mapping }))
    }

    fn step(&self, account: &Account, plan: &HandPlan, field: Field, done: &[Field]) -> HandStep {
        let after = plan.changes.over(&plan.seen.held);
        let (was, value) = match (&plan.mapping, field) {
            (Some(mapping), Field::AccountMapping) => {
                (self.owner_name(account, &mapping.base), self.owner_name(account, &mapping.target))
            }
            _ => (
                self.value_text(account, field, &plan.seen.held.text(field)),
                self.value_text(account, field, &after.text(field)),
            ),
        };
        HandStep {
            field: field.into(),
            instruction: instruction(field, &value),
            was,
            value: if is_typed(field) { value } else { String::new() },
            done: done.contains(&field),
        }
    }

    fn hand_remap(&self, account: &Account, plan: &HandPlan, draft: &MappingDraft) -> Result<HandRemap, DeskError> {
        let (preview, members) = self.hand_preview(account, &plan.seen, draft)?;
        let held = lock(&account.hand_confirmed);
        let confirmed = held.as_ref().is_some_and(|held| held.covers(&preview, self.now()).is_ok());
        drop(held);
        let scope = Scope::Mapping;
        let what = ShownWhat::Remap(preview.clone());
        Ok(HandRemap {
            preview_id: self.remember_shown(account, &plan.seen.number, scope, self.now(), what),
            waba: preview.waba_name.clone(),
            from: self.owner_name(account, &preview.from),
            to: self.owner_name(account, &preview.to),
            numbers: members.iter().map(MemberView::from).collect(),
            confirm_by: confirm_by(&preview.required),
            confirmed,
        })
    }

    /// From what is known here: Plivo has no list to read it from.
    fn hand_preview(
        &self,
        account: &Account,
        seen: &Observed,
        draft: &MappingDraft,
    ) -> Result<(RemapPreview, Vec<Observed>), DeskError> {
        let id = seen.waba_id.clone().ok_or_else(|| words::broken(&"a mapping without a WABA"))?;
        let none = || DeskError::new(Code::Gone, "This WABA is not known here.");
        let waba = self.waba_named(account, &id)?.ok_or_else(none)?;
        let members = self.store().members(&account.id, id.as_str())?;
        let unique = self.waba_name_is_unique(account, &waba)?;
        let preview = RemapPreview {
            // Which numbers the WABA has is not known for certain here, so its name is always asked for.
            required: RemapPreview::required_for(&id, &waba.name, unique, members.len().max(2)),
            waba_id: id,
            waba_name: waba.name,
            from: waba.mapping,
            to: draft.target.clone(),
            numbers: members.iter().map(|seen| seen.number).collect(),
        };
        Ok((preview, members))
    }

    pub async fn by_hand_confirm(
        &self,
        account: &str,
        number: &str,
        preview_id: &str,
        typed: &str,
    ) -> Result<ByHandView, DeskError> {
        let (account, number) = (self.account(account)?, phone(number)?);
        let shown = self.take_shown(&account, preview_id)?;
        let (at, ShownWhat::Remap(preview)) = (shown.at, shown.what) else { return Err(other_dialog()) };
        if shown.number != number {
            return Err(other_dialog());
        }
        match preview.clone().confirm(typed, at, self.now()) {
            Ok(confirmation) => *lock(&account.hand_confirmed) = Some(confirmation),
            Err(refusal) => {
                let again = Shown { number, at, what: ShownWhat::Remap(preview), scope: Scope::Mapping };
                return Err(self.not_confirmed(&account, preview_id, again, refusal, FieldName::ConfirmName));
            }
        }
        self.hand_view(&account, &number)
    }

    /// Somebody says that a step is done, or not after all. A remap's step needs its confirmation.
    pub async fn by_hand_step(
        &self,
        account: &str,
        number: &str,
        field: FieldName,
        done: bool,
    ) -> Result<ByHandView, DeskError> {
        let (account, number) = (self.account(account)?, phone(number)?);
        let plan = self.plan_to_do(&account, &number)?;
        let field = field_of(field).ok_or_else(|| words::broken(&"a field that has no step"))?;
        if done {
            self.may_be_done(&account, &plan, field)?;
        }
        let mut ticks = self.ticks(&account, &plan)?;
        ticks.done.retain(|other| *other != field);
        if done {
            ticks.done.push(field);
        }
        self.put_ticks(&account, &number, &ticks)?;
        self.hand_view(&account, &number)
    }

    fn plan_to_do(&self, account: &Account, number: &PhoneNumber) -> Result<HandPlan, DeskError> {
        let plan = self.hand_plan(account, self.last_seen(account, number)?)?;
        plan.map_err(|problems| {
            let first = problems.into_iter().next().map(|problem| problem.message).unwrap_or_default();
            DeskError::new(Code::InvalidInput, first)
        })
    }

    fn may_be_done(&self, account: &Account, plan: &HandPlan, field: Field) -> Result<(), DeskError> {
        match (field, &plan.mapping) {
            (Field::AccountMapping, Some(mapping)) => {
                self.is_confirmed(account, plan, mapping, lock(&account.hand_confirmed).as_ref())
            }
            _ => Ok(()),
        }
    }

    fn is_confirmed(
        &self,
        account: &Account,
        plan: &HandPlan,
        mapping: &MappingDraft,
        held: Option<&RemapConfirmation>,
    ) -> Result<(), DeskError> {
        let (preview, _) = self.hand_preview(account, &plan.seen, mapping)?;
        match held.map(|held| held.covers(&preview, self.now())) {
            Some(Ok(())) => Ok(()),
            Some(Err(changed)) => Err(DeskError::new(Code::ConfirmationExpired, words::changed(&changed))),
            None => {
                let message = format!("Confirm the move first. {}", NotConfirmed::Mismatch);
                Err(DeskError::new(Code::NotConfirmed, message).at(FieldName::ConfirmName))
            }
        }
    }

    /// Records what was done, as somebody said so; the rest stays a draft.
    pub async fn by_hand_finish(&self, account: &str, number: &str) -> Result<PanelView, DeskError> {
        let (account, number) = (self.account(account)?, phone(number)?);
        // A second press finds the first one's record, and nothing left to do.
        let _one_at_a_time = account.writing.lock().await;
        let plan = self.plan_to_do(&account, &number)?;
        let done = self.ticks(&account, &plan)?.done;
        if done.is_empty() {
            let message = "Nothing is marked as done yet. Tick what you carried out in Plivo's console.";
            return Err(DeskError::new(Code::InvalidInput, message));
        }
        let confirmation = match &plan.mapping {
            Some(_) if done.contains(&Field::AccountMapping) => lock(&account.hand_confirmed).take(),
            _ => None,
        };
        if let Err(error) = self.record_done_by_hand(&account, &plan, &done, confirmation.as_ref()) {
            // It is on no disk, so what was confirmed is still to be done.
            let mut held = lock(&account.hand_confirmed);
            *held = held.take().or(confirmation);
            return Err(error);
        }
        self.drop_index(&account);
        self.records_changed(&account);
        self.drafts_changed(&account)?;
        self.panel(&account, &number)
    }

    /// The record, what is known from now on, and the draft: together, so that none of them denies another. Nobody is told
    /// before it is on disk.
    fn record_done_by_hand(
        &self,
        account: &Account,
        plan: &HandPlan,
        done: &[Field],
        confirmation: Option<&RemapConfirmation>,
    ) -> Result<(), DeskError> {
        let moved = plan.mapping.as_ref().filter(|_| done.contains(&Field::AccountMapping));
        // All of it or none: a move whose confirmation has expired leaves the number's record unwritten too.
        if let Some(mapping) = moved {
            self.is_confirmed(account, plan, mapping, confirmation)?;
        }
        let changes = plan.changes.only(done);
        let _one_at_a_time = account.drafting.lock();
        self.store().together(|| {
            if !changes.is_empty() {
                self.record_number(account, plan, &changes)?;
            }
            if let (Some(mapping), Some(confirmation)) = (moved, confirmation) {
                self.record_mapping(account, plan, confirmation.preview(), &mapping.target)?;
            }
            self.put_ticks(account, &plan.seen.number, &Ticks::default())
        })
    }

    fn record_number(&self, account: &Account, plan: &HandPlan, changes: &Changes) -> Result<(), DeskError> {
        let after = changes.over(&plan.seen.held);
        self.record_by_hand(account, &Attempt::configure(&plan.seen, changes), Some(&after))?;
        let seen = Observed { held: after, ..plan.seen.clone() };
        match self.store().is_by_hand(&account.id, &seen.number)? {
            true => self.store().put_by_hand(&account.id, std::slice::from_ref(&seen), &[], self.now())?,
            false => self.store().put_number(&account.id, &seen, self.now())?,
        }
        self.keep_written(account, &seen, &plan.draft, &plan.not_done(changes))
    }

    fn record_mapping(
        &self,
        account: &Account,
        plan: &HandPlan,
        preview: &RemapPreview,
        target: &Mapping,
    ) -> Result<(), DeskError> {
        self.record_by_hand(account, &Attempt::remap(&plan.seen.number, preview), None)?;
        if let Some(waba) = self.waba_named(account, &preview.waba_id)? {
            let moved = domain::observed::Waba { mapping: target.clone(), ..waba };
            self.store().put_waba(&account.id, &moved, self.now())?;
        }
        self.keep_true_mapping(account, &preview.waba_id, target)
    }

    fn ticks(&self, account: &Account, plan: &HandPlan) -> Result<Ticks, DeskError> {
        let now = plan.text()?;
        let kept = self.store().setting(&ticks_key(account, &plan.seen.number))?;
        let kept: Option<Ticks> = kept.and_then(|text| serde_json::from_str(&text).ok());
        Ok(kept.filter(|kept| kept.plan == now).unwrap_or(Ticks { plan: now, done: Vec::new() }))
    }

    fn put_ticks(&self, account: &Account, number: &PhoneNumber, ticks: &Ticks) -> Result<(), DeskError> {
        let text = serde_json::to_string(ticks).map_err(|error| words::broken(&error))?;
        Ok(self.store().put_setting(&ticks_key(account, number), &text)?)
    }
}

impl HandPlan {
    fn fields(&self) -> Vec<Field> {
        let mapping = self.mapping.as_ref().map(|_| Field::AccountMapping);
        self.changes.fields().into_iter().chain(mapping).collect()
    }

    fn not_done(&self, done: &Changes) -> Vec<Field> {
        let done = done.fields();
        self.draft.edits.fields().into_iter().filter(|field| !done.contains(field)).collect()
    }

    /// For telling whether it is still the plan that was ticked.
    fn text(&self) -> Result<String, DeskError> {
        let target = self.mapping.as_ref().map(|mapping| &mapping.target);
        serde_json::to_string(&(&self.changes, target)).map_err(|error| words::broken(&error))
    }
}

fn ticks_key(account: &Account, number: &PhoneNumber) -> String {
    format!("by_hand/{}/{number}", account.id)
}

fn to_decide(field: FieldName) -> Problem {
    let message = "It changed meanwhile, and differently from the draft. Decide it in the panel first.".to_owned();
    Problem { field, severity: Severity::Error, message, fix: None }
}

/// What is chosen or switched has nothing to copy.
fn is_typed(field: Field) -> bool {
    matches!(field, Field::Alias | Field::WebhookUrl | Field::AnswerUrl)
}

fn instruction(field: Field, value: &str) -> String {
    match field {
        Field::Alias if value.is_empty() => "Empty the field Alias.".to_owned(),
        Field::Alias | Field::WebhookUrl | Field::AnswerUrl => format!("Put this into the field {}.", field.label()),
        Field::ConfigurationType => format!("Under Configuration Type, choose {value}."),
        Field::AiAgent => format!("Under AI Agent, choose {value}."),
        Field::Calling => format!("Switch Enable WhatsApp Calling {value}."),
        Field::AccountMapping => format!("Under Account Mapping, choose {value}."),
    }
}

impl Desk {
    /// One record, whole at once: nothing of it was sent from here, and nothing can be read back.
    fn record_by_hand(
        &self,
        account: &Account,
        attempt: &Attempt,
        after: Option<&domain::observed::Held>,
    ) -> Result<(), DeskError> {
        let before = match &attempt.what {
            What::Configure { before, .. } => Some(before.clone()),
            What::Remap { .. } | What::Disconnect { .. } => None,
        };
        self.record_as_done(account, attempt, before.as_ref(), after)
    }
}
