import { SvelteSet } from 'svelte/reactivity';
import { asDeskError, commands, type DeskError, type Facets, type ListRow, type NumbersQuery, type NumbersWindow, type RowKey } from '../../bridge';
import { pagesOf, type Span } from '../../components/windowMaths';
import { coalesced } from '../drafts/coalesced';
import { firstQuery, noFilter } from './query';

const pageRows = 100;

const nothing: Span = { first: 0, end: 0 };

type Kept = { keys: RowKey[]; seen: { key: RowKey; at: number }[]; span: Span };

export const keyOf = (row: ListRow): RowKey => (row.kind === 'number' ? { kind: 'number', number: row.number } : { kind: 'group', wabaId: row.wabaId });

export const same = (one: RowKey, other: RowKey) => JSON.stringify(one) === JSON.stringify(other);

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
  /** The row with the keyboard's mark, counted over all rows. It stays on what it is about. */
  active = $state(0);
  /** The row from which Shift selects. It stays on what it is about too. */
  anchor = 0;
  readonly selected = new SvelteSet<string>();
  /** How many of the selected match the query, as Rust counts it: a selection outlives a change of the filters. */
  selectedMatching = $state(0);
  readonly allSelected = $derived(this.matching > 0 && this.selectedMatching === this.matching);
  /** Set when the list has to be scrolled to the active row; the grid clears it. */
  reveal = $state(false);
  /** By how many rows those in view moved as others came or went above them; the grid moves the view with them and clears this. */
  shift = $state(0);
  /** Whether rows are on their way that have to do with what is shown. */
  reading = $state(false);

  #pages: Map<number, ListRow[]> = $state.raw(new Map());
  #asked = new Set<number>();
  #span: Span = { first: 0, end: pageRows };
  #generation = 0;
  #stale = false;
  #facetsAsked = 0;
  #round: Promise<void> | undefined;
  #locate: string | null = null;
  #marked: RowKey | null = null;
  #anchored: RowKey | null = null;
  /** The rows that can be seen, not only drawn. */
  #seen: Span = nothing;
  /** Whether what comes next is meant to look otherwise, so that nothing of the view is kept. */
  #another = false;
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
    // Another query begins at its first row, whatever that is about.
    [this.active, this.anchor] = [0, 0];
    [this.#marked, this.#anchored] = [null, null];
    this.#another = true;
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
    // What is folded away or out is meant to move what stands below it.
    this.#another = true;
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

  /** Puts the keyboard's mark on a row. */
  mark(at: number): void {
    this.active = at;
    this.#marked = this.#keyAt(at);
  }

  /** Shift will select from this row. */
  selectFrom(at: number): void {
    this.anchor = at;
    this.#anchored = this.#keyAt(at);
  }

  /** Nothing of the list can be seen any more. */
  leave(): void {
    this.#seen = nothing;
    this.shift = 0;
  }

  /** Where something stands now, if it is among the rows that are here. */
  place(key: RowKey): number | null {
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex((row) => same(keyOf(row), key));
      if (at >= 0) return page * pageRows + at;
    }
    return null;
  }

  /** Called as the list scrolls: reads the pages of the view that are not here yet. */
  async show(span: Span, seen: Span): Promise<void> {
    this.#span = span;
    this.#seen = seen;
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
      const found = await this.#window(offset, Math.min(500, last - offset + 1), []);
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
    const kept = this.#kept();
    const locate = [...(wanted === null ? [] : [{ kind: 'number', number: wanted } as const]), ...kept.keys];
    try {
      const before = this.selected.size;
      const [found, selected] = await Promise.all([this.#window(first * pageRows, Math.max(1, pages.length) * pageRows, locate), this.#askCount()]);
      if (generation !== this.#generation || this.#stale) return;
      const located = [...found.located];
      const place = wanted === null ? null : located.shift();
      this.#adopt(found, first);
      this.#keep(kept, located);
      if (before === this.selected.size) this.selectedMatching = selected;
      else void this.#count();
      if (wanted !== null) this.#markLocated(wanted, place ?? null);
      this.failure = null;
    } catch (thrown) {
      this.failure = asDeskError(thrown);
    }
  }

  /** What has to be found again among the new rows: the two marks, and the first and the last row in sight. */
  #kept(): Kept {
    const span = this.#seen;
    const seen = [];
    // At the top of the list the top is what one looks at, and what comes in there is seen.
    for (let at = span.first; span.first > 0 && !this.#another && at < span.end; at += 1) {
      const key = this.#keyAt(at);
      if (key) seen.push({ at, key });
    }
    const ends = [...seen.slice(0, 1), ...seen.slice(-1)];
    const marks = [this.#marked, this.#anchored].filter((key) => key !== null);
    return { keys: [...marks, ...ends.map(({ key }) => key)], seen: ends, span };
  }

  #keep({ keys, seen, span }: Kept, located: (number | null)[]): void {
    const places = new Map(keys.map((key, at) => [JSON.stringify(key), located[at] ?? null]));
    const find = (key: RowKey) => places.get(JSON.stringify(key)) ?? this.place(key);
    const follow = (key: RowKey | null, before: number): [number, RowKey | null] => {
      const now = key && find(key);
      if (now !== null) return [now, key];
      // Put somewhere since the question was sent, it is asked for in the next one.
      if (key && !places.has(JSON.stringify(key))) this.#stale = true;
      const at = this.#within(before);
      // What is no longer shown leaves its place to what stands there now.
      return [at, key && !this.#stale ? this.#keyAt(at) : key];
    };
    [this.active, this.#marked] = follow(this.#marked, this.active);
    [this.anchor, this.#anchored] = follow(this.#anchored, this.anchor);
    this.#nameMark();
    const now = this.#seen;
    const elsewhere = now.first === 0 || now.first >= span.end || now.end <= span.first;
    const moves = seen.flatMap(({ key, at }) => { const place = find(key); return place === null ? [] : [place - at]; });
    // One of the two may have moved by itself, as by another alias in a list that is sorted by it.
    if (!elsewhere && moves.length > 0) this.shift += moves.reduce((least, move) => (Math.abs(move) < Math.abs(least) ? move : least));
  }

  /** A mark may have been put where nothing had been read yet, as by the key End. */
  #nameMark(): void {
    if (this.active > 0) this.#marked ??= this.#keyAt(this.active);
  }

  #keyAt(at: number): RowKey | null {
    const row = this.row(at);
    return row ? keyOf(row) : null;
  }

  #within(row: number): number {
    return Math.min(Math.max(0, row), Math.max(0, this.totalRows - 1));
  }

  /** One that the query does not show is not waited for. */
  #markLocated(number: string, row: number | null): void {
    if (this.#locate === number) this.#locate = null;
    if (row === null) return;
    this.active = row;
    this.#marked = { kind: 'number', number };
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
    this.#another = false;
    this.loaded = true;
  }

  async #readPage(page: number, generation: number): Promise<void> {
    this.#asked.add(page);
    try {
      const found = await this.#window(page * pageRows, pageRows, []);
      if (generation === this.#generation) this.#pages = new Map(this.#pages).set(page, found.rows);
      this.#nameMark();
    } catch (thrown) {
      this.failure = asDeskError(thrown);
    } finally {
      this.#asked.delete(page);
    }
  }

  #window(offset: number, limit: number, locate: RowKey[]): Promise<NumbersWindow> {
    return commands.numbersWindow(this.account, this.query, offset, limit, locate);
  }
}
