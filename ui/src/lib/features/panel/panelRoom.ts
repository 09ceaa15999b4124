/** How wide the panel can be made, in CSS pixels. */
export const leastWidth = 380;
export const mostWidth = 640;

/** As in the styles of the page: in a narrower window, the panel covers the list. */
export const widthOfBoth = 1000;
export const panelCoversList = () => window.innerWidth < widthOfBoth;

/** What the list keeps beside the panel. */
const leastList = 600;

/** How wide the panel is in a window, where it was made so wide. The list beside it keeps its columns on two lines a row. */
export const panelWidthIn = (windowWidth: number, chosen: number) => Math.max(leastWidth, Math.min(chosen, windowWidth - leastList));
