//! Between what is on disk and what the desk thinks in.

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use domain::draft::Draft;
use domain::field::Field;
use domain::id::{AgentId, WabaId};
use domain::merge::{Merged, merge};
use domain::observed::{Held, Mapping, Observed, RoutingType, Waba};
use domain::phone::PhoneNumber;
use plivo::Client;
use store::{DraftRow, MappingDraftRow};

use crate::account::Account;
use crate::error::DeskError;
use crate::numbers::{Index, Marks, Names};
use crate::view::{MemberView, Notice};
use crate::{Desk, lock, words};

/// A draft of a WABA's mapping: one for all of its numbers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MappingDraft {
    pub base: Mapping,
    pub target: Mapping,
    pub started_at: i64,
    pub saved_at: i64,
    pub ready: bool,
}

impl From<&MappingDraftRow> for MappingDraft {
    fn from(row: &MappingDraftRow) -> Self {
        Self {
            base: Mapping::from_wire(row.base.as_deref()),
            target: Mapping::from_wire(row.target.as_deref()),
            started_at: row.started_at,
            saved_at: row.saved_at,
            ready: row.ready,
        }
    }
}

pub(crate) fn draft_of(row: &DraftRow) -> Result<Draft, DeskError> {
    let base = serde_json::from_str(&row.base).map_err(|error| words::broken(&error))?;
    let edits = serde_json::from_str(&row.edits).map_err(|error| words::broken(&error))?;
    let decisions = serde_json::from_str(&row.decisions).map_err(|error| words::broken(&error))?;
    Ok(Draft { base, edits, decisions })
}

/// The draft as it would be sent by now: over what Plivo was last seen to hold, unless something is left to decide.
pub(crate) fn standing(draft: &Draft, seen: &Held) -> Draft {
    match merge(draft, seen) {
        Merged::Clean(merged) => merged,
        Merged::Conflict(_) => draft.clone(),
    }
}

/// What the panel shows, and what is tested, of a draft that stands so. With something left to decide, that is the draft
/// over what it was started on.
pub(crate) fn shown(standing: &Draft) -> Held {
    standing.over(&standing.base)
}

impl Desk {
    pub(crate) fn draft(&self, account: &Account, number: &PhoneNumber) -> Result<Option<Draft>, DeskError> {
        self.store().draft(&account.id, number)?.as_ref().map(draft_of).transpose()
    }

    pub(crate) fn mapping_draft(&self, account: &Account, waba: &WabaId) -> Result<Option<MappingDraft>, DeskError> {
        Ok(self.store().mapping_draft(&account.id, waba.as_str())?.as_ref().map(MappingDraft::from))
    }

    /// None when the agents were never read.
    pub(crate) fn known_agents(&self, account: &Account) -> Result<Option<Vec<AgentId>>, DeskError> {
        let agents = self.store().agents(&account.id)?;
        Ok(agents.map(|agents| agents.into_iter().map(|agent| AgentId::new(agent.agent_uuid)).collect()))
    }

    /// The index in memory, made from the disk at first use.
    pub(crate) async fn index(&self, account: &Arc<Account>) -> Result<Arc<Index>, DeskError> {
        if let Some(index) = account.index.read().unwrap_or_else(PoisonError::into_inner).clone() {
            return Ok(index);
        }
        self.made_index(account).await
    }

    /// What a running sync has put on disk is shown from now on. Until then the former rows answer every question.
    pub(crate) async fn renew_index(&self, account: &Arc<Account>) -> Result<(), DeskError> {
        self.made_index(account).await?;
        account.tray.expire();
        self.tell(Notice::NumbersChanged { account: account.id.clone() });
        Ok(())
    }

    /// Kept in memory, unless something changed while it was made.
    async fn made_index(&self, account: &Arc<Account>) -> Result<Arc<Index>, DeskError> {
        let age = account.index_age.load(Ordering::SeqCst);
        let (desk, held) = (self.clone(), account.clone());
        let index = Arc::new(crate::aside(move || desk.make_index(&held)).await?);
        let mut kept = account.index.write().unwrap_or_else(PoisonError::into_inner);
        if account.index_age.load(Ordering::SeqCst) == age {
            *kept = Some(index.clone());
        }
        Ok(index)
    }

    fn make_index(&self, account: &Account) -> Result<Index, DeskError> {
        let store = self.store();
        let agents = store.agents(&account.id)?.unwrap_or_default();
        let owners = store.subaccounts(&account.id)?.unwrap_or_default();
        let names = Names {
            agents: agents.into_iter().map(|agent| (agent.agent_uuid, agent.name)).collect(),
            owners: owners.into_iter().map(|owner| (owner.auth_id, owner.name)).collect(),
        };
        Ok(Index::new(store.load_numbers(&account.id)?, store.wabas(&account.id)?, names))
    }

    /// What is on disk changed: the next question makes the index anew.
    pub(crate) fn drop_index(&self, account: &Account) {
        self.change_index(account, |_| None);
    }

    /// Where the change answers none, the next question makes the index anew.
    fn change_index(&self, account: &Account, change: impl FnOnce(&Index) -> Option<Index>) {
        {
            let mut kept = account.index.write().unwrap_or_else(PoisonError::into_inner);
            account.index_age.fetch_add(1, Ordering::SeqCst);
            *kept = kept.as_deref().and_then(change).map(Arc::new);
        }
        account.tray.expire();
        self.tell(Notice::NumbersChanged { account: account.id.clone() });
    }

