/** Whether the primary button of the pointer is down, anywhere in the window. */
let pressed = false;
const waiting: (() => void)[] = [];

function release(): void {
  pressed = false;
  // The click that belongs to the press is handled first.
  setTimeout(() => waiting.splice(0).forEach((run) => run()));
}

window.addEventListener('pointerdown', (event) => (pressed = event.button === 0), { capture: true });
// A press on a scrollbar or in a native menu may not end with `pointerup`. Any of these events ends it.
for (const type of ['pointerup', 'pointercancel', 'contextmenu', 'keydown']) window.addEventListener(type, release, { capture: true });
window.addEventListener('pointermove', (event) => pressed && event.buttons === 0 && release(), { capture: true });
// The button was released outside of the window, which gets no event for it.
window.addEventListener('blur', (event) => event.target === window && release());

/**
 * Runs something that may move the layout below a field, such as showing an error. If the user left the field by
 * pressing on another element, it runs after the click: an element that moves away under the pointer would not be
 * clicked.
 */
export function afterPress(run: () => void): void {
  if (pressed) waiting.push(run);
  else run();
}
