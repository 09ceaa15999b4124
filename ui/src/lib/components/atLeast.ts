/** The value of `data-at-least` for an element of this width: `600 700`. */
export const atLeastOf = (widths: number[], width: number) => widths.filter((least) => width >= least).join(' ');

/**
 * Writes to an element which of these widths it has at least, in CSS pixels: `data-at-least="600 700"`. An element whose
 * width is known before it is laid out has the attribute from the start (`atLeastOf`). Otherwise it is laid out twice.
 *
 * Styles use it in place of container queries. In WebKitGTK, container queries compare with the zoomed width, so at 200
 * % a list got the columns of a list that is twice as wide.
 */
export function atLeast(element: HTMLElement, widths: number[]): { destroy: () => void } {
  const tell = () => {
    // It is hidden, such as a list that the panel covers. When it is shown again, this is called again.
    if (element.clientWidth === 0) return;
    const told = atLeastOf(widths, element.clientWidth);
    if (element.dataset.atLeast !== told) element.dataset.atLeast = told;
  };
  if (element.dataset.atLeast === undefined) tell();
  const observer = new ResizeObserver(tell);
  observer.observe(element);
  return { destroy: () => observer.disconnect() };
}
