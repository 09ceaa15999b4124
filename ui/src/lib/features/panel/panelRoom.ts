/** How wide the panel can be made, in CSS pixels. */
export const leastWidth = 380;
export const mostWidth = 640;

/** As in the styles of the page: in a narrower window, the panel covers the list. */
export const widthOfBoth = 1000;
export const panelCoversList = () => window.innerWidth < widthOfBoth;
