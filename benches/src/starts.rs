//! From the process start to the first rows on the screen, and to the panel that a click on the first of them opens,
//! against the floor. Also the memory of all processes. The rounds are interleaved.

use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use super::goals::{Goal, Report, median};
use super::screen::{Area, Screen};
use super::support::{Desktop, Keychain};
use super::{built, memory, seed};

/// Where the list has rows, on the app's page and on the floor's.
const ROWS: Area = Area { x: 40, y: 300, width: 160, height: 180 };
/// Where a panel has the state of its number, which comes together with its fields. Without a panel, nothing is there.
const PANEL: Area = Area { x: 860, y: 108, width: 340, height: 24 };
/// On the row of a number, also below a banner about the connection.
const A_ROW: (i16, i16) = (120, 400);
const BLACK: Area = Area { x: 0, y: 0, width: 1280, height: 800 };

/// A system under measurement.
struct Subject {
    name: &'static str,
    program: PathBuf,
    data: PathBuf,
    panel_is_open: bool,
    rows: Vec<f64>,
    clicks: Vec<f64>,
    /// Clicks that did nothing. Each is a part of the time of the one that did.
    lost: usize,
    memory: Vec<f64>,
    processor: Vec<f64>,
}

impl Subject {
    fn new(name: &'static str, program: &str, folder: &Path) -> Self {
        let data = folder.join(name);
        std::fs::create_dir_all(&data).unwrap();
        let (rows, clicks, lost, memory, processor) = Default::default();
        Self { name, program: built(program), data, panel_is_open: false, rows, clicks, lost, memory, processor }
    }

    fn with_numbers(name: &'static str, numbers: u32, folder: &Path) -> Self {
        let subject = Self::new(name, "number-desk", folder);
        seed::snapshot(&subject.data, numbers);
        subject
    }

    fn with_open_panel(self) -> Self {
        Self { panel_is_open: true, ..self }
    }
}

pub fn measure(rounds: usize, report: &mut Report) {
    let desktop = Desktop::filmed(Keychain::Absent);
    let screen = Screen::of(&desktop);
    let folder = desktop.folder().join("data");
    let numbers = |name, numbers| Subject::with_numbers(name, numbers, &folder);
    let mut subjects = [
        Subject::new("floor", "examples/floor", &folder),
        numbers("24", 24),
        numbers("10,000", 10_000),
        numbers("100,000", 100_000),
        numbers("100,000 with a panel", 100_000).with_open_panel(),
    ];
    // The first round fills the caches of the system, and does not count.
    for round in 0..=rounds {
        for subject in &mut subjects {
            start(&desktop, &screen, subject, round > 0);
        }
    }
    for _ in 0..rounds.min(5) {
        for subject in &mut subjects {
            weigh(&desktop, &screen, subject);
        }
    }
    for subject in &subjects {
        let mib = median(&subject.memory);
        println!(
            "{}: rows after {:.0} ms (least {:.0}), click answered after {:.0} ms ({} lost), {mib:.0} MiB, {:.0} ms of processor time",
            subject.name,
            median(&subject.rows),
            subject.rows.iter().copied().fold(f64::INFINITY, f64::min),
            median(&subject.clicks),
            subject.lost,
            median(&subject.processor)
        );
    }
    let [floor, _, ten, hundred, panel] = &subjects;
    let ratio = |ours: &[f64], reference: &[f64]| median(ours) / median(reference);
    let mut goal = |what: &str, ours: &[f64], reference: &[f64], most: f64| {
        report.add(Goal::at_most(what, ratio(ours, reference), most, (median(ours), median(reference))));
    };
    goal("first rows, 10,000 numbers / floor", &ten.rows, &floor.rows, 1.35);
    goal("first rows, 100,000 numbers / floor", &hundred.rows, &floor.rows, 1.5);
    goal("first rows, 100,000 numbers and the last panel / floor", &panel.rows, &floor.rows, 1.6);
    goal("a click on the first row opens its panel, 10,000 / floor", &ten.clicks, &floor.rows, 1.8);
    goal("a click on the first row opens its panel, 100,000 / floor", &hundred.clicks, &floor.rows, 1.8);
    goal("memory, 10,000 / floor", &ten.memory, &floor.memory, 1.25);
    goal("memory, 100,000 / floor", &hundred.memory, &floor.memory, 1.5);
}

/// A running program. Ended by [`end`].
struct Running {
    child: Child,
    begun: Instant,
}

fn launch(desktop: &Desktop, screen: &Screen, subject: &Subject) -> Running {
    if subject.name != "floor" {
        // The last start has left the panel open that it clicked.
        seed::open_first(&subject.data, subject.panel_is_open);
    }
    screen.until("the last window to be gone", &[BLACK], |look| look.is_black());
    let mut command = desktop.command(&subject.program.to_string_lossy());
    command.env("NUMBER_DESK_DATA_DIR", &subject.data);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let begun = Instant::now();
    Running { child: command.spawn().unwrap(), begun }
}

fn start(desktop: &Desktop, screen: &Screen, subject: &mut Subject, counts: bool) {
    let running = launch(desktop, screen, subject);
    let areas: &[Area] = if subject.panel_is_open { &[ROWS, PANEL] } else { &[ROWS] };
    let rows = screen.until("the rows", areas, |look| look.has_text()) - running.begun;
    if !subject.panel_is_open && subject.name != "floor" {
        let (click, lost) = screen.click_until("the panel", A_ROW, PANEL, |look| look.has_text());
        if counts {
            subject.clicks.push(milliseconds(click - running.begun));
            subject.lost += lost;
        }
    }
    let processor = memory::processor_ms(id(&running));
    if counts {
        subject.rows.push(milliseconds(rows));
        subject.processor.push(processor);
    }
    end(running);
}

/// Measures the memory when the start has come to rest.
fn weigh(desktop: &Desktop, screen: &Screen, subject: &mut Subject) {
    let running = launch(desktop, screen, subject);
    screen.until("the rows", &[ROWS], |look| look.has_text());
    std::thread::sleep(Duration::from_secs(3));
    subject.memory.push(memory::pss_mib(id(&running)));
    end(running);
}

fn id(running: &Running) -> i32 {
    i32::try_from(running.child.id()).unwrap()
}

fn end(mut running: Running) {
    super::support::signal(id(&running), Signal::SIGTERM);
    running.child.wait().unwrap();
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
