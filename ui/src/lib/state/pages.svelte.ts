import { pagesOf, type Span } from '../components/windowMaths';

/** So many rows are asked for at a time. */
export const pageRows = 100;
/** Pages that lie further from those that were read last are let go. */
const pagesKept = 5;

/** The rows of a long list that are here: those of the pages near the view. */
export class Pages<Row> {
  #pages: Map<number, Row[]> = $state.raw(new Map());

  row(at: number): Row | undefined {
    return this.#pages.get(Math.floor(at / pageRows))?.[at % pageRows];
  }

  /** Where the first row stands that fits, of those that are here. */
  find(fits: (row: Row) => boolean): number | null {
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex(fits);
      if (at >= 0) return page * pageRows + at;
    }
    return null;
  }

  /** Takes rows that begin with a page; in place of all that are here, or beside them. */
  take(rows: Row[], firstPage: number, replaces: boolean): void {
    const lastPage = firstPage + Math.ceil(rows.length / pageRows);
    const near = [...this.#pages].filter(([page]) => !replaces && page >= firstPage - pagesKept && page <= lastPage + pagesKept);
    const pages = new Map(near);
    for (let at = 0; at < rows.length; at += pageRows) pages.set(firstPage + at / pageRows, rows.slice(at, at + pageRows));
    this.#pages = pages;
  }

  /** Whether pages of the span are not here, but for those that were just asked for and did not come. */
  lacks(span: Span, asked: Span = { first: 0, end: 0 }): boolean {
    const justAsked = pagesOf(asked, pageRows);
    return pagesOf(span, pageRows).some((page) => !this.#pages.has(page) && !justAsked.includes(page));
  }
}

/** The pages of a span, as they are asked for: at least one. */
export function wanted(span: Span): { page: number; offset: number; limit: number } {
  const pages = pagesOf(span, pageRows);
  const page = pages[0] ?? 0;
  return { page, offset: page * pageRows, limit: Math.max(1, pages.length) * pageRows };
}
