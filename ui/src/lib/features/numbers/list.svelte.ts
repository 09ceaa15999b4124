import { commands, type DeskError, type Facets, type ListRow, type NumbersQuery, type NumbersWindow, type RowKey, type SelectionChange, type SelectionView } from '../../bridge';
import type { Span } from '../../components/windowMaths';
import { Pages, pageRows, wanted } from '../../state/pages.svelte';
import { Reading } from '../../state/reading.svelte';
import { Request } from '../../state/request.svelte';
import { firstQuery, isFiltered, noFilter } from '../search/query';
import { Anchors, keyOf, nothing, same, type Kept } from './anchors';
import { markable } from './rowAfter';

export { keyOf } from './anchors';

/** What was asked of Rust with a question about the rows, and what came of it. */
type Found = { window: NumbersWindow; query: NumbersQuery; first: number; kept: Kept; wanted: string | null; followed: string | null; replaces: boolean };

const noSelection: SelectionView = { version: 0, total: 0, matching: 0 };

/** The numbers page of one account: the query, and the rows near the view, which Rust hands out in windows. */
export class NumbersList {
  readonly account: string;
  query: NumbersQuery = $state.raw(firstQuery);
  totalRows = $state(0);
  matching = $state(0);
  numbers = $state(0);
  loaded = $state(false);
  /** The row with the keyboard's mark, counted over all rows. It stays on what it is about. */
  active = $state(0);
  /** The selection, which is Rust's. It outlives a change of the filters. */
  selection: SelectionView = $state.raw(noSelection);
  /** The list is to be scrolled to the row with the mark. */
  readonly reveal = new Request();
  /** By how many rows those in view moved as others came or went above them; the grid moves the view with them. */
  readonly shift = new Request<number>();
  /** Whether the number that is open is among the rows; not known before they were read. */
  listed: boolean | null = $state(null);

  readonly #facets: Reading<Facets>;
  readonly #reading: Reading<Found, NumbersQuery>;
  readonly #pages = new Pages<ListRow>();
  /** What was ticked or unticked and is not in the rows yet. */
  #ticked: Map<string, boolean> = $state.raw(new Map());
  /** Changes of the selection that have no result yet. */
  #changing = 0;
  #changes = Promise.resolve();
  /** The query that the rows here belong to. */
  #shownQuery: NumbersQuery = firstQuery;
  #span: Span = { first: 0, end: pageRows };
  /** The pages that are here are of an earlier state: rows that are read replace them all. */
  #outdated = true;
  #locate: string | null = null;
  /** The number whose panel is open. */
  #open: string | null = null;
  /** What was folded before a search began, which shows all that it finds. */
  #folded: string[] | null = null;
  readonly #anchors = new Anchors();

  constructor(account: string) {
    this.account = account;
    this.#facets = new Reading(() => commands.facets(account));
    this.#reading = new Reading((query) => this.#read(query), (found) => this.#adopt(found));
  }

  get failure(): DeskError | null {
    return this.#reading.failure ?? this.#facets.failure;
  }

  /** Whether the rows that are here do not fit the query, since those that do could not be read. */
  get stale(): boolean {
    return this.#reading.failure !== null;
  }

  get facets(): Facets | null {
    return this.#facets.value;
  }

  /** Whether rows are on their way that have to do with what is shown. */
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

  /** Changes what is shown. The old rows stay until the new ones are here, so nothing flashes. */
  change(patch: Partial<NumbersQuery>): Promise<void> {
    this.query = this.#unfolded({ ...this.query, ...patch });
    // Another query begins at its first row, whatever that is about.
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
    // What is folded away or out is meant to move what stands below it.
    this.#anchors.another = true;
    this.#outdated = true;
    this.query = { ...this.query, collapsed: collapsed.includes(wabaId) ? collapsed.filter((id) => id !== wabaId) : [...collapsed, wabaId] };
    return this.#reading.ask(this.query);
  }

