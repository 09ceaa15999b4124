//! A test that needs several starts of the app, each in its own process: a process finds the keychain once, by the
//! session bus of its environment.
//!
//! The process is this test program itself. Environment variables tell it to play one start of one test.

use std::path::PathBuf;
use std::pin::Pin;

use sandbox::{Options, Sandbox};
use serde::{Deserialize, Serialize};
use tokio::runtime::Runtime;

use crate::plivo::Console;
use crate::support::{Desktop, Keychain};

const START: &str = "NUMBER_DESK_TEST_START";
const SEAT: &str = "NUMBER_DESK_TEST_SEAT";
/// The timeout for a keychain that never responds, in seconds.
const PATIENCE: &str = "60";

/// The state that all starts of a story share: the data folder and Plivo.
#[derive(Serialize, Deserialize)]
pub struct Seat {
    pub folder: PathBuf,
    pub console: Console,
}

pub type Play = fn(Seat) -> Pin<Box<dyn Future<Output = ()>>>;

/// Plays the starts one after the other, each on a desktop with a keychain in that state. A locked keychain is the one
/// that was unlocked before.
pub fn tell(test: &str, starts: &[(Keychain, Play)]) {
    match std::env::var(START) {
        Ok(which) => play(starts[which.parse::<usize>().unwrap()].1),
        Err(_) => stage(test, starts),
    }
}

fn play(play: Play) {
    let seat = serde_json::from_str(&std::env::var(SEAT).unwrap()).unwrap();
    Runtime::new().unwrap().block_on(play(seat));
}

fn stage(test: &str, starts: &[(Keychain, Play)]) {
    let runtime = Runtime::new().unwrap();
    let sandbox = runtime.block_on(Sandbox::start(Options::default())).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let seat = Seat { folder: folder.path().join("data"), console: Console::of(&sandbox) };
    let seat = serde_json::to_string(&seat).unwrap();
    let mut desktops: Vec<(Keychain, Desktop)> = Vec::new();
    for (which, (keychain, _)) in starts.iter().enumerate() {
        let desktop = desktop(&mut desktops, *keychain);
        let mut child = desktop.command("timeout");
        child.arg(PATIENCE).arg(std::env::current_exe().unwrap()).args(["--exact", test, "--nocapture"]);
        let output = child.env(START, which.to_string()).env(SEAT, &seat).output().unwrap();
        let said = [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
        assert!(output.status.success() && said[0].contains("1 passed"), "start {which}: {}", said.join("\n"));
    }
}

fn desktop(desktops: &mut Vec<(Keychain, Desktop)>, keychain: Keychain) -> &Desktop {
    let place = match desktops.iter().position(|(state, _)| *state == keychain) {
        Some(place) => place,
        None => match desktops.iter().position(|(state, _)| *state == Keychain::Unlocked) {
            Some(unlocked) if keychain == Keychain::Locked => {
                desktops[unlocked].1.lock_keychain();
                desktops[unlocked].0 = Keychain::Locked;
                unlocked
            }
            _ => {
                desktops.push((keychain, Desktop::without_display(keychain)));
                desktops.len() - 1
            }
        },
    };
    &desktops[place].1
}
