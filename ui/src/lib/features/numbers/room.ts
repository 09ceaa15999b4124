import { preferences } from '../../state/preferences.svelte';
import { panelWidthIn, widthOfBoth } from '../panel/panelRoom';

/**
 * How wide the list is while a panel stands beside it, in CSS pixels. What stands above the list, and how high its rows are,
 * follow this width whether a panel is open or not: opening one moves nothing.
 */
export const roomBesidePanel = (windowWidth: number) => (windowWidth >= widthOfBoth ? windowWidth - panelWidthIn(windowWidth, preferences.panelWidth) : windowWidth);