  /** Folds a group from one of its numbers, and puts the mark on its heading. */
  fold(wabaId: string): Promise<void> {
    this.#anchors.marked = { kind: 'group', wabaId };
    this.reveal.make(true);
    return this.toggleGroup(wabaId);
  }

  /** Puts the mark on a number, wherever it stands under the present query. */
  locate(number: string): Promise<void> {
    this.#locate = number;
    return this.reload();
  }

  /** Puts the mark on a number, by another query where the present one does not show it. */
  async showInList(number: string): Promise<void> {
    this.#locate = number;
    // What was folded before a search stays unfolded, or the number could be hidden once more.
    this.#folded = null;
    if (isFiltered(this.query) || this.query.collapsed.length > 0) await this.change({ search: '', filter: noFilter, collapsed: [] });
    else await this.reload();
  }

  /** Tells where the number stands whose panel is open. */
  follow(open: string | null): void {
    this.#open = open;
    this.listed = null;
    if (this.loaded) void this.reload();
  }

  /** Reads the rows in view again. */
  reload(): Promise<void> {
    this.#outdated = true;
    return this.#reading.ask(this.query);
  }

  /** Resolves when the rows fit the query. */
  settled(): Promise<void> {
    return this.#reading.settled();
  }

  readFacets(): Promise<void> {
    return this.#facets.ask();
  }

  /** Puts the keyboard's mark on a row. */
  mark(at: number): void {
    this.active = at;
    this.#anchors.marked = this.#keyAt(at);
  }

  /** The row to which a key leads: headings are passed over that way, or else the other way. */
  rowFrom(to: number): number {
    const way = to < this.active ? -1 : 1;
    const row = (at: number) => this.row(at);
    return markable(row, to, way, this.totalRows) ?? markable(row, to, way === 1 ? -1 : 1, this.totalRows) ?? this.active;
  }

  /** Shift will select from this row. */
  selectFrom(key: RowKey | null): void {
    this.#anchors.anchored = key;
  }

  /** Nothing of the list can be seen any more. */
  leave(): void {
    this.#anchors.seen = nothing;
    this.shift.drop();
  }

  /** Where something stands now, if it is among the rows that are here. */
  place(key: RowKey): number | null {
    return this.#pages.find((row) => same(keyOf(row), key));
  }

  /** Called as the list scrolls: reads the pages of the view that are not here yet. */
  async show(span: Span, seen: Span): Promise<void> {
    this.#span = span;
    this.#anchors.seen = seen;
    if (this.#pages.lacks(span)) await this.#reading.ask(this.query);
  }

  /** The number that a search finds first, once what stands in the field was searched for. */
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

  /** Selects from the row that Shift selects from to this one, in place of the last range from there. */
  async selectTo(at: number, key: RowKey | null = this.#keyAt(at)): Promise<void> {
    const from = (this.#anchors.anchored ??= this.#keyAt(this.active));
    if (key === null) await this.settled();
    const to = key ?? this.#keyAt(at);
    if (to && from) await this.#select({ kind: 'range', from, to });
  }

  /** Changes of the selection are sent one after the other, so that they count in the order in which they were made. */
  #select(change: SelectionChange): Promise<void> {
    // What is meant is what can be seen, also where other rows are on their way.
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

  /** A search shows all that it finds. What was folded before is folded again when it is over. */
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

  /** An older count may come later. */
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

  /** The view may have moved on since its pages were asked for. */
  #lacksPages(): boolean {
    return this.#pages.lacks({ first: this.#span.first, end: Math.min(this.#span.end, this.totalRows) });
  }

  /** One that the query does not show is not waited for. */
  #markLocated(number: string, row: number | null): void {
    if (this.#locate === number) this.#locate = null;
    if (row === null) return;
    this.active = row;
    this.#anchors.marked = { kind: 'number', number };
    this.reveal.make(true);
  }

  /** The mark stands on no heading that is unfolded: nothing could be done with it by the keyboard that was meant for a number. */
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
