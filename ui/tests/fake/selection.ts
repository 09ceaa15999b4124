import type { ListRow, NumbersQuery, RowKey, SelectionChange, SelectionView } from '../../src/lib/bridge';
import { keyOf, same } from '../../src/lib/features/numbers/anchors';
import { error } from './desk';

type Rows = { rows: (query: NumbersQuery) => ListRow[]; matching: (query: NumbersQuery) => string[] };

/** The selection in the list of the fake desk. */
export class FakeSelection {
  numbers = new Set<string>();
  version = 0;
  #range: { from: string; before: Set<string> } | null = null;
  readonly #list: Rows;

  constructor(list: Rows) {
    this.#list = list;
  }

  view(query: NumbersQuery): SelectionView {
    return { version: this.version, total: this.numbers.size, matching: this.#list.matching(query).filter((number) => this.numbers.has(number)).length };
  }

  change(query: NumbersQuery, change: SelectionChange): SelectionView {
    const next = this.#changed(query, change);
    if (next) {
      this.numbers = next;
      this.version += 1;
    }
    return this.view(query);
  }

  /** The selected numbers, if the selection still has this version. */
  of(version: number): string[] {
    if (version !== this.version) throw error('selectionChanged', 'The selection has changed since. Look at it again.');
    return [...this.numbers];
  }

  #changed(query: NumbersQuery, change: SelectionChange): Set<string> | null {
    const range = this.#range;
    this.#range = null;
    const next = new Set(this.numbers);
    if (change.kind === 'none') return new Set();
    if (change.kind === 'toggle' && !next.delete(change.number)) next.add(change.number);
    if (change.kind === 'matching') for (const number of this.#list.matching(query)) change.selected ? next.add(number) : next.delete(number);
    if (change.kind !== 'range') return next;
    const between = this.#between(query, change.from, change.to);
    if (between === null) return null;
    const from = JSON.stringify(change.from);
    const before = range?.from === from ? range.before : this.numbers;
    this.#range = { from, before };
    return new Set([...before, ...between]);
  }

  #between(query: NumbersQuery, from: RowKey, to: RowKey): string[] | null {
    const rows = this.#list.rows(query);
    const [one, other] = [from, to].map((key) => rows.findIndex((row) => same(keyOf(row), key))) as [number, number];
    if (one < 0 || other < 0) return null;
    return rows.slice(Math.min(one, other), Math.max(one, other) + 1).flatMap((row) => (row.kind === 'number' ? [row.number] : []));
  }
}
