import { commands, type ZoomTo } from '../../bridge';
import { announcer } from '../../components/announcer.svelte';
import { attempt } from '../../state/attempt';

/** Pressed with Ctrl or Cmd. If the plus needs Shift on a keyboard, the same key works without Shift. */
export const zoomKeys: Partial<Record<string, ZoomTo>> = { '+': 'larger', '=': 'larger', '-': 'smaller', '0': 'actual' };

/** Zooms the whole window, and announces the zoom, even if it has reached its limit. */
export function zoom(to: ZoomTo): Promise<void> {
  return attempt(async () => announcer.say(`Zoom ${await commands.setZoom(to)} %`));
}
