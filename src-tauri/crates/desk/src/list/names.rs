//! Names for people: owners, WABAs, agents, and the values of fields.

use std::collections::HashMap;

use domain::field::Field;
use domain::id::{AgentId, WabaId};
use domain::observed::{Mapping, Observed, RoutingType, Waba};
use domain::phone::PhoneNumber;

use crate::account::Seat;
use crate::view::{AccountKind, Code, DeskError, MemberView};

impl Seat {
    pub(crate) fn last_seen(&self, number: &PhoneNumber) -> Result<Observed, DeskError> {
        let row = self.store().number(self.id(), number)?;
        let gone =
            || DeskError::new(Code::Gone, format!("{} is not among the account's numbers.", number.international()));
        Ok(row.ok_or_else(gone)?.seen)
    }

    /// Returns the number whose panel shows the WABA's mapping draft.
    pub(crate) fn member_of(&self, waba: &str) -> Result<Option<PhoneNumber>, DeskError> {
        Ok(self.store().first_member(self.id(), waba)?)
    }

    /// Returns none if the agents were never read.
    pub(crate) fn known_agents(&self) -> Result<Option<Vec<AgentId>>, DeskError> {
        let agents = self.store().agents(self.id())?;
        Ok(agents.map(|agents| agents.into_iter().map(|agent| AgentId::new(agent.agent_uuid)).collect()))
    }

    pub(crate) fn owner_name(&self, mapping: &Mapping) -> String {
        let Some(id) = mapping.wire() else { return "Main Account".to_owned() };
        let known = self.store().subaccounts(self.id()).ok().flatten().unwrap_or_default();
        known.into_iter().find(|known| known.auth_id == id).map_or_else(|| id.to_owned(), |known| known.name)
    }

    pub(crate) fn waba_named(&self, id: &WabaId) -> Result<Option<Waba>, DeskError> {
        Ok(self.store().waba(self.id(), id.as_str())?)
    }

    /// Returns the WABA's name, or its ID if it has no name.
    pub(crate) fn waba_label(&self, id: Option<&WabaId>) -> Result<String, DeskError> {
        let Some(id) = id else { return Ok(String::new()) };
        let name = self.waba_named(id)?.map(|waba| waba.name).filter(|name| !name.trim().is_empty());
        Ok(name.unwrap_or_else(|| id.to_string()))
    }

    pub(crate) fn waba_name_is_unique(&self, waba: &Waba) -> Result<bool, DeskError> {
        let mut others = self.store().wabas(self.id())?.into_iter().filter(|other| other.id != waba.id);
        Ok(!others.any(|other| domain::confirm::is_same_name(&other.name, &waba.name)))
    }

    /// Returns a field's value as it is shown to people.
    pub(crate) fn value_text(&self, field: Field, text: &str) -> String {
        match field {
            Field::ConfigurationType => match RoutingType::from_wire(text) {
                Some(known) => known.label().to_owned(),
                None => text.to_owned(),
            },
            Field::AiAgent => {
                let agents = self.store().agents(self.id()).ok().flatten().unwrap_or_default();
                let names: HashMap<_, _> = agents.into_iter().map(|agent| (agent.agent_uuid, agent.name)).collect();
                names.get(text).cloned().unwrap_or_else(|| text.to_owned())
            }
            _ => text.to_owned(),
        }
    }

    /// Returns why these credentials cannot change the mapping. None if they can.
    pub(crate) fn mapping_read_only(&self) -> Option<String> {
        let subaccount = self.account.view().kind == AccountKind::Subaccount;
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
