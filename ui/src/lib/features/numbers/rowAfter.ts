import type { ListRow } from '../../bridge';

/** Whether the mark may stand on a row. A heading is passed over, unless it is folded and stands for the numbers in it. */
const canBeMarked = (row: ListRow) => row.kind === 'number' || row.collapsed;

/** The next row from `at` on, that way, on which the mark may stand. One that is not here yet is taken as it is. */
export function markable(row: (at: number) => ListRow | undefined, at: number, way: 1 | -1, total: number): number | null {
  for (let place = at; place >= 0 && place < total; place += way) {
    const found = row(place);
    if (!found || canBeMarked(found)) return place;
  }
  return null;
}
