//! Actions with the pointer that are more than a click.

use std::time::Duration;

use fantoccini::actions::{
    Actions, InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::elements::Element;
use fantoccini::key::Key;

use super::page::Name;
use super::window::Window;

impl Window {
    /// Presses once in the middle of the control where it is now. Unlike `click`, it does not look for the control
    /// again.
    pub async fn point_at(&self, role: &str, name: impl Into<Name>) {
        let element = self.element(role, name).await;
        self.act(click(element)).await;
    }

    /// Clicks twice without looking for the control again.
    pub async fn double_click(&self, role: &str, name: impl Into<Name>) {
        let element = self.element(role, name).await;
        self.act(click(element).then(DOWN).then(UP)).await;
    }

    /// Clicks at the pointer's position, whatever is there now.
    pub async fn click_again(&self) {
        self.act(mouse().then(DOWN).then(UP)).await;
    }

    /// Clicks the middle of the control while Shift is held down.
    pub async fn shift_click(&self, role: &str, name: impl Into<Name>) {
        let element = self.element(role, name).await;
        self.act(shift_click(element)).await;
    }

    /// Drags the control from its middle to the right by so many pixels, or to the left if the number is negative.
    pub async fn drag(&self, role: &str, name: impl Into<Name>, by: i32) {
        let element = self.element(role, name).await;
        self.act(drag(element, by)).await;
    }

    async fn act(&self, actions: impl Into<Actions>) {
        self.client.perform_actions(actions).await.unwrap();
    }
}

const AT_ONCE: Option<Duration> = Some(Duration::ZERO);
const DOWN: PointerAction = PointerAction::Down { button: MOUSE_BUTTON_LEFT };
const UP: PointerAction = PointerAction::Up { button: MOUSE_BUTTON_LEFT };

/// The only pointer. It keeps its position between actions.
fn mouse() -> MouseActions {
    MouseActions::new("mouse".into())
}

fn to_the_middle(element: Element) -> PointerAction {
    PointerAction::MoveToElement { element, duration: AT_ONCE, x: 0.0, y: 0.0 }
}

/// Presses in the middle of the element, moves by so many CSS pixels in steps, and releases.
fn drag(element: Element, by: i32) -> MouseActions {
    const STEPS: i32 = 4;
    let held = mouse().then(to_the_middle(element)).then(DOWN);
    let step = f64::from(by) / f64::from(STEPS);
    let moved = (0..STEPS).fold(held, |actions, _| {
        actions.then(PointerAction::MoveBy { duration: Some(Duration::from_millis(30)), x: step, y: 0.0 })
    });
    moved.then(UP)
}

fn click(element: Element) -> MouseActions {
    mouse().then(to_the_middle(element)).then(DOWN).then(UP)
}

/// A click on the middle of the element while Shift is held down.
fn shift_click(element: Element) -> Actions {
    let still = || KeyAction::Pause { duration: Duration::ZERO };
    let shift = Key::Shift.into();
    let keys = KeyActions::new("keyboard".into())
        .then(KeyAction::Down { value: shift })
        .then(still())
        .then(still())
        .then(still())
        .then(KeyAction::Up { value: shift });
    let wait = PointerAction::Pause { duration: Duration::ZERO };
    let hand = mouse().then(wait.clone()).then(to_the_middle(element)).then(DOWN).then(UP).then(wait);
    Actions::from(keys).and(hand)
}
