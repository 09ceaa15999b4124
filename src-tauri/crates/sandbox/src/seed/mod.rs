//! The account that a seed makes.
//!
//! The same seed and count make the same account on any machine. Tests may rely on the following for every seed:
//!
//! - The first number of the list is 918035737458, alias `Support — APAC`, WABA `Acme EU`
//!   (102290129340398), webhook `https://hooks.acme.example/whatsapp`, **calling off** with no answer URL.
//! - The WABAs, in list order, are also filled in this order: `Acme EU` (up to 14 numbers, main account), `Acme Labs`
//!   (one number, subaccount *Labs*), two that are both called `Acme Retail` (3, main; and 2, *EU Team*), one with an
//!   empty name (2, main), `Acme Americas` (2, *Americas Team*). Beyond 24 numbers there are further WABAs of 1 to 400
//!   numbers.
//! - Subaccounts start with *EU Team*, *Americas Team*, *Labs*; *Archive 2023* is disabled. There are 8,
//!   and 30 from 1,000 numbers on.
//! - Some of these numbers have URLs at [sample endpoints](crate::samples): the webhook of 14 at `moved`, 17 at `hanging`,
//!   19 at `selfsigned`, 20 and 22 at `strict`, 23 at `failing`; and, with calling on, the Answer URL of 15 at `html`, 16 at
//!   `slow`, 17 at `brokenxml`, 18 at `forbidden`, 19 at `expired`, 20 and 22 at `strict` (20 is the main account's and 22
//!   a subaccount's), 21 at `othername`, 23 at `missing`. The other URLs are at `hooks` and `voice`, which are good.
//! - The first number has call records with a few [`customers`], which demonstrate the rules. Some numbers have
//!   answered an inbound test call, and others never have. The newest record ends at 2026-11-20 18:30:00+05:30, or at
//!   [`Options::calls_until`].
//! - Within the first 24 numbers (counted from 0): 2 has quality yellow, 3 is pending, 4 has quality red, 5 is
//!   disconnected, 6 has an unknown status, 7 has no webhook, 8 has an `http://` one, 9 has an unknown quality, 10 has
//!   an AI agent, 11 has calling on and no answer URL, 13 has an agent that no longer exists. A Canadian number (8) has
//!   the country US, as `country_iso` sometimes does. If there are more numbers, the same oddities appear at random.

mod calls;
mod countries;
pub mod customers;
mod numbers;
mod people;
mod random;
mod story;
mod wabas;

pub use countries::{COUNTRIES, Country};
pub use numbers::FIRST_NUMBER;
pub use wabas::FIRST_WABA;

use crate::account::{Account, Lag, Numbers};
use crate::options::Options;
use random::Random;
use std::collections::BTreeMap;

pub(crate) fn account(options: &Options) -> Account {
    let count = options.numbers;
    let mut random = Random::new(options.seed);
    let owner = people::owner(&mut random);
    let subaccounts = people::subaccounts(&mut random, &owner, if count < 1_000 { 8 } else { 30 });
    let agents = people::agents(&mut random);
    let plan = wabas::plan(&mut random, count, &subaccounts);
    let mut numbers = Numbers::default();
    for (key, number) in numbers::all(&mut random, &plan, &agents) {
        numbers.put(key, number);
    }
    let calls = calls::all(&mut random, &numbers, options.calls_until);
    let wabas = plan.into_iter().map(|(waba, _)| waba).collect();
    let (seed_numbers, seed_mappings) = (BTreeMap::new(), BTreeMap::new());
    Account { owner, subaccounts, agents, wabas, numbers, calls, lag: Lag::default(), seed_numbers, seed_mappings }
}
