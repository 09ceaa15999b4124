import { tick } from 'svelte';
import { command } from '../../components/keyboard';
import { layers } from '../../components/layers.svelte';
import type { Panel } from '../panel/panel.svelte';
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
  else if (event.key === 'F6' && panel) otherSide(panel);
  else if (event.key === 'Escape' && clearsSearch(desk)) void desk.scope?.list.change({ search: '' });
  else if (event.key === 'Escape' && panel) desk.scope?.closePanel();
  else return;
  event.preventDefault();
}

const list = () => document.querySelector<HTMLElement>('.numbers-grid');

/** F6 moves the focus between the list and the panel. If the panel covers the list, it stays in the panel. */
function otherSide(panel: Panel): void {
  const isInPanel = document.activeElement?.closest('aside') != null;
  if (!isInPanel) panel.focus.make('field');
  else if (!panelCoversList()) list()?.focus();
}

/** Escape in the list first clears the search that led there. In the panel, it closes the panel. */
function clearsSearch({ scope }: Desk): boolean {
  return scope?.page === 'numbers' && scope.list.query.search !== '' && document.activeElement === list();
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
