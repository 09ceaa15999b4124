import { commands, firstQuery, type DeskError, type Facet, type Facets, type FirstList, type ListRow, type NumbersQuery, type NumbersWindow, type PlaceTop, type RowKey, type SelectionChange, type SelectionView } from '../../bridge';
import type { Span } from '../../components/windowMaths';
import { Pages, pageRows, wanted } from '../../state/pages.svelte';
import { Reading } from '../../state/reading.svelte';
import { Request } from '../../state/request.svelte';
import { isFiltered, noFilter } from '../search/query';
import { Anchors, keyOf, nothing, same, type Kept } from './anchors';
import { markable } from './rowAfter';

export { keyOf } from './anchors';

/** A request for rows together with its result. */
type Found = { window: NumbersWindow; query: NumbersQuery; first: number; kept: Kept; wanted: string | null; followed: string | null; replaces: boolean };

const noSelection: SelectionView = { version: 0, total: 0, matching: 0 };

/** The numbers page of one account: the query, and the loaded rows near the viewport, which Rust returns in windows. */
export class NumbersList {
  readonly account: string;
  query: NumbersQuery = $state.raw(firstQuery);
  totalRows = $state(0);
  matching = $state(0);
  numbers = $state(0);
  loaded = $state(false);
  /** The index of the active row of the keyboard, over all rows. It stays on the same number or group. */
  active = $state(0);
  /** The selection, which Rust keeps. It stays when the filters change. */
  selection: SelectionView = $state.raw(noSelection);
  /** Scrolls the list to the active row. */
  readonly reveal = new Request();
  /**
   * By how many rows the visible rows moved, because rows were added or removed above them. The grid scrolls by the
   * same amount.
   */
  readonly shift = new Request<number>();
  /** The rows came with the page, and no page has shown them yet. */
  came = false;
  /** The first visible row, if the list is scrolled. */
  top: PlaceTop | null = $state.raw(null);
  /** Whether the open number is among the rows. Null before the rows were read. */
  listed: boolean | null = $state(null);

  readonly #facets: Reading<Facets>;
  /** The facets of the WABAs, which may be thousands. Read when they are asked for. */
  readonly wabas: Reading<Facet[]>;
  readonly #reading: Reading<Found, NumbersQuery>;
  readonly #pages = new Pages<ListRow>();
  /** Changes of the tick boxes that the loaded rows do not contain yet (an optimistic update). */
  #ticked: Map<string, boolean> = $state.raw(new Map());
  /** The number of selection changes without a result. */
  #changing = 0;
  #changes = Promise.resolve();
  /** The query of the loaded rows. */
  #shownQuery: NumbersQuery = firstQuery;
  #span: Span = { first: 0, end: pageRows };
  /** The loaded pages are stale: the next result replaces all of them. */
  #outdated = true;
  #locate: string | null = null;
  /** The number whose panel is open. */
  #open: string | null = null;
  /** The groups that were collapsed before a search. A search shows all of its matches. */
  #folded: string[] | null = null;
  readonly #anchors = new Anchors();

  constructor(account: string) {
    this.account = account;
    this.#facets = new Reading(() => commands.facets(account));
    this.wabas = new Reading(() => commands.wabaFacets(account));
    this.#reading = new Reading((query) => this.#read(query), (found) => this.#adopt(found));
  }

  /** Shows the rows that came with the page. `open` is the number whose panel is open. */
  begin({ query, window, facets, top }: FirstList, open: string | null): void {
    this.came = true;
    this.query = query;
    this.top = top && { ...top, key: null };
    this.#open = open;
    this.#outdated = false;
    this.#facets.take(facets);
    const first = Math.floor(window.offset / pageRows);
    this.#span = { first: window.offset, end: window.offset + window.rows.length };
    const openAt = open === null ? null : (window.located[0] ?? null);
    this.#adopt({ window: { ...window, located: [openAt] }, query, first, kept: { keys: [], seen: [], span: nothing }, wanted: null, followed: open, replaces: true });
    if (openAt !== null) this.mark(openAt);
  }

  get failure(): DeskError | null {
    return this.#reading.failure ?? this.#facets.failure;
  }

  /** Whether the loaded rows do not fit the query, because the read failed. */
  get stale(): boolean {
    return this.#reading.failure !== null;
  }

  get facets(): Facets | null {
    return this.#facets.value;
  }

  /** Whether a read of rows is under way. */
  get reading(): boolean {
    return this.#reading.running;
  }

  readonly allSelected = $derived.by(() => this.matching > 0 && this.selection.matching === this.matching);

  row(at: number): ListRow | undefined {
    return this.#pages.row(at);
  }

