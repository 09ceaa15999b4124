import { preferences } from '../../state/preferences.svelte';
import { panelWidthIn, widthOfBoth } from '../panel/panelRoom';

/**
 * The width of the list beside a panel, in CSS pixels. The layout above the list and the height of its rows use this
 * width, whether a panel is open or not. So opening a panel moves nothing.
 */
export const roomBesidePanel = (windowWidth: number) => (windowWidth >= widthOfBoth ? windowWidth - panelWidthIn(windowWidth, preferences.panelWidth) : windowWidth);
