//! The WhatsApp numbers of a seeded account.

use super::countries::{COUNTRIES, Country};
use super::random::Random;
use super::wabas::FIRST_WABA;
use crate::account::{Agent, Number, Waba};
use std::collections::HashSet;

/// The first number of every seeded account.
pub const FIRST_NUMBER: &str = "918035737458";

const HOOK: &str = "https://hooks.acme.example/whatsapp";
const VERIFIED: &[&str] = &["Acme Support", "Acme", "Acme Care", "Northwind", "Globex Help", "アクメ"];
const DESKS: &[&str] = &["Support", "Sales", "Returns", "Night desk", "VIP", "Onboarding", "Billing"];

pub(super) fn all(random: &mut Random, plan: &[(Waba, usize)], agents: &[Agent]) -> Vec<(u64, Number)> {
    let homes = plan.iter().flat_map(|(waba, share)| std::iter::repeat_n(waba.waba_id.as_str(), *share));
    let mut taken = HashSet::new();
    let mut make = |(at, waba): (usize, &str)| {
        if at == 0 {
            let first = first();
            taken.insert(918_035_737_458);
            return (918_035_737_458, first);
        }
        let country = COUNTRIES[if at < COUNTRIES.len() { at } else { random.below(COUNTRIES.len()) }];
        let digits = fresh(random, country, &mut taken);
        let mut number = ordinary(random, at, waba, country, digits);
        let oddity = if at < 24 { at } else { random.below(400) };
        bend(&mut number, oddity, agents);
        (digits, number)
    };
    homes.enumerate().map(&mut make).collect()
}

fn fresh(random: &mut Random, country: Country, taken: &mut HashSet<u64>) -> u64 {
    loop {
        let digits = country.prefix * 10_u64.pow(country.more) + random.digits(country.more);
        if taken.insert(digits) {
            return digits;
        }
    }
}

fn first() -> Number {
    Number {
        number: FIRST_NUMBER.to_owned(),
        country_iso: Some("IN".to_owned()),
        waba_id: FIRST_WABA.to_owned(),
        verified_name: Some("Acme Support".to_owned()),
        capabilities: vec!["whatsapp".to_owned()],
        status: "connected".to_owned(),
        name_status: Some("approved".to_owned()),
        quality_rating: Some("green".to_owned()),
        messaging_limit: Some(10_000),
        alias: Some("Support — APAC".to_owned()),
        configuration_type: Some("webhook".to_owned()),
        webhook_url: Some(HOOK.to_owned()),
        agent_uuid: None,
        calling_enabled: false,
        answer_url: None,
    }
}

fn ordinary(random: &mut Random, at: usize, waba: &str, country: Country, digits: u64) -> Number {
    let calling = random.one_in(2);
    let answer = || format!("https://voice.acme.example/{}/answer?line={at}", country.iso.to_lowercase());
    Number {
        number: digits.to_string(),
        country_iso: Some(country.iso.to_owned()),
        waba_id: waba.to_owned(),
        verified_name: Some(random.pick(VERIFIED).to_owned()),
        capabilities: vec!["whatsapp".to_owned()],
        status: random
            .pick(&["connected", "connected", "connected", "connected", "pending", "disconnected"])
            .to_owned(),
        name_status: random
            .pick(&[Some("approved"), Some("approved"), Some("pending"), Some("declined"), None])
            .map(str::to_owned),
        quality_rating: Some(random.pick(&["green", "green", "green", "yellow", "red", "unknown"]).to_owned()),
        messaging_limit: random.pick(&[Some(250), Some(1_000), Some(2_000), Some(10_000), Some(100_000), None]),
        alias: alias(random, at, country),
        configuration_type: Some("webhook".to_owned()),
        webhook_url: Some(if random.one_in(3) { format!("{HOOK}/{}?line={at}", country.iso) } else { HOOK.to_owned() }),
        agent_uuid: None,
        calling_enabled: calling,
        answer_url: calling.then(answer),
    }
}

fn alias(random: &mut Random, at: usize, country: Country) -> Option<String> {
    match country.alias {
        "" => None,
        alias if at < COUNTRIES.len() => Some(alias.to_owned()),
        _ if random.one_in(5) => None,
        alias => Some(format!("{alias} · {} {at}", random.pick(DESKS))),
    }
}

/// Applies the oddity of this index to a number. Most indexes have none.
fn bend(number: &mut Number, oddity: usize, agents: &[Agent]) {
    match oddity {
        2 => number.quality_rating = Some("yellow".to_owned()),
        3 => {
            number.status = "pending".to_owned();
            number.name_status = Some("pending".to_owned());
        }
        4 => number.quality_rating = Some("red".to_owned()),
        5 => number.status = "disconnected".to_owned(),
        6 => number.status = "under_review".to_owned(),
        7 => number.webhook_url = None,
        8 => {
            number.webhook_url = Some("http://legacy.acme.example/wa.php".to_owned());
            if number.country_iso.as_deref() == Some("CA") {
                number.country_iso = Some("US".to_owned());
            }
        }
        9 => number.quality_rating = Some("blue".to_owned()),
        10 | 15 | 40..=70 => {
            number.configuration_type = Some("ai_agent".to_owned());
            number.agent_uuid = agents.get(oddity % agents.len().max(1)).map(|agent| agent.agent_uuid.clone());
        }
        11 => {
            number.calling_enabled = true;
            number.answer_url = None;
        }
        12 => {
            number.name_status = Some("declined".to_owned());
            number.quality_rating = Some("unknown".to_owned());
        }
        13 => {
            number.configuration_type = Some("ai_agent".to_owned());
            number.agent_uuid = Some("00000000-0000-4000-a000-00000000dead".to_owned());
        }
        16 => number.name_status = None,
        17 => number.messaging_limit = None,
        _ => {}
    }
    at_samples(number, oddity);
}

/// Points some numbers to sample endpoints, so that endpoint tests have something to find.
fn at_samples(number: &mut Number, oddity: usize) {
    let (webhook, answer) = match oddity {
        14 => (Some("moved"), None),
        15 => (None, Some("html")),
        16 => (None, Some("slow")),
        17 => (Some("hanging"), Some("brokenxml")),
        18 => (None, Some("forbidden")),
        19 => (Some("selfsigned"), Some("expired")),
        20 | 22 => (Some("strict"), Some("strict")),
        21 => (None, Some("othername")),
        23 => (Some("failing"), Some("missing")),
        _ => return,
    };
    if let Some(sample) = webhook {
        number.webhook_url = Some(format!("https://{sample}.acme.example/whatsapp"));
    }
    if let Some(sample) = answer {
        number.calling_enabled = true;
        number.answer_url = Some(format!("https://{sample}.acme.example/answer"));
    }
}
