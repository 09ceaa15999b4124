type Widths = { widths: number[]; /** The width that the element will have. Measuring it would lay the page out twice. */ guess?: number };

/**
 * Writes to an element which of these widths it has at least, in CSS pixels: `data-at-least="600 700"`.
 *
 * Styles use it in place of container queries. In WebKitGTK, container queries compare with the zoomed width, so at 200
 * % a list got the columns of a list that is twice as wide.
 */
export function atLeast(element: HTMLElement, { widths, guess }: Widths): { destroy: () => void } {
  const tell = (has: number) => {
    const told = widths.filter((width) => has >= width).join(' ');
    if (element.dataset.atLeast !== told) element.dataset.atLeast = told;
  };
  tell(guess ?? element.clientWidth);
  const observer = new ResizeObserver(() => tell(element.clientWidth));
  observer.observe(element);
  return { destroy: () => observer.disconnect() };
}
