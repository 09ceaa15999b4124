/** Whether lines run from right to left where an element stands. */
export const isRightToLeft = (element: Element) => getComputedStyle(element).direction === 'rtl';
