//! The WABAs of a seeded account, and how many numbers each of them gets.

use super::random::Random;
use crate::account::{Subaccount, Waba};

/// The WABA of [`super::FIRST_NUMBER`], called `Acme EU`.
pub const FIRST_WABA: &str = "102290129340398";

/// The name, the maximum count of numbers, and the owner's index among the subaccounts (`None` is the main account).
const FIRST: &[(&str, usize, Option<usize>)] = &[
    ("Acme EU", 14, None),
    ("Acme Labs", 1, Some(2)),
    ("Acme Retail", 3, None),
    ("Acme Retail", 2, Some(0)),
    ("", 2, None),
    ("Acme Americas", 2, Some(1)),
];

const BRANDS: &[&str] = &["Acme", "Northwind", "Globex", "Initech", "Umbra", "Zażółć", "東京商店", "Café Noir"];
const TRADES: &[&str] = &["Stores", "Support", "Bank", "Travel", "Clinics", "Energy", "Media", "Freight", "Foods"];

/// Returns every WABA, with the count of its numbers.
pub(super) fn plan(random: &mut Random, count: usize, subaccounts: &[Subaccount]) -> Vec<(Waba, usize)> {
    let owner = |at: usize| subaccounts.get(at).map(|sub| sub.auth_id.clone());
    let mut left = count;
    let mut plan = Vec::new();
    for (at, (name, most, sub)) in FIRST.iter().enumerate() {
        let id = if at == 0 { FIRST_WABA.to_owned() } else { waba_id(random) };
        plan.push((Waba { waba_id: id, name: (*name).to_owned(), sub_account: sub.and_then(owner) }, left.min(*most)));
        left -= left.min(*most);
    }
    while left > 0 {
        let share = left.min(1 + random.below(400));
        let name = format!("{} {} {}", random.pick(BRANDS), random.pick(TRADES), plan.len());
        let sub_account = if random.one_in(2) { None } else { owner(random.below(subaccounts.len())) };
        plan.push((Waba { waba_id: waba_id(random), name, sub_account }, share));
        left -= share;
    }
    plan
}

fn waba_id(random: &mut Random) -> String {
    (100_000_000_000_000 + random.digits(14) % 90_000_000_000_000).to_string()
}
