//! What a call record says about a call to a WhatsApp user.
//!
//! Plivo's records say why a call ended, but not how WhatsApp counts it. Nothing in them marks a call as a WhatsApp
//! call. The meaning of each hang-up cause is data, with its source and date, in `data/call-records.json`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::permission::{CallFact, Direction, Outcome};
use super::rules::Provenance;
use crate::phone::PhoneNumber;

/// The parts of a call record that matter here. Moments are milliseconds since 1970, UTC. `None` means that Plivo did
/// not say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// A phone number with or without a plus, or a SIP address.
    pub from: String,
    pub to: String,
    pub started: Option<i64>,
    pub answered: Option<i64>,
    pub ended: Option<i64>,
    /// In seconds, from the moment of the answer.
    pub duration: Option<u32>,
    pub hangup_code: Option<u32>,
}

/// The channel that carried a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// One side is a SIP endpoint, so this is not a call with a WhatsApp user.
    NotWhatsApp,
    NotKnown,
}

/// How a call ended, in the terms of the permission rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    Answered,
    Missed,
    /// Plivo gave up before the user's phone could ring, so this was not a call to the user.
    NotPlaced,
    NotKnown,
}

/// What is known of a hang-up cause.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    pub code: u32,
    /// Plivo's own name for the cause.
    pub name: String,
    /// What the cause means for a call that nobody answered.
    #[serde(rename = "outcome")]
    pub ending: Ending,
    /// The reason, in a whole sentence.
    pub words: String,
}

/// What call records show, as data.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    pub channel: SourcedStatement,
    causes: Causes,
}

/// A statement with its source.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourcedStatement {
    pub words: String,
    #[serde(rename = "from")]
    pub provenance: Provenance,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Causes {
    words: String,
    #[serde(rename = "from")]
    provenance: Provenance,
    list: Vec<Cause>,
}

impl Table {
    /// Returns the table that this version of the app was built with.
    pub fn current() -> &'static Self {
        static CURRENT: LazyLock<Table> = LazyLock::new(|| {
            // The text is compiled in, and a test parses it. So parsing cannot fail at run time.
            #[allow(clippy::expect_used)]
            serde_json::from_str(include_str!("../../data/call-records.json")).expect("the table is valid")
        });
        &CURRENT
    }

    /// Returns `None` for a code that is not in the table.
    pub fn cause(&self, code: u32) -> Option<&Cause> {
        self.causes.list.iter().find(|cause| cause.code == code)
    }

    /// Returns what follows from the causes, with its source.
    pub fn about_causes(&self) -> SourcedStatement {
        SourcedStatement { words: self.causes.words.clone(), provenance: self.causes.provenance.clone() }
    }
}

/// Whether one side of a call is a SIP address.
pub fn is_sip(text: &str) -> bool {
    text.trim_start().to_ascii_lowercase().starts_with("sip")
}

impl Record {
    /// Returns the channel: whether the call can have been a WhatsApp call.
    pub fn channel(&self) -> Channel {
        if is_sip(&self.from) || is_sip(&self.to) { Channel::NotWhatsApp } else { Channel::NotKnown }
    }

    /// Returns how the call ended. An answer or a duration outweighs every cause, because an answered call may still
    /// end with an error.
    pub fn ending(&self, table: &Table) -> Ending {
        if self.answered.is_some() || self.duration.is_some_and(|seconds| seconds > 0) {
            return Ending::Answered;
        }
        let cause = self.hangup_code.and_then(|code| table.cause(code));
        cause.map_or(Ending::NotKnown, |cause| cause.ending)
    }

    /// Returns who called whom, or `None` for a call between other parties.
    pub fn direction(&self, number: PhoneNumber, customer: PhoneNumber) -> Option<Direction> {
        let is = |text: &str, wanted| PhoneNumber::parse(text) == Ok(wanted);
        if is(&self.from, number) && is(&self.to, customer) {
            Some(Direction::Outbound)
        } else if is(&self.from, customer) && is(&self.to, number) {
            Some(Direction::Inbound)
        } else {
            None
        }
    }
}