  isSelected(row: Extract<ListRow, { kind: 'number' }>): boolean {
    return this.#ticked.get(row.number) ?? row.selected;
  }

  /** Changes the query. The old rows stay until the new ones are loaded, so nothing flickers. */
  change(patch: Partial<NumbersQuery>): Promise<void> {
    this.query = this.#unfolded({ ...this.query, ...patch });
    // A new query starts with its first row active.
    this.active = 0;
    this.#anchors.begin();
    this.#span = { first: 0, end: pageRows };
    this.#outdated = true;
    this.reveal.make(true);
    return this.#reading.ask(this.query);
  }

  filter(patch: Partial<NumbersQuery['filter']>): Promise<void> {
    return this.change({ filter: { ...this.query.filter, ...patch } });
  }

  clearFilters(): Promise<void> {
    return this.change({ search: '', filter: noFilter });
  }

  toggleGroup(wabaId: string): Promise<void> {
    const { collapsed } = this.query;
    // Collapsing or expanding is meant to move the rows below.
    this.#anchors.another = true;
    this.#outdated = true;
    this.query = { ...this.query, collapsed: collapsed.includes(wabaId) ? collapsed.filter((id) => id !== wabaId) : [...collapsed, wabaId] };
    return this.#reading.ask(this.query);
  }

  /** Collapses the group of a number, and makes its heading active. */
  fold(wabaId: string): Promise<void> {
    this.#anchors.marked = { kind: 'group', wabaId };
    this.reveal.make(true);
    return this.toggleGroup(wabaId);
  }

  /** Makes a number active, wherever it is in the current query. */
  locate(number: string): Promise<void> {
    this.#locate = number;
    return this.reload();
  }

  /** Makes a number active, and clears the query if it hides the number. */
  async showInList(number: string): Promise<void> {
    this.#locate = number;
    // Groups that were collapsed before a search stay expanded, or they could hide the number.
    this.#folded = null;
    if (isFiltered(this.query) || this.query.collapsed.length > 0) await this.change({ search: '', filter: noFilter, collapsed: [] });
    else await this.reload();
  }

  /** Follows whether the open number is among the rows. */
  follow(open: string | null): void {
    if (open === this.#open && this.listed !== null) return;
    this.#open = open;
    this.listed = null;
    if (this.loaded) void this.reload();
  }

  /** Reads the rows near the viewport again. */
  reload(): Promise<void> {
    this.#outdated = true;
    return this.#reading.ask(this.query);
  }

  /** The row that the user has marked. Null after a new query: then the mark is on the first row. */
  get marked(): RowKey | null {
    return this.#anchors.marked;
  }

  /** Resolves when the rows fit the query. */
  settled(): Promise<void> {
    return this.#reading.settled();
  }

  readFacets(): Promise<void> {
    return this.#facets.ask();
  }

  /** Makes a row active. */
  mark(at: number): void {
    this.active = at;
    this.#anchors.marked = this.#keyAt(at);
  }

  /** The row that a key moves to. Headings are skipped in the same direction, or else in the other one. */
  rowFrom(to: number): number {
    const way = to < this.active ? -1 : 1;
    const row = (at: number) => this.row(at);
    return markable(row, to, way, this.totalRows) ?? markable(row, to, way === 1 ? -1 : 1, this.totalRows) ?? this.active;
  }

  /** Sets the row where a Shift selection starts. */
  selectFrom(key: RowKey | null): void {
    this.#anchors.anchored = key;
  }

  /** The list is no longer visible. */
  leave(): void {
    this.#anchors.seen = nothing;
    this.shift.drop();
  }

  /** The index of a row, if it is loaded. */
  place(key: RowKey): number | null {
    return this.#pages.find((row) => same(keyOf(row), key));
  }

  /** Called while the list scrolls: reads the missing pages. */
  async show(span: Span, seen: Span): Promise<void> {
    this.#span = span;
    this.#anchors.seen = seen;
    if (this.#pages.lacks(span)) await this.#reading.ask(this.query);
  }

  /** The first match of the search, after the search for the current text has finished. */
  async firstMatch(): Promise<string | null> {
    await this.settled();
    if (this.#reading.failure) return null;
    const at = markable((place) => this.row(place), 0, 1, this.totalRows);
    const row = at === null ? undefined : this.row(at);
    return row?.kind === 'number' ? row.number : null;
  }

  toggle(number: string): Promise<void> {
    const at = this.place({ kind: 'number', number });
    const row = at === null ? undefined : this.row(at);
    if (row?.kind === 'number') this.#ticked = new Map(this.#ticked).set(number, !this.isSelected(row));
    return this.#select({ kind: 'toggle', number });
  }

  selectMatching(selected: boolean): Promise<void> {
    return this.#select({ kind: 'matching', selected });
  }

  deselect(): Promise<void> {
    return this.#select({ kind: 'none' });
  }

  /** Selects the range from the start of the Shift selection to this row. It replaces the last range from there. */
  async selectTo(at: number, key: RowKey | null = this.#keyAt(at)): Promise<void> {
    const from = (this.#anchors.anchored ??= this.#keyAt(this.active));
    if (key === null) await this.settled();
    const to = key ?? this.#keyAt(at);
    if (to && from) await this.#select({ kind: 'range', from, to });
  }

  /** Selection changes are sent one after the other, so that they count in their order. */
  #select(change: SelectionChange): Promise<void> {
    // The user means the visible rows, even while other rows are being loaded.
    const query = change.kind === 'matching' ? this.query : this.#shownQuery;
    this.#changing += 1;
    const done = this.#changes.then(async () => {
      try {
        this.#takeSelection(await commands.select(this.account, query, change));
      } finally {
        this.#changing -= 1;
        await this.reload();
      }
    });
    this.#changes = done.catch(() => undefined);
    return done;
  }

  /** A search shows all of its matches. After it, the groups are collapsed as before. */
  #unfolded(query: NumbersQuery): NumbersQuery {
    const searches = query.search.trim() !== '';
    if (searches && this.#folded === null) {
      this.#folded = query.collapsed;
      return { ...query, collapsed: [] };
    }
    if (searches || this.#folded === null) return query;
    const folded = this.#folded;
    this.#folded = null;
    return { ...query, collapsed: folded };
  }

  /** An older selection can arrive later. */
  #takeSelection(selection: SelectionView): void {
    if (selection.version >= this.selection.version) this.selection = selection;
  }

