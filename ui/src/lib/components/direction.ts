/** Whether text runs from right to left at this element. */
export const isRightToLeft = (element: Element) => getComputedStyle(element).direction === 'rtl';
