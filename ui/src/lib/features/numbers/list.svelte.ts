import { SvelteSet } from 'svelte/reactivity';
import { asDeskError, commands, type DeskError, type Facets, type ListRow, type NumbersQuery, type NumbersWindow } from '../../bridge';
import { pagesOf, type Span } from '../../components/windowMaths';
import { coalesced } from '../drafts/coalesced';
import { firstQuery, noFilter } from './query';

const pageRows = 100;

/** The numbers page of one account: the query, and the rows near the view, which Rust hands out in windows. */
export class NumbersList {
  readonly account: string;
  query: NumbersQuery = $state.raw(firstQuery);
  totalRows = $state(0);
  matching = $state(0);
  numbers = $state(0);
  loaded = $state(false);
  failure: DeskError | null = $state.raw(null);
  facets: Facets | null = $state.raw(null);
  /** The row with the keyboard's mark, counted over all rows. */
  active = $state(0);
  readonly selected = new SvelteSet<string>();
  /** How many of the selected match the query, as Rust counts it: a selection outlives a change of the filters. */
  selectedMatching = $state(0);
  readonly allSelected = $derived(this.matching > 0 && this.selectedMatching === this.matching);
  /** Set when the list has to be scrolled to the active row; the grid clears it. */
  reveal = $state(false);
  /** By how many rows the marked one moved as rows came or went above it; the grid keeps the view with it and clears this. */
  shift = $state(0);
  reading = $state(false);

  #pages: Map<number, ListRow[]> = $state.raw(new Map());
  #asked = new Set<number>();
  #span: Span = { first: 0, end: pageRows };
  #generation = 0;
  #stale = false;
  #facetsAsked = 0;
  #round: Promise<void> | undefined;
  #locate: string | null = null;
  /** Not while another query is on its way, which begins at its first row. */
  #followsMark = true;
  readonly #count = coalesced(() => this.#countSelected());

  constructor(account: string) {
    this.account = account;
  }

  row(at: number): ListRow | undefined {
    return this.#pages.get(Math.floor(at / pageRows))?.[at % pageRows];
  }

  /** Changes what is shown. The old rows stay until the new ones are here, so nothing flashes. */
  change(patch: Partial<NumbersQuery>): Promise<void> {
    this.query = { ...this.query, ...patch };
    this.active = 0;
    this.#followsMark = false;
    this.#span = { first: 0, end: pageRows };
    this.reveal = true;
    return this.reload();
  }

  filter(patch: Partial<NumbersQuery['filter']>): Promise<void> {
    return this.change({ filter: { ...this.query.filter, ...patch } });
  }

  clearFilters(): Promise<void> {
    return this.change({ search: '', filter: noFilter });
  }

  toggleGroup(wabaId: string): Promise<void> {
    const { collapsed } = this.query;
    this.query = { ...this.query, collapsed: collapsed.includes(wabaId) ? collapsed.filter((id) => id !== wabaId) : [...collapsed, wabaId] };
    return this.reload();
  }

  /** Puts the mark on a number, wherever it stands under the present query. */
  locate(number: string): Promise<void> {
    this.#locate = number;
    return this.reload();
  }

  /** Reads the rows in view again. One such read at a time; what is wished meanwhile is done in the next. */
  reload(): Promise<void> {
    this.#stale = true;
    this.reading = true;
    this.#round ??= this.#readWhileStale();
    return this.#round;
  }

