import { commands, type ZoomTo } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import { attempt } from '../../state/attempt';

/** With Ctrl or Cmd. Where the plus needs Shift, its key without Shift does it too. */
export const zoomKeys: Partial<Record<string, ZoomTo>> = { '+': 'larger', '=': 'larger', '-': 'smaller', '0': 'actual' };

/** Zooms the whole window, and says how far it is zoomed now, also where there is nothing more to zoom. */
export function zoom(to: ZoomTo): Promise<void> {
  return attempt(async () => announcer.say(`Zoom ${await commands.setZoom(to)} %`));
}
