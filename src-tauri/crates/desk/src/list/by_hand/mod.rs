//! Numbers that come from a person or a CSV file, because Plivo offers no list.

use std::collections::HashSet;

use domain::alias::Alias;
use domain::id::{AuthId, WabaId};
use domain::observed::{Held, Mapping, Observed, Waba};
use domain::phone::PhoneNumber;

mod table;

use self::table::{Row, read_table};
use crate::account::{Account, Seat, lock};
use crate::view::{
    Code, ConfigurationType, ConnectionView, CsvPreview, CsvRow, DeskError, FieldName, HandNumber, phone,
};

/// A number as it will be stored, and what was entered about its WABA.
struct Typed {
    seen: Observed,
    waba: Option<Waba>,
    /// The owner of the WABA was entered.
    owner_given: bool,
    /// Columns that the file does not have: nothing is known about them. A form has all columns.
    absent: Vec<&'static str>,
}

impl Typed {
    /// Refuses a WABA whose owner is unknown. It is never guessed, because the confirmation of a move names the current
    /// owner.
    fn has_owner(&self, known: impl FnOnce(&WabaId) -> Result<bool, DeskError>) -> Result<(), DeskError> {
        let Some(waba) = &self.waba else { return Ok(()) };
        if self.owner_given || known(&waba.id)? {
            return Ok(());
        }
        let message = "Nobody has said yet who owns this WABA. Plivo's console shows it under Account Mapping: give \
                       the subaccount's Auth ID, or main for the Main Account.";
        Err(DeskError::new(Code::InvalidInput, message).at(FieldName::AccountMapping))
    }
}

/// The rows of a file, read in order: a row may rely on the owner that an earlier row named.
struct Rows<'a> {
    seat: &'a Seat,
    numbers: HashSet<PhoneNumber>,
    owned: HashSet<WabaId>,
}

impl<'a> Rows<'a> {
    fn new(seat: &'a Seat) -> Self {
        Self { seat, numbers: HashSet::new(), owned: HashSet::new() }
    }

    fn take(&mut self, row: &Row) -> Result<Typed, (String, DeskError)> {
        let typed = row.read().map_err(|error| (row.title(), error))?;
        let title = || typed.seen.number.international();
        if self.numbers.contains(&typed.seen.number) {
            return Err((title(), DeskError::new(Code::InvalidInput, "This number is in the file twice.")));
        }
        typed.has_owner(|waba| self.is_owned(waba)).map_err(|error| (title(), error))?;
        self.numbers.insert(typed.seen.number);
        self.owned.extend(typed.waba.as_ref().map(|waba| waba.id.clone()));
        Ok(typed)
    }

    fn is_owned(&self, waba: &WabaId) -> Result<bool, DeskError> {
        Ok(self.owned.contains(waba) || self.seat.waba_named(waba)?.is_some())
    }
}

impl Seat {
    /// Adds one number. An error names the field.
    pub(crate) fn add_number(&self, typed: &HandNumber) -> Result<PhoneNumber, DeskError> {
        may_be_added(&self.account)?;
        let typed = check(typed)?;
        typed.has_owner(|waba| Ok(self.waba_named(waba)?.is_some()))?;
        let seen = typed.seen.clone();
        if self.store().number(self.id(), &seen.number)?.is_some() {
            let message = format!("{} is in the list already. Open it there.", seen.number.international());
            return Err(DeskError::new(Code::InvalidInput, message).at(FieldName::Number));
        }
        self.keep_by_hand(&[typed])?;
        Ok(seen.number)
    }

    /// Returns what an import of the file would do, line by line. Nothing is stored.
    pub(crate) fn csv_preview(&self, text: &str) -> Result<CsvPreview, DeskError> {
        may_be_added(&self.account)?;
        let table = read_table(text)?;
        let mut rows_of_file = Rows::new(self);
        let mut rows = Vec::new();
        for row in &table.rows {
            let (title, waba, error, known) = match rows_of_file.take(row) {
                Err((title, error)) => (title, String::new(), Some(of_the_row(error)?), false),
                Ok(Typed { seen, waba, .. }) => {
                    let known = self.store().number(self.id(), &seen.number)?.is_some();
                    let id = seen.waba_id.as_ref().map(ToString::to_string).unwrap_or_default();
                    let waba = waba.map(|waba| waba.name).filter(|name| !name.is_empty()).unwrap_or(id);
                    (seen.number.international(), waba, None, known)
                }
            };
            rows.push(CsvRow { line: row.line, title, waba, error, known });
        }
        Ok(CsvPreview { rows, ignored: table.ignored })
    }

