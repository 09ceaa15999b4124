//! A WhatsApp Business Account (assumed).

use domain::id::WabaId;
use domain::observed::{Mapping, Waba};

use super::object::{FromWire, Object};

impl FromWire for Waba {
    /// A mapping of an unexpected type makes the WABA unusable: taken for null, it would claim the main account.
    fn read(object: &mut Object<'_>) -> Option<Self> {
        let id = WabaId::new(object.id("waba_id")?);
        let sub_account = object.text("sub_account");
        if object.is_odd("sub_account") {
            return None;
        }
        let mapping = Mapping::from_wire(sub_account.as_deref());
        let name = object.text("name").unwrap_or_default();
        Some(Self { id, name, mapping, number_count: object.small_count("number_count") })
    }

    fn key(&self) -> String {
        self.id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::SubaccountId;
    use serde_json::json;

    #[test]
    fn wabas_know_their_mapping_or_are_not_read() {
        let check = |wire, expected: Option<(Mapping, Option<u32>)>| {
            let read = Object::read::<Waba>(&wire).map(|read| (read.value.mapping, read.value.number_count));
            assert_eq!(read, expected, "{wire}");
        };
        let sub = || Mapping::Subaccount(SubaccountId::new("SA1"));
        check(
            json!({ "waba_id": "1", "name": "Acme", "sub_account": "SA1", "number_count": 3 }),
            Some((sub(), Some(3))),
        );
        check(json!({ "waba_id": "1", "name": "Acme", "sub_account": null }), Some((Mapping::Main, None)));
        check(json!({ "waba_id": "1", "number_count": "many" }), Some((Mapping::Main, None)));
        check(json!({ "waba_id": 1, "sub_account": "SA1" }), Some((sub(), None)));
        check(json!({ "waba_id": "1", "sub_account": ["SA1"] }), None);
        check(json!({ "waba_id": "1", "sub_account": false }), None);
        check(json!({ "name": "Acme" }), None);
    }
}
