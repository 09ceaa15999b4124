//! The Configure Number panel: it combines what Plivo was last seen to hold, the draft, and what other rooms know of
//! the number.

use domain::collation::collation_key;
use domain::draft::Draft;
use domain::field::Field;
use domain::observed::{Held, Mapping, Observed, RoutingType};
use domain::phone::PhoneNumber;
use domain::validate::effective_fields;
use store::{AgentRow, DraftRow, NumberRow, SubaccountRow};

use crate::account::{Seat, Unread, lock, lock_over_disk, settings};
use crate::calling;
use crate::drafts::{MappingDraft, Standing, draft_of};
use crate::view::{
    AgentChoice, Choices, Code, ConfigurationType, DeskError, DraftView, MappingField, Notice, PanelView, Problem,
    SubaccountChoice, SummaryView, SwitchField, TextField, TypeField, words,
};

impl Seat {
    /// Returns the panel from disk at once. Then reads Plivo in the background, and notifies the window if something
    /// changed.
    pub(super) fn open_number(&self, number: &PhoneNumber) -> Result<PanelView, DeskError> {
        let panel = self.panel(number)?;
        self.remember_open(number.to_string());
        self.refresh_behind(number);
        Ok(panel)
    }

    /// Stores which number is open, behind the answer. Before the file was checked, [`Desk::tidy_up`] stores it, so that
    /// the first click of a start does not begin the check.
    ///
    /// [`Desk::tidy_up`]: crate::Desk::tidy_up
    fn remember_open(&self, number: String) {
        *lock(&self.account.list.open) = Some(number);
        if self.store().is_checked() {
            let seat = self.clone();
            tokio::task::spawn_blocking(move || seat.store_open());
        }
    }

    /// Of several changes the last one stays.
    pub(super) fn store_open(&self) {
        let _one_at_a_time = lock_over_disk(&self.account.list.storing_open);
        let Some(number) = lock(&self.account.list.open).clone() else { return };
        let key = settings::open_number(self.id());
        if self.store().setting(&key).is_ok_and(|stored| stored.as_ref() == Some(&number)) {
            return;
        }
        if let Err(error) = self.store().put_setting(&key, &number) {
            log::warn!("the open number was not stored: {error}");
        }
    }

    pub(super) fn close_number(&self) -> Result<(), DeskError> {
        self.remember_open(String::new());
        Ok(())
    }

    fn refresh_behind(&self, number: &PhoneNumber) {
        let (seat, number) = (self.clone(), *number);
        tokio::spawn(async move {
            // What is read is stored, and the first write of a start checks the file.
            let checked = seat.core.checked.notified();
            if !seat.store().is_checked() {
                checked.await;
            }
            if let Err(error) = seat.refresh_number(&number).await {
                log::debug!("{number} was not refreshed: {error}");
            }
        });
    }

    /// Reads the number again. Waits for a write in progress first: a read beside it could show another state than the
    /// one that the write is based on.
    async fn refresh_number(&self, number: &PhoneNumber) -> Result<(), DeskError> {
        let writing = self.account.writes.begin().await;
        let client = self.client().await?;
        let before = self.store().number(self.id(), number)?.map(|row| row.seen);
        let seen = self.read_number(&writing, &client, number).await;
        let changed = seen.as_ref().map_or_else(|error| error.code == Code::Gone, |seen| before.as_ref() != Some(seen));
        if changed {
            self.tell(Notice::PanelChanged { account: self.account.id.clone(), number: number.to_string() });
        }
        seen.map(|_| ())
    }

