//! The data folder of an account that was synced once and has no token here, so nothing is requested from the network.

use domain::id::WabaId;
use domain::observed::{Held, Observed};
use domain::phone::PhoneNumber;
use store::AccountRow;

pub const ACCOUNT: &str = "MAXXXXXXXXXXXXXXXX01@https://api.plivo.com";
pub const NOW: i64 = 1_790_000_000_000;

pub fn account() -> AccountRow {
    AccountRow {
        id: ACCOUNT.to_owned(),
        name: "Acme".to_owned(),
        colour: "blue".to_owned(),
        auth_id: "MAXXXXXXXXXXXXXXXX01".to_owned(),
        api_address: "https://api.plivo.com".to_owned(),
        kind: "main".to_owned(),
        token_place: "session".to_owned(),
        created_at: NOW,
        last_used_at: NOW,
        signed_out: false,
    }
}

pub fn number(digits: &str, waba: &str, held: Held) -> Observed {
    Observed {
        number: PhoneNumber::parse(digits).unwrap(),
        waba_id: Some(WabaId::new(waba)),
        country_iso: None,
        verified_name: None,
        status: "connected".to_owned(),
        name_status: None,
        quality: "green".to_owned(),
        messaging_limit: None,
        held,
    }
}
