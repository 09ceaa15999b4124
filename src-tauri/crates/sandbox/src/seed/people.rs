//! The owner, the subaccounts and the AI agents of a seeded account.

use super::random::Random;
use crate::account::{Agent, Owner, Subaccount};

const TEAMS: &[&str] =
    &["EU Team", "Americas Team", "Labs", "APAC Team", "Retail", "Partners", "Payments", "Archive 2023"];

const PLACES: &[&str] = &["Berlin", "Madrid", "Lagos", "Tōkyō", "São Paulo", "Mumbai", "Cairo", "Toronto"];

const AGENTS: &[(&str, Option<&str>, &str, u32)] = &[
    ("Order status", Some("Answers where a parcel is"), "active", 12),
    ("Returns", Some("Starts a return and books the pick-up"), "active", 4),
    ("Appointment booking", None, "active", 7),
    ("Soporte técnico", Some("Primer nivel, en español"), "active", 2),
    ("Night desk", Some("Takes messages outside hours"), "paused", 9),
    ("Loyalty programme (new)", None, "draft", 1),
    ("採用窓口", Some("Questions from applicants"), "draft", 3),
    ("Black Friday 2024", None, "archived", 21),
];

pub(super) fn owner(random: &mut Random) -> Owner {
    Owner {
        auth_id: format!("MA{}", random.capitals(18)),
        auth_token: random.token(),
        scoped_token: format!("stk_{}", random.token()),
        name: "Acme Commerce".to_owned(),
    }
}

pub(super) fn subaccounts(random: &mut Random, owner: &Owner, count: usize) -> Vec<Subaccount> {
    (0..count).map(|at| subaccount(random, owner, at)).collect()
}

fn subaccount(random: &mut Random, owner: &Owner, at: usize) -> Subaccount {
    let auth_id = format!("SA{}", random.capitals(18));
    let name = match TEAMS.get(at) {
        Some(name) => (*name).to_owned(),
        None => format!("{} {}", PLACES[at % PLACES.len()], at / PLACES.len()),
    };
    let account = format!("/v1/Account/{}/", owner.auth_id);
    Subaccount {
        resource_uri: format!("{account}Subaccount/{auth_id}/"),
        enabled: name != "Archive 2023",
        name,
        created: format!("20{}-0{}-1{}", 21 + at % 5, 1 + at % 9, at % 10),
        modified: at.is_multiple_of(3).then(|| format!("2026-0{}-1{}", 1 + at % 9, at % 10)),
        account,
        auth_token: random.token(),
        new_auth_token: if at % 4 == 1 { random.token() } else { String::new() },
        auth_id,
    }
}

pub(super) fn agents(random: &mut Random) -> Vec<Agent> {
    let make = |(at, (name, description, state, version)): (usize, &(&str, Option<&str>, &str, u32))| Agent {
        agent_uuid: random.uuid(),
        name: (*name).to_owned(),
        description: description.map(str::to_owned),
        state: (*state).to_owned(),
        flow_type: if at % 3 == 2 { "voice" } else { "whatsapp" }.to_owned(),
        version: *version,
        created_at: format!("2025-0{}-04T09:30:00Z", 1 + at),
        updated_at: format!("2026-0{}-21T16:05:00Z", 1 + at),
    };
    AGENTS.iter().enumerate().map(make).collect()
}