  /** Called as the list scrolls: reads the pages of the view that are not here yet. */
  async show(span: Span): Promise<void> {
    this.#span = span;
    const missing = pagesOf(span, pageRows).filter((page) => !this.#pages.has(page) && !this.#asked.has(page));
    const generation = this.#generation;
    await Promise.all(missing.map((page) => this.#readPage(page, generation)));
  }

  async loadFacets(): Promise<void> {
    const asked = ++this.#facetsAsked;
    try {
      const facets = await commands.facets(this.account);
      // An older question may be answered later.
      if (asked === this.#facetsAsked) this.facets = facets;
    } catch (thrown) {
      this.failure = asDeskError(thrown);
    }
  }

  async selectMatching(): Promise<void> {
    this.#select(await commands.numbersMatching(this.account, this.query));
    await this.#count();
  }

  /** Those that the query does not show stay selected. */
  async deselectMatching(): Promise<void> {
    for (const number of await commands.numbersMatching(this.account, this.query)) this.selected.delete(number);
    this.selectedMatching = 0;
    await this.#count();
  }

  deselect(): void {
    this.selected.clear();
    this.selectedMatching = 0;
  }

  /** Selects the numbers between two rows, also those that were never drawn. */
  async selectBetween(one: number, other: number): Promise<void> {
    const [first, last] = [Math.min(one, other), Math.max(one, other)];
    for (let offset = first; offset <= last; offset += 500) {
      const found = await this.#window(offset, Math.min(500, last - offset + 1), null);
      this.#select(found.rows.flatMap((row) => (row.kind === 'number' ? [row.number] : [])));
    }
    await this.#count();
  }

  toggle(number: string): void {
    if (this.selected.delete(number)) this.selectedMatching -= 1;
    else this.#select([number]);
    void this.#count();
  }

  /** What is shown matches, so it is counted at once, and once more by Rust. */
  #select(numbers: string[]): void {
    const before = this.selected.size;
    for (const number of numbers) this.selected.add(number);
    this.selectedMatching += this.selected.size - before;
  }

  async #countSelected(): Promise<void> {
    try {
      this.selectedMatching = await this.#askCount();
    } catch (thrown) {
      this.failure = asDeskError(thrown);
    }
  }

  async #askCount(): Promise<number> {
    return this.selected.size === 0 ? 0 : commands.selectedMatching(this.account, this.query, [...this.selected]);
  }

  async #readWhileStale(): Promise<void> {
    while (this.#stale) {
      this.#stale = false;
      await this.#readView(++this.#generation);
    }
    this.#round = undefined;
    this.reading = false;
  }

  async #readView(generation: number): Promise<void> {
    const pages = pagesOf(this.#span, pageRows);
    const first = pages[0] ?? 0;
    const wanted = this.#locate;
    const marked = this.active;
    try {
      const before = this.selected.size;
      const [found, selected] = await Promise.all([this.#window(first * pageRows, Math.max(1, pages.length) * pageRows, wanted ?? this.#marked()), this.#askCount()]);
      if (generation !== this.#generation || this.#stale) return;
      this.#adopt(found, first);
      if (wanted === null && found.located !== null) this.#moveMark(found.located - marked);
      else this.active = this.#within(this.active);
      if (before === this.selected.size) this.selectedMatching = selected;
      else void this.#count();
      if (wanted !== null && found.located !== null) this.#markLocated(found.located);
      this.failure = null;
    } catch (thrown) {
      this.failure = asDeskError(thrown);
    }
  }

  /** The number with the mark, which it stays on when rows come or go above it. At the top nobody has put it anywhere yet. */
  #marked(): string | null {
    const row = this.#followsMark && this.active > 0 ? this.row(this.active) : undefined;
    return row?.kind === 'number' ? row.number : null;
  }

  #moveMark(rows: number): void {
    if (rows === 0) return;
    this.active = this.#within(this.active + rows);
    this.shift += rows;
  }

  #within(row: number): number {
    return Math.min(Math.max(0, row), Math.max(0, this.totalRows - 1));
  }

  #markLocated(row: number): void {
    this.#locate = null;
    this.active = row;
    this.reveal = true;
  }

  #adopt(found: NumbersWindow, firstPage: number): void {
    const pages = new Map<number, ListRow[]>();
    for (let at = 0; at < found.rows.length; at += pageRows) pages.set(firstPage + at / pageRows, found.rows.slice(at, at + pageRows));
    this.#asked.clear();
    this.#pages = pages;
    this.totalRows = found.totalRows;
    this.matching = found.matching;
    this.numbers = found.numbers;
    this.#followsMark = true;
    this.loaded = true;
  }

  async #readPage(page: number, generation: number): Promise<void> {
    this.#asked.add(page);
    try {
      const found = await this.#window(page * pageRows, pageRows, null);
      if (generation === this.#generation) this.#pages = new Map(this.#pages).set(page, found.rows);
    } catch (thrown) {
      this.failure = asDeskError(thrown);
    } finally {
      this.#asked.delete(page);
    }
  }

  #window(offset: number, limit: number, locate: string | null): Promise<NumbersWindow> {
    return commands.numbersWindow(this.account, this.query, offset, limit, locate);
  }
}
