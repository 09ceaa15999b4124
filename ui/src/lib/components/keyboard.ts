import { layers } from './layers.svelte';

/** Ctrl, or Cmd on a Mac. */
export const command = (event: KeyboardEvent | MouseEvent) => (event.ctrlKey || event.metaKey) && !event.altKey;

/** A key that an input method consumes. WebKit reports the key that ends a composition only by its code. */
const isComposed = (event: KeyboardEvent) => event.isComposing || event.keyCode === 229;

/** Keys by which the platform itself submits a form or closes a dialog, even during a composition. */
const actsByItself = ['Enter', 'Escape'];

/**
 * Sees every key first. Keys of an input method reach nobody else, and Escape goes to the topmost layer. Returns a
 * function that stops it.
 */
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

/** The index of the first label after `from` that begins with the typed text, or undefined. */
export function typedAhead(labels: string[], typed: string, from: number): number | undefined {
  const order = labels.map((_, at) => (at + from + (typed.length > 1 ? 0 : 1)) % labels.length);
  return order.find((at) => labels[at]?.trim().toLowerCase().startsWith(typed.toLowerCase()));
}
