//! What a hand does with a pointer beyond a click.

use std::time::Duration;

use fantoccini::actions::{
    Actions, InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::elements::Element;
use fantoccini::key::Key;

use super::page::Name;
use super::window::Window;

impl Window {
    /// Presses once in the middle of the control as it stands, which is not looked for anew as `click` does.
    pub async fn point_at(&self, role: &str, name: impl Into<Name>) {
        let element = self.element(role, name).await;
        self.act(click(element)).await;
    }

    /// Clicks twice without looking again in between.
    pub async fn double_click(&self, role: &str, name: impl Into<Name>) {
        let element = self.element(role, name).await;
        self.act(click(element).then(DOWN).then(UP)).await;
    }

    /// Clicks where the pointer is, whatever is there now.
    pub async fn click_again(&self) {
        self.act(mouse().then(DOWN).then(UP)).await;
    }

    /// Clicks the middle of the control while Shift is held down.
    pub async fn shift_click(&self, role: &str, name: impl Into<Name>) {
        let element = self.element(role, name).await;
        self.act(shift_click(element)).await;
    }

    /// Takes hold of the control in its middle and drags it to the right, or with less than nothing to the left.
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

/// The one pointer: it stays where it is from one action to the next.
fn mouse() -> MouseActions {
    MouseActions::new("mouse".into())
}

fn to_the_middle(element: Element) -> PointerAction {
    PointerAction::MoveToElement { element, duration: AT_ONCE, x: 0.0, y: 0.0 }
}

/// Presses on the middle of the element, moves by so many CSS pixels in steps, and lets go.
fn drag(element: Element, by: i32) -> MouseActions {
    const STEPS: i32 = 4;
    let held = mouse().then(to_the_middle(element)).then(DOWN);
    let step = f64::from(by) / f64::from(STEPS);
    let moved = (0..STEPS).fold(held, |actions, _| {
        actions.then(PointerAction::MoveBy { duration: Some(Duration::from_millis(30)), x: step, y: 0.0 })
    });
    moved.then(UP)
}

/// A click on the middle of the element.
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