    pub(super) fn panel(&self, number: &PhoneNumber) -> Result<PanelView, DeskError> {
        let row = self.store().number(self.id(), number)?;
        let kept = self.store().draft(self.id(), number)?;
        let gone = row.is_none();
        let row = match row {
            Some(row) => row,
            None => unseen(number, kept.as_ref())?,
        };
        let draft = kept.as_ref().map(draft_of).transpose()?.unwrap_or_else(|| Draft::new(row.seen.held.clone()));
        let standing = Standing::of(&draft, &row.seen.held);
        let draft = &standing.draft;
        let mapping = self.mapping_field(&row.seen)?;
        let verdict = standing.verdict(self.known_agents()?.as_deref());
        let mut problems: Vec<Problem> = verdict.issues.iter().map(words::problem).collect();
        problems.sort_by_key(|problem| problem.field as u8);
        let changed = effective_fields(draft, &draft.base).len() + usize::from(mapping.changed);
        let mapping_draft = self.mapping_draft_of(&row.seen)?;
        let checks = self.panel_checks(&standing.shown())?;
        Ok(PanelView {
            summary: self.summary(&row.seen)?,
            alias: text(&standing, Field::Alias),
            configuration_type: type_field(&standing),
            webhook_url: text(&standing, Field::WebhookUrl),
            ai_agent: text(&standing, Field::AiAgent),
            calling: switch(&standing),
            answer_url: text(&standing, Field::AnswerUrl),
            account_mapping: mapping,
            problems,
            conflicts: self.conflicts_of(&row.seen)?,
            changes: changed as u32,
            draft: draft_view(kept.as_ref(), mapping_draft.as_ref()),
            unsettled: self.unsettled_view(number)?,
            gone,
            restore: self.restore_offer(&row.seen)?,
            // The stored time is in the future if the wall clock was set back since.
            read_at: row.seen_at.min(self.now()),
            by_hand: self.store().is_by_hand(self.id(), number)?,
            endpoints: checks.in_force,
            webhook_check: checks.webhook,
            answer_check: checks.answer,
            untested: checks.untested,
            calling_verdict: calling::verdict(&row.seen),
        })
    }

    fn summary(&self, seen: &Observed) -> Result<SummaryView, DeskError> {
        let region = seen.number.region();
        let by_plivo = seen.country_iso.clone().unwrap_or_default();
        let (iso, country) = match &region {
            Some(region) => (region.iso2.to_owned(), region.name.to_owned()),
            None => (by_plivo.clone(), by_plivo.clone()),
        };
        let differs = region.is_some() && !by_plivo.is_empty() && !by_plivo.eq_ignore_ascii_case(&iso);
        let members = seen.waba_id.as_ref().map_or(Ok(0), |id| self.store().count_members(self.id(), id.as_str()))?;
        Ok(SummaryView {
            number: seen.number.to_string(),
            international: seen.number.international(),
            country_note: differs.then(|| format!("Plivo says {by_plivo}; the numbering plan says {country}.")),
            country_iso: iso,
            country,
            waba_id: seen.waba_id.as_ref().map(ToString::to_string).unwrap_or_default(),
            waba: self.waba_label(seen.waba_id.as_ref())?,
            waba_numbers: members,
            verified_name: seen.verified_name.clone().unwrap_or_default(),
            name_status: seen.name_status.clone(),
            status: seen.status.clone(),
            quality: seen.quality.clone(),
            messaging_limit: seen.messaging_limit,
        })
    }

    fn mapping_field(&self, seen: &Observed) -> Result<MappingField, DeskError> {
        let draft = self.mapping_draft_of(seen)?;
        let held = match &seen.waba_id {
            Some(id) => self.waba_named(id)?.map(|waba| waba.mapping),
            None => None,
        };
        let why = if seen.waba_id.is_some() { words::OWNER_UNREAD } else { words::NO_WABA };
        let unknown = held.is_none().then(|| why.to_owned());
        let was = draft.as_ref().map(|draft| draft.base.clone()).or(held);
        let value = draft.as_ref().map(|draft| draft.target.clone()).or_else(|| was.clone());
        let wire = |owner: &Option<Mapping>| owner.as_ref().and_then(Mapping::wire).map(str::to_owned);
        let label = |owner: &Option<Mapping>| match owner {
            Some(owner) => self.owner_name(owner),
            None => "not known".to_owned(),
        };
        Ok(MappingField {
            value: wire(&value),
            was: wire(&was),
            value_label: label(&value),
            was_label: label(&was),
            changed: draft.is_some(),
            known: was.is_some(),
            read_only: self.mapping_read_only().or(unknown),
        })
    }

