//! Work by hand: a draft as a checklist for Plivo's console, one value at a time, and the record of what was done.

use domain::confirm::{NotConfirmed, RemapConfirmation, RemapPreview};
use domain::draft::Draft;
use domain::field::Field;
use domain::observed::{Mapping, Observed};
use domain::phone::PhoneNumber;
use domain::plan::Changes;
use domain::validate::validate;
use serde::{Deserialize, Serialize};

use super::attempt::{Attempt, What};
use super::confirm::other_dialog;
use crate::account::{Drafting, Scope, Seat, Shown, ShownWhat, lock, settings};
use crate::drafts::{MappingDraft, Standing, field_of};
use crate::view::{
    ByHandView, Code, ConfirmBy, DeskError, FieldName, HandRemap, HandStep, MemberView, Problem, Severity, words,
};

/// Plivo's own console, where a person can make changes that no API offers. This is its page of WhatsApp accounts. The
/// page of numbers is next to it; its address is not published.
pub const CONSOLE: &str = "https://console.plivo.com/whatsapp/whatsapp_business_account/";

/// The steps that were marked as done.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Ticks {
    /// The plan that the steps belong to. For another plan, no step counts as done.
    plan: String,
    done: Vec<Field>,
}

/// What has to be done, computed from the current data.
struct HandPlan {
    seen: Observed,
    draft: Draft,
    changes: Changes,
    mapping: Option<MappingDraft>,
}

impl Seat {
    pub(crate) fn by_hand(&self, number: &PhoneNumber) -> Result<ByHandView, DeskError> {
        self.hand_view(number)
    }

    fn hand_view(&self, number: &PhoneNumber) -> Result<ByHandView, DeskError> {
        let seen = self.last_seen(number)?;
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
        let plan = match self.hand_plan(seen)? {
            Ok(plan) => plan,
            Err(problems) => return Ok(ByHandView { problems, ..view }),
        };
        let done = self.ticks(&plan)?.done;
        view.steps = plan.fields().into_iter().map(|field| self.step(&plan, field, &done)).collect();
        if let Some(mapping) = &plan.mapping {
            view.remap = Some(self.hand_remap(&plan, mapping)?);
        }
        Ok(view)
    }

    fn hand_plan(&self, seen: Observed) -> Result<Result<HandPlan, Vec<Problem>>, DeskError> {
        let draft = self.draft(&seen.number)?.unwrap_or_else(|| Draft::new(seen.held.clone()));
        let draft = Standing::of(&draft, &seen.held).draft;
        let undecided = self.conflicts_of(&seen)?.into_iter().filter(|conflict| conflict.decided.is_none());
        let undecided: Vec<Problem> = undecided.map(|conflict| to_decide(conflict.field)).collect();
        if !undecided.is_empty() {
            return Ok(Err(undecided));
        }
        let verdict = validate(&draft, &draft.base, self.known_agents()?.as_deref());
        let Some(wanted) = &verdict.configuration else {
            let problems = verdict.issues.iter().map(words::problem);
            return Ok(Err(problems.filter(|problem| problem.severity == Severity::Error).collect()));
        };
        let changes = Changes::between(&seen.held, wanted);
        let mapping = self.mapping_draft_of(&seen)?;
        Ok(Ok(HandPlan { seen, draft, changes, mapping }))
    }

    fn step(&self, plan: &HandPlan, field: Field, done: &[Field]) -> HandStep {
        let after = plan.changes.over(&plan.seen.held);
        let (was, value) = match (&plan.mapping, field) {
            (Some(mapping), Field::AccountMapping) => {
                (self.owner_name(&mapping.base), self.owner_name(&mapping.target))
            }
            _ => (self.value_text(field, &plan.seen.held.text(field)), self.value_text(field, &after.text(field))),
        };
        HandStep {
            field: field.into(),
            instruction: instruction(field, &value),
            was,
            value: if is_typed(field) { value } else { String::new() },
            done: done.contains(&field),
        }
    }

    fn hand_remap(&self, plan: &HandPlan, draft: &MappingDraft) -> Result<HandRemap, DeskError> {
        let (preview, members) = self.hand_preview(&plan.seen, draft)?;
        let held = lock(&self.account.writes.hand_confirmed);
        let confirmed = held.as_ref().is_some_and(|held| held.covers(&preview, self.forward()).is_ok());
        drop(held);
        let scope = Scope::Mapping;
        let what = ShownWhat::Remap(preview.clone());
        Ok(HandRemap {
            preview_id: self.remember_shown(&plan.seen.number, scope, what),
            waba: preview.waba_name.clone(),
            from: self.owner_name(&preview.from),
            to: self.owner_name(&preview.to),
            numbers: members.iter().map(MemberView::from).collect(),
            confirm_by: ConfirmBy::from(&preview.required),
            confirmed,
        })
    }

