/**
 * Writes to an element which of these widths it has at least, in CSS pixels: `data-at-least="600 700"`.
 *
 * Styles use it in place of container queries. In WebKitGTK, container queries compare with the zoomed width, so at 200
 * % a list got the columns of a list that is twice as wide.
 */
export function atLeast(element: HTMLElement, widths: number[]): { destroy: () => void } {
  const tell = () => (element.dataset.atLeast = widths.filter((width) => element.clientWidth >= width).join(' '));
  tell();
  const observer = new ResizeObserver(tell);
  observer.observe(element);
  return { destroy: () => observer.disconnect() };
}
