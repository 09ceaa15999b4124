//! What the tests share: a client that does not wait, and what it writes.

use std::time::Duration;

use domain::id::AuthId;
use domain::phone::PhoneNumber;
use domain::plan::Changes;
use domain::secret::Secret;
use plivo::{ApiAddress, Client, Patience, Rate, Settings};

pub const AUTH_ID: &str = "MAXXXXXXXXXXXXXXXX01";
pub const TOKEN: &str = "hunter2-hunter2";

/// Patience without pauses. The deadline stays long, since a loaded computer may be slow.
pub fn hasty() -> Patience {
    Patience {
        retries: 2,
        retries_interactive: 2,
        first_pause: Duration::from_millis(1),
        rate: Rate { requests: 100_000, window: Duration::from_secs(1), reserved: 10 },
        ..Patience::default()
    }
}

/// The same for servers that never answer.
pub fn hurried() -> Patience {
    Patience { request: Duration::from_millis(700), ..hasty() }
}

pub fn client_with(api: &str, auth_id: &str, token: &str, patience: Patience) -> Client {
    let settings = Settings {
        api: ApiAddress::parse(api).unwrap(),
        auth_id: AuthId::parse(auth_id).unwrap(),
        token: Secret::new(token.to_owned()),
        patience,
    };
    Client::new(settings).unwrap()
}

pub fn client(api: &str) -> Client {
    client_with(api, AUTH_ID, TOKEN, hasty())
}

pub fn number() -> PhoneNumber {
    PhoneNumber::parse("918035737458").unwrap()
}

pub fn alias(text: &str) -> Changes {
    Changes { alias: Some(Some(text.to_owned())), ..Changes::default() }
}
