/** Presses within this time at one place are a double click. Windows and macOS have this value, GTK 400. */
const milliseconds = 500;
const pixels = 5;

/** The last press: where and when it was, and whether it was the second one of a double click. */
let last = { at: -Infinity, x: 0, y: 0, isSecond: false };
/** The element of the last press that was not a second one. */
let pressed: EventTarget | null = null;

window.addEventListener('mousedown', ({ timeStamp: at, clientX: x, clientY: y, target }) => {
  // The event's own count is not used: it goes on with a third and a fourth press.
  const isSecond = !last.isSecond && at - last.at < milliseconds && Math.hypot(x - last.x, y - last.y) < pixels;
  if (!isSecond) pressed = target;
  last = { at, x, y, isSecond };
}, { capture: true });

/**
 * An action: the element ignores the second half of a double click that began elsewhere. What comes under the pointer
 * after the first click is not meant by the second.
 */
export function ownClicks(node: HTMLElement): { destroy: () => void } {
  const ignore = (event: MouseEvent) => {
    // Keys and assistive technology click without a press, and their clicks have no count.
    if (event.detail === 0 || !last.isSecond || (pressed instanceof Node && node.contains(pressed))) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const types = ['mousedown', 'mouseup', 'click', 'dblclick'] as const;
  for (const type of types) node.addEventListener(type, ignore, { capture: true });
  return { destroy: () => types.forEach((type) => node.removeEventListener(type, ignore, { capture: true })) };
}
