import { layers } from './layers.svelte';

/** Ctrl, or Cmd on a Mac. */
export const command = (event: KeyboardEvent | MouseEvent) => (event.ctrlKey || event.metaKey) && !event.altKey;

/** A key that an input method takes for itself. WebKit reports the key that ends a composition by its code only. */
const isComposed = (event: KeyboardEvent) => event.isComposing || event.keyCode === 229;

/** Keys by which the platform itself submits a form or closes a dialog, also amid a composition. */
const actsByItself = ['Enter', 'Escape'];

/** Sees every key first: those of an input method are nobody else's, and Escape is the topmost layer's. Returns how to stop. */
export function watchKeys(): () => void {
  const first = (event: KeyboardEvent) => {
    if (isComposed(event)) {
      event.stopImmediatePropagation();
      if (actsByItself.includes(event.key)) event.preventDefault();
    } else if (event.key === 'Escape' && layers.escape()) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  };
  addEventListener('keydown', first, true);
  return () => removeEventListener('keydown', first, true);
}

/** The one of several labels that begins with what was typed, after the present one first; none where no label does. */
export function typedAhead(labels: string[], typed: string, from: number): number | undefined {
  const order = labels.map((_, at) => (at + from + (typed.length > 1 ? 0 : 1)) % labels.length);
  return order.find((at) => labels[at]?.trim().toLowerCase().startsWith(typed.toLowerCase()));
}
