import type { DeskError, Span as Asked } from '../bridge';
import type { Span } from '../components/windowMaths';
import { Pages, pageRows, wanted } from './pages.svelte';
import { Reading } from './reading.svelte';

type Rows<Row> = { total: number; rows: Row[] };
type Found<Window> = { window: Window; page: number; asked: Span; replaces: boolean };

/**
 * A long list that Rust returns in windows. Rows near the viewport are loaded. The old rows stay until new ones arrive.
 */
export class Windowed<Row, Query, Window extends Rows<Row> = Rows<Row>> {
  /** The last window that was read, for its data about the whole list. */
  window: Window | null = $state.raw(null);
  query: Query;

  readonly #reading: Reading<Found<Window>, Query>;
  readonly #pages = new Pages<Row>();
  #span: Span = { first: 0, end: pageRows };
  /** The loaded pages are stale: the next result replaces all of them. */
  #outdated = true;

  constructor(first: Query, read: (query: Query, span: Asked) => Promise<Window>) {
    this.query = $state.raw(first);
    this.#reading = new Reading((query) => this.#read(query, read), (found) => this.#adopt(found));
  }

  get total(): number {
    return this.window?.total ?? 0;
  }

  get loaded(): boolean {
    return this.window !== null;
  }

  /** Why the loaded rows may differ from those on disk. */
  get failure(): DeskError | null {
    return this.#reading.failure;
  }

  get running(): boolean {
    return this.#reading.running;
  }

  row(at: number): Row | undefined {
    return this.#pages.row(at);
  }

  /** Changes the query, and starts at its first row. */
  change(query: Query): Promise<void> {
    this.query = query;
    this.#span = { first: 0, end: pageRows };
    return this.read();
  }

  /** Reads the rows near the viewport again. */
  read(): Promise<void> {
    this.#outdated = true;
    return this.#reading.ask(this.query);
  }

  /** Called while the list scrolls: reads the missing pages. */
  async show(span: Span): Promise<void> {
    this.#span = span;
    if (this.loaded && this.#pages.lacks(span)) await this.#reading.ask(this.query);
  }

  /** Resolves when the rows fit the query. */
  settled(): Promise<void> {
    return this.#reading.settled();
  }

  /** Drops all running requests. */
  stop(): void {
    this.#reading.stop();
  }

  async #read(query: Query, read: (query: Query, span: Asked) => Promise<Window>): Promise<Found<Window>> {
    const replaces = this.#outdated;
    this.#outdated = false;
    const { page, offset, limit } = wanted(this.#span);
    try {
      return { window: await read(query, { offset, limit }), page, asked: { first: offset, end: offset + limit }, replaces };
    } catch (thrown) {
      this.#outdated ||= replaces;
      throw thrown;
    }
  }

  #adopt({ window, page, asked, replaces }: Found<Window>): void {
    // If the total changed, rows were added or removed, so the other pages are stale.
    this.#pages.take(window.rows, page, replaces || window.total !== this.total);
    this.window = window;
    // The list may have scrolled since its pages were requested.
    const span = { first: this.#span.first, end: Math.min(this.#span.end, window.total) };
    if (this.#pages.lacks(span, asked)) void this.#reading.again();
  }
}
