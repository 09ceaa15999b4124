//! Changes behind the app's back, made immediately or armed to happen just before or after a given request.

use crate::account::{Account, Call, Number, digits};
use crate::pattern::Pattern;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A change that no client requested. Only its types are validated: Plivo may hold invalid values, and tests need them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum Edit {
    /// Sets fields of a number by their wire names.
    SetFields {
        number: String,
        fields: Map<String, Value>,
    },
    /// Adds a number to a WABA. It is connected and has a valid webhook unless `fields` override this.
    AddNumber {
        waba_id: String,
        number: String,
        #[serde(default)]
        fields: Map<String, Value>,
    },
    RemoveNumber {
        number: String,
    },
    /// Maps a WABA to a subaccount, or to the main account.
    Map {
        waba_id: String,
        subaccount: Option<String>,
    },
    RenameWaba {
        waba_id: String,
        name: String,
    },
    /// Removes a WABA with its numbers.
    RemoveWaba {
        waba_id: String,
    },
    /// Replaces all call records.
    SetCalls {
        calls: Vec<Call>,
    },
    /// Adds a call record at the front, where Plivo lists the newest.
    AddCall {
        call: Box<Call>,
    },
    /// Starts or stops dropping every connection without an answer.
    Offline {
        offline: bool,
    },
}

/// When an armed edit happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// After the request arrived, before it is processed.
    Before,
    /// After the request took effect, before its answer is sent.
    After,
}

/// An edit that happens once, at the `nth` matching request, counted from 1 since it was armed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Armed {
    #[serde(default)]
    pub on: Pattern,
    #[serde(default = "first")]
    pub nth: u32,
    pub when: When,
    pub edit: Edit,
}

fn first() -> u32 {
    1
}

/// Why an edit cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    #[error("there is no number {0}")]
    UnknownNumber(String),
    #[error("there is no WABA {0}")]
    UnknownWaba(String),
    #[error("{0} is not a number in E.164 digits")]
    NotANumber(String),
    #[error("the fields do not make a number: {0}")]
    BadFields(String),
}

/// Makes a change to the account. [`Edit::Offline`] does not concern the account, so it changes nothing here.
pub(crate) fn make(account: &mut Account, edit: &Edit) -> Result<(), EditError> {
    match edit {
        Edit::SetFields { number, fields } => {
            let (key, before) = find(account, number)?;
            let after = with_fields(account, before, fields)?;
            account.put(key, after);
        }
        Edit::AddNumber { waba_id, number, fields } => {
            let key = digits(number).ok_or_else(|| EditError::NotANumber(number.clone()))?;
            let added = with_fields(account, new_number(key, waba_id), fields)?;
            account.put(key, added);
        }
        Edit::RemoveNumber { number } => {
            let (key, _) = find(account, number)?;
            account.remove(key);
        }
        Edit::Map { waba_id, subaccount } => {
            let known = account.map(waba_id, subaccount.clone());
            return known.then_some(()).ok_or_else(|| EditError::UnknownWaba(waba_id.clone()));
        }
        Edit::RenameWaba { waba_id, name } => {
            let waba = account.wabas.iter_mut().find(|waba| waba.waba_id == *waba_id);
            name.clone_into(&mut waba.ok_or_else(|| EditError::UnknownWaba(waba_id.clone()))?.name);
        }
        Edit::RemoveWaba { waba_id } => {
            account.waba(waba_id).ok_or_else(|| EditError::UnknownWaba(waba_id.clone()))?;
            for key in account.numbers.of_waba(waba_id).to_vec() {
                account.remove(key);
            }
            account.wabas.retain(|waba| waba.waba_id != *waba_id);
        }
        Edit::SetCalls { calls } => account.calls.clone_from(calls),
        Edit::AddCall { call } => account.calls.insert(0, Call::clone(call)),
        Edit::Offline { .. } => {}
    }
    Ok(())
}

fn find(account: &Account, number: &str) -> Result<(u64, Number), EditError> {
    let key = digits(number).ok_or_else(|| EditError::NotANumber(number.to_owned()))?;
    let found = account.numbers.get(key).cloned();
    found.map(|found| (key, found)).ok_or_else(|| EditError::UnknownNumber(number.to_owned()))
}

fn with_fields(account: &Account, number: Number, fields: &Map<String, Value>) -> Result<Number, EditError> {
    let bad = |error: serde_json::Error| EditError::BadFields(error.to_string());
    let digits = number.number.clone();
    let mut value = serde_json::to_value(number).map_err(bad)?;
    for (name, field) in fields {
        let known = value.as_object_mut().and_then(|object| object.get_mut(name));
        *known.ok_or_else(|| EditError::BadFields(format!("there is no field {name}")))? = field.clone();
    }
    let after: Number = serde_json::from_value(value).map_err(bad)?;
    if after.number != digits {
        return Err(EditError::BadFields("a number's digits cannot change".to_owned()));
    }
    let known = account.waba(&after.waba_id).is_some();
    if known { Ok(after) } else { Err(EditError::UnknownWaba(after.waba_id)) }
}

fn new_number(key: u64, waba_id: &str) -> Number {
    Number {
        number: key.to_string(),
        country_iso: None,
        waba_id: waba_id.to_owned(),
        verified_name: None,
        capabilities: vec!["whatsapp".to_owned()],
        status: "connected".to_owned(),
        name_status: Some("approved".to_owned()),
        quality_rating: Some("unknown".to_owned()),
        messaging_limit: Some(1_000),
        alias: None,
        configuration_type: Some("webhook".to_owned()),
        webhook_url: Some("https://hooks.acme.example/whatsapp".to_owned()),
        agent_uuid: None,
        calling_enabled: false,
        answer_url: None,
    }
}

/// The edits that wait for their request.
#[derive(Debug, Default)]
pub(crate) struct Armory {
    waiting: Vec<(Armed, u32)>,
}

/// The edits that a request triggers.
#[derive(Debug, Default)]
pub(crate) struct Due {
    pub(crate) before: Vec<Edit>,
    pub(crate) after: Vec<Edit>,
}

impl Armory {
    pub(crate) fn arm(&mut self, armed: Armed) {
        self.waiting.push((armed, 0));
    }

    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
    }

    /// Counts a request, and removes and returns the edits that it triggers.
    pub(crate) fn due(&mut self, method: &str, path: &str) -> Due {
        let mut due = Due::default();
        self.waiting.retain_mut(|(armed, seen)| {
            if !armed.on.matches(method, path) {
                return true;
            }
            *seen = seen.saturating_add(1);
            if *seen < armed.nth {
                return true;
            }
            match armed.when {
                When::Before => due.before.push(armed.edit.clone()),
                When::After => due.after.push(armed.edit.clone()),
            }
            false
        });
        due
    }
}
