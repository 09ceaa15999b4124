import { tick } from 'svelte';
import { command } from '../../components/keyboard';
import { layers } from '../../components/layers.svelte';
import { panelCoversList } from '../panel/panelRoom';
import type { Desk } from './desk.svelte';
import { zoom, zoomKeys } from './zoom';

/** Keys that work wherever the focus is. An open dialog has its own keys, but zooming works there too. */
export function pressed(event: KeyboardEvent, desk: Desk, searchField: () => HTMLInputElement | null): void {
  if (event.defaultPrevented) return;
  const key = command(event) ? event.key.toLowerCase() : '';
  const zoomTo = zoomKeys[key];
  const panel = desk.scope?.panels.shown;
  if (zoomTo) void zoom(zoomTo);
  else if (layers.modal !== null) return;
  else if (key === 'k') desk.palette = true;
  else if (key === 'f') void focusSearch(desk, searchField);
  else if (key === 's') savePressed(event, desk);
  else if (event.key === 'Escape' && panel) desk.scope?.closePanel();
  else return;
  event.preventDefault();
}

/** The repeats of a held key do not count. */
function savePressed(event: KeyboardEvent, desk: Desk): void {
  if (!event.repeat) void desk.scope?.panels.shown?.save();
}

/** If the panel covers the list, the panel is closed first, as Escape does. */
async function focusSearch({ scope }: Desk, searchField: () => HTMLInputElement | null): Promise<void> {
  if (scope?.panels.shown && panelCoversList()) {
    scope.closePanel();
    await tick();
  }
  const field = searchField();
  field?.focus();
  // Typed text starts a new search.
  field?.select();
}
