import { later } from '../../state/later.svelte';

/** It is loaded right after the first paint, or before it if a panel is open from the start. */
export const panelPane = later(() => import('./PanelPane.svelte'));
