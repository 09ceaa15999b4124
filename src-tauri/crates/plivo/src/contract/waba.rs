//! A WhatsApp Business Account (assumed).

use domain::id::{SubaccountId, WabaId};
use domain::observed::{Mapping, Waba};

use super::object::{FromWire, Object};

impl FromWire for Waba {
    fn read(object: &mut Object<'_>) -> Option<Self> {
        let id = WabaId::new(object.id("waba_id")?);
        let mapping = mapping(object)?;
        let name = object.text("name").unwrap_or_default();
        Some(Self { id, name, mapping, number_count: object.small_count("number_count") })
    }

    fn key(&self) -> String {
        self.id.to_string()
    }
}

/// Reads the owner. Only null means the main account. If the owner is absent, empty or of another type, the WABA is
/// unusable. Otherwise it would be assigned to the main account by mistake.
fn mapping(object: &mut Object<'_>) -> Option<Mapping> {
    if object.is_null("sub_account") {
        return Some(Mapping::Main);
    }
    object.id("sub_account").map(|id| Mapping::Subaccount(SubaccountId::new(id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_waba_without_a_valid_mapping_is_not_read() {
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
        check(json!({ "waba_id": "1", "sub_account": null, "number_count": "many" }), Some((Mapping::Main, None)));
        check(
            json!({ "waba_id": "1", "sub_account": null, "number_count": 4_294_967_296_u64 }),
            Some((Mapping::Main, None)),
        );
        check(json!({ "waba_id": "1", "number_count": 3 }), None);
        check(json!({ "waba_id": "1", "sub_account": "" }), None);
        check(json!({ "waba_id": "1", "sub_account": " " }), None);
        check(json!({ "waba_id": 1, "sub_account": "SA1" }), Some((sub(), None)));
        check(json!({ "waba_id": "1", "sub_account": ["SA1"] }), None);
        check(json!({ "waba_id": "1", "sub_account": false }), None);
        check(json!({ "name": "Acme" }), None);
    }
}
