/** The element of the last press that was not the second press of a double click. */
let pressed: EventTarget | null = null;
window.addEventListener('mousedown', (event) => { if (event.detail <= 1) pressed = event.target; }, { capture: true });

/**
 * An action: the element ignores the second half of a double click that began elsewhere. What comes under the pointer
 * after the first click is not meant by the second.
 */
export function ownClicks(node: HTMLElement): { destroy: () => void } {
  const ignore = (event: MouseEvent) => {
    if (event.detail <= 1 || (pressed instanceof Node && node.contains(pressed))) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const types = ['mousedown', 'mouseup', 'click', 'dblclick'] as const;
  for (const type of types) node.addEventListener(type, ignore, { capture: true });
  return { destroy: () => types.forEach((type) => node.removeEventListener(type, ignore, { capture: true })) };
}
