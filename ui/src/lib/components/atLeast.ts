/**
 * Says on an element which of these widths it has at least, in CSS pixels: `data-at-least="600 700"`.
 *
 * Its styles then follow as they would follow a container query. Those of WebKitGTK take the zoomed width for it, so that
 * at 200 % a list got the columns of one twice as wide.
 */
export function atLeast(element: HTMLElement, widths: number[]): { destroy: () => void } {
  const tell = () => (element.dataset.atLeast = widths.filter((width) => element.clientWidth >= width).join(' '));
  tell();
  const observer = new ResizeObserver(tell);
  observer.observe(element);
  return { destroy: () => observer.disconnect() };
}
