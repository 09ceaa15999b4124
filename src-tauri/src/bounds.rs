//! Where the window opens, and which bounds are stored. Pure: monitors and bounds come in as arguments.
//!
//! All lengths are logical pixels. The logical position of a monitor is its physical position divided by its own scale
//! factor. tao converts a logical position into a physical one in the same way, on every system.

use desk::view::WindowBounds;

/// The size of the window when no bounds are stored.
pub const USUAL: (f64, f64) = (1280.0, 800.0);
/// In a smaller window, parts of the page are cut off.
pub const LEAST: (f64, f64) = (720.0, 480.0);

/// The width of a title bar that is enough to see and drag.
const GRIP: f64 = 100.0;
/// The assumed height of a title bar. On many systems it is lower.
const TITLE_BAR: f64 = 40.0;
/// No screen is larger, even with many monitors.
const FARTHEST: f64 = 100_000.0;

/// The area of a monitor without the system's own bars.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

/// How the window opens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placement {
    /// The size of the page, without the title bar.
    pub width: f64,
    pub height: f64,
    /// The top left corner of the frame. `None` leaves the position to the system.
    pub corner: Option<(f64, f64)>,
}

impl Area {
    /// `None` if the system reports impossible values.
    pub fn from_physical(x: i32, y: i32, width: u32, height: u32, scale: f64) -> Option<Self> {
        let makes_sense = scale.is_finite() && scale > 0.0 && width > 0 && height > 0;
        let [x, y, width, height] = [x.into(), y.into(), width.into(), height.into()].map(|length: f64| length / scale);
        makes_sense.then_some(Self { x, y, width, height })
    }

    /// How many pixels of the title bar are visible and can be dragged on this monitor. `None` if too few are.
    fn title_bar_of(&self, bounds: &WindowBounds) -> Option<f64> {
        let width = overlap((bounds.x, bounds.width), (self.x, self.width));
        let height = overlap((bounds.y, TITLE_BAR), (self.y, self.height));
        (width >= GRIP && height >= TITLE_BAR).then_some(width)
    }

    /// Only a window without a title bar fills the area: a full-screen window, even if the system does not report it as
    /// one.
    fn is_filled_by(&self, bounds: &WindowBounds) -> bool {
        bounds.width >= self.width && bounds.height >= self.height && self.title_bar_of(bounds).is_some()
    }
}

/// Where the window opens. The main monitor is the first in `monitors`.
pub fn placement(kept: Option<WindowBounds>, monitors: &[Area]) -> Placement {
    let kept = kept.filter(makes_sense);
    let here = kept.and_then(|bounds| monitor_of(&bounds, monitors));
    let (width, height) = kept.map_or(USUAL, |bounds| (bounds.width, bounds.height));
    let most = here.or(monitors.first());
    Placement {
        width: most.map_or(width, |most| width.min(most.width)).max(LEAST.0),
        height: most.map_or(height, |most| height.min(most.height - TITLE_BAR)).max(LEAST.1),
        corner: here.and(kept).map(|bounds| (bounds.x, bounds.y)),
    }
}

/// Whether the next start should open the window with these bounds.
pub fn worth_keeping(bounds: &WindowBounds, monitors: &[Area]) -> bool {
    makes_sense(bounds) && !monitors.iter().any(|monitor| monitor.is_filled_by(bounds))
}

/// The monitor that shows most of the title bar.
fn monitor_of<'a>(bounds: &WindowBounds, monitors: &'a [Area]) -> Option<&'a Area> {
    let shown = monitors.iter().filter_map(|monitor| Some((monitor, monitor.title_bar_of(bounds)?)));
    shown.max_by(|(_, one), (_, other)| one.total_cmp(other)).map(|(monitor, _)| monitor)
}

fn makes_sense(bounds: &WindowBounds) -> bool {
    let WindowBounds { x, y, width, height } = *bounds;
    // Comparisons with NaN are false.
    [x, y].iter().all(|at| at.abs() <= FARTHEST) && [width, height].iter().all(|size| (1.0..=FARTHEST).contains(size))
}

