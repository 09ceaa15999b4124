//! A snapshot on disk, like after a sync of this many numbers. The account has no token on this computer, so nothing is
//! requested from the network.

use std::path::Path;

use domain::id::WabaId;
use domain::observed::{Held, Mapping, Observed, Waba};
use store::{DataFolder, Store};

use crate::support::seed::{self, ACCOUNT, NOW};

pub fn snapshot(folder: &Path, numbers: u32) {
    let folder = DataFolder::open(folder).unwrap();
    let (store, _) = Store::open(&folder, NOW).unwrap();
    store.put_account(&seed::account()).unwrap();
    let wabas: Vec<Waba> = (0..=numbers / 40).map(waba).collect();
    store.replace_wabas(ACCOUNT, &wabas, NOW).unwrap();
    let seen: Vec<Observed> = (0..numbers).map(number).collect();
    let generation = store.next_generation(ACCOUNT, NOW).unwrap();
    store.upsert_numbers(ACCOUNT, &seen, generation, NOW).unwrap();
    store.finish_sync(ACCOUNT, generation, NOW).unwrap();
}

/// Opens the first number's panel at the next start, or none.
pub fn open_first(folder: &Path, is_open: bool) {
    let folder = DataFolder::open(folder).unwrap();
    let (store, _) = Store::open_unchecked(&folder, NOW).unwrap();
    let number = if is_open { number(0).number.to_string() } else { String::new() };
    store.put_setting(&format!("open_number/{ACCOUNT}"), &number).unwrap();
    store.close().unwrap();
}

fn waba(at: u32) -> Waba {
    Waba {
        id: WabaId::new(format!("{:015}", at + 1)),
        name: format!("Brand {at:05}"),
        mapping: Mapping::Main,
        number_count: None,
    }
}

/// Each of ten numbers has an alias that a search finds alone.
fn number(at: u32) -> Observed {
    let alias = if at < 10 { format!("needle-{at}") } else { format!("Desk {at}") };
    let held = Held {
        alias: Some(alias),
        configuration_type: Some("webhook".to_owned()),
        webhook_url: Some(format!("https://hooks.brand{:05}.example/whatsapp", at / 40)),
        agent_uuid: None,
        calling_enabled: Some(at.is_multiple_of(2)),
        answer_url: Some("https://hooks.acme.example/answer".to_owned()),
    };
    let number = seed::number(&format!("4930{:07}", 1_000_000 + at), &format!("{:015}", at / 40 + 1), held);
    Observed { verified_name: Some(format!("Brand {:05}", at / 40)), messaging_limit: Some(10_000), ..number }
}
