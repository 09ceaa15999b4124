//! What a hand does with a pointer beyond a click.

use std::time::Duration;

use fantoccini::actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use fantoccini::elements::Element;

/// Presses on the middle of the element, moves by so many CSS pixels in steps, and lets go.
pub fn drag(element: Element, by: i32) -> MouseActions {
    const STEPS: i32 = 4;
    let at_once = Some(Duration::ZERO);
    let grab = PointerAction::MoveToElement { element, duration: at_once, x: 0.0, y: 0.0 };
    let held = MouseActions::new("mouse".into()).then(grab).then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
    let step = f64::from(by) / f64::from(STEPS);
    let moved = (0..STEPS).fold(held, |actions, _| {
        actions.then(PointerAction::MoveBy { duration: Some(Duration::from_millis(30)), x: step, y: 0.0 })
    });
    moved.then(PointerAction::Up { button: MOUSE_BUTTON_LEFT })
}
