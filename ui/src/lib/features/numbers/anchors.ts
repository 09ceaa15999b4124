import type { ListRow, RowKey } from '../../bridge';
import type { Span } from '../../components/windowMaths';

export const nothing: Span = { first: 0, end: 0 };

export const keyOf = (row: ListRow): RowKey => (row.kind === 'number' ? { kind: 'number', number: row.number } : { kind: 'group', wabaId: row.wabaId });

export const same = (one: RowKey, other: RowKey) => JSON.stringify(one) === JSON.stringify(other);

/** What has to be found again among new rows. */
export type Kept = { keys: RowKey[]; seen: { key: RowKey; at: number }[]; span: Span };

/** Where the mark stands now, by how many rows those in view moved, and whether to ask once more. */
type Followed = { active: number; shift: number; again: boolean };
type Rows = { active: number; keyAt: (at: number) => RowKey | null; place: (key: RowKey) => number | null; total: number };

/**
 * What the list holds on to while rows come and go: the row with the mark, the row from which Shift selects, and the first
 * and the last row in sight. The marks follow what they are about, and the view moves with what is in it.
 */
export class Anchors {
  marked: RowKey | null = null;
  anchored: RowKey | null = null;
  /** The rows that can be seen, not only drawn. */
  seen: Span = nothing;
  /** What comes next is meant to look otherwise, so that nothing of the view is kept. */
  another = false;

  /** Another list begins. */
  begin(): void {
    this.marked = null;
    this.anchored = null;
    this.another = true;
  }

  kept(keyAt: (at: number) => RowKey | null): Kept {
    const span = this.seen;
    const seen = [];
    // At the top of the list the top is what one looks at, and what comes in there is seen.
    for (let at = span.first; span.first > 0 && !this.another && at < span.end; at += 1) {
      const key = keyAt(at);
      if (key) seen.push({ at, key });
    }
    const ends = [...seen.slice(0, 1), ...seen.slice(-1)];
    const marks = [this.marked, this.anchored].filter((key) => key !== null);
    return { keys: [...marks, ...ends.map(({ key }) => key)], seen: ends, span };
  }

  /** Where the mark stands among the new rows, and by how many rows those in view moved. */
  follow({ keys, seen, span }: Kept, located: (number | null)[], rows: Rows): Followed {
    const places = new Map(keys.map((key, at) => [JSON.stringify(key), located[at] ?? null]));
    const find = (key: RowKey) => places.get(JSON.stringify(key)) ?? rows.place(key);
    // Put somewhere since the question was sent, and not among the rows: it has to be asked for.
    const again = this.marked !== null && !places.has(JSON.stringify(this.marked)) && find(this.marked) === null;
    const active = again ? rows.active : this.#followMark(find, rows);
    if (this.anchored && places.has(JSON.stringify(this.anchored)) && find(this.anchored) === null) this.anchored = null;
    const now = this.seen;
    const elsewhere = this.another || now.first === 0 || now.first >= span.end || now.end <= span.first;
    this.another = false;
    const moves = elsewhere ? [] : seen.flatMap(({ key, at }) => { const place = find(key); return place === null ? [] : [place - at]; });
    // One of the two may have moved by itself, as by another alias in a list that is sorted by it.
    return { active, again, shift: moves.length === 0 ? 0 : moves.reduce((least, move) => (Math.abs(move) < Math.abs(least) ? move : least)) };
  }

  #followMark(find: (key: RowKey) => number | null, { active, keyAt, total }: Rows): number {
    const now = this.marked && find(this.marked);
    if (now !== null) return now;
    // What is no longer shown leaves its place to what stands there now.
    const at = Math.min(Math.max(0, active), Math.max(0, total - 1));
    this.marked = this.marked && keyAt(at);
    return at;
  }
}