    pub(crate) fn load_marks(&self, account: &Account) -> Result<(), DeskError> {
        let drafts = self.store().draft_numbers(&account.id)?;
        let mapping_drafts = self.store().mapping_drafts(&account.id)?;
        let ready = drafts.iter().filter(|(_, ready)| *ready).count();
        let ready = ready + mapping_drafts.iter().filter(|row| row.ready).count();
        let drafts = drafts.into_iter().map(|(number, _)| number).collect();
        let mapping_drafts = mapping_drafts.into_iter().map(|row| row.waba_id).collect();
        let changed = {
            let mut held = lock(&account.marks);
            // Under the same lock: a test may come to its result meanwhile.
            let marks = Marks { ready, drafts, mapping_drafts, checks: held.checks.clone() };
            let changed = **held != marks;
            *held = Arc::new(marks);
            changed
        };
        if changed {
            self.tell(Notice::NumbersChanged { account: account.id.clone() });
            self.tell_status(account);
        }
        Ok(())
    }

    /// Keeps a number as it was just read.
    pub(crate) fn keep_seen(&self, account: &Account, seen: &Observed) -> Result<(), DeskError> {
        let known = self.store().number(&account.id, &seen.number)?;
        self.store().put_number(&account.id, seen, self.now())?;
        if known.is_none_or(|known| known.seen != *seen) {
            self.change_index(account, |index| index.with(seen.clone()));
        }
        self.drop_draft_if_true(account, seen)
    }

    /// The number is no longer at Plivo. Its draft stays; that it stands on a number that is not there marks it.
    pub(crate) fn keep_gone(&self, account: &Account, number: &PhoneNumber) -> Result<(), DeskError> {
        self.store().remove_number(&account.id, number)?;
        self.drop_index(account);
        Ok(())
    }

    /// The WABA is no longer at Plivo, so nobody knows any more who owns it. A draft of its mapping stays.
    pub(crate) fn keep_waba_gone(&self, account: &Account, id: &WabaId) -> Result<(), DeskError> {
        self.store().remove_waba(&account.id, id.as_str())?;
        self.drop_index(account);
        Ok(())
    }

    pub(crate) fn keep_waba<'a>(
        &self,
        account: &Account,
        waba: &Waba,
        members: impl Iterator<Item = &'a Observed>,
    ) -> Result<(), DeskError> {
        let now = self.now();
        self.store().put_waba(&account.id, waba, now)?;
        self.store().put_numbers(&account.id, members, now)?;
        self.drop_index(account);
        Ok(())
    }

    /// The WABA alone: its mapping, after a remap.
    pub(crate) async fn read_mapping(
        &self,
        account: &Arc<Account>,
        client: &Client,
        id: &WabaId,
    ) -> Result<Waba, DeskError> {
        let waba = self.ask_waba(account, client, id).await?;
        self.store().put_waba(&account.id, &waba, self.now())?;
        self.drop_index(account);
        Ok(waba)
    }

    pub(crate) fn owner_name(&self, account: &Account, mapping: &Mapping) -> String {
        let Some(id) = mapping.wire() else { return "Main Account".to_owned() };
        let known = self.store().subaccounts(&account.id).ok().flatten().unwrap_or_default();
        known.into_iter().find(|known| known.auth_id == id).map_or_else(|| id.to_owned(), |known| known.name)
    }

    pub(crate) fn waba_named(&self, account: &Account, id: &WabaId) -> Result<Option<Waba>, DeskError> {
        Ok(self.store().wabas(&account.id)?.into_iter().find(|waba| waba.id == *id))
    }

    /// The WABA's name, or its ID where it has none.
    pub(crate) fn waba_label(&self, account: &Account, id: Option<&WabaId>) -> Result<String, DeskError> {
        let Some(id) = id else { return Ok(String::new()) };
        let name = self.waba_named(account, id)?.map(|waba| waba.name).filter(|name| !name.trim().is_empty());
        Ok(name.unwrap_or_else(|| id.to_string()))
    }

    pub(crate) fn waba_name_is_unique(&self, account: &Account, waba: &Waba) -> Result<bool, DeskError> {
        let mut others = self.store().wabas(&account.id)?.into_iter().filter(|other| other.id != waba.id);
        Ok(!others.any(|other| domain::confirm::is_same_name(&other.name, &waba.name)))
    }

    /// A field's text as people say it.
    pub(crate) fn value_text(&self, account: &Account, field: Field, text: &str) -> String {
        match field {
            Field::ConfigurationType => match RoutingType::from_wire(text) {
                Some(known) => known.label().to_owned(),
                None => text.to_owned(),
            },
            Field::AiAgent => {
                let agents = self.store().agents(&account.id).ok().flatten().unwrap_or_default();
                let names: HashMap<_, _> = agents.into_iter().map(|agent| (agent.agent_uuid, agent.name)).collect();
                names.get(text).cloned().unwrap_or_else(|| text.to_owned())
            }
            _ => text.to_owned(),
        }
    }

    /// Why the mapping cannot be changed with these credentials, if so.
    pub(crate) fn mapping_read_only(&self, account: &Account) -> Option<String> {
        let subaccount = account.view().kind == crate::view::AccountKind::Subaccount;
        subaccount.then(|| {
            "These are the credentials of a subaccount, which cannot change a mapping. Connect the main account to \
             change it."
                .to_owned()
        })
    }
}

impl From<&Observed> for MemberView {
    fn from(seen: &Observed) -> Self {
        Self {
            number: seen.number.to_string(),
            international: seen.number.international(),
            alias: seen.held.alias.clone().unwrap_or_default(),
            status: seen.status.clone(),
        }
    }
}