    /// Imports every valid row. Returns how many there were.
    pub(crate) fn csv_import(&self, text: &str) -> Result<u32, DeskError> {
        may_be_added(&self.account)?;
        let mut rows_of_file = Rows::new(self);
        let mut taken: Vec<Typed> = Vec::new();
        for row in &read_table(text)?.rows {
            match rows_of_file.take(row) {
                Ok(typed) => taken.push(typed),
                Err((_, error)) => drop(of_the_row(error)?),
            }
        }
        self.keep_by_hand(&taken)?;
        Ok(taken.len() as u32)
    }

    fn keep_by_hand(&self, typed: &[Typed]) -> Result<(), DeskError> {
        let mut numbers: Vec<Observed> = Vec::new();
        let mut wabas: Vec<Waba> = Vec::new();
        for Typed { seen, waba, owner_given, absent } in typed {
            let known = self.store().number(self.id(), &seen.number)?;
            numbers.push(known.map_or_else(|| seen.clone(), |known| over(seen, known.seen, absent)));
            let Some(waba) = waba else { continue };
            let kept = wabas.iter().rev().find(|other| other.id == waba.id).cloned();
            let known = kept.map_or_else(|| self.waba_named(&waba.id), |kept| Ok(Some(kept)))?;
            wabas.push(completed(waba, *owner_given, known));
        }
        self.store().put_by_hand(self.id(), &numbers, &wabas, self.forward())?;
        self.numbers_changed();
        Ok(())
    }

    /// Removes a number that was added by hand from the list. Its draft is set aside with it.
    pub(crate) fn forget_number(&self, number: &PhoneNumber) -> Result<(), DeskError> {
        if !self.store().is_by_hand(self.id(), number)? {
            let message = "This number is read from Plivo, so it can only be disconnected, not forgotten.";
            return Err(DeskError::new(Code::InvalidInput, message));
        }
        {
            let _drafting = self.account.drafts.hold();
            self.store().discard(self.id(), Some(number), None, self.now())?;
            self.store().forget_by_hand(self.id(), number)?;
        }
        self.numbers_changed();
        self.drafts_changed()
    }
}

/// Merges a typed number over the known one. A value without a column in the file stays. An empty cell clears its
/// value, except for calling: an empty switch means "not given".
fn over(typed: &Observed, known: Observed, absent: &[&str]) -> Observed {
    let mut seen = typed.clone();
    let keeps = |column: &str| absent.contains(&column);
    if keeps("waba_id") {
        seen.waba_id = known.waba_id;
    }
    let (held, before) = (&mut seen.held, known.held);
    for (column, now, before) in [
        ("alias", &mut held.alias, before.alias),
        ("configuration_type", &mut held.configuration_type, before.configuration_type),
        ("webhook_url", &mut held.webhook_url, before.webhook_url),
        ("agent_uuid", &mut held.agent_uuid, before.agent_uuid),
        ("answer_url", &mut held.answer_url, before.answer_url),
    ] {
        if keeps(column) {
            *now = before;
        }
    }
    held.calling_enabled = held.calling_enabled.or(before.calling_enabled);
    seen
}

/// Merges a typed WABA over the known one. An empty value means "not given", so the known value stays.
fn completed(typed: &Waba, owner_given: bool, known: Option<Waba>) -> Waba {
    let Some(known) = known else { return typed.clone() };
    let name = if typed.name.is_empty() { known.name } else { typed.name.clone() };
    let mapping = if owner_given { typed.mapping.clone() } else { known.mapping };
    Waba { name, mapping, ..typed.clone() }
}

/// Refuses numbers by hand for an account whose numbers Plivo lists.
fn may_be_added(account: &Account) -> Result<(), DeskError> {
    let listed = lock(&account.link.sync).last_complete.is_some();
    let missing = matches!(*lock(&account.link.connection), ConnectionView::MissingApi);
    if listed && !missing {
        let message = "Plivo lists the numbers of this account, so they are read from there. Refresh the list.";
        return Err(DeskError::new(Code::InvalidInput, message));
    }
    Ok(())
}

