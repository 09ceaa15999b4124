import { pagesOf, type Span } from '../components/windowMaths';

/** The number of rows in one request. */
export const pageRows = 100;
/** Pages that are further than this from the last read are dropped. */
const pagesKept = 5;

/** The loaded rows of a long list: the pages near the viewport. */
export class Pages<Row> {
  #pages: Map<number, Row[]> = $state.raw(new Map());

  row(at: number): Row | undefined {
    return this.#pages.get(Math.floor(at / pageRows))?.[at % pageRows];
  }

  /** The index of the first loaded row that fits, or null. */
  find(fits: (row: Row) => boolean): number | null {
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex(fits);
      if (at >= 0) return page * pageRows + at;
    }
    return null;
  }

  /** Stores rows that start at a page. They replace all loaded pages, or are added to them. */
  take(rows: Row[], firstPage: number, replaces: boolean): void {
    const lastPage = firstPage + Math.ceil(rows.length / pageRows);
    const near = [...this.#pages].filter(([page]) => !replaces && page >= firstPage - pagesKept && page <= lastPage + pagesKept);
    const pages = new Map(near);
    for (let at = 0; at < rows.length; at += pageRows) pages.set(firstPage + at / pageRows, rows.slice(at, at + pageRows));
    this.#pages = pages;
  }

  /** Whether pages of the span are missing. Pages that were requested and did not come do not count. */
  lacks(span: Span, asked: Span = { first: 0, end: 0 }): boolean {
    const justAsked = pagesOf(asked, pageRows);
    return pagesOf(span, pageRows).some((page) => !this.#pages.has(page) && !justAsked.includes(page));
  }
}

/** The request for the pages of a span, at least one page. */
export function wanted(span: Span): { page: number; offset: number; limit: number } {
  const pages = pagesOf(span, pageRows);
  const page = pages[0] ?? 0;
  return { page, offset: page * pageRows, limit: Math.max(1, pages.length) * pageRows };
}
