/** Presses of the pointer, wherever in the window. */
let pressed = false;
const waiting: (() => void)[] = [];

function release(): void {
  pressed = false;
  // The click that belongs to the press comes first.
  setTimeout(() => waiting.splice(0).forEach((run) => run()));
}

window.addEventListener('pointerdown', (event) => (pressed = event.button === 0), { capture: true });
// A press on a scrollbar or into a menu may have no end that is told here: whatever comes next ends it.
for (const type of ['pointerup', 'pointercancel', 'contextmenu', 'keydown']) window.addEventListener(type, release, { capture: true });
window.addEventListener('pointermove', (event) => pressed && event.buttons === 0 && release(), { capture: true });
// Released outside the window, which hears of it no more.
window.addEventListener('blur', (event) => event.target === window && release());

/**
 * Does something that may move what stands below a field, such as showing what is wrong with it. Where the field was left by a
 * press elsewhere, the press comes to its click before: what moves away under the pointer is not clicked.
 */
export function afterPress(run: () => void): void {
  if (pressed) waiting.push(run);
  else run();
}
