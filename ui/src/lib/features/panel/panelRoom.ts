/** The narrowest and the widest panel, in CSS pixels. */
export const leastWidth = 380;
export const mostWidth = 640;

/** The same as in the styles of the page: in a narrower window, the panel covers the list. */
export const widthOfBoth = 1000;
export const panelCoversList = () => window.innerWidth < widthOfBoth;

/** The minimum width of the list beside the panel. */
const leastList = 600;

/**
 * The width of the panel in a window, for the width that the user chose. The list beside it needs two lines for a row.
 */
export const panelWidthIn = (windowWidth: number, chosen: number) => Math.max(leastWidth, Math.min(chosen, windowWidth - leastList));
