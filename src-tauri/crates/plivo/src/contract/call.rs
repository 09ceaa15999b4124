//! A call record: Plivo's published API (<https://plivo.com/docs/voice/api/call/retrieve-all-calls>).

use domain::calling::permission::Direction;
use domain::calling::record::Record;
use domain::phone::PhoneNumber;

use super::object::{FromWire, Object};

/// Selects call records to read. Plivo filters by the sides of a call, so each direction is a separate list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallQuery {
    pub number: PhoneNumber,
    /// Outbound for calls that the number made, inbound for calls that it received.
    pub direction: Direction,
    /// Only calls with this number on the other side.
    pub with: Option<PhoneNumber>,
    /// Only calls that ended later than this, in milliseconds since 1970, UTC. Without it, Plivo returns the last seven
    /// days. Plivo refuses more than 30 days.
    pub ended_after: Option<i64>,
    /// The maximum count of calls. The newest ones are read.
    pub most: u32,
}

/// One call, as Plivo recorded it. Moments are milliseconds since 1970, UTC. A value that is missing or has an
/// unexpected type is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRecord {
    pub call_uuid: String,
    /// A number with or without a plus, or a SIP address.
    pub from_number: String,
    pub to_number: String,
    /// `inbound`, `outbound`, or another word from Plivo.
    pub call_direction: Option<String>,
    /// In seconds.
    pub call_duration: Option<u32>,
    /// In seconds.
    pub bill_duration: Option<u32>,
    pub initiation_time: Option<i64>,
    /// `None` also if nobody answered.
    pub answer_time: Option<i64>,
    pub end_time: Option<i64>,
    pub hangup_cause_name: Option<String>,
    pub hangup_cause_code: Option<u32>,
    /// Who hung up, in Plivo's own word.
    pub hangup_source: Option<String>,
    pub parent_call_uuid: Option<String>,
    /// US dollars, as Plivo writes them.
    pub total_amount: Option<String>,
    /// US dollars a minute, as Plivo writes them.
    pub total_rate: Option<String>,
}

impl CallRecord {
    /// Returns the part that matters for the permission to call.
    #[must_use]
    pub fn record(&self) -> Record {
        Record {
            from: self.from_number.clone(),
            to: self.to_number.clone(),
            started: self.initiation_time,
            answered: self.answer_time,
            ended: self.end_time,
            duration: self.call_duration,
            hangup_code: self.hangup_cause_code,
        }
    }
}

impl FromWire for CallRecord {
    /// Returns `None` if the sides of the call cannot be read, or if it is not clear whether somebody answered. Such a
    /// record may be the very call that was searched for, and an answered call must not count as missed.
    fn read(object: &mut Object<'_>) -> Option<Self> {
        let read = Self::every_field(object)?;
        let sides = !object.is_odd("from_number") && !object.is_odd("to_number");
        let answer = !object.is_odd("answer_time") || read.call_duration.is_some_and(|seconds| seconds > 0);
        (sides && answer).then_some(read)
    }

    fn key(&self) -> String {
        self.call_uuid.clone()
    }
}

impl CallRecord {
    fn every_field(object: &mut Object<'_>) -> Option<Self> {
        Some(Self {
            call_uuid: object.id("call_uuid")?,
            from_number: object.text("from_number").unwrap_or_default(),
            to_number: object.text("to_number").unwrap_or_default(),
            call_direction: object.id("call_direction"),
            call_duration: object.small_count("call_duration"),
            bill_duration: object.small_count("bill_duration"),
            initiation_time: object.moment("initiation_time"),
            answer_time: object.moment("answer_time"),
            end_time: object.moment("end_time"),
            hangup_cause_name: object.id("hangup_cause_name"),
            hangup_cause_code: object.small_count("hangup_cause_code"),
            hangup_source: object.id("hangup_source"),
            parent_call_uuid: object.id("parent_call_uuid"),
            total_amount: object.id("total_amount"),
            total_rate: object.id("total_rate"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// A record as in Plivo's documentation, with some fields left out.
    fn wire(changes: &Value) -> Value {
        let mut wire = json!({
            "answer_time": "2022-10-12 21:57:47+05:30", "api_id": "52cd2e1d-2bfd-11ec-a7bd-0242ac110005",
            "bill_duration": 1, "billed_duration": 1, "call_direction": "outbound", "call_duration": 1,
            "call_state": "ANSWER", "call_uuid": "5607532d", "conference_uuid": null,
            "end_time": "2022-10-12 21:57:48+05:30", "from_number": "+12025551111", "hangup_cause_code": 4000,
            "hangup_cause_name": "Normal Hangup", "hangup_source": "Callee",
            "initiation_time": "2022-10-12 21:57:40+05:30", "parent_call_uuid": null,
            "to_number": "sip:sam9461399937766203278@phone.plivo.com",
            "total_amount": "0.01667", "total_rate": "1.00000",
        });
        for (name, value) in changes.as_object().unwrap() {
            wire[name] = value.clone();
        }
        wire
    }

    #[test]
    fn a_record_is_read_as_documented() {
        let read = Object::read::<CallRecord>(&wire(&json!({}))).unwrap();
        assert!(read.odd.is_empty(), "{:?}", read.odd);
        let expected = CallRecord {
            call_uuid: "5607532d".to_owned(),
            from_number: "+12025551111".to_owned(),
            to_number: "sip:sam9461399937766203278@phone.plivo.com".to_owned(),
            call_direction: Some("outbound".to_owned()),
            call_duration: Some(1),
            bill_duration: Some(1),
            initiation_time: Some(1_665_592_060_000),
            answer_time: Some(1_665_592_067_000),
            end_time: Some(1_665_592_068_000),
            hangup_cause_name: Some("Normal Hangup".to_owned()),
            hangup_cause_code: Some(4000),
            hangup_source: Some("Callee".to_owned()),
            parent_call_uuid: None,
            total_amount: Some("0.01667".to_owned()),
            total_rate: Some("1.00000".to_owned()),
        };
        assert_eq!(read.value, expected);
    }

    #[test]
    fn an_odd_value_costs_only_itself() {
        let check = |changes: Value, expected: Option<&[&str]>| {
            let read = Object::read::<CallRecord>(&wire(&changes));
            assert_eq!(read.map(|read| read.odd).as_deref(), expected, "{changes}");
        };
        check(json!({ "answer_time": null, "parent_call_uuid": "a-1", "grown": [1] }), Some(&[]));
        check(json!({ "answer_time": "" }), Some(&[]));
        check(json!({ "hangup_cause_code": "3020", "call_duration": "7", "total_amount": 0 }), Some(&[]));
        check(json!({ "from_number": 12_025_551_111_u64 }), Some(&[]));
        check(json!({ "from_number": null, "to_number": null, "end_time": null }), Some(&[]));
        check(json!({ "end_time": "yesterday", "call_duration": -1 }), Some(&["call_duration", "end_time"]));
        check(
            json!({ "answer_time": 1_665_592_067_u64, "hangup_source": {} }),
            Some(&["answer_time", "hangup_source"]),
        );
        check(json!({ "from_number": { "digits": "12025551111" } }), None);
        check(json!({ "to_number": ["12025551111"] }), None);
        check(json!({ "answer_time": "yesterday", "call_duration": 0 }), None);
        check(json!({ "answer_time": "yesterday", "call_duration": null }), None);
        check(json!({ "answer_time": "yesterday", "call_duration": 7 }), Some(&["answer_time"]));
        check(json!({ "call_uuid": "" }), None);
        check(json!({ "call_uuid": null }), None);
    }
}