    /// Builds the preview from the data on this computer, because Plivo offers no list to read.
    fn hand_preview(&self, seen: &Observed, draft: &MappingDraft) -> Result<(RemapPreview, Vec<Observed>), DeskError> {
        let id = seen.waba_id.clone().ok_or_else(|| words::broken(&"a mapping without a WABA"))?;
        let none = || DeskError::new(Code::Gone, "This WABA is not known here.");
        let waba = self.waba_named(&id)?.ok_or_else(none)?;
        let members = self.store().members(self.id(), id.as_str())?;
        let unique = self.waba_name_is_unique(&waba)?;
        let preview = RemapPreview {
            // The WABA's numbers are not known for certain here, so its name always has to be typed.
            required: RemapPreview::required_for(&id, &waba.name, unique, members.len().max(2)),
            waba_id: id,
            waba_name: waba.name,
            from: waba.mapping,
            to: draft.target.clone(),
            numbers: members.iter().map(|seen| seen.number).collect(),
        };
        Ok((preview, members))
    }

    pub(crate) fn by_hand_confirm(
        &self,
        number: &PhoneNumber,
        preview_id: &str,
        typed: &str,
    ) -> Result<ByHandView, DeskError> {
        let (at, shown) = self.take_shown(preview_id)?;
        let ShownWhat::Remap(preview) = shown.what else { return Err(other_dialog()) };
        if shown.number != *number {
            return Err(other_dialog());
        }
        match preview.clone().confirm(typed, at, self.forward()) {
            Ok(confirmation) => *lock(&self.account.writes.hand_confirmed) = Some(confirmation),
            Err(refusal) => {
                let again = Shown { number: *number, what: ShownWhat::Remap(preview), scope: Scope::Mapping };
                return Err(self.not_confirmed(preview_id, (at, again), refusal, FieldName::ConfirmName));
            }
        }
        self.hand_view(number)
    }

    /// Marks a step as done, or as not done. A remap's step needs its confirmation.
    pub(crate) fn by_hand_step(
        &self,
        number: &PhoneNumber,
        field: FieldName,
        done: bool,
    ) -> Result<ByHandView, DeskError> {
        let plan = self.plan_to_do(number)?;
        let field = field_of(field).ok_or_else(|| words::broken(&"a field that has no step"))?;
        if done {
            self.may_be_done(&plan, field)?;
        }
        let mut ticks = self.ticks(&plan)?;
        ticks.done.retain(|other| *other != field);
        if done {
            ticks.done.push(field);
        }
        self.put_ticks(number, &ticks)?;
        self.hand_view(number)
    }

    fn plan_to_do(&self, number: &PhoneNumber) -> Result<HandPlan, DeskError> {
        let plan = self.hand_plan(self.last_seen(number)?)?;
        plan.map_err(|problems| {
            let first = problems.into_iter().next().map(|problem| problem.message).unwrap_or_default();
            DeskError::new(Code::InvalidInput, first)
        })
    }

    fn may_be_done(&self, plan: &HandPlan, field: Field) -> Result<(), DeskError> {
        match (field, &plan.mapping) {
            (Field::AccountMapping, Some(mapping)) => {
                let (preview, _) = self.hand_preview(&plan.seen, mapping)?;
                self.is_confirmed(&preview, lock(&self.account.writes.hand_confirmed).as_ref())
            }
            _ => Ok(()),
        }
    }

    fn is_confirmed(&self, preview: &RemapPreview, held: Option<&RemapConfirmation>) -> Result<(), DeskError> {
        match held.map(|held| held.covers(preview, self.forward())) {
            Some(Ok(())) => Ok(()),
            Some(Err(changed)) => Err(DeskError::new(Code::ConfirmationExpired, words::changed(&changed))),
            None => {
                let message = format!("Confirm the move first. {}", NotConfirmed::Mismatch);
                Err(DeskError::new(Code::NotConfirmed, message).at(FieldName::ConfirmName))
            }
        }
    }

    /// Records the steps that were marked as done. The rest stays a draft.
    pub(crate) async fn by_hand_finish(&self, number: &PhoneNumber) -> Result<(), DeskError> {
        // A second click waits here. It then finds the first record, and nothing left to do.
        let _writing = self.account.writes.begin().await;
        let plan = self.plan_to_do(number)?;
        let done = self.ticks(&plan)?.done;
        if done.is_empty() {
            let message = "Nothing is marked as done yet. Tick what you carried out in Plivo's console.";
            return Err(DeskError::new(Code::InvalidInput, message));
        }
        let confirmation = match &plan.mapping {
            Some(_) if done.contains(&Field::AccountMapping) => lock(&self.account.writes.hand_confirmed).take(),
            _ => None,
        };
        if let Err(error) = self.record_done_by_hand(&plan, &done, confirmation.as_ref()) {
            // Nothing was stored, so the confirmation stays valid.
            let mut held = lock(&self.account.writes.hand_confirmed);
            *held = held.take().or(confirmation);
            return Err(error);
        }
        self.numbers_changed();
        self.records_changed();
        self.drafts_changed()
    }