/// Returns the calls between a business number and a customer, in the order of the records.
///
/// An ordinary call between the two counts as a WhatsApp call, since no record tells them apart; [`Table::channel`]
/// says so in words. Calls that were never placed and records without any time are omitted.
pub fn to_facts(table: &Table, records: &[Record], number: PhoneNumber, customer: PhoneNumber) -> Vec<CallFact> {
    let fact = |record: &Record| {
        let direction = record.direction(number, customer)?;
        let outcome = match record.ending(table) {
            Ending::Answered => Outcome::Answered,
            Ending::Missed => Outcome::Missed,
            Ending::NotKnown => Outcome::NotKnown,
            Ending::NotPlaced => return None,
        };
        let at = record.started.or(record.answered).or(record.ended)?;
        Some(CallFact { at, outcome, direction })
    };
    records.iter().filter_map(fact).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(from: &str, to: &str) -> Record {
        Record { from: from.to_owned(), to: to.to_owned(), started: Some(1), ..Record::default() }
    }

    #[test]
    fn the_data_is_read_and_has_source_and_date() {
        let table = Table::current();
        for SourcedStatement { words, provenance } in [table.channel.clone(), table.about_causes()] {
            assert!(provenance.source.starts_with("Plivo") && provenance.date.starts_with("20"), "{provenance:?}");
            assert!(words.ends_with('.'), "{words}");
        }
        for cause in &table.causes.list {
            assert!(cause.words.ends_with('.') && !cause.name.is_empty(), "{cause:?}");
            assert_eq!(table.cause(cause.code), Some(cause), "the code is listed twice");
            assert_ne!(cause.ending, Ending::Answered, "a cause alone does not prove an answer: {cause:?}");
        }
    }

    #[test]
    fn endings() {
        use Ending::{Answered, Missed, NotKnown, NotPlaced};
        let check = |code: Option<u32>, answered: Option<i64>, duration: Option<u32>, expected: Ending| {
            let record = Record { hangup_code: code, answered, duration, ..Record::default() };
            assert_eq!(record.ending(Table::current()), expected, "{record:?}");
        };
        check(Some(4000), Some(5), Some(12), Answered);
        check(Some(4000), Some(5), None, Answered);
        check(Some(4000), None, Some(12), Answered);
        check(Some(8011), Some(5), Some(1), Answered);
        check(None, Some(5), Some(0), Answered);
        check(Some(3020), None, Some(0), Missed);
        check(Some(3020), None, None, Missed);
        check(Some(3000), None, Some(0), NotKnown);
        check(Some(3010), None, Some(0), NotKnown);
        check(Some(1000), None, Some(0), NotKnown);
        check(Some(4000), None, Some(0), NotKnown);
        check(Some(8011), None, Some(0), NotKnown);
        check(Some(9999), None, None, NotKnown);
        check(None, None, None, NotKnown);
        check(Some(2000), None, Some(0), NotPlaced);
        check(Some(2030), None, None, NotPlaced);
    }

    #[test]
    fn facts() {
        let numbers = ["918035737458", "919412341234"];
        let [number, customer] = numbers.map(|text| PhoneNumber::parse(text).unwrap());
        let check = |record: Record, expected: Option<(i64, Outcome, Direction)>| {
            let facts = to_facts(Table::current(), std::slice::from_ref(&record), number, customer);
            let told: Vec<_> = facts.iter().map(|fact| (fact.at, fact.outcome, fact.direction)).collect();
            assert_eq!(told, expected.into_iter().collect::<Vec<_>>(), "{record:?}");
        };
        let out = || record("918035737458", "919412341234");
        let code = |code| Some(code);
        use Direction::{Inbound, Outbound};
        use Outcome::{Answered, Missed, NotKnown};
        check(out(), Some((1, NotKnown, Outbound)));
        check(Record { hangup_code: code(3020), ..out() }, Some((1, Missed, Outbound)));
        check(Record { answered: Some(9), ..out() }, Some((1, Answered, Outbound)));
        check(Record { started: None, answered: Some(9), ..out() }, Some((9, Answered, Outbound)));
        check(Record { started: None, ended: Some(11), ..out() }, Some((11, NotKnown, Outbound)));
        check(Record { started: None, ..out() }, None);
        check(Record { hangup_code: code(2000), ..out() }, None);
        check(record("+918035737458", "+91 94123 41234"), Some((1, NotKnown, Outbound)));
        check(record("+919412341234", "918035737458"), Some((1, NotKnown, Inbound)));
        check(record("918035737458", "919412341235"), None);
        check(record("918035737458", "918035737458"), None);
        check(record("sip:desk123@phone.plivo.com", "919412341234"), None);
        check(record("", "919412341234"), None);
    }

    #[test]
    fn channels() {
        let check = |from: &str, to: &str, expected: Channel| {
            assert_eq!(record(from, to).channel(), expected, "{from} {to}");
        };
        check("918035737458", "+919412341234", Channel::NotKnown);
        check("918035737458", "sip:desk@phone.plivo.com", Channel::NotWhatsApp);
        check("SIPS:desk@phone.plivo.com", "918035737458", Channel::NotWhatsApp);
        check("", "", Channel::NotKnown);
    }
}
