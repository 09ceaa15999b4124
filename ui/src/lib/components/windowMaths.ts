/** A half-open range of rows. */
export type Span = { first: number; end: number };

/** The visible rows, with `spare` more rows on both sides. Heights in pixels. All rows have the same height. */
export function visibleSpan(scrollTop: number, viewHeight: number, rowHeight: number, total: number, spare: number): Span {
  const first = Math.floor(Math.max(0, scrollTop) / rowHeight);
  const end = Math.ceil((Math.max(0, scrollTop) + Math.max(0, viewHeight)) / rowHeight);
  return { first: Math.max(0, Math.min(first - spare, total)), end: Math.max(0, Math.min(end + spare, total)) };
}

/** The scroll position at which the row is fully visible. Unchanged if it already is. */
export function scrollToShow(row: number, scrollTop: number, viewHeight: number, rowHeight: number): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  if (top + rowHeight > scrollTop + viewHeight) return Math.max(0, top + rowHeight - viewHeight);
  return scrollTop;
}

/** The numbers of the pages of `size` rows that cover a span. */
export function pagesOf(span: Span, size: number): number[] {
  if (span.end <= span.first) return [];
  const first = Math.floor(span.first / size);
  const last = Math.floor((span.end - 1) / size);
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

/** The row that a key moves to from `row`. Undefined if the key does not move. */
export function rowAfterKey(key: string, row: number, total: number, pageRows: number): number | undefined {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: pageRows, PageUp: -pageRows, Home: -Infinity, End: Infinity };
  const step = steps[key];
  if (step === undefined || total === 0) return undefined;
  return Math.max(0, Math.min(total - 1, row + step));
}

/**
 * The start of each of `total` rows, and the end of the last row. Heights in pixels. `estimate` is used for unknown
 * heights.
 */
export function offsetsOf(heights: (number | undefined)[], total: number, estimate: number): Float64Array {
  const offsets = new Float64Array(total + 1);
  for (let at = 0; at < total; at += 1) offsets[at + 1] = (offsets[at] ?? 0) + (heights[at] ?? estimate);
  return offsets;
}

/** The row at a height, or the nearest row. */
export function rowAt(offsets: Float64Array, height: number): number {
  let [low, high] = [0, Math.max(0, offsets.length - 2)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= height) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The visible rows, and those within `spare` pixels on both sides. The rows have different heights. */
export function unevenSpan(offsets: Float64Array, top: number, viewHeight: number, spare: number): Span {
  const total = offsets.length - 1;
  if (total === 0) return { first: 0, end: 0 };
  return { first: rowAt(offsets, top - spare), end: rowAt(offsets, top + viewHeight + spare) + 1 };
}
