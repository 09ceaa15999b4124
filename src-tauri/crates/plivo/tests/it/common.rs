//! Shared by the tests: a client that does not wait between retries, and the changes that it writes.

use std::time::Duration;

use domain::id::AuthId;
use domain::phone::PhoneNumber;
use domain::plan::Changes;
use domain::secret::Secret;
use plivo::{ApiAddress, Client, Rate, RequestPolicy, Settings};

pub const AUTH_ID: &str = "MAXXXXXXXXXXXXXXXX01";
pub const TOKEN: &str = "hunter2-hunter2";

/// A policy without pauses. The deadline stays long, because a loaded computer may be slow.
pub fn hasty() -> RequestPolicy {
    RequestPolicy {
        retries: 2,
        retries_interactive: 2,
        first_pause: Duration::from_millis(1),
        rate: Rate { requests: 100_000, window: Duration::from_secs(1), reserved: 10 },
        ..RequestPolicy::default()
    }
}

/// The same with a short deadline, for servers that never answer.
pub fn hurried() -> RequestPolicy {
    RequestPolicy { request: Duration::from_millis(700), ..hasty() }
}

pub fn client_with(api: &str, auth_id: &str, token: &str, policy: RequestPolicy) -> Client {
    let settings = Settings {
        api: ApiAddress::parse(api).unwrap(),
        auth_id: AuthId::parse(auth_id).unwrap(),
        token: Secret::new(token.to_owned()),
        policy,
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
