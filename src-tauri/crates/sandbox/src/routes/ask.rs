//! A request as an action sees it.

use super::reply::{Refusal, not_found};
use crate::account::{Account, Number, Target, Waba, digits};
use crate::auth::Caller;
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

pub(super) struct Ask<'a> {
    pub(super) account: &'a mut Account,
    pub(super) caller: Caller,
    pub(super) params: HashMap<String, String>,
    pub(super) query: Vec<(String, String)>,
    pub(super) body: &'a [u8],
    /// The numbers and WABAs that the answer shows.
    pub(super) listed: RefCell<HashSet<Target>>,
}

impl Ask<'_> {
    /// Returns the account named in the path, which is the caller's own.
    pub(super) fn auth_id(&self) -> &str {
        self.param("auth_id")
    }

    pub(super) fn param(&self, name: &str) -> &str {
        self.params.get(name).map_or("", String::as_str)
    }

    pub(super) fn query(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    pub(super) fn body(&self) -> Result<Map<String, Value>, Refusal> {
        match serde_json::from_slice(self.body) {
            Ok(Value::Object(object)) => Ok(object),
            _ => Err(Refusal::bad("the body must be a JSON object")),
        }
    }

    /// Records that the answer shows this target.
    pub(super) fn shows(&self, target: Target) {
        self.listed.borrow_mut().insert(target);
    }

    /// Whether the caller may see this WABA. The main account sees all, a subaccount only its own.
    pub(super) fn sees(&self, waba: &Waba) -> bool {
        match &self.caller {
            Caller::Main => true,
            Caller::Sub(id) => waba.sub_account.as_ref() == Some(id),
        }
    }

    pub(super) fn visible_waba(&self, id: &str) -> Option<&Waba> {
        self.account.waba(id).filter(|waba| self.sees(waba))
    }

    /// Returns the number named in the path. A number that the caller may not see is reported as not found.
    pub(super) fn number(&self) -> Result<(u64, Number), Refusal> {
        let key = digits(self.param("number")).ok_or_else(not_found)?;
        let number = self.account.numbers.get(key).ok_or_else(not_found)?;
        self.visible_waba(&number.waba_id).ok_or_else(not_found)?;
        Ok((key, number.clone()))
    }
}