    /// Returns the agents and subaccounts that the panel offers, as last read.
    pub(crate) fn choices(&self) -> Result<Choices, DeskError> {
        let agents = self.store().agents(self.id())?;
        let subaccounts = self.store().subaccounts(self.id())?;
        let unread = agents.is_none() || subaccounts.is_none();
        let agent = |agent: AgentRow| AgentChoice {
            id: agent.agent_uuid,
            name: agent.name,
            description: agent.description,
            state: agent.state,
        };
        let subaccount = |subaccount: SubaccountRow| SubaccountChoice {
            id: subaccount.auth_id,
            name: subaccount.name,
            enabled: subaccount.enabled,
        };
        let mut agents: Vec<_> = agents.unwrap_or_default().into_iter().map(agent).collect();
        let mut subaccounts: Vec<_> = subaccounts.unwrap_or_default().into_iter().map(subaccount).collect();
        agents.sort_by_cached_key(|agent| collation_key(&agent.name));
        subaccounts.sort_by_cached_key(|subaccount| collation_key(&subaccount.name));
        let note = unread_note(&lock(&self.account.link.unread).clone(), unread);
        Ok(Choices { agents, subaccounts, note })
    }
}

/// Returns a stand-in for a number that Plivo no longer lists. It is shown while it has a draft.
fn unseen(number: &PhoneNumber, kept: Option<&DraftRow>) -> Result<NumberRow, DeskError> {
    let message = format!("{} is no longer among the account's numbers.", number.international());
    let kept = kept.ok_or_else(|| DeskError::new(Code::Gone, message))?;
    let seen = Observed {
        number: *number,
        waba_id: None,
        country_iso: None,
        verified_name: None,
        status: "disconnected".to_owned(),
        name_status: None,
        quality: "unknown".to_owned(),
        messaging_limit: None,
        held: draft_of(kept)?.base,
    };
    Ok(NumberRow { seen, seen_at: kept.started_at })
}

/// Returns why the agents or subaccounts may be incomplete or old. `never`: one of the two was never read.
fn unread_note(unread: &Unread, never: bool) -> Option<String> {
    let failed = |list: &str, why: &Option<String>| {
        let why = why.as_ref()?;
        Some(format!("The list of {list} could not be read from Plivo, so it may be old. {why}"))
    };
    let failures = [failed("agents", &unread.agents), failed("subaccounts", &unread.subaccounts)];
    let failures: Vec<String> = failures.into_iter().flatten().collect();
    match failures.is_empty() {
        true => never.then(|| "Agents and subaccounts have not been read from Plivo yet.".to_owned()),
        false => Some(failures.join(" ")),
    }
}

fn text(standing: &Standing, field: Field) -> TextField {
    let Standing { draft, .. } = standing;
    TextField { value: standing.shown().text(field), was: draft.base.text(field), changed: draft.edits.has(field) }
}

fn type_field(standing: &Standing) -> TypeField {
    let Standing { draft, .. } = standing;
    let known = |held: &Held| held.routing_type().map(ConfigurationType::from);
    let held_text = draft.base.configuration_type.clone().filter(|text| RoutingType::from_wire(text).is_none());
    TypeField {
        value: known(&standing.shown()),
        was: known(&draft.base),
        held_text: held_text.filter(|text| !text.is_empty()),
        changed: draft.edits.has(Field::ConfigurationType),
    }
}

fn switch(standing: &Standing) -> SwitchField {
    let Standing { draft, .. } = standing;
    SwitchField {
        value: standing.shown().calling(),
        was: draft.base.calling(),
        changed: draft.edits.has(Field::Calling),
    }
}

fn draft_view(draft: Option<&DraftRow>, mapping: Option<&MappingDraft>) -> Option<DraftView> {
    let times = [draft.map(|row| (row.started_at, row.saved_at)), mapping.map(|row| (row.started_at, row.saved_at))];
    let times: Vec<(i64, i64)> = times.into_iter().flatten().collect();
    let started_at = times.iter().map(|(started, _)| *started).min()?;
    let is_ready = draft.is_none_or(|row| row.ready) && mapping.is_none_or(|row| row.ready);
    let saved_at = times.iter().map(|(_, saved)| *saved).max()?;
    Some(DraftView { started_at, saved_at, ready: is_ready })
}

impl From<RoutingType> for ConfigurationType {
    fn from(routing: RoutingType) -> Self {
        match routing {
            RoutingType::Webhook => Self::Webhook,
            RoutingType::AiAgent => Self::AiAgent,
        }
    }
}
