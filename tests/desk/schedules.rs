//! Races, tested with many schedules: this app and a second writer change the same numbers and the same WABA, answers
//! get lost, and the user presses Save again. The checks use the requests and responses at the sandbox, never the app's
//! own messages.

mod crossing;
mod oracle;
mod sides;
mod world;

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use oracle::Counts;
use world::World;

/// The number of schedules. `cargo xtask soak` sets a higher one.
const SCHEDULES: &str = "NUMBER_DESK_TEST_SCHEDULES";
const LEAST: usize = 1_000;
/// The seed of all schedules, in hexadecimal digits. `cargo xtask test` sets another one for each commit.
const SEED: &str = "NUMBER_DESK_TEST_SEED";
const AT_ONCE: usize = 2;
/// The number of schedules in one world. Its record grows with each schedule, and makes reads of it slower.
const IN_ONE_WORLD: usize = 500;

/// What this app does, and what the second writer and the connection do meanwhile.
#[derive(Clone, Debug)]
pub(crate) struct Schedule {
    alias: bool,
    webhook: bool,
    /// Calling is enabled, with an Answer URL.
    calling: bool,
    /// An AI agent replaces the webhook.
    agent: bool,
    mapping: Option<u8>,
    /// Changes of the second writer: the change, at which later request, and whether before or after that request took
    /// effect. At request zero, the change happens at once.
    others: Vec<(Other, u8, bool)>,
    fault: Option<Loss>,
    confirm: Confirm,
    /// For each conflict: the draft's value or Plivo's.
    decisions: u8,
    batch: bool,
    again: Again,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Other {
    Alias,
    Webhook,
    Calling(bool),
    /// Type and agent together.
    ToAgent,
    /// The type alone.
    ToWebhook,
    /// The agent alone.
    Agent,
    Map(u8),
    Join,
    Leave,
    Rename,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Loss {
    CutBefore,
    CutAfter,
    GatewayBefore,
    GatewayAfter,
    Late,
    Refused,
    /// Plivo's reads are stale after its writes.
    Stale,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Confirm {
    Rightly,
    WrongName,
    TooLate,
    NotAtAll,
}

/// What happens after the save has ended, with any result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Again {
    No,
    /// Save is pressed again at once: after a lost answer, long before the outcome is known.
    AtOnce,
    /// Another alias is typed first.
    AfterAnEdit,
    /// After the outcome of every lost answer is known.
    WhenSettled,
}

fn schedules() -> impl Strategy<Value = Schedule> {
    let other = prop_oneof![
        3 => Just(Other::Alias),
        3 => Just(Other::Webhook),
        2 => any::<bool>().prop_map(Other::Calling),
        1 => Just(Other::ToAgent),
        1 => Just(Other::ToWebhook),
        1 => Just(Other::Agent),
        2 => (0..3_u8).prop_map(Other::Map),
        2 => Just(Other::Join),
        2 => Just(Other::Leave),
        1 => Just(Other::Rename),
    ];
    let loss = prop_oneof![
        Just(Loss::CutBefore),
        Just(Loss::CutAfter),
        Just(Loss::GatewayBefore),
        Just(Loss::GatewayAfter),
        Just(Loss::Late),
        Just(Loss::Refused),
        Just(Loss::Stale),
    ];
    let confirm = prop_oneof![
        6 => Just(Confirm::Rightly),
        1 => Just(Confirm::WrongName),
        1 => Just(Confirm::TooLate),
        1 => Just(Confirm::NotAtAll),
    ];
    let again = prop_oneof![
        3 => Just(Again::No),
        3 => Just(Again::AtOnce),
        1 => Just(Again::AfterAnEdit),
        1 => Just(Again::WhenSettled),
    ];
    let others = prop::collection::vec((other, 0..16_u8, any::<bool>()), 0..4);
    let edits = (any::<bool>(), any::<bool>(), prop::bool::weighted(0.3), prop::bool::weighted(0.2));
    (
        edits,
        prop::option::weighted(0.4, 0..3_u8),
        others,
        prop::option::weighted(0.25, loss),
        confirm,
        any::<u8>(),
        prop::bool::weighted(0.2),
        again,
    )
        .prop_map(|(edits, mapping, others, fault, confirm, decisions, batch, again)| {
            let (alias, webhook, calling, agent) = edits;
            Schedule { alias, webhook, calling, agent, mapping, others, fault, confirm, decisions, batch, again }
        })
}

#[test]
fn whoever_else_writes() {
    let wanted = asked(SCHEDULES, 10).map_or(LEAST, |wanted| wanted as usize);
    let seed = asked(SEED, 16).unwrap_or_default();
    let again = format!(
        "play these schedules again with {SEED}={seed:x} {SCHEDULES}={wanted} cargo test --test desk schedules::"
    );
    // Printed also if the test passes, so that a run can be repeated.
    let _best_effort = writeln!(std::io::stderr(), "schedules: {again}");
    let counts = Counts::default();
    let done = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for player in 0..AT_ONCE {
            let (counts, done, again) = (&counts, &done, &again);
            scope.spawn(move || {
                let played = play(wanted.div_ceil(AT_ONCE), (seed, player), counts, done);
                played.unwrap_or_else(|failure| panic!("{failure}\n{again}"));
            });
        }
    });
    counts.tell(done.load(Ordering::SeqCst));
    assert!(done.load(Ordering::SeqCst) >= wanted);
    let rare = counts.too_rare(wanted);
    assert!(rare.is_empty(), "in {wanted} schedules there were only {}\n{again}", rare.join(", "));
}

/// The value of an environment variable. A text that is not a number is an error, and is not ignored.
fn asked(name: &str, radix: u32) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(u64::from_str_radix(&text, radix).unwrap_or_else(|error| panic!("{name} is {text:?}: {error}")))
}

fn play(
    cases: usize,
    (seed, player): (u64, usize),
    counts: &Counts,
    done: &AtomicUsize,
) -> Result<(), TestError<Schedule>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for (which, begun) in (0..cases).step_by(IN_ONE_WORLD).enumerate() {
        let world = runtime.block_on(World::new());
        let cases = (cases - begun).min(IN_ONE_WORLD) as u32;
        let config = Config { cases, failure_persistence: None, max_shrink_iters: 300, ..Config::default() };
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &of(seed, player, which));
        TestRunner::new_with_rng(config, rng).run(&schedules(), |schedule| {
            let played = runtime.block_on(world.play(&schedule));
            done.fetch_add(1, Ordering::SeqCst);
            oracle::judge(&schedule, &played, counts).map_err(TestCaseError::fail)
        })?;
    }
    Ok(())
}

/// The seed of one world of one player.
fn of(seed: u64, player: usize, world: usize) -> [u8; 32] {
    let mut all = [0; 32];
    for (place, number) in [seed, player as u64, world as u64].into_iter().enumerate() {
        all[place * 8..][..8].copy_from_slice(&number.to_le_bytes());
    }
    all
}