  async #read(query: NumbersQuery): Promise<Found> {
    const replaces = this.#outdated;
    this.#outdated = false;
    try {
      return { ...(await this.#ask(query)), query, replaces };
    } catch (thrown) {
      this.#outdated ||= replaces;
      throw thrown;
    }
  }

  async #ask(query: NumbersQuery): Promise<Omit<Found, 'query' | 'replaces'>> {
    const { page, offset, limit } = wanted(this.#span);
    const [located, followed] = [this.#locate, this.#open];
    const kept = this.#anchors.kept((at) => this.#keyAt(at));
    const numbers = [located, followed].flatMap((number): RowKey[] => (number === null ? [] : [{ kind: 'number', number }]));
    const window = await commands.numbersWindow(this.account, query, offset, limit, [...numbers, ...kept.keys]);
    return { window, first: page, kept, wanted: located, followed };
  }

  #adopt({ window, query, first, kept, wanted, followed, replaces }: Found): void {
    const located = [...window.located];
    const place = wanted === null ? null : (located.shift() ?? null);
    const openAt = followed === null ? null : (located.shift() ?? null);
    if (followed === this.#open) this.listed = followed === null ? null : openAt !== null;
    this.#pages.take(window.rows, first, replaces);
    this.#shownQuery = query;
    this.totalRows = window.totalRows;
    this.matching = window.matching;
    this.numbers = window.numbers;
    if (this.#changing === 0 && window.selection.version >= this.selection.version && this.#ticked.size > 0) this.#ticked = new Map();
    this.#takeSelection(window.selection);
    this.loaded = true;
    const moved = this.#anchors.follow(kept, located, { active: this.active, keyAt: (at) => this.#keyAt(at), place: (key) => this.place(key), total: this.totalRows });
    this.active = moved.active;
    if (moved.shift !== 0) this.shift.make((this.shift.take() ?? 0) + moved.shift);
    if (wanted !== null) this.#markLocated(wanted, place);
    if (moved.again || this.#lacksPages()) void this.#reading.again();
    this.#leaveHeading();
  }

  /** The list may have scrolled since its pages were requested. */
  #lacksPages(): boolean {
    return this.#pages.lacks({ first: this.#span.first, end: Math.min(this.#span.end, this.totalRows) });
  }

  /** A number that the query does not show is no longer waited for. */
  #markLocated(number: string, row: number | null): void {
    if (this.#locate === number) this.#locate = null;
    if (row === null) return;
    this.active = row;
    this.#anchors.marked = { kind: 'number', number };
    this.reveal.make(true);
  }

  /** The active row is never an expanded heading, because the keyboard's commands are for numbers. */
  #leaveHeading(): void {
    const row = this.row(this.active);
    if (row?.kind === 'group' && !row.collapsed) this.active = this.rowFrom(this.active);
    this.#anchors.marked ??= this.#keyAt(this.active);
  }

  #keyAt(at: number): RowKey | null {
    const row = this.row(at);
    return row ? keyOf(row) : null;
  }
}
