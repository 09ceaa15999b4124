import type { ListRow, RowKey } from '../../bridge';
import type { Span } from '../../components/windowMaths';

export const nothing: Span = { first: 0, end: 0 };

export const keyOf = (row: ListRow): RowKey => (row.kind === 'number' ? { kind: 'number', number: row.number } : { kind: 'group', wabaId: row.wabaId });

export const same = (one: RowKey, other: RowKey) => JSON.stringify(one) === JSON.stringify(other);

/** The rows to find again after a new read. */
export type Kept = { keys: RowKey[]; seen: { key: RowKey; at: number }[]; span: Span };

/** The index of the active row, the shift of the visible rows, and whether to read again. */
type Followed = { active: number; shift: number; again: boolean };
type Rows = { active: number; keyAt: (at: number) => RowKey | null; place: (key: RowKey) => number | null; total: number };

/**
 * Keeps the list stable while rows are added and removed: it follows the active row, the row where a Shift selection
 * starts, and the first and last visible row. Both marks stay on their rows, and the scroll position follows the
 * visible rows.
 */
export class Anchors {
  marked: RowKey | null = null;
  anchored: RowKey | null = null;
  /** The visible rows. More rows than these are drawn. */
  seen: Span = nothing;
  /** The next result is meant to look different, so the scroll position is not preserved. */
  another = false;

  /** A new query starts. */
  begin(): void {
    this.marked = null;
    this.anchored = null;
    this.another = true;
  }

  kept(keyAt: (at: number) => RowKey | null): Kept {
    const span = this.seen;
    const seen = [];
    // At the top, the list stays at the top, so that new rows there are visible.
    for (let at = span.first; span.first > 0 && !this.another && at < span.end; at += 1) {
      const key = keyAt(at);
      if (key) seen.push({ at, key });
    }
    const ends = [...seen.slice(0, 1), ...seen.slice(-1)];
    const marks = [this.marked, this.anchored].filter((key) => key !== null);
    return { keys: [...marks, ...ends.map(({ key }) => key)], seen: ends, span };
  }

  /** The index of the active row among the new rows, and the shift of the visible rows. */
  follow({ keys, seen, span }: Kept, located: (number | null)[], rows: Rows): Followed {
    const places = new Map(keys.map((key, at) => [JSON.stringify(key), located[at] ?? null]));
    const find = (key: RowKey) => places.get(JSON.stringify(key)) ?? rows.place(key);
    // The mark was set after the request was sent, and its row is not loaded. So read again.
    const again = this.marked !== null && !places.has(JSON.stringify(this.marked)) && find(this.marked) === null;
    const active = again ? rows.active : this.#followMark(find, rows);
    if (this.anchored && places.has(JSON.stringify(this.anchored)) && find(this.anchored) === null) this.anchored = null;
    const now = this.seen;
    const elsewhere = this.another || now.first === 0 || now.first >= span.end || now.end <= span.first;
    this.another = false;
    const moves = elsewhere ? [] : seen.flatMap(({ key, at }) => { const place = find(key); return place === null ? [] : [place - at]; });
    // One of the two rows may have moved by itself, for example after a change of its alias in a list that is sorted by
    // alias.
    return { active, again, shift: moves.length === 0 ? 0 : moves.reduce((least, move) => (Math.abs(move) < Math.abs(least) ? move : least)) };
  }

  #followMark(find: (key: RowKey) => number | null, { active, keyAt, total }: Rows): number {
    const now = this.marked && find(this.marked);
    if (now !== null) return now;
    // If the row is no longer shown, the mark goes to the row that is now in its place.
    const at = Math.min(Math.max(0, active), Math.max(0, total - 1));
    this.marked = this.marked && keyAt(at);
    return at;
  }
}
