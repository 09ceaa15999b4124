import { tick } from 'svelte';
import { panelCoversList } from '../numbers/panelWidth.svelte';
import type { Desk } from './desk.svelte';
import { zoom, zoomKeys } from './zoom';

/** Ctrl, or Cmd on a Mac. */
export const command = (event: KeyboardEvent) => (event.ctrlKey || event.metaKey) && !event.altKey;

/** The keys that work wherever the focus is. An open dialog has its own, and can be zoomed all the same. */
export function pressed(event: KeyboardEvent, desk: Desk, searchField: () => HTMLElement | null): void {
  if (event.defaultPrevented) return;
  const key = command(event) ? event.key.toLowerCase() : '';
  const zoomTo = zoomKeys[key];
  if (zoomTo) void zoom(desk, zoomTo);
  else if (document.querySelector('dialog[open]') !== null) return;
  else if (key === 'k') desk.palette = true;
  else if (key === 'f') void focusSearch(desk, searchField);
  else if (key === 's') void desk.shownPanel?.save();
  else if (event.key === 'Escape' && desk.shownPanel) desk.closePanel();
  else return;
  event.preventDefault();
}

/** A list that the panel covers cannot be searched before the panel is closed, as Escape closes it. */
async function focusSearch(desk: Desk, searchField: () => HTMLElement | null): Promise<void> {
  if (desk.shownPanel && panelCoversList()) {
    desk.closePanel();
    await tick();
  }
  searchField()?.focus();
}