fn check(typed: &HandNumber) -> Result<Typed, DeskError> {
    let wrong = |field: FieldName, message: String| DeskError::new(Code::InvalidInput, message).at(field);
    let number = phone(&typed.number)?;
    if let Err(error) = Alias::parse(&typed.alias) {
        return Err(wrong(FieldName::Alias, error.to_string()));
    }
    let given_owner = typed.owner.trim();
    let owner = if is_main(given_owner) { "" } else { given_owner };
    if !owner.is_empty() && !AuthId::parse(owner).is_ok_and(|id| id.is_subaccount()) {
        let message = "This is not a subaccount: its Auth ID begins with SA and has 20 characters. For the Main \
                       Account, write main.";
        return Err(wrong(FieldName::AccountMapping, message.to_owned()));
    }
    let waba_id = given(&typed.waba_id);
    if waba_id.is_none() && (!given_owner.is_empty() || given(&typed.waba_name).is_some()) {
        let message = "Enter the WABA's ID: its name and its owner belong to it.";
        return Err(wrong(FieldName::WabaId, message.to_owned()));
    }
    let held = Held {
        alias: given(&typed.alias),
        configuration_type: typed.configuration_type.map(|kind| wire(kind).to_owned()),
        webhook_url: given(&typed.webhook_url),
        agent_uuid: given(&typed.ai_agent),
        calling_enabled: typed.calling,
        answer_url: given(&typed.answer_url),
    };
    let seen = Observed {
        number,
        waba_id: waba_id.clone().map(WabaId::new),
        country_iso: None,
        verified_name: None,
        status: "by hand".to_owned(),
        name_status: None,
        quality: "unknown".to_owned(),
        messaging_limit: None,
        held,
    };
    let waba = waba_id.map(|id| Waba {
        id: WabaId::new(id),
        name: typed.waba_name.trim().to_owned(),
        mapping: Mapping::from_wire(Some(owner)),
        number_count: None,
    });
    Ok(Typed { seen, waba, owner_given: !given_owner.is_empty(), absent: Vec::new() })
}

/// Returns what is wrong with a row. Any other failure, such as one of the disk, concerns the whole file.
fn of_the_row(error: DeskError) -> Result<String, DeskError> {
    if error.code == Code::InvalidInput { Ok(error.message) } else { Err(error) }
}

fn is_main(owner: &str) -> bool {
    ["main", "main account"].contains(&owner.to_ascii_lowercase().as_str())
}

fn given(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn wire(kind: ConfigurationType) -> &'static str {
    match kind {
        ConfigurationType::Webhook => "webhook",
        ConfigurationType::AiAgent => "ai_agent",
    }
}

impl Row {
    fn read(&self) -> Result<Typed, DeskError> {
        let wrong = |message: String| Err(DeskError::new(Code::InvalidInput, message));
        let configuration_type = match self.cell("configuration_type").to_ascii_lowercase().as_str() {
            "" => None,
            "webhook" | "webhook url" => Some(ConfigurationType::Webhook),
            "ai_agent" | "ai agents" | "ai agent" => Some(ConfigurationType::AiAgent),
            other => return wrong(format!("“{other}” is not a configuration type: write webhook or ai_agent.")),
        };
        let calling = match self.cell("calling_enabled").to_ascii_lowercase().as_str() {
            "" => None,
            "false" | "no" | "off" | "0" => Some(false),
            "true" | "yes" | "on" | "1" => Some(true),
            other => return wrong(format!("“{other}” is neither true nor false.")),
        };
        let text = |column: &str| self.cell(column).to_owned();
        let typed = HandNumber {
            number: text("number"),
            waba_id: text("waba_id"),
            waba_name: text("waba_name"),
            alias: text("alias"),
            configuration_type,
            webhook_url: text("webhook_url"),
            ai_agent: text("agent_uuid"),
            calling,
            answer_url: text("answer_url"),
            owner: text("sub_account"),
        };
        Ok(Typed { absent: self.absent(), ..check(&typed)? })
    }

    fn title(&self) -> String {
        self.cell("number").to_owned()
    }
}