    /// Stores the record, the new state and the draft in one transaction, so that none of them contradicts another.
    /// Notices are sent after it.
    fn record_done_by_hand(
        &self,
        plan: &HandPlan,
        done: &[Field],
        confirmation: Option<&RemapConfirmation>,
    ) -> Result<(), DeskError> {
        let moved = plan.mapping.as_ref().filter(|_| done.contains(&Field::AccountMapping));
        // All or nothing: if the confirmation of the move has expired, the number's record is not written either.
        if let Some(mapping) = moved {
            let (preview, _) = self.hand_preview(&plan.seen, mapping)?;
            self.is_confirmed(&preview, confirmation)?;
        }
        let changes = plan.changes.only(done);
        let drafting = self.account.drafts.hold();
        self.store().together(|| {
            if !changes.is_empty() || plan.changes.is_empty() {
                self.keep_planned(&drafting, &plan.seen, &plan.draft)?;
            }
            if !changes.is_empty() {
                self.record_number(&drafting, plan, &changes)?;
            }
            if let (Some(mapping), Some(confirmation)) = (moved, confirmation) {
                self.record_mapping(&drafting, plan, confirmation.preview(), &mapping.target)?;
            }
            self.put_ticks(&plan.seen.number, &Ticks::default())
        })
    }

    fn record_number(&self, drafting: &Drafting<'_>, plan: &HandPlan, changes: &Changes) -> Result<(), DeskError> {
        let after = changes.over(&plan.seen.held);
        self.record_by_hand(&Attempt::configure(&plan.seen, changes), Some(&after))?;
        let seen = Observed { held: after, ..plan.seen.clone() };
        match self.store().is_by_hand(self.id(), &seen.number)? {
            true => self.store().put_by_hand(self.id(), std::slice::from_ref(&seen), &[], self.forward())?,
            false => self.store().put_number(self.id(), &seen, self.forward()).map(drop)?,
        }
        self.keep_written(drafting, &seen, &plan.draft, &plan.not_done(changes))
    }

    fn record_mapping(
        &self,
        drafting: &Drafting<'_>,
        plan: &HandPlan,
        preview: &RemapPreview,
        target: &Mapping,
    ) -> Result<(), DeskError> {
        self.record_by_hand(&Attempt::remap(&plan.seen.number, preview), None)?;
        if let Some(waba) = self.waba_named(&preview.waba_id)? {
            let moved = domain::observed::Waba { mapping: target.clone(), ..waba };
            self.store().put_waba(self.id(), &moved, self.forward())?;
        }
        self.keep_written_mapping(drafting, &preview.waba_id, target)
    }

    fn ticks(&self, plan: &HandPlan) -> Result<Ticks, DeskError> {
        let now = plan.text()?;
        let kept = self.store().setting(&settings::by_hand(self.id(), &plan.seen.number))?;
        let kept: Option<Ticks> = kept.and_then(|text| serde_json::from_str(&text).ok());
        Ok(kept.filter(|kept| kept.plan == now).unwrap_or(Ticks { plan: now, done: Vec::new() }))
    }

    fn put_ticks(&self, number: &PhoneNumber, ticks: &Ticks) -> Result<(), DeskError> {
        let text = serde_json::to_string(ticks).map_err(|error| words::broken(&error))?;
        Ok(self.store().put_setting(&settings::by_hand(self.id(), number), &text)?)
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

    /// Returns the plan as a text, to compare it with the plan of the stored steps.
    fn text(&self) -> Result<String, DeskError> {
        let target = self.mapping.as_ref().map(|mapping| &mapping.target);
        serde_json::to_string(&(&self.changes, target)).map_err(|error| words::broken(&error))
    }
}

fn to_decide(field: FieldName) -> Problem {
    let message = "It changed meanwhile, and differently from the draft. Decide it in the panel first.".to_owned();
    Problem { field, severity: Severity::Error, message, fix: None }
}

/// Returns true for fields with a text to copy. The others are chosen or switched.
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

impl Seat {
    /// Writes one complete record: nothing was sent from here, and nothing can be read back.
    fn record_by_hand(&self, attempt: &Attempt, after: Option<&domain::observed::Held>) -> Result<(), DeskError> {
        let before = match &attempt.what {
            What::Configure { before, .. } => Some(before.clone()),
            What::Remap { .. } | What::Disconnect { .. } => None,
        };
        self.record_as_done(attempt, before.as_ref(), after)
    }
}
