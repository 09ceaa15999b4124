import type { Desk } from './desk.svelte';

/** Ctrl, or Cmd on a Mac. */
export const command = (event: KeyboardEvent) => (event.ctrlKey || event.metaKey) && !event.altKey;

/** The keys that work wherever the focus is. An open dialog has its own. */
export function pressed(event: KeyboardEvent, desk: Desk, searchField: () => HTMLElement | null): void {
  if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
  if (command(event) && event.key.toLowerCase() === 'k') desk.palette = true;
  else if (command(event) && event.key.toLowerCase() === 'f') searchField()?.focus();
  else if (command(event) && event.key.toLowerCase() === 's') void desk.panel?.save();
  else if (event.key === 'Escape' && desk.page === 'numbers' && desk.panel) desk.closePanel();
  else return;
  event.preventDefault();
}
