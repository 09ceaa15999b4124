/** A half-open range of rows. */
export type Span = { first: number; end: number };

/** The rows that can be seen, with `spare` more on both sides. Heights in pixels, every row alike. */
export function visibleSpan(scrollTop: number, viewHeight: number, rowHeight: number, total: number, spare: number): Span {
  const first = Math.floor(Math.max(0, scrollTop) / rowHeight);
  const end = Math.ceil((Math.max(0, scrollTop) + Math.max(0, viewHeight)) / rowHeight);
  return { first: Math.max(0, Math.min(first - spare, total)), end: Math.max(0, Math.min(end + spare, total)) };
}

/** Where to scroll so that the row is wholly seen; unchanged where it is already. */
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

/** The row that a key leads to from `row`, or nothing where the key is not for moving. */
export function rowAfterKey(key: string, row: number, total: number, pageRows: number): number | undefined {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: pageRows, PageUp: -pageRows, Home: -Infinity, End: Infinity };
  const step = steps[key];
  if (step === undefined || total === 0) return undefined;
  return Math.max(0, Math.min(total - 1, row + step));
}