/// The length of the overlap of two intervals, each given by its start and its length.
fn overlap(one: (f64, f64), other: (f64, f64)) -> f64 {
    (one.0 + one.1).min(other.0 + other.1) - one.0.max(other.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(x: f64, y: f64, width: f64, height: f64) -> WindowBounds {
        WindowBounds { x, y, width, height }
    }

    fn area(x: i32, y: i32, width: u32, height: u32, scale: f64) -> Area {
        Area::from_physical(x, y, width, height, scale).unwrap()
    }

    /// A laptop's monitor with a bar of 30 pixels at the top.
    fn one() -> Vec<Area> {
        vec![area(0, 30, 1920, 1050, 1.0)]
    }

    /// The second monitor is to the left of the main one, and higher.
    fn left() -> Vec<Area> {
        vec![area(0, 0, 1920, 1080, 1.0), area(-2560, -200, 2560, 1440, 1.0)]
    }

    /// The second monitor is to the right of the main one and has twice the density: 1920 x 1080 at 1920, 0.
    fn dense() -> Vec<Area> {
        vec![area(0, 0, 1920, 1080, 1.0), area(3840, 0, 3840, 2160, 2.0)]
    }

    fn check(kept: impl Into<Option<WindowBounds>>, monitors: &[Area], size: (f64, f64), corner: Option<(f64, f64)>) {
        let kept = kept.into();
        let expected = Placement { width: size.0, height: size.1, corner };
        assert_eq!(placement(kept, monitors), expected, "{kept:?} on {monitors:?}");
    }

    #[test]
    fn a_place_is_restored_where_its_title_bar_is_shown() {
        let size = (1000.0, 600.0);
        let at = |x, y| bounds(x, y, size.0, size.1);
        let stays = |x, y, monitors: &[Area]| check(at(x, y), monitors, size, Some((x, y)));
        let moves = |x, y, monitors: &[Area]| check(at(x, y), monitors, size, None);

        stays(0.0, 30.0, &one());
        stays(920.0, 480.0, &one());
        // Half of the window is beyond each edge.
        stays(-500.0, 30.0, &one());
        stays(1420.0, 30.0, &one());
        stays(100.0, 1000.0, &one());
        // A hundred pixels of the title bar are visible, and then ninety-nine.
        stays(-900.0, 30.0, &one());
        moves(-901.0, 30.0, &one());
        stays(1820.0, 30.0, &one());
        moves(1821.0, 30.0, &one());
        // The title bar is behind the bar of the system, or below the monitor.
        moves(0.0, 29.0, &one());
        moves(0.0, -600.0, &one());
        stays(0.0, 1040.0, &one());
        moves(0.0, 1041.0, &one());
        moves(5000.0, 5000.0, &one());

        stays(-2560.0, -200.0, &left());
        stays(-1500.0, 300.0, &left());
        moves(-1500.0, 300.0, &one());
        // Across both monitors: each shows enough of the title bar, or one does.
        stays(-500.0, 100.0, &left());
        stays(-950.0, 100.0, &left());
        // There is no monitor above the main one.
        moves(100.0, -150.0, &left());
        stays(-950.0, -150.0, &left());
        moves(-99.0, -150.0, &left());
        // Too far to the left, and below the left monitor.
        moves(-3461.0, 0.0, &left());
        moves(-2000.0, 1201.0, &left());

        stays(1920.0, 0.0, &dense());
        stays(3700.0, 1000.0, &dense());
        moves(3741.0, 0.0, &dense());
        moves(2000.0, 1100.0, &dense());
        // No monitors are known.
        moves(100.0, 100.0, &[]);
    }

    #[test]
    fn a_size_fits_its_monitor() {
        let at = |x, width, height| bounds(x, 40.0, width, height);
        check(at(0.0, 1280.0, 800.0), &one(), (1280.0, 800.0), Some((0.0, 40.0)));
        check(at(0.0, 1920.0, 1010.0), &one(), (1920.0, 1010.0), Some((0.0, 40.0)));
        check(at(0.0, 1921.0, 1011.0), &one(), (1920.0, 1010.0), Some((0.0, 40.0)));
        check(at(0.0, 3840.0, 2160.0), &one(), (1920.0, 1010.0), Some((0.0, 40.0)));
        // Fits the monitor that shows most of the title bar.
        check(at(-2560.0, 3840.0, 2160.0), &left(), (2560.0, 1400.0), Some((-2560.0, 40.0)));
        check(at(-300.0, 3840.0, 2160.0), &left(), (1920.0, 1040.0), Some((-300.0, 40.0)));
        check(at(2000.0, 3840.0, 2160.0), &dense(), (1920.0, 1040.0), Some((2000.0, 40.0)));
        // Its monitor was removed: fits the main one.
        check(at(-2560.0, 2400.0, 1300.0), &one(), (1920.0, 1010.0), None);
        // The page needs its minimum size, whatever the monitor.
        check(at(0.0, 100.0, 100.0), &one(), (720.0, 480.0), Some((0.0, 40.0)));
        check(at(0.0, 1280.0, 800.0), &[area(0, 0, 640, 400, 1.0)], (720.0, 480.0), Some((0.0, 40.0)));
        // 2880 x 1800 physical pixels are 1440 x 900.
        check(at(0.0, 2000.0, 1500.0), &[area(0, 0, 2880, 1800, 2.0)], (1440.0, 860.0), Some((0.0, 40.0)));
        check(at(0.0, 2000.0, 1500.0), &[area(0, 0, 2160, 1350, 1.5)], (1440.0, 860.0), Some((0.0, 40.0)));
        check(at(0.0, 2000.0, 1500.0), &[], (2000.0, 1500.0), None);
    }

    #[test]
    fn without_anything_kept_the_window_has_its_usual_size() {
        check(None, &one(), USUAL, None);
        check(None, &left(), USUAL, None);
        check(None, &[], USUAL, None);
        check(None, &[area(0, 0, 1024, 768, 1.0)], (1024.0, 728.0), None);
        check(None, &[area(0, 0, 3840, 2160, 3.0)], (1280.0, 680.0), None);
    }

    #[test]
    fn nonsense_is_refused() {
        let usual = bounds(100.0, 100.0, 1000.0, 600.0);
        for nonsense in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN, 1e9, -1e9] {
            for refused in [
                WindowBounds { x: nonsense, ..usual },
                WindowBounds { y: nonsense, ..usual },
                WindowBounds { width: nonsense, ..usual },
                WindowBounds { height: nonsense, ..usual },
            ] {
                check(refused, &one(), USUAL, None);
                assert!(!worth_keeping(&refused, &one()), "{refused:?}");
            }
        }
        for size in [0.0, -0.0, -1.0, -1280.0, f64::MIN_POSITIVE, 100_001.0] {
            check(WindowBounds { width: size, ..usual }, &one(), USUAL, None);
            check(WindowBounds { height: size, ..usual }, &one(), USUAL, None);
        }
    }

    #[test]
    fn what_is_worth_keeping() {
        let check = |bounds: WindowBounds, monitors: &[Area], expected: bool| {
            assert_eq!(worth_keeping(&bounds, monitors), expected, "{bounds:?} on {monitors:?}");
        };
        check(bounds(100.0, 100.0, 1280.0, 800.0), &one(), true);
        check(bounds(0.0, 30.0, 1920.0, 1010.0), &one(), true);
        // A full-screen window, on each monitor.
        check(bounds(0.0, 30.0, 1920.0, 1050.0), &one(), false);
        check(bounds(0.0, 0.0, 1920.0, 1080.0), &left(), false);
        check(bounds(-2560.0, -200.0, 2560.0, 1440.0), &left(), false);
        check(bounds(1920.0, 0.0, 1920.0, 1080.0), &dense(), false);
        // The size of the other monitor.
        check(bounds(-2560.0, 0.0, 1920.0, 1080.0), &left(), true);
        // If the window is not visible, the next start chooses a position.
        check(bounds(5000.0, 5000.0, 1280.0, 800.0), &one(), true);
        check(bounds(100.0, 100.0, 1280.0, 800.0), &[], true);
    }

    #[test]
    fn monitors_in_physical_pixels() {
        let check = |monitor: (i32, i32, u32, u32, f64), expected: Option<(f64, f64, f64, f64)>| {
            let (x, y, width, height, scale) = monitor;
            let read = Area::from_physical(x, y, width, height, scale);
            assert_eq!(read.map(|area| (area.x, area.y, area.width, area.height)), expected, "{monitor:?}");
        };
        check((0, 0, 1920, 1080, 1.0), Some((0.0, 0.0, 1920.0, 1080.0)));
        check((-2880, 60, 2880, 1800, 2.0), Some((-1440.0, 30.0, 1440.0, 900.0)));
        check((0, 0, 1920, 1080, 1.5), Some((0.0, 0.0, 1280.0, 720.0)));
        check((0, 0, 0, 1080, 1.0), None);
        check((0, 0, 1920, 0, 1.0), None);
        for scale in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            check((0, 0, 1920, 1080, scale), None);
        }
    }
}
