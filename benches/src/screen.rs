//! The window's pixels, and a pointer: what a person sees and does.
//!
//! The X server maps its screen into a file. Reading the file asks the server nothing, so looking does not slow down what
//! is looked at.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::time::{Duration, Instant};

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConnectionExt as _, MOTION_NOTIFY_EVENT};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

use super::support::Desktop;

/// How often the pixels are read.
const EVERY: Duration = Duration::from_millis(1);
/// After this time a window counts as one that does not start.
const PATIENCE: Duration = Duration::from_secs(60);
/// So many lines of an area are enough.
const LINES: usize = 40;

/// A rectangle on the screen, in pixels.
#[derive(Clone, Copy, Debug)]
pub struct Area {
    pub x: usize,
    pub y: usize,
    pub width: usize,
    pub height: usize,
}

pub struct Screen {
    frames: File,
    /// Where the pixels begin in the file, and the length of a line, in bytes.
    begin: usize,
    line: usize,
    pointer: RustConnection,
    root: u32,
}

/// The format of the file is that of `xwd`: a header of big-endian numbers of 32 bits, a colour map, and the pixels.
/// See `XWDFile.h`.
const HEADER_SIZE: usize = 0;
const BYTES_PER_LINE: usize = 12;
const COLOURS: usize = 19;
const BYTES_PER_COLOUR: usize = 12;
const BYTES_PER_PIXEL: usize = 4;

impl Screen {
    pub fn of(desktop: &Desktop) -> Self {
        let frames = File::open(desktop.frames()).unwrap();
        let header = |at: usize| {
            let mut number = [0; 4];
            frames.read_exact_at(&mut number, at as u64 * 4).unwrap();
            u32::from_be_bytes(number) as usize
        };
        let begin = header(HEADER_SIZE) + header(COLOURS) * BYTES_PER_COLOUR;
        let line = header(BYTES_PER_LINE);
        let (pointer, screen) = x11rb::connect(Some(desktop.display())).unwrap();
        let root = pointer.setup().roots[screen].root;
        Self { begin, line, frames, pointer, root }
    }

    /// Waits until the areas fit. Returns the moment when they were first seen to.
    pub fn until(&self, what: &str, areas: &[Area], fits: impl Fn(&Look) -> bool) -> Instant {
        let begun = Instant::now();
        loop {
            let looks: Vec<Look> = areas.iter().map(|area| self.look(*area)).collect();
            let now = Instant::now();
            if looks.iter().all(&fits) {
                return now;
            }
            assert!(now - begun < PATIENCE, "timed out waiting for {what}: {looks:?}");
            std::thread::sleep(EVERY);
        }
    }

    /// Clicks until the area fits, like a person who sees nothing happen: a click in the first moments of a window is
    /// sometimes lost before it reaches the page. Returns the moment when the area was first seen to fit, and how many
    /// clicks were lost.
    pub fn click_until(
        &self,
        what: &str,
        (x, y): (i16, i16),
        area: Area,
        fits: impl Fn(&Look) -> bool,
    ) -> (Instant, usize) {
        const AGAIN: Duration = Duration::from_millis(1500);
        for lost in 0.. {
            self.click(x, y);
            let clicked = Instant::now();
            while clicked.elapsed() < AGAIN {
                if fits(&self.look(area)) {
                    return (Instant::now(), lost);
                }
                std::thread::sleep(EVERY);
            }
            assert!(lost < 10, "timed out waiting for {what}");
        }
        unreachable!("it returns, or the assertion fails")
    }

    fn look(&self, area: Area) -> Look {
        let mut line = vec![0; area.width * BYTES_PER_PIXEL];
        let (mut dark, mut dark_lines, mut sum, mut count) = (0, 0, 0, 0);
        for y in (area.y..area.y + area.height).step_by((area.height / LINES).max(1)) {
            let at = self.begin + y * self.line + area.x * BYTES_PER_PIXEL;
            self.frames.read_exact_at(&mut line, at as u64).unwrap();
            let before = dark;
            for pixel in line.chunks_exact(BYTES_PER_PIXEL) {
                let brightest = pixel[..3].iter().max().copied().unwrap_or_default();
                dark += usize::from(brightest < 120);
                sum += usize::from(pixel[1]);
                count += 1;
            }
            dark_lines += usize::from(dark - before == area.width);
        }
        Look { dark, dark_lines, mean: sum / count }
    }

    /// Presses and releases the left button.
    fn click(&self, x: i16, y: i16) {
        for (event, button) in [(MOTION_NOTIFY_EVENT, 0), (BUTTON_PRESS_EVENT, 1), (BUTTON_RELEASE_EVENT, 1)] {
            self.pointer.xtest_fake_input(event, button, 0, self.root, x, y, 0).unwrap();
        }
        self.pointer.get_input_focus().unwrap().reply().unwrap();
    }
}

/// What an area looks like.
#[derive(Debug)]
pub struct Look {
    /// How many of the pixels are dark, as those of text.
    dark: usize,
    /// How many of the lines are dark all over, as those that a window has not filled yet.
    dark_lines: usize,
    /// The mean brightness, from 0 to 255.
    mean: usize,
}

impl Look {
    pub fn is_black(&self) -> bool {
        self.mean == 0
    }

    /// Text on a light ground.
    pub fn has_text(&self) -> bool {
        self.mean > 190 && self.dark > 60 && self.dark_lines == 0
    }
}
